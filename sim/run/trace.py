"""The immutable record of a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from types import MappingProxyType

import numpy as np

from sim.graph.cell import Cell
from sim.graph.evaluate import compute, constant, parameter
from sim.graph.node import Node
from sim.run.clamps import Clamp, between, held_steps
from sim.text.checks import as_it_comes


def row_pairs(T: int, first: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Two views of one array: the rows before each step, and those after it, (T, ...) each.

    Args:
        T: timesteps.
        first: the first row before, which is filled in; the rows after are not.
    """
    rows = np.empty((T + 1, *first.shape))
    rows[0] = first
    return rows[:-1], rows[1:]


class Trace(Mapping[str, np.ndarray]):
    """Everything that happened in a run: name -> (T, rows) or (T, rows, B), read-only.

    Holds every line, pre-activation ("f_pre"), input ("x") and state before each step ("c_prev");
    `value` gives any other operation of the graph on demand.

    Args:
        cell: with its options.
        params: "W_i" -> array.
        inputs: (T, X) or (T, X, B).
        initial: state -> (H,) or (H, B).
        signals: by name, (T, H), of a batch (T, H, 1 or B).
        rows: what was computed, by name.
        clamps: gates that were held at a value.
        data: matrices from outside, (D, N) or (D, N, B).
        masks: parameter -> 0 where it has no entry, 1 elsewhere.
    """

    def __init__(
        self, cell: Cell, params, inputs, initial, signals, rows,
        clamps: tuple[Clamp, ...] = (), data: Mapping[str, np.ndarray] = MappingProxyType({}),
        masks: Mapping[str, np.ndarray] = MappingProxyType({}),
    ):  # fmt: skip
        self.cell, self.clamps = cell, clamps
        self.data: Mapping[str, np.ndarray] = _frozen(data)
        self.masks: Mapping[str, np.ndarray] = _frozen(masks)
        self.params: Mapping[str, np.ndarray] = _frozen(params)
        self.initial: Mapping[str, np.ndarray] = _frozen(initial)
        self.signals: Mapping[str, np.ndarray] = _frozen(signals)
        self._rows = _frozen(rows | {"x": inputs})
        self._derived: dict[str, np.ndarray] = {}

    __eq__ = object.__eq__  # a Mapping would compare arrays, and be no key of a cache
    __hash__ = object.__hash__

    def __getitem__(self, name: str) -> np.ndarray:
        return self._rows[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def T(self) -> int:
        """Number of timesteps."""
        return len(self._rows["x"])

    @property
    def batched(self) -> bool:
        """Whether the rows have a last axis B."""
        return self._rows["x"].ndim == 3

    @cached_property
    def held(self) -> Mapping[str, np.ndarray]:
        """Clamped gate -> at which timesteps it was held, (T,)."""
        return {line: on for line, (on, _) in held_steps(self.clamps, self.T).items()}

    def part(self, start: int, stop: int) -> Trace:
        """The run of some of the timesteps, as a trace over the same arrays.

        Args:
            start: first row, from 0.
            stop: the row behind the last one, at least `start` + 1.
        """
        rows = {name: value[start:stop] for name, value in self._rows.items()}
        return Trace(
            self.cell, self.params, rows.pop("x"),
            {name: rows[f"{name}_prev"][0] for name in self.initial},
            {name: value[start:stop] for name, value in self.signals.items()},
            rows, between(self.clamps, start, stop), self.data, self.masks,
        )  # fmt: skip

    def masked(self, name: str, value: np.ndarray) -> np.ndarray:
        """`value` with 0 where the parameter has no entry, by the cell's mask and the run's own.

        Args:
            name: of the parameter, "U_n".
            value: (rows, columns), (rows,), or one such a timestep behind a first axis.
        """
        own = self.cell.mask(name, self.params[name].shape)
        for mask in (own, self.masks.get(name)):
            if mask is not None:
                value = np.where(mask, value, 0.0)
        return value

    def pieces(self, length: int) -> Iterator[tuple[Trace, slice]]:
        """The run in parts of so many timesteps, last first, each with its rows.

        Args:
            length: at least 1; where it holds the whole run, that is the only part.
        """
        for stop in range(self.T, 0, -length):
            start = max(0, stop - length)
            whole = stop - start == self.T
            yield (self if whole else self.part(start, stop)), slice(start, stop)

    @as_it_comes
    def value(self, name: str) -> np.ndarray:
        """Any operation of the graph at all timesteps, (T, rows) or (T, rows, B).

        Args:
            name: an id of `cell.graph`, such as "f * c_prev" or "W_f @ x".

        Raises:
            KeyError: the graph has no such operation.
        """
        if name in self._rows:
            return self._rows[name]
        if name not in self._derived:
            node = self.cell.graph.by_id[name]
            value = self._compute(node)
            shape = (self.T, *value.shape[1:])
            if node.is_matrix:  # bare, so that operations can take it
                value = value[..., None] if self.batched else value
                shape = (self.T, *value.shape)
            elif self.batched:  # what no input reaches is one column for all
                shape = (*shape[:-1], self._rows["x"].shape[2])
            value = np.broadcast_to(value, shape)
            value.flags.writeable = False
            self._derived[name] = value
        return self._derived[name]

    def _compute(self, node: Node) -> np.ndarray:
        if node.leaf == "const":
            return constant(node, self.batched)
        if node.leaf == "param":
            return parameter(self.params[node.name], self.batched)
        if node.leaf == "signal":
            return self.signals[node.name]
        if node.leaf == "data":
            return self.data[node.name][None]
        return compute(self.cell, node, [self.operand(arg) for arg in node.args], self.batched)

    def operand(self, node: Node) -> np.ndarray:
        """Value of `node` of the graph over all timesteps; of a parameter one row for all."""
        name = self.cell.graph.ids.get(id(node), node.name)  # nobody may have used an input
        return self._compute(node) if node.is_leaf and name not in self._rows else self.value(name)


def _frozen(arrays: Mapping[str, np.ndarray]) -> Mapping[str, np.ndarray]:
    for array in arrays.values():
        array.flags.writeable = False
    return MappingProxyType(dict(arrays))

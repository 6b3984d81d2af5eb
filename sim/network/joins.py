"""What arrives at a part before it runs: the rows of its wires, joined, and how they were made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from sim.graph.cell import Cell
from sim.graph.fits import sizes_of
from sim.network.parts import Part, Wire, at
from sim.network.taps import Taps
from sim.run.trace import Trace
from sim.text.checks import as_floats
from sim.text.errors import InputError, shown

Arrays = Mapping[str, np.ndarray]
Key = tuple[str, int | str]  # ("x", which wire), ("start", state), ("memory", argument)


@dataclass(frozen=True, eq=False)
class Inside:
    """A wire of a loop, whose rows come while the loop is stepped.

    Args:
        place: which of those that the part reads, from 0.
        wire: itself.
        columns: rows of x that it fills.
        line: that it reads.
        first: the row before there was any, (R,) or (R, B).
    """

    place: int
    wire: Wire
    columns: slice
    line: str
    first: np.ndarray

    @cached_property
    def _taps(self) -> Taps:
        return self.wire.read_taps.by_row

    @property
    def passes(self) -> bool:
        """Whether a derivative comes back through it: none does through a choice of one."""
        return not self._taps

    def by_row(self, row: np.ndarray) -> np.ndarray:
        """`row` of one step, (R,) or (R, B), behind the taps that work row by row."""
        return self._taps.forward(row[None])[0][0] if self._taps else row


@dataclass(eq=False)
class Joined:
    """What arrived at a part.

    Args:
        part: which.
        params: its numbers, with an empty matrix for an x of which it reads nothing.
        state: state -> what it starts from, (H,) or (H, B).
        data: argument of the cell -> (D, N) or (D, N, B).
        x: (T, X) or (T, X, B); what a loop feeds back is still 0.
        columns: of x, one slice for each wire that it reads.
        inside: wires of its loop.
        kept: rows before each tap of a wire from outside of its loop.
    """

    part: Part
    params: Arrays = field(default_factory=dict)
    state: dict[str, np.ndarray] = field(default_factory=dict)
    data: dict[str, np.ndarray] = field(default_factory=dict)
    x: np.ndarray = field(default_factory=lambda: np.zeros((0, 0)))
    columns: list[slice] = field(default_factory=list)
    inside: list[Inside] = field(default_factory=list)
    kept: dict[Key, list[np.ndarray]] = field(default_factory=dict)


class Joiner:
    """Joins the rows of wires.

    Args:
        inputs: sequences from outside, (T, X) or (T, X, B).
        traces: runs of the parts so far; more may come.
        batch: () or (B,).
    """

    def __init__(self, inputs: Arrays, traces: Mapping[str, Trace], batch: tuple[int, ...]):
        self._inputs, self._traces, self._batch = inputs, traces, batch
        self._counted_rows: dict[tuple[str, int], tuple] = {}

    def group(self, parts: Sequence[Part]) -> dict[str, Joined]:
        """What arrives at the parts of a group.

        Args:
            parts: that run together.

        Raises:
            InputError: numbers of rows or steps that do not fit; names the part and the wire.
        """
        names = {part.name for part in parts}
        counts = {c for part in parts for c in self._counted(part, names)}
        if len(counts) != 1:
            raise InputError(
                "wire_steps" if counts else "no_steps",
                part=", ".join(p.name for p in parts), steps=", ".join(map(str, sorted(counts))),
            )  # fmt: skip
        (T,) = counts
        found = {part.name: self._before(part, T) for part in parts}
        for one in found.values():
            with at(one.part.name):
                self._join(one, T, found)
        return found

    def _counted(self, part: Part, names: set[str]) -> set[int]:
        """How many steps each wire gives, and the part itself says."""
        found = {part.steps} - {None}
        for k, wire in enumerate(part.reads):
            if wire.source not in names and not wire.read_taps.spreads:
                with at(part.name):
                    rows = self._counted_rows[part.name, k] = self._rows(wire)
                    found.add(len(rows[0]))
        return found

    def _rows(self, wire: Wire, T: int = 0) -> tuple[np.ndarray, list[np.ndarray]]:
        source = self._inputs.get(wire.source)
        if source is None:
            trace = self._traces[wire.source]
            source = trace[wire.line or trace.cell.output]
        with at(wire):
            first = self._first(wire, len(wire.first)) if wire.first else None
            return wire.read_taps.forward(source, T, first)

    def _first(self, wire: Wire, size: int) -> np.ndarray:
        first = as_floats("first", wire.first or np.zeros(size))
        if first.shape != (size,):
            raise InputError("shape", name="first", expected=(size,), shape=first.shape)
        return self._spread(first)

    def _spread(self, row: np.ndarray) -> np.ndarray:
        """One row for every sequence of the batch."""
        if row.ndim == 1 and self._batch:
            return np.repeat(row[:, None], *self._batch, axis=1)
        return row

    def _before(self, part: Part, T: int) -> Joined:
        """What a part starts from and looks at, which no loop gives."""
        one = Joined(part)
        with at(part.name):
            for state, value in part.start.items():
                if not isinstance(value, Wire):
                    one.state[state] = self._spread(as_floats(f"initial {state}", value))
                    continue
                rows, one.kept["start", state] = self._rows(value, T)
                if len(rows) != 1:
                    raise InputError("start_rows", wire=shown(value), rows=len(rows))
                one.state[state] = rows[0]
            for name, wire in part.memory.items():
                rows, one.kept["memory", name] = self._rows(wire, T)
                one.data[name] = np.moveaxis(rows, 0, 1)
        return one

    def _join(self, one: Joined, T: int, group: Mapping[str, Joined]) -> None:
        part, start, pieces = one.part, 0, []
        for k, wire in enumerate(part.reads):
            if wire.source in group:
                source = group[wire.source]
                line = wire.state or wire.line or source.part.built.output
                size = size_of_line(source, line)
                one.inside.append(
                    Inside(k, wire, slice(start, start + size), line, self._first(wire, size))
                )
                pieces.append(np.zeros((T, size, *self._batch)))
            else:
                counted = self._counted_rows.pop((part.name, k), None)
                rows, one.kept["x", k] = counted or self._rows(wire, T)
                if len(rows) != T:
                    raise InputError("wire_steps", part=shown(wire), steps=f"{len(rows)}, {T}")
                pieces.append(rows)
            one.columns.append(slice(start, start + pieces[-1].shape[1]))
            start = one.columns[-1].stop
        one.x = np.concatenate([np.zeros((T, 0, *self._batch)), *pieces], axis=1)
        one.params = part.params if start else _without_inputs(part.built, part.params)


def size_of_line(one: Joined, line: str) -> int:
    """How many rows a line of a part has.

    Args:
        one: what arrived at the part; its x is not asked.
        line: of its cell.
    """
    cell = one.part.built
    arrays = {name: as_floats(name, value) for name, value in one.part.params.items()}
    sizes = sizes_of(cell, arrays, 0, one.data)
    for state, value in one.state.items():  # where no parameter says how many there are
        sizes[cell.rows(state)] = sizes[cell.rows(state)] or len(value)
    return sizes[cell.rows(line)]


def _without_inputs(cell: Cell, params: Arrays) -> Arrays:
    """The parameters with what would multiply x, which has no rows, as empty matrices."""
    sizes = sizes_of(cell, {name: as_floats(name, value) for name, value in params.items()}, 0)
    empty = {
        name: np.zeros(tuple(sizes[dim] for dim in dims))
        for name, dims in cell.graph.shapes.items()
        if name not in params and "X" in dims
    }
    return {**params, **empty}

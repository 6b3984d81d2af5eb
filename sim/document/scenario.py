"""The document that a person edits, shares, saves and loads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import blake2b
from types import MappingProxyType

import numpy as np

from sim.document.arrays import arrays
from sim.graph.cell import Cell
from sim.graph.fits import check_masks, check_names, sizes_of
from sim.run.clamps import Clamp, checked
from sim.run.forward import cell_named, forward
from sim.run.readout import Readout
from sim.run.trace import Trace
from sim.text.checks import MAX_TEXT, check_shapes, field_error, is_short, numbers
from sim.text.errors import InputError, shown
from sim.text.limits import BROWSER


@dataclass(frozen=True, eq=False)
class Scenario:
    """A cell with its numbers and its inputs; checked whole whenever one is made.

    Args:
        cell: key in `sim.CELLS`.
        params: "W_i" -> array, as `Cell.shapes` says.
        inputs: (T, X).
        initial: state -> (H,); what is left out is zeros.
        options: activation by line, where it differs from the cell's default.
        readout: what is read out of h, or None.
        title: up to 200 characters.
        seed: of the random numbers it was made from, or None.
        labels: names of inputs "x" (X of them), outputs "y" (Y) and timesteps "t" (T).
        clamps: gates held at a value, `Clamp`s or their plain forms.

    Raises:
        InputError: names the field, and the row and column where there is one.
    """

    cell: str
    params: Mapping[str, np.ndarray]
    inputs: np.ndarray
    initial: Mapping[str, np.ndarray] = field(default_factory=dict)
    options: Mapping[str, object] = field(default_factory=dict)
    readout: Readout | None = None
    title: str = ""
    seed: int | None = None
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    clamps: tuple[Clamp, ...] = ()

    def __post_init__(self) -> None:
        cell = cell_named(self.cell)
        if not isinstance(self.options, Mapping):
            raise field_error("options", "an_object")
        chosen = cell.with_options(**{str(key): value for key, value in self.options.items()})
        inputs = numbers("inputs", self.inputs, 2)
        T, X = inputs.shape
        if not T or not X:
            raise InputError("inputs_empty")
        for name in ("params", "initial"):
            if not isinstance(getattr(self, name), Mapping):
                raise field_error(name, "an_object")
        check_names(cell, "parameter", self.params, cell.graph.shapes)
        params = {n: numbers(n, self.params[n], len(d)) for n, d in cell.graph.shapes.items()}
        sizes = sizes_of(cell, params, X)
        H = sizes["H"]
        check_sizes(T=T, **{name: sizes[name] for name in cell.dims})
        check_shapes(params, cell.shapes(**sizes))
        check_masks(cell, params)
        shapes = cell.state_shapes(**sizes)
        initial = {name: np.zeros(shape) for name, shape in shapes.items()} | dict(self.initial)
        check_names(cell, "initial_state", initial, shapes)
        initial = {name: numbers(name, value, 1) for name, value in initial.items()}
        check_shapes(initial, shapes)
        readout = self._checked_readout(H)
        if readout is not None and cell.own_output:
            raise InputError(
                "two_outputs",
                cell=cell.phrase, line=cell.own_output,
            )  # fmt: skip
        self._check_words(X, T, readout.outputs(H) if readout else sizes["Y"])
        clamps = checked(chosen, self.clamps, T)
        options = {key: act.write() for key, act in dict(chosen.options).items()}
        for name, value in (
            ("params", MappingProxyType(params)), ("inputs", inputs),
            ("initial", MappingProxyType(initial)), ("readout", readout),
            ("options", MappingProxyType(options)), ("clamps", clamps),
            ("labels", MappingProxyType({k: tuple(v) for k, v in self.labels.items()})),
        ):  # fmt: skip
            object.__setattr__(self, name, value)

    def _checked_readout(self, H: int) -> Readout | None:
        if self.readout is None:
            return None
        if not isinstance(self.readout, Readout):
            raise field_error("readout", "an_object")
        if self.readout.V is None:
            return self.readout
        V, d = numbers("V", self.readout.V, 2), numbers("d", self.readout.d, 1)
        if V.shape[1] != H or d.shape != V.shape[:1] or not len(V):
            raise InputError(
                "shape",
                name="V, d",
                expected=f"(Y, {H}), (Y,)",
                shape=f"{V.shape}, {d.shape}",
            )
        check_sizes(Y=len(V))
        return replace(self.readout, V=V, d=d)

    def _check_words(self, X: int, T: int, Y: int) -> None:
        if not is_short(self.title):
            raise field_error("title", "text_at_most", most=MAX_TEXT)
        if self.seed is not None and (type(self.seed) is not int or not 0 <= self.seed < 2**32):
            raise field_error("seed", "whole_number", least=0, most=2**32 - 1)
        if not isinstance(self.labels, Mapping) or set(self.labels) - {"x", "y", "t"}:
            raise field_error("labels", "labels_object")
        for axis, names in self.labels.items():
            size = {"x": X, "y": Y, "t": T}[axis]
            listed = isinstance(names, list | tuple) and len(names) == size
            if not listed or not all(map(is_short, names)):
                raise field_error(f"labels.{axis}", "texts_at_most", count=size, most=MAX_TEXT)

    @property
    def chosen_cell(self) -> Cell:
        """The cell with its options."""
        return cell_named(self.cell).with_options(**self.options)

    @property
    def sizes(self) -> dict[str, int]:
        """X, H, Y and T."""
        T, X = self.inputs.shape
        sizes = sizes_of(cell_named(self.cell), self.params, X)
        if self.readout:
            sizes["Y"] = self.readout.outputs(sizes["H"])
        return sizes | {"T": T}

    @property
    def units(self) -> int:
        """How many units its longest line has: H, or Y of a cell that puts out more."""
        sizes = self.sizes
        return max(sizes["H"], sizes["Y"] if cell_named(self.cell).own_output else 0)

    @cached_property
    def digest(self) -> str:
        """A text that is the same for all scenarios with the same run, and for no others.

        Of cell, options, clamps and the bits of every number; of no title, label or readout.
        """
        counted = arrays(self, "params", "inputs", "initial")
        shapes = {name: array.shape for name, array in counted.items()}
        options = json.dumps(dict(self.options), sort_keys=True)
        found = blake2b(repr((self.cell, options, self.clamps, shapes)).encode(), digest_size=20)
        for array in counted.values():
            found.update(np.ascontiguousarray(array))
        return found.hexdigest()

    def changed(self, **changes: object) -> Scenario:
        """A checked copy with some fields replaced.

        Args:
            changes: field -> its new value.

        Raises:
            InputError: the result is no scenario; nothing is changed.
        """
        return replace(self, **changes)

    def run(self) -> Trace:
        """The trace of this scenario."""
        return forward(self.chosen_cell, self.params, self.inputs, self.initial, clamps=self.clamps)


def check_sizes(**sizes: int) -> None:
    """Refuse sizes that a browser should not be asked to show.

    Args:
        sizes: any of X, H, Y, T; whole numbers.

    Raises:
        InputError: names the size and its limit.
    """
    for name, size in sizes.items():
        most = getattr(BROWSER, name)
        whole = isinstance(size, int | np.integer) and not isinstance(size, bool)
        if not whole or not 1 <= size <= most:
            raise InputError(
                "limit",
                name=name,
                size=shown(size),
                most=most,
            )

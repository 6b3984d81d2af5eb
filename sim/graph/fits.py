"""What a run and a scenario demand of the names and shapes they are given."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

import numpy as np

from sim.graph.cell import Cell
from sim.text.checks import Shapes, compare_shapes
from sim.text.errors import InputError, shown
from sim.text.messages import Phrase

NONE: Shapes = MappingProxyType({})


def check_names(cell: Cell, what: str, given: Collection, wanted: Collection[str]) -> None:
    """Refuse what is missing or too much.

    Args:
        cell: named in the error.
        what: "parameter", "state", "signal" or "data".
        given: names that came.
        wanted: names that the cell has.

    Raises:
        InputError: names the first that is missing, else the first that is too much.
    """
    for name in (name for name in wanted if name not in given):
        raise InputError("missing", cell=cell.phrase, what=Phrase(what), name=name)
    for name in (name for name in given if name not in wanted):
        raise InputError("surplus", cell=cell.phrase, what=Phrase(what), name=shown(name))


def sizes_of(
    cell: Cell,
    params: Mapping[str, np.ndarray],
    X: int,
) -> dict[str, int]:
    """X, H, Y (0 unless the cell itself has outputs) and others, as the first arrays have them.

    Args:
        cell: whose symbolic sizes are meant.
        params: its parameters, not yet checked.
        X: number of inputs.
    """
    return _said(cell, X, shapes(params), NONE)


def shapes(arrays: Mapping[str, np.ndarray]) -> dict[str, tuple[int, ...]]:
    """The shapes of arrays, by name.

    Args:
        arrays: by name.
    """
    return {name: value.shape for name, value in arrays.items()}


def _said(cell: Cell, X: int, params: Shapes, data: Shapes) -> dict[str, int]:
    sizes = {"X": X, "H": 0, "Y": 0}
    for name, dims in cell.graph.data_shapes.items():
        for dim, length in zip(dims, data.get(name, ()), strict=False):
            sizes[dim] = sizes.get(dim) or length
    for name, axis, dim in cell.graph.axes:
        if not sizes.get(dim) and len(params.get(name, ())) > axis:
            sizes[dim] = params[name][axis]
    return {dim: sizes.get(dim, 0) for dim in (*sizes, *cell.dims)}


def known_sizes(
    cell: Cell, X: int, params: Shapes, states: Shapes = NONE, data: Shapes = NONE
) -> dict[str, int]:
    """The sizes of a run as far as what it is given says them, 0 for the others.

    Args:
        cell: whose symbolic sizes are meant.
        X: number of inputs.
        params: shapes of its parameters, by name.
        states: those of initial states that are given.
        data: those of its matrices from outside.

    Raises:
        InputError: a parameter or data missing or too much, or no units or outputs.
    """
    check_names(cell, "parameter", params, cell.graph.shapes)
    check_names(cell, "data", data, cell.graph.data)
    sizes = _said(cell, X, params, data)
    for name in (name for name in states if name in cell.states):
        dim = cell.rows(name)  # where no parameter says how many there are
        if not sizes.get(dim):
            told = any(dim in dims for dims in cell.graph.shapes.values())
            sizes[dim] = 0 if told else (states[name] or (1,))[0]
    for size in ("H", "Y"):
        if not sizes[size] and size in cell.graph.dims.values():
            raise InputError("no_units", size=size)
    return sizes


def fitting_sizes(
    cell: Cell, X: int, params: Shapes, states: Shapes = NONE, data: Shapes = NONE,
    batch: tuple[int, ...] = (),
) -> dict[str, int]:  # fmt: skip
    """The sizes of a run, if all that it is given fits together.

    Args:
        cell: as for `known_sizes`.
        X: as there.
        params: as there.
        states: as there.
        data: as there; each may be one for the whole batch.
        batch: () or (B,).

    Raises:
        InputError: names the parameter, state or data, what was expected and what came.
    """
    sizes = known_sizes(cell, X, params, states, data)
    compare_shapes(params, cell.shapes(**sizes))
    check_names(cell, "state", states, [name for name in cell.states if name in states])
    compare_shapes(states, {name: (sizes[cell.rows(name)], *batch) for name in states})
    for name, dims in cell.graph.data_shapes.items():
        own = batch if len(data[name]) == 3 else ()
        compare_shapes(data, {name: tuple(sizes.get(dim, 0) for dim in dims) + own})
    for line in cell.graph.lines if cell.graph.mixes else ():  # a softmax of nothing is none
        if not sizes.get(cell.rows(line)):
            raise InputError("no_rows", line=line, size=cell.rows(line))
    return sizes


def check_signals(cell: Cell, T: int, sizes: Mapping[str, int], signals: Shapes) -> None:
    """Refuse signals that do not fit.

    Args:
        cell: whose signals they are.
        T: timesteps.
        sizes: of the run.
        signals: their shapes, by name.

    Raises:
        InputError: names the signal.
    """
    check_names(cell, "signal", signals, cell.graph.signals)
    rows = {n: cell.graph.dims.get(id(cell.graph.leaves[n]), "H") for n in cell.graph.signals}
    compare_shapes(signals, {name: (T, sizes[dim]) for name, dim in rows.items()})


def check_masks(cell: Cell, params: Mapping[str, np.ndarray]) -> None:
    """Refuse a number where the cell has no weight.

    Args:
        cell: any; one without periods has all weights.
        params: by name, of the cell's shapes.

    Raises:
        InputError: names the first such entry, row and column from 1.
    """
    for name, value in params.items():
        mask = cell.mask(name, value.shape)
        wrong = [] if mask is None else np.argwhere(~mask & (value != 0))
        if len(wrong):
            row, column = wrong[0]
            raise InputError(
                "no_weight",
                name=name, row=int(row) + 1, column=int(column) + 1, cell=cell.phrase,
            )  # fmt: skip

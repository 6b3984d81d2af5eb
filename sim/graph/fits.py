"""What a run and a scenario demand of the names and shapes they are given."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

import numpy as np

from sim.graph.cell import Cell
from sim.text.errors import InputError, shown
from sim.text.messages import Phrase


def check_names(cell: Cell, what: str, given: Collection, wanted: Collection[str]) -> None:
    """Refuse what is missing or too much.

    Args:
        cell: named in the error.
        what: "parameter", "initial_state", "state", "signal" or "data".
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
    data: Mapping[str, np.ndarray] = MappingProxyType({}),
) -> dict[str, int]:
    """X, H, Y (0 unless the cell itself has outputs) and others, as the first arrays have them.

    Args:
        cell: whose symbolic sizes are meant.
        params: its parameters, not yet checked.
        X: number of inputs.
        data: its matrices from outside, not yet checked.
    """
    sizes = {"X": X, "H": 0, "Y": 0}
    for name, dims in cell.graph.data_shapes.items():
        if name in data:
            for dim, length in zip(dims, data[name].shape, strict=False):
                sizes[dim] = sizes.get(dim) or length
    for axis in (0, 1):  # a matrix without a vector beside it may be the only one to know H
        for name, dims in cell.graph.shapes.items():
            if name in params and params[name].ndim > axis and len(dims) > axis:
                sizes[dims[axis]] = sizes.get(dims[axis]) or params[name].shape[axis]
    return {dim: sizes.get(dim, 0) for dim in (*sizes, *cell.dims)}


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

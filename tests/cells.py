"""Runs with random numbers, for tests that hold for every cell."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np

import sim
from sim.graph.activations import NAMES
from sim.graph.cell import Cell
from sim.run.trace import Trace


def drawn(cell: Cell, *, T=5, X=3, H=4, Y=2, batch=(), scale=1.0, seed=0) -> dict:
    """The arguments of a run with numbers from a seed: params, inputs, state, signals.

    Args:
        cell: any cell. T, X, H, Y: its sizes; batch: () or (B,). scale: of the parameters.
        seed: of the numbers. A batch's first sequence differs from a single one.
    """
    rng = np.random.default_rng(seed)
    shapes, states = cell.shapes(X, H, Y), cell.state_shapes(X, H, Y)
    return {
        "params": {n: scale * rng.normal(size=s) for n, s in shapes.items()},
        "inputs": rng.normal(size=(T, X, *batch)),
        "state": {n: rng.normal(size=(*s, *batch)) for n, s in states.items()},
        "signals": {n: rng.integers(0, 2, (T, H)).astype(float) for n in cell.graph.signals},
    }


def drawn_run(cell: Cell, *, plain: bool = False, **sizes) -> Trace:
    """A run with the numbers of `drawn`."""
    return sim.forward(cell, **drawn(cell, **sizes), plain=plain)


def variants(cell: Cell) -> Iterator[Cell]:
    """The cell as it is, with each activation everywhere, and with each line's own choice."""
    yield cell
    for name in NAMES:
        yield cell.with_options(**dict.fromkeys(cell.defaults, name))
    for line, name in itertools.product(cell.defaults, NAMES):
        yield cell.with_options(**{line: name})


def close(a: np.ndarray, b: np.ndarray, scale: float = 1.0) -> None:
    """Assert equal shapes, and values that differ by at most 1e-13 of `scale` (at least 1)."""
    np.testing.assert_allclose(a, b, rtol=0, atol=1e-13 * max(1.0, scale), strict=True)

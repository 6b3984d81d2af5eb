"""Runs with random numbers, for tests that hold for every cell."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
from hypothesis import strategies as st

import sim
from sim.cells import LISTED_CELLS
from sim.graph.activations import NAMES
from sim.graph.cell import Cell, Line
from sim.run.trace import Trace

RECURRENT = {key: sim.CELLS[key] for key in LISTED_CELLS}  # those that can stand alone
STATELESS = {key: cell for key, cell in sim.CELLS.items() if key not in LISTED_CELLS}


def drawn(cell: Cell, *, T=5, X=3, H=4, Y=2, D=4, N=4, A=4, batch=(), scale=1.0, seed=0) -> dict:
    """The arguments of a run with numbers from a seed: params, inputs, state, signals, data.

    Of `T`, `X`, `H`, `Y`, `D`, `N` and `A` a cell takes the sizes that it has. A batch's first
    sequence differs from a single one, from `seed` too; `batch` is () or (B,), and `scale` that of
    the parameters of `cell`.
    """
    rng = np.random.default_rng(seed)
    sizes = {"X": X, "H": H, "Y": Y, "D": D, "N": N, "A": A}
    named = {dim for dims in cell.graph.sizes.values() for dim in dims}  # "D2": of a second one
    sizes |= {dim: sizes[dim.rstrip("0123456789")] for dim in named if dim != "1"}
    shapes, states = cell.shapes(**sizes), cell.state_shapes(**sizes)
    data = {n: tuple(sizes[dim] for dim in dims) for n, dims in cell.graph.data_shapes.items()}
    found = {
        "params": cell.masked({n: scale * rng.normal(size=s) for n, s in shapes.items()}),
        "inputs": rng.normal(size=(T, X, *batch)),
        "state": {n: rng.normal(size=(*s, *batch)) for n, s in states.items()},
        "signals": {n: rng.integers(0, 2, (T, H)).astype(float) for n in cell.graph.signals},
    }
    if data:
        found["data"] = {n: rng.normal(size=(*s, *batch)) for n, s in data.items()}
    return found


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


# Cells nobody would write, to find an order of evaluation, or a path back, that ours do not need.

RANDOM_KEYS = "abkch"
RANDOM_LINES = tuple(
    Line(name, name, "gate" if name in "ab" else "output", "") for name in RANDOM_KEYS
)
LOOPED = ["add", "sub", "mul", "act", "U", "W", "bias", "peep", "one_minus", "tick", "neg", "div"]
MIXING = ["softmax", "match", "mix", "project"]


def operations(*names: str) -> st.SearchStrategy:
    """What `random_cell` is made of: lists of (name, left, right)."""
    one = st.tuples(st.sampled_from(names), st.integers(0, 50), st.integers(0, 50))
    return st.lists(one, min_size=5, max_size=16)


def random_cell(operations, picks) -> Cell:
    """A cell that applies the operations to a growing pool of values; `picks` are its lines."""

    def body(x, h_prev, c_prev, tick, W, U, b, p, act, M=None, K=None, v=None, softmax=None):
        made = [h_prev, c_prev]

        def value(place):
            """Only what a line needs is computed: a cell has no idle operation."""
            if place < len(made):
                return made[place]
            if place not in done:
                name, left, right = operations[place - len(made)]
                one = value(left % place) if name != "W" else x
                key = RANDOM_KEYS[place % 5]
                done[place] = {
                    "add": lambda: one + value(right % place),
                    "sub": lambda: one - value(right % place),
                    "mul": lambda: one * value(right % place),
                    "act": lambda: getattr(act, key)(one),
                    "U": lambda: getattr(U, key) @ one,
                    "W": lambda: getattr(W, key) @ one,
                    "bias": lambda: one + getattr(b, key),
                    "peep": lambda: getattr(p, key) * one,
                    "one_minus": lambda: 1 - one,
                    "tick": lambda: tick * one,
                    "neg": lambda: -one,
                    "div": lambda: one / (2 + tick * 3),
                    "softmax": lambda: softmax(one) / (1.5 + softmax(value(right % place))),
                    "match": lambda: one @ M,
                    "mix": lambda: M @ one,
                    "project": lambda: (
                        getattr(v, key)
                        @ getattr(act, key)(
                            getattr(K, key) @ M + one[:, None] * (1 / (3 + one[:, None] * 0))
                        )
                    ),
                }[name]()
            return done[place]

        done = {}
        places = list(range(len(made), len(made) + len(operations)))
        return {
            key: value(places.pop(pick % len(places)))
            for key, pick in zip(RANDOM_KEYS, picks, strict=True)
        }

    def function(x, h_prev, c_prev, tick, W, U, b, p, act):
        return body(x, h_prev, c_prev, tick, W, U, b, p, act)

    def mixing(x, h_prev, c_prev, tick, W, U, b, p, act, M, K, v, softmax):
        return body(x, h_prev, c_prev, tick, W, U, b, p, act, M, K, v, softmax)

    mixes = any(name in MIXING for name, *_ in operations)
    return Cell("random", "random", mixing if mixes else function, RANDOM_LINES, "none")

"""Stacks and both directions of time are compositions of runs."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.compose import Layer, bidirectional, stack
from sim.errors import InputError
from tests.cells import close, drawn

BATCHES = pytest.mark.parametrize("batch", [(), (2,), (3,)])


def layer(key: str, X: int, H: int, batch: tuple[int, ...], seed: int) -> tuple[Layer, np.ndarray]:
    numbers = drawn(sim.CELLS[key], T=6, X=X, H=H, batch=batch, seed=seed)
    return Layer(key, numbers["params"], numbers["state"]), numbers["inputs"]


def tanh_loop(params, inputs, h):
    """An Elman network, one sequence, by hand."""
    rows = []
    for x in inputs:
        h = np.tanh(params["W_h"] @ x + params["U_h"] @ h + params["b_h"])
        rows.append(h)
    return np.array(rows)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def gru_loop(p, inputs, h):
    rows = []
    for x in inputs:
        r = sigmoid(p["W_r"] @ x + p["U_r"] @ h + p["b_r"])
        z = sigmoid(p["W_z"] @ x + p["U_z"] @ h + p["b_z"])
        n = np.tanh(p["W_n"] @ x + p["U_n"] @ (r * h) + p["b_n"])
        h = (1 - z) * n + z * h
        rows.append(h)
    return np.array(rows)


def one(array, k):
    return array if k is None else array[..., k]


@BATCHES
@pytest.mark.parametrize("plain", [False, True], ids=["fast", "plain"])
def test_a_gru_on_an_elman_network(batch, plain):
    low, inputs = layer("elman", 3, 4, batch, seed=1)
    high, _ = layer("gru", 4, 2, batch, seed=2)
    lower, upper = stack([low, high], inputs, plain=plain)
    for k in range(*batch) if batch else [None]:
        h = tanh_loop(low.params, one(inputs, k), one(low.state["h"], k))
        close(one(lower["h"], k), h)
        close(one(upper["h"], k), gru_loop(high.params, h, one(high.state["h"], k)))
    assert np.array_equal(upper["x"], lower["h"])


@BATCHES
def test_both_directions(batch):
    ahead, inputs = layer("elman", 3, 4, batch, seed=1)
    back, _ = layer("gru", 3, 2, batch, seed=2)
    both = bidirectional(ahead, back, inputs)
    assert both.outputs.shape == (6, 6, *batch)
    for k in range(*batch) if batch else [None]:
        first = tanh_loop(ahead.params, one(inputs, k), one(ahead.state["h"], k))
        second = gru_loop(back.params, one(inputs, k)[::-1], one(back.state["h"], k))
        close(one(both.outputs, k), np.hstack([first, second[::-1]]))
        close(one(both.back["h"], k), second)


def test_both_directions_on_top_of_each_other():
    first, inputs = layer("lstm", 3, 2, (), seed=1)
    second, _ = layer("lstm", 3, 2, (), seed=2)
    below = bidirectional(first, second, inputs)
    above, _ = layer("lstm", 4, 5, (), seed=3)
    (trace,) = stack([above], below.outputs)
    assert trace["h"].shape == (6, 5)


def test_what_does_not_fit_is_refused():
    low, inputs = layer("elman", 3, 4, (), seed=1)
    with pytest.raises(InputError, match="at least one layer"):
        stack([], inputs)
    with pytest.raises(InputError, match="W_h: expected shape"):
        stack([low, low], inputs)
    with pytest.raises(InputError, match="inputs: expected real numbers"):
        bidirectional(low, low, [["a"]])

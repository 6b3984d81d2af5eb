"""Stacks and both directions of time are compositions of runs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.network.compose import Layer, bidirectional, stack
from sim.text.errors import InputError
from tests.cells import close, drawn
from tests.reference.load import Case, cases

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
    lower, upper = (one.trace for one in stack([low, high], inputs, plain=plain).layers)
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
    above, _ = layer("lstm", 4, 5, (), seed=3)
    whole = stack([(first, second), above], inputs)
    below = bidirectional(first, second, inputs)
    assert np.array_equal(whole.layers[1].trace["x"], below.outputs)
    assert whole.outputs.shape == (6, 5)


# Forward and backward against PyTorch's own layers


def network(case: Case) -> list[Layer | tuple[Layer, Layer]]:
    """The layers of a stored case."""
    of: dict[str, tuple[dict, dict]] = {}
    for place, group in enumerate((case.params, case.state)):
        for name, value in group.items():
            at, _, rest = name.partition(".")
            of.setdefault(at, ({}, {}))[place][rest] = value
    made = {at: Layer(case.cell, *numbers) for at, numbers in of.items()}
    both = "0b" in made
    return [(one, made[f"{at}b"]) if both else one for at, one in made.items() if "b" not in at]


@pytest.mark.parametrize("case", list(cases("torch_layers")), ids=str)
def test_layers_against_pytorch(case: Case):
    whole = stack(network(case), case.inputs)
    np.testing.assert_allclose(whole.outputs, case.lines["h"], rtol=0, atol=case.tolerance)
    backs = whole.backward(case.seeds["h"])
    np.testing.assert_allclose(backs[0].inputs, case.grads["x"], rtol=1e-8, atol=1e-12)
    checked = 0
    for k, back in enumerate(backs):
        for way, grads in zip(("", "b"), back.grads, strict=False):
            for name, slope in (grads.params | grads.initial).items():
                stored = case.param_grads | case.state_grads
                np.testing.assert_allclose(slope, stored[f"{k}{way}.{name}"], rtol=1e-8, atol=1e-12)
                checked += 1
    assert checked == len(case.param_grads) + len(case.state_grads)


@BATCHES
def test_a_clamp_in_a_layer_holds_ahead_and_back(batch):
    low, inputs = layer("lstm", 3, 4, batch, seed=1)
    high, _ = layer("gru", 8, 2, batch, seed=2)
    held = [sim.Clamp("f", 0.5, 2, 3)], [sim.Clamp("f", 0.25, 1, 2)], [sim.Clamp("z", 1.0, 3)]
    pair = replace(low, clamps=held[0]), replace(low, clamps=held[1])
    layers = [pair, replace(high, clamps=held[2])]
    whole = stack(layers, inputs)
    (first, second), (top,) = ([g.trace for g in b.grads] for b in whole.backward(whole.outputs))
    assert (first["f"][1:3] == 0.5).all() and (second["f"][:2] == 0.25).all()
    assert (top["h"][2:] == top["h"][1]).all()
    backs = whole.backward(whole.outputs)  # of the loss: half the sum of their squares
    assert (backs[0].grads[1]["f_pre"][:2] == 0).all() and (
        backs[1].grads[0]["z_pre"][2:] == 0
    ).all()

    def loss(change: float) -> float:
        moved = {n: v + change if n == "U_i" else v for n, v in low.params.items()}
        again = stack([tuple(replace(one, params=moved) for one in pair), layers[1]], inputs)
        return float((again.outputs**2).sum() / 2)

    slope = sum(grads.params["U_i"].sum() for grads in backs[0].grads)
    assert slope == pytest.approx((loss(1e-5) - loss(-1e-5)) / 2e-5, rel=1e-7)


def test_what_does_not_fit_is_refused():
    low, inputs = layer("elman", 3, 4, (), seed=1)
    with pytest.raises(InputError, match="at least one layer"):
        stack([], inputs)
    with pytest.raises(InputError, match="W_h: expected shape"):
        stack([low, low], inputs)
    with pytest.raises(InputError, match="inputs: expected real numbers"):
        bidirectional(low, low, [["a"]])
    both = bidirectional(low, low, inputs)
    with pytest.raises(InputError, match=r"seed: expected shape \(6, 8\), read \(6, 7\)"):
        both.backward(np.ones((6, 7)))

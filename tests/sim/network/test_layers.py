"""Layers on top of each other and in both directions of time, against PyTorch's and by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.network.network import Network
from sim.network.parts import Part, Wire
from sim.network.runs import Backs
from tests.cells import close, drawn
from tests.reference.load import Case, cases

BATCHES = pytest.mark.parametrize("batch", [(), (2,), (3,)], ids=str)


def layer(name: str, cell: str, X: int, H: int, *reads: Wire, batch=(), seed=1) -> Part:
    numbers = drawn(sim.CELLS[cell], T=6, X=X, H=H, batch=batch, seed=seed)
    return Part(name, cell, numbers["params"], reads or (Wire("x"),), numbers["state"])


def inputs(batch=(), X: int = 3) -> np.ndarray:
    return np.random.default_rng(9).normal(size=(6, X, *batch))


def tanh_loop(part: Part, x, k=None):
    """An Elman network, one sequence, by hand."""
    p, rows = part.params, []
    h = part.start["h"] if k is None else part.start["h"][..., k]
    for row in x:
        h = np.tanh(p["W_h"] @ row + p["U_h"] @ h + p["b_h"])
        rows.append(h)
    return np.array(rows)


def one(array, k):
    return array if k is None else array[..., k]


@BATCHES
@pytest.mark.parametrize("plain", [False, True], ids=["fast", "plain"])
def test_a_layer_on_another(batch, plain):
    low = layer("low", "elman", 3, 4, batch=batch)
    top = layer("top", "elman", 4, 2, Wire("low"), batch=batch, seed=2)
    x = inputs(batch)
    runs = Network((low, top), {"x": x}).run(plain)
    for k in range(*batch) if batch else [None]:
        h = tanh_loop(low, one(x, k), k)
        close(one(runs["low"]["h"], k), h)
        close(one(runs["top"]["h"], k), tanh_loop(top, h, k))
    assert np.array_equal(runs["top"]["x"], runs["low"]["h"])


@BATCHES
def test_both_directions(batch):
    ahead = layer("ahead", "elman", 3, 4, batch=batch)
    back = layer("back", "elman", 3, 4, Wire("x", taps="back"), batch=batch, seed=2)
    top = layer("top", "elman", 8, 3, Wire("ahead"), Wire("back", taps="back"), batch=batch)
    x = inputs(batch)
    runs = Network((ahead, back, top), {"x": x}).run()
    for k in range(*batch) if batch else [None]:
        first, second = tanh_loop(ahead, one(x, k), k), tanh_loop(back, one(x, k)[::-1], k)
        close(one(runs["back"]["h"], k), second)
        close(one(runs["top"]["x"], k), np.hstack([first, second[::-1]]))


# Forward and backward against PyTorch's own layers: parts are named l0, l0b, l1, ...


def network(case: Case) -> Network:
    """The layers of a stored case, each over the outputs of those below it."""
    of: dict[str, tuple[dict, dict]] = {}
    for place, group in enumerate((case.params, case.state)):
        for name, value in group.items():
            at, _, rest = name.partition(".")
            of.setdefault(at, ({}, {}))[place][rest] = value
    reads: tuple[Wire, ...] = (Wire("x"),)
    parts = []
    for k in range(len([at for at in of if not at.endswith("b")])):
        turned = tuple(replace(w, taps="" if w.taps else "back") for w in reads)
        ways = [(f"{k}", reads), (f"{k}b", turned)][: 1 + (f"{k}b" in of)]
        parts += [Part(f"l{at}", case.cell, of[at][0], heard, of[at][1], options=case.options)
                  for at, heard in ways]  # fmt: skip
        reads = tuple(Wire(f"l{at}", taps="back" * at.endswith("b")) for at, _ in ways)
    return Network(tuple(parts), {"x": case.inputs})


def backs_of(case: Case) -> Backs:
    runs = network(case).run()
    top = [name for name in runs if name.startswith(list(runs)[-1].rstrip("b"))]
    rows = [runs[name]["h"][:: -1 if name.endswith("b") else 1] for name in top]
    found = np.concatenate(rows, axis=1)
    np.testing.assert_allclose(found, case.lines["h"], rtol=0, atol=case.tolerance)
    halves = np.split(case.seeds["h"], len(top), axis=1)
    return runs.backward({(name, "h"): half[:: -1 if name.endswith("b") else 1]
                          for name, half in zip(top, halves, strict=True)})  # fmt: skip


@pytest.mark.parametrize("case", list(cases("torch_layers")), ids=str)
def test_layers_against_pytorch(case: Case):
    backs = backs_of(case)
    np.testing.assert_allclose(backs.inputs["x"], case.grads["x"], rtol=1e-8, atol=1e-12)
    stored = case.param_grads | case.state_grads
    for name, wanted in stored.items():
        at, _, rest = name.partition(".")
        grads = backs[f"l{at}"]
        slope = (grads.params | grads.initial)[rest]
        np.testing.assert_allclose(slope, wanted, rtol=1e-8, atol=1e-12, err_msg=name)
    assert len(stored) == sum(len(g.params) + len(g.initial) for g in backs.values())


@BATCHES
def test_a_clamp_in_a_layer_holds_ahead_and_back(batch):
    held = (sim.Clamp("f", 0.5, 2, 3),), (sim.Clamp("f", 0.25, 1, 2),), (sim.Clamp("z", 1.0, 3),)
    ahead = replace(layer("ahead", "lstm", 3, 4, batch=batch), clamps=held[0])
    back = replace(ahead, name="back", reads=(Wire("x", taps="back"),), clamps=held[1])
    reads = Wire("ahead"), Wire("back", taps="back")
    top = replace(layer("top", "gru", 8, 2, *reads, batch=batch, seed=2), clamps=held[2])
    x = inputs(batch)
    runs = Network((ahead, back, top), {"x": x}).run()
    assert (runs["ahead"]["f"][1:3] == 0.5).all() and (runs["back"]["f"][:2] == 0.25).all()
    assert (runs["top"]["h"][2:] == runs["top"]["h"][1]).all()
    seeds = {("top", "h"): runs["top"]["h"]}  # of the loss: half the sum of their squares
    backs = runs.backward(seeds)
    assert (backs["back"]["f_pre"][:2] == 0).all() and (backs["top"]["z_pre"][2:] == 0).all()

    def loss(change: float) -> float:
        moved = {n: v + change if n == "U_i" else v for n, v in ahead.params.items()}
        parts = tuple(replace(p, params=moved) if p is not top else p for p in (ahead, back, top))
        return float((Network(parts, {"x": x}).run()["top"]["h"] ** 2).sum() / 2)

    slope = sum(backs[name].params["U_i"].sum() for name in ("ahead", "back"))
    assert slope == pytest.approx((loss(1e-5) - loss(-1e-5)) / 2e-5, rel=1e-7)

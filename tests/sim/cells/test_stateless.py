"""Dense layers and attention: cells without a state, against loops written out here."""

from __future__ import annotations

import json

import numpy as np
import pytest

import sim
from sim.document.convert import with_cell
from sim.document.files import from_json
from sim.graph.activations import NAMES
from sim.graph.cell import Cell, Line
from sim.presets import PRESETS
from sim.run.forward import cell_named, listed_cell
from sim.text.errors import InputError
from tests import version_1
from tests.cells import STATELESS, close, drawn
from tests.sim.adjoint.test_by_step import (
    assert_agrees_with_differences,
    assert_both_ways_agree,
)

DENSE = STATELESS["dense"]
CELLS_WITHOUT = [c for c in sim.CELLS.values() if not c.softmax]
CELLS = STATELESS | {"dense, softmax": DENSE.with_options(y="softmax")}
SIZES = [{"X": 5, "D": 5, "N": 6, "A": 7, "Y": 2}, dict.fromkeys("XDNAY", 4)]


def shares(z):
    return np.exp(z) / np.exp(z).sum()


def by_hand(key: str, p, x, M) -> dict[str, np.ndarray]:
    """One step of one sequence, position by position."""
    if key == "dense":
        return {"y": p["V_y"] @ x + p["d_y"]}
    if key == "dense, softmax":
        return {"y": shares(p["V_y"] @ x + p["d_y"])}
    if key == "shown":
        return {"y": shares(x)}
    score = {
        "look_dot": lambda m: x @ m,
        "look_general": lambda m: x @ p["S_e"] @ m,
        "look_additive": lambda m: p["v_e"] @ np.tanh(p["Q_e"] @ x + p["K_e"] @ m),
    }[key]
    e = np.array([score(m) for m in M.T])
    return {"e": e, "a": shares(e), "k": sum(a * m for a, m in zip(shares(e), M.T, strict=True))}


@pytest.mark.parametrize("plain", [False, True], ids=["whole", "plain"])
@pytest.mark.parametrize("batch", [(), (4,), (3,)], ids=str)
@pytest.mark.parametrize("sizes", SIZES, ids=["all differ", "all one"])
@pytest.mark.parametrize("key", CELLS)
def test_against_a_loop(key, sizes, batch, plain):
    numbers = drawn(CELLS[key], T=4, batch=batch, scale=0.7, **sizes)
    run = sim.forward(CELLS[key], **numbers, plain=plain)
    for k in range(*batch) if batch else [None]:
        pick = (lambda v: v) if k is None else (lambda v, k=k: v[..., k])
        memory = pick(numbers["data"]["M"]) if "data" in numbers else None
        for t, x in enumerate(pick(numbers["inputs"])):
            for line, value in by_hand(key, numbers["params"], x, memory).items():
                np.testing.assert_allclose(pick(run[line])[t], value, rtol=0, atol=1e-13)


@pytest.mark.parametrize("batch", [(), (4,)], ids=str)
@pytest.mark.parametrize("sizes", SIZES, ids=["all differ", "all one"])
@pytest.mark.parametrize("key", CELLS)
def test_gradients(key, sizes, batch):
    run = sim.forward(CELLS[key], **drawn(CELLS[key], T=3, batch=batch, scale=0.7, **sizes))
    assert_both_ways_agree(run)
    grads = sim.backward(run, {run.cell.output: np.ones(run[run.cell.output].shape)})
    assert grads.state_norms().tolist() == np.zeros((3, *batch)).tolist()
    assert batch or sim.jacobians(run).shape == (3, 0, 0)
    assert_agrees_with_differences(run)


@pytest.mark.parametrize("key", STATELESS)
def test_a_cell_without_a_state_stands_for_no_cell_alone(key):
    """Neither chosen nor in a document of one cell; as a part of a network it does."""
    scenario = PRESETS["memory_cell"].scenario
    before = json.loads(version_1.to_json(scenario)) | {"cell": key}
    for refused in (
        lambda: with_cell(scenario, key), lambda: from_json(json.dumps(before)),
        lambda: listed_cell(key),
    ):  # fmt: skip
        with pytest.raises(InputError, match="unknown cell") as caught:
            refused()
        assert key not in caught.value.fields["known"]
    assert cell_named(key) is sim.CELLS[key]


def test_what_a_cell_without_a_state_says_of_itself():
    for key, cell in STATELESS.items():
        assert cell.key == key and not cell.states and cell.family != "recurrent"
        assert [line.name for line in cell.lines] == list(cell.graph.lines)
        assert cell.output == cell.lines[-1].name
    assert STATELESS["look_general"].shapes(2, 0, D=3, N=5) == {"S_e": (2, 3)}
    assert {c: cell.rows("a") for c, cell in STATELESS.items() if cell.family == "attention"} == (
        dict.fromkeys(("look_dot", "look_general", "look_additive"), "N")
    )
    assert STATELESS["shown"].shapes(3, 0) == {} and STATELESS["shown"].rows("y") == "X"
    assert STATELESS["shown"].bounds("y") == (0.0, 1.0) and not STATELESS["shown"].defaults


def test_what_is_shown_is_the_softmax_of_what_is_read():
    h = np.random.default_rng(3).normal(size=(5, 4))
    own = sim.forward(STATELESS["shown"], {}, h)
    powers = np.exp(h)
    close(own["y"], powers / powers.sum(axis=1, keepdims=True))
    probabilities = DENSE.with_options(y="softmax")
    close(own["y"], sim.forward(probabilities, {"V_y": np.eye(4), "d_y": np.zeros(4)}, h)["y"])
    alike = sim.forward(STATELESS["shown"], {}, 700 * h)
    close(alike["y"].sum(axis=1), np.ones(5))


def test_softmax_is_a_choice_of_a_dense_layer_alone():
    probabilities = DENSE.with_options(y="softmax")
    assert probabilities is DENSE.with_options(y="softmax") and probabilities.key == "dense"
    assert probabilities.bounds("y") == (0.0, 1.0) and DENSE.with_options(y="tanh").defaults
    for cell in CELLS_WITHOUT:
        for line in cell.defaults:
            with pytest.raises(sim.InputError, match=f"{line}: unknown activation 'softmax'"):
                cell.with_options(**{line: "softmax"})
    assert "softmax" not in NAMES
    run = sim.forward(probabilities, **drawn(probabilities, X=3, Y=3))
    close(run["y"].sum(axis=1), np.ones(5))


def test_softmax_is_an_option_like_the_others():
    """It is told from the linear one by all that tells cells apart, and can be taken back."""
    soft, tanh = DENSE.with_options(y="softmax"), DENSE.with_options(y="tanh")
    assert [key for key, _ in soft.options] == ["y"] and soft.options not in ((), tanh.options)
    assert {key: option.write() for key, option in soft.options} == {"y": "softmax"}
    assert "oftmax" in repr(soft) and repr(soft) != repr(DENSE) and "softmax" in soft.code
    assert not soft.activations and set(soft.defaults) == {"y"}
    for same in (soft.with_options(), DENSE.with_options(**dict(soft.options)),
                 DENSE.with_options(y={"name": "softmax"}), tanh.with_options(y="softmax"),
                 soft.with_options(y="softmax")):  # fmt: skip
        assert same is soft and same.graph is soft.graph
    assert soft.with_options(y="tanh") is tanh and tanh.graph is DENSE.graph
    assert soft.with_options(y="identity") is DENSE and soft.graph is not DENSE.graph
    with pytest.raises(sim.InputError, match="y: unknown activation 'softmx'"):
        soft.with_options(y="softmx")
    with pytest.raises(sim.InputError, match="dense layer has no activation 'g'; it has y"):
        soft.with_options(g="tanh")


def gated(x, W, b, act):
    g = act.g(W.g @ x + b.g)
    y = act.y(g * (W.y @ x))
    return dict(g=g, y=y)


def gated_softmax(x, W, b, act, softmax):
    g = act.g(W.g @ x + b.g)
    y = softmax(g * (W.y @ x))
    return dict(g=g, y=y)


def test_softmax_leaves_the_other_options_as_they_are():
    lines = Line("g", "gate", "gate", "a test"), Line("y", "output", "output", "a test", "tanh")
    cell = Cell("gated", "gated", gated, lines, "a test", output="y", softmax=gated_softmax)
    relu = cell.with_options(g="relu")
    soft = relu.with_options(y="softmax")
    assert soft is cell.with_options(y="softmax", g="relu") and "softmax" in soft.code
    assert {key: act.name for key, act in soft.activations.items()} == {"g": "relu"}
    assert soft.with_options(y="tanh") is relu
    with pytest.raises(sim.InputError, match="g: unknown activation 'softmax'"):
        cell.with_options(g="softmax")
    numbers = drawn(cell, X=4, H=4)
    run, plain = (sim.forward(soft, **numbers, plain=p) for p in (False, True))
    close(run["y"].sum(axis=1), np.ones(5))
    close(run["g"], np.maximum(run["g_pre"], 0))
    close(run["y"], plain["y"])


@pytest.mark.parametrize("batch", [(), (4,)], ids=str)
def test_a_gate_without_a_state_is_held_at_its_steps_alone(batch):
    lines = Line("g", "gate", "gate", "a test"), Line("y", "output", "output", "a test", "tanh")
    cell = Cell("gated", "gated", gated, lines, "a test", output="y")
    numbers = drawn(cell, T=4, X=4, H=4, batch=batch)
    held = (sim.Clamp("g", 0.25, 2, 3),)
    run, plain = (sim.forward(cell, **numbers, clamps=held, plain=p) for p in (False, True))
    free = sim.forward(cell, **numbers)
    assert (run["g"][1:3] == 0.25).all()
    close(run["g"][[0, 3]], free["g"][[0, 3]])
    for line in plain:
        close(run[line], plain[line])
    grads = sim.backward(run, {"y": np.ones(run["y"].shape)})
    assert not grads["g_pre"][1:3].any() and grads["g_pre"][[0, 3]].all()
    assert_agrees_with_differences(run)


@pytest.mark.parametrize(
    ("key", "numbers", "message"),
    [
        ("shown", {"inputs": np.ones((3, 0))}, r"y has no rows \(X is 0\)"),
        ("look_dot", {"inputs": np.ones((3, 2)), "data": {"M": np.ones((2, 0))}}, "e has no rows"),
    ],
)
def test_a_softmax_of_nothing_is_refused(key, numbers, message):
    with pytest.raises(sim.InputError, match=message):
        sim.forward(STATELESS[key], {}, **numbers)

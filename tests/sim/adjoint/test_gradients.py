"""Gradients of every cell: against central differences, closed forms and forward accumulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

import sim
from sim.adjoint import losses
from sim.adjoint.differences import check_derivative
from sim.adjoint.loop import explain_backward
from sim.document.initialise import initialise
from sim.graph.cell import Cell
from sim.run.clamps import clampable
from sim.run.trace import Trace
from tests.cells import LOOPED, RECURRENT, drawn, drawn_run, operations, random_cell, variants
from tests.contract.test_new_cells import CASES, numbers_of

KEYS = list(RECURRENT)
SIZES = [(5, 3, 4, ()), (1, 1, 1, ()), (4, 1, 5, (2,)), (3, 4, 4, (4,)), (3, 2, 2, (2,))]
SMOOTH = ["tanh", "sigmoid", "identity"]


def backward(trace: Trace, seed: int = 0) -> tuple[sim.Gradients, dict[str, np.ndarray]]:
    """Gradients of a loss that reads every line at every step with weights of its own."""
    rng = np.random.default_rng(seed)
    weights = {name: rng.normal(size=trace[name].shape) for name in trace.cell.graph.lines}
    return sim.backward(trace, weights), weights


def along(numbers: dict, change: dict, size: float) -> dict:
    """The arguments of a run, moved by `size` in a direction."""
    moved = dict(numbers)
    for group in ("params", "state"):
        moved[group] = {n: v + size * change[group][n] for n, v in numbers[group].items()}
    return moved | {"inputs": numbers["inputs"] + size * change["inputs"]}


def assert_agrees_with_differences(cell: Cell, numbers: dict, rel: float = 2e-7, **options) -> None:
    """The slope of the loss along random directions, in four points and by the gradients."""
    trace = sim.forward(cell, **numbers, **options)
    grads, weights = backward(trace)

    def loss(moved: dict) -> float:
        run = sim.forward(cell, **moved, **options)
        return sum(float((run[name] * w).sum()) for name, w in weights.items())

    rng = np.random.default_rng(1)
    for group in ("params", "state", "inputs"):
        change = {
            "params": {n: rng.normal(size=v.shape) for n, v in numbers["params"].items()},
            "state": {n: rng.normal(size=v.shape) for n, v in numbers["state"].items()},
            "inputs": rng.normal(size=numbers["inputs"].shape),
        }
        change["params"] = cell.masked(change["params"])
        for other in {"params", "state"} - {group}:
            change[other] = {n: 0.0 * v for n, v in change[other].items()}
        if group != "inputs":
            change["inputs"] = 0.0 * change["inputs"]
        found = {"params": grads.params, "state": grads.initial}
        slope = sum(
            float((found[g][n] * v).sum()) for g in found for n, v in change[g].items()
        ) + float((grads["x"] * change["inputs"]).sum())
        size = 1e-3 / max(1.0, math.sqrt(sum(v.size for v in numbers["params"].values())))
        one, two = (
            (loss(along(numbers, change, k * size)) - loss(along(numbers, change, -k * size)))
            / (2 * k * size)
            for k in (1, 2)
        )
        assert slope == pytest.approx((4 * one - two) / 3, rel=rel, abs=rel), group


@pytest.mark.parametrize(("T", "X", "H", "batch"), SIZES, ids=str)
@pytest.mark.parametrize("key", KEYS)
def test_against_differences(key, T, X, H, batch):
    cell = sim.CELLS[key]
    assert_agrees_with_differences(cell, drawn(cell, T=T, X=X, H=H, batch=batch, scale=0.7))


@pytest.mark.parametrize("key", KEYS)
def test_every_smooth_choice_of_activations(key):
    for cell in variants(sim.CELLS[key]):
        if all(activation.name in SMOOTH for activation in cell.activations.values()):
            assert_agrees_with_differences(cell, drawn(cell, T=3, X=2, H=3, scale=0.3))


@pytest.mark.parametrize("batch", [(), (4,), (2,)], ids=str)
@pytest.mark.parametrize("name", CASES)
def test_cells_that_nobody_told_it_about(name, batch):
    """Jordan, echo state, clockwork and friends: also where B = H and where B = Y."""
    cell, numbers = CASES[name][0], numbers_of(CASES[name][0], batch)
    assert_agrees_with_differences(cell, numbers)
    trace = sim.forward(cell, **numbers)
    grads, _ = backward(trace)
    assert all(grads[name].shape == trace.value(name).shape for name in grads)
    assert all(grads.param_steps(name).shape[1:] == p.shape for name, p in trace.params.items())


@settings(max_examples=60, phases=[Phase.generate], deadline=None)
@given(
    operations(*LOOPED),
    st.lists(st.integers(0, 50), min_size=5, max_size=5),
    st.sampled_from([(), (4,)]),
)
def test_any_graph(made, picks, batch):
    cell = random_cell(made, picks)
    assume(cell.graph.shapes)
    numbers = drawn(cell, T=3, X=2, H=4, batch=batch, scale=0.3)
    with np.errstate(all="ignore"):
        trace = sim.forward(cell, **numbers)
    assume(all(np.abs(trace[name]).max() < 20 for name in trace))
    assert_agrees_with_differences(cell, numbers, rel=1e-5)


@pytest.mark.parametrize("key", KEYS)
def test_each_single_derivative(key):
    """Any parameter's, input's and initial state's, and of any operation at any timestep."""
    cell = sim.CELLS[key]
    trace = drawn_run(cell, T=4, X=2, H=3)

    def loss(run: Trace) -> losses.Loss:
        rng = np.random.default_rng(5)
        weights = {name: rng.normal(size=run[name].shape) for name in cell.graph.lines}
        value = sum(float((run[name] * w).sum()) for name, w in weights.items())
        return losses.Loss(value, weights)

    states = [f"{name}_0" for name in cell.states]
    places = [(n, (0, 1)[: v.ndim]) for n, v in trace.params.items()]
    places += [(n, (1,)) for n in states]
    names = [cell.graph.ids[id(n)] for n in cell.graph.nodes if n.op not in ("param", "const")]
    places += [(n, (t, 1)) for n in names for t in (0, 2, 3)]
    for name, index in places:
        check = check_derivative(trace, loss, name, index)
        assert check.gradient == pytest.approx(check.difference, rel=1e-6, abs=1e-9), name


def test_a_check_says_what_it_found():
    trace = drawn_run(sim.CELLS["lstm"], T=4)
    check = check_derivative(trace, losses.last_step, "U_f", (0, 1))
    grads = sim.backward(trace, losses.last_step(trace).seeds)
    assert check.gradient == grads.params["U_f"][0, 1] and 0 < check.relative < 1e-6
    zero = check_derivative(trace, lambda run: losses.one_value(run, 1, 1), "h", (2, 0))
    assert (zero.gradient, zero.difference, zero.relative) == (0.0, 0.0, 0.0)
    for name, index, message in (
        ("U_q", (0, 0), "LSTM has no quantity U_q"), ("q_0", (0,), "no quantity q_0"),
        ("h", (4, 0), r"h has no place \(4, 0\); its shape is \(4, 4\)"), ("b_f", (0, 0), "place"),
        ("x", (-1, 0), "place"),
    ):  # fmt: skip
        with pytest.raises(sim.InputError, match=message):
            check_derivative(trace, losses.last_step, name, index)


@pytest.mark.parametrize("batch", [(), (3,)], ids=str)
@pytest.mark.parametrize("key", KEYS)
def test_a_derivative_of_clamped_runs_and_batches(key, batch):
    cell = sim.CELLS[key]
    gate = next((line.name for line in cell.lines if line.role == "gate"), None)
    clamps = [sim.Clamp(gate, 0.5, 2, 3)] if gate else []
    numbers = drawn(cell, T=4, batch=batch)
    trace = sim.forward(cell, **numbers, clamps=clamps)
    last = (0,) * len(batch)
    before = f"{cell.states[0]}_0"
    for name, index in (("h", (1, 1, *last)), (before, (1, *last)), ("x", (0, 1, *last))):
        check = check_derivative(trace, losses.last_step, name, index)
        assert check.gradient == pytest.approx(check.difference, rel=1e-6, abs=1e-9), name
    assert_agrees_with_differences(cell, numbers, clamps=clamps)


# What a Gradients holds


@pytest.mark.parametrize("batch", [(), (4,), (2,)], ids=str)
@pytest.mark.parametrize("key", KEYS)
def test_shapes_names_and_sums(key, batch):
    cell = sim.CELLS[key]
    trace = drawn_run(cell, T=5, batch=batch)
    grads, weights = backward(trace)
    assert {"x", *(f"{n}_prev" for n in cell.states), *cell.graph.lines} <= set(grads)
    assert {f"{line}_pre" for line in cell.graph.pres} <= set(grads)
    assert len(grads) == len(list(grads))
    for name in grads:
        assert grads[name].shape == trace.value(name).shape
    assert list(grads.params) == list(trace.params)
    for name, value in trace.params.items():
        steps = grads.param_steps(name)
        assert grads.params[name].shape == value.shape and steps.shape == (5, *value.shape)
        np.testing.assert_allclose(steps.sum(axis=0), grads.params[name], rtol=1e-11, atol=1e-12)
    for name in cell.states:
        assert grads.initial[name].shape == trace.initial[name].shape
        assert np.array_equal(grads[f"{name}_prev"][0], grads.initial[name])
        after = grads.state(name)
        assert np.array_equal(after[-1], weights[name][-1])
        np.testing.assert_allclose(
            after[:-1], grads[f"{name}_prev"][1:] + weights[name][:-1], rtol=1e-14
        )
    together = np.concatenate([grads.state(name) for name in cell.states], axis=1)
    np.testing.assert_allclose(grads.state_norms(), np.linalg.norm(together, axis=1), rtol=1e-14)
    for missing in ("q", "W_h", "1"):
        with pytest.raises(KeyError):
            grads[missing]
    with pytest.raises(KeyError):
        grads.param_steps("W_q")


@pytest.mark.parametrize("key", KEYS)
def test_a_batch_is_its_sequences_side_by_side(key):
    cell = sim.CELLS[key]
    numbers = drawn(cell, T=4, X=4, H=4, batch=(4,))
    grads, weights = backward(sim.forward(cell, **numbers))
    single = []
    for k in range(4):
        trace = sim.forward(cell, numbers["params"], numbers["inputs"][..., k],
                            {n: v[:, k] for n, v in numbers["state"].items()},
                            numbers["signals"])  # fmt: skip
        single.append(sim.backward(trace, {n: w[..., k] for n, w in weights.items()}))
        for name in grads:
            np.testing.assert_allclose(
                grads[name][..., k], single[k][name], rtol=1e-11, atol=1e-12, err_msg=name
            )
    for name, total in grads.params.items():
        np.testing.assert_allclose(
            total, sum(one.params[name] for one in single), rtol=1e-11, atol=1e-12
        )


@pytest.mark.parametrize("key", KEYS)
def test_a_trace_without_a_fast_path_gives_the_same(key):
    numbers = drawn(sim.CELLS[key])
    fast, _ = backward(sim.forward(key, **numbers))
    plain, _ = backward(sim.forward(key, **numbers, plain=True))
    for name in fast:
        np.testing.assert_allclose(fast[name], plain[name], rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("batch", [(), (4,)], ids=str)
@pytest.mark.parametrize("key", KEYS)
def test_pieces_of_any_length_give_the_same(key, batch, monkeypatch):
    numbers = drawn(sim.CELLS[key], T=7, batch=batch)
    gates = clampable(sim.CELLS[key])[:1]
    trace = sim.forward(key, **numbers, clamps=[sim.Clamp(gate, 0.5, 3, 5) for gate in gates])
    whole, _ = backward(trace)
    for size in (1, 50):
        monkeypatch.setattr("sim.adjoint.backward.PIECE", size)
        parts, _ = backward(trace)
        for name in whole:
            np.testing.assert_allclose(parts[name], whole[name], rtol=1e-11, atol=1e-13)
        for name in whole.params:
            np.testing.assert_allclose(
                parts.params[name], whole.params[name], rtol=1e-11, atol=1e-12
            )


def test_a_later_loss_does_not_reach_an_earlier_one_and_no_seed_gives_zeros():
    trace = drawn_run(sim.CELLS["gru"], T=5)
    seed = np.zeros_like(trace["h"])
    seed[2] = 1.0
    grads = sim.backward(trace, {"h": seed})
    assert all((grads[name][3:] == 0).all() for name in grads)
    assert (grads["x"][:3] != 0).all()
    nothing = sim.backward(trace, {})
    assert not any(nothing[name].any() for name in nothing)
    assert not any(value.any() for value in nothing.params.values())


@pytest.mark.parametrize(("seeds", "message"), [
    ({"q": np.zeros((5, 4))}, "LSTM has no line q"),
    ({"W_f @ x": np.zeros((5, 4))}, "LSTM has no line W_f @ x"),
    ({"h": np.zeros((5, 3))}, r"seed of h: expected shape \(5, 4\), read \(5, 3\)"),
    ({"h": np.full((5, 4), np.nan)}, "seed of h, row 1, column 1: .* nan"),
    ({"h": "x"}, "seed of h: .* read text"),
])  # fmt: skip
def test_bad_seeds_are_refused(seeds, message):
    with pytest.raises(sim.InputError, match=message):
        sim.backward(drawn_run(sim.CELLS["lstm"]), seeds)


@pytest.mark.parametrize(("key", "products"), [
    ("elman", 1), ("lstm", 1), ("lstm_peephole", 1), ("lstm_coupled", 1), ("gru", 2),
    ("gru_reset_after", 1),
])  # fmt: skip
def test_one_matrix_product_for_each_right_hand_side(key, products):
    assert explain_backward(sim.CELLS[key], "h").count("dot(") == products


# Closed forms


def elman(U: np.ndarray, T: int, act: str = "identity", b: float = 0.0) -> Trace:
    H = len(U)
    params = {"W_h": np.zeros((H, 1)), "U_h": U, "b_h": np.full(H, b)}
    return sim.forward(sim.CELLS["elman"].with_options(h=act), params, np.zeros((T, 1)))


def lstm(T: int, H: int = 1, **biases: float) -> Trace:
    """An LSTM without weights; biases by gate."""
    cell = sim.CELLS["lstm"]
    params = {n: np.zeros(s) for n, s in cell.shapes(1, H).items()}
    params |= {f"b_{gate}": np.full(H, value) for gate, value in biases.items()}
    return sim.forward(cell, params, np.ones((T, 1)), {"c": np.zeros(H)})


@pytest.mark.parametrize(("g", "norm"), [(0.9, 5.153775e-3), (1.1, 117.3909), (1.0, 1.0)])
def test_scaled_orthogonal_matrix(g, norm):
    Q = initialise({"U_h": (8, 8)}, recurrent="orthogonal", seed=3)["U_h"]
    trace = elman(g * Q, 50)
    seed = np.zeros((50, 8))
    seed[-1] = np.random.default_rng(0).normal(size=8)
    grads = sim.backward(trace, {"h": seed})
    ratio = np.linalg.norm(grads.initial["h"]) / np.linalg.norm(seed[-1])
    assert ratio == pytest.approx(g**50, rel=1e-12) == pytest.approx(norm, rel=1e-6)
    norms = grads.state_norms()
    np.testing.assert_allclose(norms[:-1] / norms[1:], g, rtol=1e-12)


@pytest.mark.parametrize(("b", "kept"), [
    (0, 8.881784e-16), (1, 1.576191e-7), (2, 1.753046e-3), (5, 7.147893e-1),
])  # fmt: skip
def test_forget_bias(b, kept):
    trace = lstm(50, f=float(b))
    grads = sim.backward(trace, {"c": one_at_the_end(trace, "c")})
    assert grads.initial["c"][0] == pytest.approx(kept, rel=1e-6)
    assert grads.initial["c"][0] == pytest.approx((1 / (1 + math.exp(-b))) ** 50, rel=1e-12)


@pytest.mark.parametrize(("key", "gate"), [
    ("lstm", "f"), ("lstm_peephole", "f"), ("lstm_coupled", "f"), ("gru", "z"),
    ("gru_reset_after", "z"),
])  # fmt: skip
@pytest.mark.parametrize(("value", "kept"), [(0.5, 8.881784e-16), (0.9, 5.153775e-3), (1.0, 1.0)])
def test_a_keeping_gate_that_is_held_is_the_factor_of_every_step(key, gate, value, kept):
    """Whatever its bias says, and for a coupled gate too: what follows it is held with it."""
    cell = sim.CELLS[key]
    params = {n: np.zeros(s) for n, s in cell.shapes(1, 1).items()} | {f"b_{gate}": [-3.0]}
    memory = cell.states[-1]
    clamps = [sim.Clamp(gate, value)]
    trace = sim.forward(cell, params, np.ones((50, 1)), {memory: [1.0]}, clamps=clamps)
    grads = sim.backward(trace, {memory: one_at_the_end(trace, memory)})
    found = grads.initial[memory][0]
    assert found == pytest.approx(value**50, rel=1e-12) == pytest.approx(kept, rel=1e-6)
    assert all(not grads.params[name].any() for name in params if name.endswith(f"_{gate}"))
    assert (grads[gate] != 0).all() and not grads[f"{gate}_pre"].any()


def one_at_the_end(trace: Trace, line: str) -> np.ndarray:
    seed = np.zeros(trace[line].shape)
    seed[-1] = 1.0
    return seed


@pytest.mark.parametrize(("H", "factor"), [(2, 2.0), (1, 1.0), (4, 4.0)])
def test_the_all_ones_linear_network_multiplies_at_every_step(H, factor):
    trace = elman(np.ones((H, H)), 40)
    grads = sim.backward(trace, {"h": one_at_the_end(trace, "h")})
    assert np.array_equal(grads["h"][:, 0], factor ** np.arange(39, -1, -1))


def test_the_lecture_cell_remembers_in_c_alone():
    """No recurrent weights: nothing goes back through h, while the memory line lives."""
    rng = np.random.default_rng(0)
    cell = sim.CELLS["lstm"]
    params = {n: rng.normal(size=s) for n, s in cell.shapes(3, 2).items()}
    params |= {n: np.zeros_like(v) for n, v in params.items() if n.startswith("U_")}
    params["b_f"] += 4.0
    trace = sim.forward(cell, params, rng.normal(size=(30, 3)))
    loss = losses.last_step(trace)
    grads = sim.backward(trace, loss.seeds)
    assert (grads["h"][:-1] == 0).all() and (grads.state("h")[:-1] == 0).all()
    assert (grads["h"][-1] == 1).all() and (grads["c"] != 0).all()
    keep = np.cumprod(trace["f"][::-1], axis=0)[::-1]
    end = trace["o"][-1] * (1 - np.tanh(trace["c"][-1]) ** 2)
    np.testing.assert_allclose(grads["c"][:-1], keep[1:] * end, rtol=1e-12)
    np.testing.assert_allclose(
        grads.state_norms()[:-1], np.linalg.norm(grads.state("c")[:-1], axis=1), rtol=1e-14
    )


def test_values_stay_true_down_to_1e_300():
    """0.5 ** 990 is 1e-298, exactly a power of two; a norm of squares would be 0."""
    trace = elman(0.5 * np.eye(4), 991)
    grads = sim.backward(trace, {"h": one_at_the_end(trace, "h")})
    assert np.array_equal(grads["h"][0], np.full(4, 0.5**990))
    np.testing.assert_allclose(grads.state_norms()[0], 2 * 0.5**990, rtol=1e-15)
    assert grads.initial["h"][0] == 0.5**991


@pytest.mark.parametrize("b", [-40.0, 40.0, 200.0, -690.0, 690.0])
def test_the_slope_of_a_saturated_gate_keeps_its_digits(b):
    """dL/df_pre through one step: the memory (2) times e / (1 + e)²."""
    cell = sim.CELLS["lstm"]
    params = {n: np.zeros(s) for n, s in cell.shapes(1, 1).items()} | {"b_f": np.array([b])}
    trace = sim.forward(cell, params, [[0.0]], {"c": [2.0]})
    grads = sim.backward(trace, {"c": np.ones((1, 1))})
    e = math.exp(-abs(b))
    assert grads["f_pre"][0, 0] == pytest.approx(2 * e / (1 + e) ** 2, rel=1e-13)
    assert grads.params["b_f"][0] == grads["f_pre"][0, 0] > 1e-300


def test_overflow_is_shown_as_what_it_is():
    trace = elman(np.array([[10.0]]), 400)
    grads = sim.backward(trace, {"h": one_at_the_end(trace, "h")})
    assert np.isinf(grads.state_norms()[0]) and np.isfinite(grads.state_norms()[100])


def test_a_delay_line():
    """c holds what h was a step ago, k what x is; a product reads a state that is none of h."""

    def delay(x, h_prev, c_prev, W, U, b, act):
        h = act.h(W.h @ x + U.h @ h_prev + U.c @ c_prev + b.h)
        return dict(h=h, c=1 * h_prev, k=1 * x)

    lines = tuple(sim.Line(name, name, "output", "") for name in "hck")
    cell = Cell("delay", "Delay", delay, lines, "a test")
    for batch in ((), (4,)):
        assert_agrees_with_differences(cell, drawn(cell, T=5, X=3, H=4, batch=batch, scale=0.5))


def test_a_product_read_by_a_sum_and_by_something_else():
    def shared(x, h_prev, W, U, b, act):
        u = U.h @ h_prev
        s = u + U.k @ h_prev
        n = act.n(s + W.h @ x + b.h)
        h = n + s * u
        return dict(n=n, h=h)

    lines = tuple(sim.Line(name, name, "output", "") for name in "nh")
    cell = Cell("shared", "Shared", shared, lines, "a test")
    assert_agrees_with_differences(cell, drawn(cell, T=4, scale=0.3))


def test_two_products_with_one_right_hand_side_in_one_sum():
    def twice(x, h_prev, W, U, b, act):
        h = act.h(W.h @ x + U.h @ h_prev + U.k @ h_prev + U.h @ h_prev + b.h)
        return dict(h=h)

    cell = Cell("twice", "Twice", twice, (sim.Line("h", "h", "output", ""),), "a test")
    assert_agrees_with_differences(cell, drawn(cell, T=4, scale=0.3))

"""Losses, their direct path and the readout's gradient; clipping."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import pytest

import sim
from sim.adjoint import losses
from sim.adjoint.sizes import log_norms, norms
from sim.lab import clip
from sim.network.outputs import dense_output, read_out, through
from tests.cells import drawn_run

T, H, Y = 5, 4, 3
RNG = np.random.default_rng(3)
V, D = RNG.normal(size=(Y, H)), RNG.normal(size=Y)
TARGETS = RNG.random((T, Y))


def trace(key: str = "lstm", **sizes) -> sim.Trace:
    return drawn_run(sim.CELLS[key], T=T, H=H, **sizes)


def test_sums():
    run = trace()
    value, seeds = losses.every_step(run)
    assert value == pytest.approx(run["h"].sum()) and (seeds["h"] == 1).all()
    value, seeds = losses.last_step(run, "c")
    assert value == pytest.approx(run["c"][-1].sum())
    assert seeds["c"][-1].tolist() == [1.0] * H and not seeds["c"][:-1].any()
    value, seeds = losses.one_value(run, 2, 3)
    assert value == run["h"][1, 2] and seeds["h"][1, 2] == 1 and seeds["h"].sum() == 1
    value, seeds = losses.one_value(trace(batch=(2,)), 2, 3)
    assert seeds["h"][1, 2].tolist() == [1.0, 1.0] and seeds["h"].sum() == 2


@pytest.mark.parametrize(("place", "message"), [
    ((0, 1), "timestep: .* from 1 to 5, read 0"), ((6, 1), "timestep"), ((1, 5), "unit"),
    ((1, True), "unit"), ((1.5, 1), "timestep"), ((1, 1, "q"), "no line q"),
])  # fmt: skip
def test_places_that_do_not_exist(place, message):
    with pytest.raises(sim.InputError, match=message):
        losses.one_value(trace(), *place)


KINDS = {
    "h itself": lambda h, V, d: 0.5 * ((h - TARGETS_H) ** 2).sum(axis=1),
    "linear": lambda h, V, d: 0.5 * ((h @ V.T + d - TARGETS) ** 2).sum(axis=1),
    "softmax": lambda h, V, d: -(TARGETS * log_softmax(h @ V.T + d)).sum(axis=1),
    "softmax_h": lambda h, V, d: -(TARGETS_H * log_softmax(h)).sum(axis=1),
}
TARGETS_H = RNG.random((T, H))
OF = {
    "linear": partial(losses.squared_error, targets=TARGETS),
    "softmax": partial(losses.cross_entropy, targets=TARGETS),
    "softmax_h": partial(losses.cross_entropy, targets=TARGETS_H),
}


def log_softmax(z: np.ndarray) -> np.ndarray:
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def loss_of(kind: str, run: sim.Trace, V, d, last_only: bool) -> losses.Loss:
    if kind == "h itself":
        return losses.squared_error(run, TARGETS_H, "h", last_only=last_only)
    part = dense_output(kind, *([] if kind == "softmax_h" else (V, d)))
    return through(part, run, partial(OF[kind], last_only=last_only))


@pytest.mark.parametrize("last_only", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_value_and_slopes_by_the_formula(kind, last_only):
    run = trace()
    loss = loss_of(kind, run, V, D, last_only)
    at = slice(-1, None) if last_only else slice(None)

    def value(h=run["h"], V=V, d=D) -> float:
        return float(KINDS[kind](h, V, d)[at].sum())

    assert loss.value == pytest.approx(value(), rel=1e-12)
    wanted = {"h": run["h"]} | ({"V_y": V, "d_y": D} if kind in ("linear", "softmax") else {})
    found = {"h": loss.seeds["h"], **loss.output}
    assert found.keys() == wanted.keys()
    for name, array in wanted.items():
        assert found[name].shape == array.shape
        for index in np.ndindex(array.shape):
            moved = []
            for by in (1e-5, -1e-5):
                changed = array.copy()
                changed[index] += by
                moved.append(value(**{name.removesuffix("_y"): changed}))
            slope = (moved[0] - moved[1]) / 2e-5
            assert found[name][index] == pytest.approx(slope, rel=1e-7, abs=1e-9)


def test_a_sure_prediction_keeps_its_small_slope():
    """p = 1 - 2e-40 for the class that is wanted: 1 - p would be 0."""
    h = trace("elman").value("h") * 0
    run = sim.forward("elman", {"W_h": np.zeros((2, 1)), "U_h": np.zeros((2, 2)),
                                "b_h": np.zeros(2)}, np.zeros((1, 1)))  # fmt: skip
    readout = dense_output("softmax", np.eye(3, 2), np.array([0.0, -92.0, -92.0]))
    loss = through(readout, run, lambda out: losses.cross_entropy(out, [[1.0, 0.0, 0.0]]))
    small = math.exp(-92)
    np.testing.assert_allclose(loss.output["d_y"], [-2 * small, small, small], rtol=1e-12)
    away = dense_output("softmax", np.eye(3, 2), [0, -1e4, 0])
    far = through(away, run, lambda out: losses.cross_entropy(out, [[0, 1, 0]]))
    assert far.value == pytest.approx(1e4 + math.log(2)) and not h.any()
    np.testing.assert_allclose(far.output["d_y"], [0.5, -1.0, 0.5], rtol=1e-12)
    none = through(readout, run, lambda out: losses.cross_entropy(out, [[0.0, 0.0, 0.0]]))
    assert none.value == 0 and not none.seeds["h"].any()


def test_losses_that_do_not_fit_are_refused():
    run = trace()
    linear, soft = (read_out(dense_output(kind, V, D), run) for kind in ("linear", "softmax"))
    for call, message in (
        (lambda: losses.cross_entropy(linear, TARGETS), "takes a softmax readout"),
        (lambda: losses.cross_entropy(run, TARGETS_H), "takes a softmax readout"),
        (lambda: losses.cross_entropy(soft, -TARGETS), "no number below 0"),
        (lambda: losses.squared_error(run, TARGETS), r"expected shape \(5, 4\)"),
        (lambda: losses.squared_error(linear, TARGETS[1:]), r"expected shape \(5, 3\)"),
        (lambda: losses.squared_error(linear, TARGETS * np.nan), "targets, row 1, column 1"),
        (lambda: losses.squared_error(trace(batch=(2,)), TARGETS_H), "not of a batch"),
        (lambda: losses.squared_error(run, TARGETS_H, "q"), "no line q"),
        (lambda: losses.cross_entropy(run, TARGETS_H, "q"), "no line q"),
        (lambda: losses.last_step(run, "q"), "no line q"),
    ):
        with pytest.raises(sim.InputError, match=message):
            call()


def test_the_squared_error_of_shares_is_one_too():
    """Of a softmax the way back is the cell's own."""
    out = read_out(dense_output("softmax", V, D), trace())
    grads = sim.backward(out, losses.squared_error(out, TARGETS).seeds)
    step, moved = 1e-6, []
    for by in (step, -step):
        d = D + by * np.array([0.0, 1.0, 0.0])
        out = read_out(dense_output("softmax", V, d), trace())
        moved.append(losses.squared_error(out, TARGETS).value)
    assert grads.params["d_y"][1] == pytest.approx((moved[0] - moved[1]) / (2 * step), rel=1e-7)


@pytest.mark.parametrize("by_step", [False, True])
@pytest.mark.parametrize("key", ["lstm", "gru", "elman"])
def test_a_seed_inside_of_a_cell_is_worth_that_at_its_line_by_the_slope(key, by_step):
    run = trace(key)
    line = {"lstm": "f", "gru": "z", "elman": "h"}[key]
    rows = RNG.normal(size=run[line].shape)
    slope = rows * (1 - run["h"] ** 2 if line == "h" else run[line] * (1 - run[line]))
    inside = sim.backward(run, {f"{line}_pre": slope}, by_step=by_step)
    outside = sim.backward(run, {line: rows}, by_step=by_step)
    for name, value in outside.params.items():
        np.testing.assert_allclose(inside.params[name], value, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(inside["x"], outside["x"], rtol=1e-12, atol=1e-14)
    assert inside[f"{line}_pre"] is not None and np.abs(outside["x"]).max() > 1e-3


@pytest.mark.parametrize("name", ["W_f @ x", "W_f", "b_f", "h_prev", "q", ""])
def test_a_summand_a_parameter_or_a_state_takes_no_seed(name):
    run = trace()
    with pytest.raises(sim.InputError, match="no line"):
        sim.backward(run, {name: np.zeros((T, H))})
    with pytest.raises(sim.InputError, match=r"expected shape \(5, 4\)"):
        sim.backward(run, {"f_pre": np.zeros((T, H - 1))})


def test_a_whole_training_gradient_against_a_difference():
    run = trace("gru")
    linear = dense_output("linear", V, D)
    loss = through(linear, run, OF["linear"])
    grads = sim.backward(run, loss.seeds)
    params = {name: value + 1e-6 for name, value in run.params.items()}
    less = {name: value - 1e-6 for name, value in run.params.items()}
    up, down = (
        through(linear, sim.forward("gru", p, run["x"], run.initial), OF["linear"]).value
        for p in (params, less)
    )
    total = sum(value.sum() for value in grads.params.values())
    assert total == pytest.approx((up - down) / 2e-6, rel=1e-7)


def test_clipping_by_norm_keeps_the_direction():
    grads = {"W": np.array([[3.0, 0.0]]), "b": np.array([4.0])}
    assert clip.global_norm(grads) == 5.0
    cut = clip.by_norm(grads, 1.0)
    assert cut["W"].tolist() == [[pytest.approx(0.6), 0.0]] and cut["b"] == pytest.approx(0.8)
    left = clip.by_norm(grads, 5.0)
    assert all(np.array_equal(left[name], grads[name]) for name in grads)
    assert left["W"] is not grads["W"]
    tiny = {"W": np.full((2, 2), 1e-200)}
    assert clip.global_norm(tiny) == 2e-200
    huge = clip.by_norm({"W": np.full((2, 2), 1e200)}, 1.0)
    np.testing.assert_allclose(huge["W"], 0.5, rtol=1e-14)


def test_clipping_by_value_cuts_each_entry():
    cut = clip.by_value({"W": np.array([[3.0, -0.5]]), "b": np.array([-4.0])}, 1.0)
    assert cut["W"].tolist() == [[1.0, -0.5]] and cut["b"].tolist() == [-1.0]
    for call in (clip.by_norm, clip.by_value):
        for most in (0.0, -1.0, math.nan, "1", True):
            with pytest.raises(sim.InputError, match="above 0"):
                call({"b": np.ones(1)}, most)


def test_norms_are_scaled_first():
    rows = np.array([[1e-200, 1e-200], [3e200, 4e200], [0.0, 0.0], [5e-324, 0.0]])
    np.testing.assert_allclose(norms(rows), [math.sqrt(2) * 1e-200, 5e200, 0.0, 5e-324])
    assert np.isinf(norms(np.array([[np.inf, 1.0]]))).all()
    assert np.isnan(norms(np.array([[np.nan, 1.0]]))).all()
    assert norms(np.ones((2, 4, 3))).tolist() == [[2.0] * 3] * 2


def test_a_norms_logarithm_is_exact_where_the_norm_is_not():
    least = 5e-324
    rows = np.array([
        [2 * least, least], [3e-200, 4e-200], [1.5e308, 1.5e308], [0.0, 0.0], [np.inf, 1e300],
        [np.nan, 1.0], [-3.0, 4.0],
    ])  # fmt: skip
    exact = [
        math.log10(5) / 2 - 1074 * math.log10(2), math.log10(5) - 200,
        308 + math.log10(1.5 * 2**0.5),
        -np.inf, np.inf, np.nan, math.log10(5),
    ]  # fmt: skip
    np.testing.assert_allclose(log_norms(rows), exact, rtol=1e-15)
    np.testing.assert_allclose(log_norms(rows[::-1, :, None])[:, 0], exact[::-1], rtol=1e-15)

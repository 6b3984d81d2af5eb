"""The reservoirs of the lecture: a sine that goes on by itself, recall, and what is forgotten."""

from __future__ import annotations

import numpy as np
import pytest

from sim import Network, Part
from sim.lab.measured import distance, recall, sine
from sim.network.teaching.exchange import exchanged, going_on
from sim.presets.networks.echo import OWN, TOLD, reservoir


def y_of(t: np.ndarray) -> np.ndarray:
    return np.sin(t / 4) / 2


def test_the_reservoir_is_the_texts():
    """It gives one number of the drawing: the radius before it was scaled."""
    one = reservoir()
    assert f"{one.radius:.6f}" == "0.817009"
    assert np.count_nonzero(one.U) == 51 and f"{51 / one.U.size:.2%}" == "4.98%"
    assert np.abs(np.linalg.eigvals(one.U)).max() == pytest.approx(0.8, abs=1e-12)
    drawn = one.U[one.U != 0] * (one.radius / 0.8)
    assert drawn.min() < -0.9 and drawn.max() > 0.9 and abs(drawn).max() < 1
    assert abs(one.back).max() < 1 and not np.array_equal(one.W, one.back)
    assert f"{reservoir(seed=8).radius:.6f}" != "0.817009"


@pytest.mark.parametrize("leak", [1.0, 0.5])
def test_a_sine_goes_on_by_itself(leak):
    fitted, fit, errors = sine(leak)
    assert fit.trained == {"out.V_y": 33, "out.d_y": 1} and sum(fit.trained.values()) == 34
    assert fit.fixed == {"res.W_n": 32, "res.U_n": 51} and sum(fit.fixed.values()) == 83
    assert fit.steps == 200 and fit.rmse < 1e-9
    assert errors.shape == (100,) and 0 < abs(errors).max() < 1e-9
    assert fitted.part["out"].reads[1] == TOLD and not fitted.looped


def test_the_free_run_is_that_of_a_plain_loop():
    leak = 0.5
    fitted, _, errors = sine(leak)
    one, out = reservoir(), fitted.part["out"].params
    h, before, found = np.zeros(32), 0.0, []
    for t in range(1, 401):
        h = (1 - leak) * h + leak * np.tanh(one.U @ h + one.back * before)
        said = float(out["V_y"][0] @ [*h, before] + out["d_y"][0])
        before = y_of(t) if t <= 300 else said  # the teacher goes after 300
        found.append(said - y_of(t))
    np.testing.assert_allclose(errors, found[300:], rtol=0, atol=1e-9)
    assert np.sqrt(np.mean(np.square(found[100:300]))) < 1e-9


def test_what_is_fitted_is_an_echo_state_network():
    """The cell that has its readout within says the same when it hears itself."""
    fitted, _, errors = sine()
    one, out = reservoir(), fitted.part["out"].params
    runs = fitted.run()
    params = {
        "U_n": one.U, "U_k": one.back[:, None], "a_h": np.ones(32), "V_y": out["V_y"][:, :-1],
        "V_k": out["V_y"][:, -1:], "d_y": out["d_y"],
    }  # fmt: skip
    start = {"h": runs["res"]["h"][-1], "y": fitted.inputs["y"][-1]}
    esn = Network((Part("res", "esn", params, (), start, steps=100),))
    y = esn.run()["res"]["y"][:, 0]
    np.testing.assert_allclose(y, y_of(np.arange(301, 401)) + errors, rtol=0, atol=1e-9)
    assert sum(int(free.sum()) for free in esn.parts[0].trained().values()) > 34


def test_without_its_output_it_does_not_go_on():
    """The readout alone hears itself, the reservoir nothing: the sine is lost."""
    fitted, _, _ = sine()
    free = going_on(exchanged(fitted, TOLD, OWN), fitted.run(), 100)
    weights = dict(free.part["res"].params)
    weights["W_n"] = 0 * weights["W_n"]
    deaf = Part("res", "leaky", weights, free.parts[0].reads, free.parts[0].start, steps=100,
                masks=free.parts[0].masks)  # fmt: skip
    y = Network((deaf, free.parts[1])).run()["out"]["y"][:, 0]
    assert abs(y - y_of(np.arange(301, 401))).max() > 0.1


def test_noise_is_recalled_for_some_steps():
    found = {delay: recall(delay) for delay in (1, 2, 5, 10)}
    digits = [f"{found[1]:.6f}", f"{found[2]:.6f}", f"{found[5]:.6f}", f"{found[10]:.2f}"]
    assert digits == ["1.000000", "0.999976", "0.994273", "-0.18"]


def test_recall_is_measured_on_noise_that_no_fit_has_seen():
    """Beside a plain loop; on the steps of the fit delay 10 would look better than nothing."""
    one, x = reservoir(), np.random.default_rng(1).uniform(-0.5, 0.5, 600)
    h, rows = np.zeros(32), []
    for value in x:
        h = np.tanh(one.U @ h + one.W * value)
        rows.append([*h, 1.0])
    A = np.array(rows)
    w = np.linalg.lstsq(A[100:400], x[90:390], rcond=1e-12)[0]
    seen, new = ([A[k] @ w, x[np.arange(600)[k] - 10]] for k in (slice(100, 400), slice(400, 600)))
    r2 = [1 - np.mean((said - real) ** 2) / real.var() for said, real in (seen, new)]
    assert recall(10) == pytest.approx(r2[1], abs=1e-9) and r2[0] > 0 > r2[1]


def test_two_starts_are_forgotten_or_not():
    assert f"{distance(0.8):.1e}" == "2.7e-10" and f"{distance(1.5):.3f}" == "1.717"
    assert distance(0.8, 99) > 1.1 * distance(0.8)


def test_a_radius_below_one_is_a_rule_of_thumb():
    """What would be enough, a largest singular value below 1, it need not have to forget."""
    assert np.linalg.norm(reservoir().U, 2) > 1 and distance(0.8, 200) < 1e-18
    assert distance(0.0) == 0

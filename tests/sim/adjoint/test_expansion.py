"""Back-propagation through time written out: its terms add up to the gradient."""

import numpy as np
import pytest

import sim
from sim.adjoint import losses
from sim.adjoint.expansion import expand
from sim.text.errors import InputError
from sim.written import expansion_latex
from tests.cells import RECURRENT, drawn_run


@pytest.mark.parametrize("most", [2, 9])
@pytest.mark.parametrize("key", RECURRENT)
def test_the_terms_add_up_to_the_gradient(key, most):
    trace = drawn_run(sim.CELLS[key], T=4, H=3)
    line = trace.cell.states[-1]
    seed = np.random.default_rng(1).normal(size=trace[line].shape)
    for loss in (
        {line: seed},
        losses.last_step(trace).seeds,
        losses.one_value(trace, 3, 2).seeds,
    ):
        grads = sim.backward(trace, loss)
        for name, value in trace.params.items():
            if value.ndim == 2:
                for entry in np.ndindex(value.shape):  # also where a mask leaves it out
                    made = expand(grads, loss, name, entry, most)
                    wanted = grads.params[name][entry]
                    assert made.total == pytest.approx(wanted, rel=1e-12, abs=1e-14)
                    assert made.rest == 0 or most == 2


def test_a_scalar_elman_by_hand():
    """h = tanh(u h + x): dh_3/du = s3 (h2 + u s2 (h1 + u s1 h0)), s the slopes."""
    u, x, h = 0.5, np.array([1.0, -0.5, 0.25]), [0.3]
    for value in x:
        h.append(np.tanh(u * h[-1] + value))
    s = 1 - np.square(h)
    trace = sim.forward(
        "elman", {"W_h": np.ones((1, 1)), "U_h": np.full((1, 1), u), "b_h": np.zeros(1)},
        x[:, None], {"h": np.array([0.3])},
    )  # fmt: skip
    loss = losses.last_step(trace)
    made = expand(sim.backward(trace, loss.seeds), loss.seeds, "U_h", (0, 0))
    by_hand = [s[3] * u * s[2] * u * s[1] * h[0], s[3] * u * s[2] * h[1], s[3] * h[2]]
    np.testing.assert_allclose(made.terms, by_hand, rtol=1e-12)
    np.testing.assert_allclose(made.jacobians[:, 0, 0], [u * s[2], u * s[3]], rtol=1e-12)
    assert made.total == pytest.approx(sum(by_hand), rel=1e-12)


def test_its_latex_holds_the_numbers():
    trace = drawn_run(sim.CELLS["elman"], T=3, H=2)
    loss = losses.last_step(trace)
    made = expand(sim.backward(trace, loss.seeds), loss.seeds, "U_h", (0, 1))
    states = trace.cell.states
    written = expansion_latex.terms(made, states, one_seed=True)
    assert [line.split(":")[0] for line in written] == ["k = 3", "k = 2", "k = 1"]
    assert [line.count("pmatrix}") // 2 for line in written] == [2, 3, 4]
    assert f"{made.jacobians[1][0, 0]:.3f}"[:-1] in written[1]
    assert float(written[2].split(" = ")[-1]) == pytest.approx(made.terms[0], abs=5e-4)
    whole = expansion_latex.total(made, "rest").split(" = ")[-1]
    assert float(whole) == pytest.approx(made.total, abs=5e-4)
    assert r"\prod" in expansion_latex.formula(made, states, one_seed=True)
    assert r"\prod" not in expansion_latex.formula(made, states, one_seed=False)
    large = drawn_run(sim.CELLS["gru"], T=5, H=6)
    loss = losses.every_step(large)
    made = expand(sim.backward(large, loss.seeds), loss.seeds, "U_r", (0, 1))
    (first, *_) = expansion_latex.terms(made, ("h",), one_seed=False)
    assert "pmatrix" not in first and r"\dots" in first
    assert "rest" in expansion_latex.total(made, "rest")


@pytest.mark.parametrize(
    ("name", "entry", "seeds"),
    [("U_x", (0, 0), None), ("b_h", (0,), None), ("U_h", (0, 9), None), ("U_f", (0, 0), "f")],
)
def test_what_cannot_be_written_out_is_refused(name, entry, seeds):
    trace = drawn_run(sim.CELLS["lstm" if seeds else "elman"], T=2)
    loss = losses.last_step(trace, seeds or "h")
    with pytest.raises(InputError):
        expand(sim.backward(trace, loss.seeds), loss.seeds, name, entry)

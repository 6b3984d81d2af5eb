"""A mask takes entries out of a parameter: out of the run and out of its gradient."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.adjoint.differences import check_derivative
from sim.adjoint.losses import Loss
from tests.cells import close, drawn


def summed(run: sim.Trace) -> Loss:
    return Loss(float(run["h"].sum()), {"h": np.ones(run["h"].shape)})


@pytest.mark.parametrize("batch", [(), (4,)], ids=str)
@pytest.mark.parametrize("plain", [False, True])
def test_what_is_masked_is_not_there(batch, plain):
    cell = sim.CELLS["lstm"]
    numbers = drawn(cell, batch=batch)
    rng = np.random.default_rng(3)
    masks = {n: rng.integers(0, 2, numbers["params"][n].shape) for n in ("U_f", "W_g", "b_i")}
    run = sim.forward(cell, **numbers, masks=masks, plain=plain)
    cut = {n: v * masks.get(n, 1) for n, v in numbers["params"].items()}
    alone = sim.forward(cell, **numbers | {"params": cut}, plain=plain)
    close(run["h"], alone["h"])
    grads, free = (sim.backward(one, summed(one).seeds) for one in (run, alone))
    for name, value in grads.params.items():
        wanted = free.params[name] * masks.get(name, 1)
        np.testing.assert_allclose(value, wanted, rtol=0, atol=1e-14)
        steps = grads.param_steps(name)
        np.testing.assert_allclose(steps.sum(axis=0), wanted, rtol=0, atol=1e-13)
    assert np.abs(free.params["U_f"][masks["U_f"] == 0]).min() > 0
    part = sim.backward(run.part(1, 3), {"h": np.ones(run["h"][1:3].shape)})
    assert not part.params["U_f"][masks["U_f"] == 0].any()


def test_a_nudge_meets_the_mask_too():
    cell = sim.CELLS["elman"]
    mask = np.ones((4, 4))
    mask[1, 2] = 0
    run = sim.forward(cell, **drawn(cell), masks={"U_h": mask})
    there, gone = (check_derivative(run, summed, "U_h", at) for at in ((2, 1), (1, 2)))
    assert there.relative < 1e-8 and there.gradient != 0
    assert gone.gradient == gone.difference == 0


@pytest.mark.parametrize(
    ("masks", "message"),
    [
        ({"Q_h": [[1.0]]}, "There is no parameter Q_h"),
        ({"U_h": np.ones((4, 3))}, r"mask of U_h: expected shape \(4, 4\), read \(4, 3\)"),
        ({"U_h": np.full((4, 4), 0.5)}, "the mask of U_h: expected 0 or 1"),
    ],
)
def test_a_mask_that_does_not_fit_is_refused(masks, message):
    cell = sim.CELLS["elman"]
    with pytest.raises(sim.InputError, match=message):
        sim.forward(cell, **drawn(cell), masks=masks)


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("key", ["gru", "lstm"])
def test_a_run_of_which_nothing_is_asked_runs_on_its_state_alone(key, plain):
    cell = sim.CELLS[key]
    numbers = drawn(cell, X=3)
    bare = {n: v[:, :0] if n.startswith("W_") else v for n, v in numbers["params"].items()}
    run = sim.forward(cell, bare, np.zeros((5, 0)), numbers["state"], plain=plain)
    zeros = sim.forward(cell, numbers["params"], np.zeros((5, 3)), numbers["state"])
    close(run["h"], zeros["h"])
    grads, wanted = (sim.backward(one, summed(one).seeds) for one in (run, zeros))
    np.testing.assert_allclose(grads.initial["h"], wanted.initial["h"], rtol=0, atol=1e-14)
    assert grads["x"].shape == (5, 0) and all(
        grads.params[n].shape == v.shape for n, v in bare.items()
    )


def test_a_loss_that_reads_the_initial_state_too():
    cell = sim.CELLS["gru"]
    run = sim.forward(cell, **drawn(cell))
    seeds, direct = summed(run).seeds, np.array([1.0, 0.0, -2.0, 3.0])
    for by_step in (False, True):
        before = sim.backward(run, seeds, by_step=by_step)
        after = sim.backward(run, seeds, initial={"h": direct}, by_step=by_step)
        np.testing.assert_allclose(after.initial["h"] - before.initial["h"], direct, atol=1e-15)
        close(after["h"], before["h"])
        assert set(after.seeds) == {"h"} and np.array_equal(after.seeds["h"], seeds["h"])


@pytest.mark.parametrize(
    ("initial", "message"),
    [
        ({"q": np.ones(4)}, "GRU .*has no state q"),
        ({"h": 1.0}, r"seed of initial h: expected shape \(4,\), read \(\)"),
        ({"h": [np.nan] * 4}, "seed of initial h, row 1: expected a finite number"),
    ],
)
def test_such_a_loss_must_fit_the_initial_state(initial, message):
    run = sim.forward("gru", **drawn(sim.CELLS["gru"]))
    with pytest.raises(sim.InputError, match=message):
        sim.backward(run, {}, initial=initial)

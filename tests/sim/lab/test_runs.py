"""Runs by a name of their own: a cell stands beside itself with other numbers."""

import numpy as np
import pytest

from sim import CELLS, lab
from sim.adjoint.losses import every_step, last_step
from sim.document.seen import one_cell
from sim.lab.runs import SharedRuns
from sim.network.outputs import dense_output
from tests.cells import RECURRENT

LSTM = CELLS["lstm"]


def test_a_cell_stands_beside_itself_with_other_numbers():
    runs = lab.experiments({
        "open": lab.Experiment(LSTM, 30, 4, keep=4.0),
        "shut": lab.Experiment(LSTM, 30, 4, keep=-4.0),
        "held": lab.Experiment(LSTM, 30, 4, keep=-4.0, hold=0.75),
    })  # fmt: skip
    assert list(runs) == ["open", "shut", "held"]
    assert all(run.cell is LSTM for run in runs.values())
    assert [run.trace.params["b_f"][0] for run in runs.values()] == [4.0, -4.0, -4.0]
    assert (runs["held"].trace["f"] == 0.75).all()
    np.testing.assert_array_equal(runs["open"].trace["x"], runs["shut"].trace["x"])
    reach = {name: lab.reach_of(run.curve()) for name, run in runs.items()}
    assert reach["open"].factor > reach["held"].factor > reach["shut"].factor


def test_the_laboratory_is_the_experiments_of_its_cells():
    numbers = {"T": 12, "H": 3, "sigma": 1.2, "keep": 1.0, "seed": 8, "scale": "spectral_radius"}
    runs = lab.laboratory(**numbers, activation="relu", hold=0.5, loss=every_step)
    assert list(runs) == list(lab.USUAL_CELLS)
    for key, run in runs.items():
        cell = CELLS[key].with_options(h="relu") if key == "elman" else CELLS[key]
        one = lab.Experiment(cell, hold=0.5, **numbers)
        assert run.cell is cell
        np.testing.assert_array_equal(run.trace["h"], one.trace()["h"])
        wanted = lab.run_of(one.trace(), every_step)
        np.testing.assert_array_equal(run.rows("h"), wanted.rows("h"))


def test_runs_of_a_store_are_asked_for_by_name_and_held_by_nobody():
    made = []

    def share(one):
        made.append((one.cell.key, one.T, one.H, one.what))
        return one.make()

    runs = lab.experiments(
        {f"{keep:g}": lab.Experiment(LSTM, 5, 2, keep=keep) for keep in (0.0, 1.0)},
        last_step, share,
    )  # fmt: skip
    assert isinstance(runs, SharedRuns) and len(runs) == 2 and list(runs) == ["0", "1"]
    assert made == []
    assert [run.trace.params["b_f"][0] for run in runs.values()] == [0.0, 1.0]
    assert [one[:3] for one in made] == [("lstm", 5, 2)] * 2
    assert made[0][3] != made[1][3], "a store tells them apart"
    assert made[0][3] == lab.Experiment(LSTM, 5, 2, keep=0.0), "and knows the same again"
    assert runs["0"] is not runs["0"]
    with pytest.raises(KeyError):
        runs["lstm"]


def test_a_scenario_that_draws_other_weights_asks_for_another_run():
    params = lab.Experiment(CELLS["elman"], 4, 3).trace().params
    asked = []
    for seed, outputs in ((1, 2), (2, 2), (1, 3)):
        readout = dense_output("linear", np.ones((outputs, 3)), np.zeros(outputs))
        one = one_cell("elman", params, np.ones((4, 2)), seed=seed, output=readout)
        runs = lab.scenario_runs(one, last_step, None, ("gru",), lambda one: asked.append(one))
        assert list(runs) == ["elman", "gru"] and runs["gru"] is None
    assert len({one.what for one in asked}) == 3
    assert {(one.cell.key, one.T, one.H) for one in asked} == {("gru", 4, 3)}


@pytest.mark.parametrize("name", ["plain", *lab.REMEDIES])
def test_the_ways_of_every_remedy(name):
    """A remedy's name is no cell's: what keeps is read off its cell."""
    T, step = 20, 8
    run = lab.remedy_runs(T, 4, 1.0, "sigma_max", 3)[name]
    ways = lab.memory_only(run, step, T)
    if name not in ("gates", "bias"):
        assert lab.keeping(run.cell) == () and ways is None
        return
    along = run.grads["c"][-1] * np.prod(run.trace["f"][step:], axis=0)
    assert ways.memory == pytest.approx(np.linalg.norm(along), rel=1e-12)
    assert ways.every == pytest.approx(np.linalg.norm(run.grads.state("c")[step - 1]), rel=1e-12)
    assert ways.end == pytest.approx(np.linalg.norm(run.grads["c"][-1]), rel=1e-12)
    assert ways.state == "c"


def test_what_keeps_is_a_gate_with_a_bias_of_its_own():
    found = {key: lab.keeping(cell) for key, cell in RECURRENT.items()}
    for key, gates in found.items():
        assert gates == (("f",) if "lstm" in key else ("z",) if "gru" in key else ()), key


@pytest.mark.parametrize("scale", lab.SCALES)
def test_a_mask_is_laid_before_the_scale(scale):
    """All cells have recurrent matrices of one size, also where a unit hears not every other."""
    run = lab.experiments({"clocked": lab.Experiment(CELLS["clockwork"], 9, 8, 1.5, scale=scale)})
    U = run["clocked"].trace.params["U_n"]
    size = {"sigma_max": lambda: np.linalg.norm(U, 2),
            "spectral_radius": lambda: np.abs(np.linalg.eigvals(U)).max()}[scale]()  # fmt: skip
    assert size == pytest.approx(1.5) and not U[6:, :6].any() and U[:2].all()

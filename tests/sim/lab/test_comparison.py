"""Scenarios beside each other, the map, and the long products, without a page."""

import numpy as np
import pytest

from sim import CELLS, Clamp, jacobians, lab
from sim.document.convert import Carried
from sim.presets import PRESETS

MEMORY, LATCH = (PRESETS[key].scenario for key in ("memory_exact", "latch"))


def test_in_its_own_cell_a_scenario_stands_as_it_is():
    one = lab.side(MEMORY, "lstm", (Clamp("f", 0.5),), LATCH)
    assert one.scenario is MEMORY and one.before is LATCH and one.origin is None
    assert one.cell is MEMORY.chosen_cell and one.clamps == ()


def test_in_another_cell_it_says_where_its_weights_are_from():
    made = lab.side(MEMORY, "gru")
    assert made.origin == "memory", "by hand, for that task"
    carried = lab.side(LATCH, "gru", old=MEMORY)
    assert isinstance(carried.origin, Carried) and ("W_f", "W_z") in carried.origin.renamed
    np.testing.assert_array_equal(carried.scenario.params["W_z"], LATCH.params["W_f"])
    assert carried.before.cell == "gru" and carried.before.digest == made.scenario.digest


def test_a_side_asks_for_its_runs_and_keeps_none():
    asked = []

    def run(scenario):
        asked.append(scenario)
        return scenario.run()

    held = lab.side(MEMORY, "gru", (Clamp("z", 0.25),), LATCH, run)
    assert asked == []
    np.testing.assert_array_equal(held.trace["z"], np.full((5, 1), 0.25))
    assert held.ghost.clamps == () and held.ghost.T == 5, "the run without, not the one before"
    assert asked[0] is held.scenario and asked[1].clamps == ()
    before = lab.side(MEMORY, "gru", (), LATCH, run)
    assert LATCH.sizes["T"] == before.ghost.T and asked[-1] is before.before
    assert lab.side(MEMORY, "gru").ghost is None
    assert not any("trace" in name for name in vars(held))


def test_what_keeps_may_be_held_throughout():
    clamps = (Clamp("z", 0.25), Clamp("r", 1.0), Clamp("z", 0.5, 2), Clamp("z", 0.75))
    one = lab.side(MEMORY, "gru", clamps)
    assert (one.keeping, one.held_throughout()) == ("z", 0.75)
    assert one.without("z") == (Clamp("r", 1.0), Clamp("z", 0.5, 2))
    assert one.holds_open("r") and not one.holds_open("z")
    elman = lab.side(MEMORY, "elman")
    assert (elman.keeping, elman.held_throughout()) == ("", None)


@pytest.mark.parametrize(("scale", "size"), [
    ("sigma_max", lambda U: np.linalg.norm(U, 2)),
    ("spectral_radius", lambda U: np.abs(np.linalg.eigvals(U)).max()),
])  # fmt: skip
def test_the_size_of_the_recurrent_matrices_is_what_was_asked_for(scale, size):
    runs = lab.laboratory(T=2, H=5, sigma=1.5, scale=scale, cells=("elman", "gru"))
    for run in runs.values():
        for name, value in run.trace.params.items():
            if name.startswith("U_"):
                assert size(value) == pytest.approx(1.5)
    plain, relu = (lab.remedy_runs(2, 5, 0.5, scale, 3)[name] for name in ("plain", "relu"))
    assert size(plain.trace.params["U_h"]) == size(relu.trace.params["U_h"]) == pytest.approx(0.5)


def test_the_map_has_a_row_a_bias_and_a_column_a_size():
    survey = lab.Survey(lab.Setup("lstm", "coarse", 12, 3, 3, "tanh", "sigma_max"))
    assert survey.steps.shape == (7, 7) and np.isnan(survey.steps).all()
    for done, _ in enumerate(survey.pieces(), 1):
        assert np.isfinite(survey.steps).sum() == done
    for row, column in ((0, 0), (0, 5), (1, 6), (6, 1)):
        bias, sigma = -4 + 2 * row, 0.5 * column
        run = lab.laboratory(T=12, H=3, sigma=sigma, keep=bias, cells=("lstm",))["lstm"]
        after = lab.reach_of(run.curve()).lost_after
        assert survey.steps[row, column] == (11 if after is None else after)
    assert len(np.unique(survey.steps)) > 3
    assert lab.Survey(lab.Setup("elman", "fine", 3, 2, 3, "relu", "sigma_max")).steps.shape == (
        1,
        13,
    )


@pytest.mark.parametrize("every", [1, 4])
def test_long_products_are_those_of_the_jacobians(every):
    runs = lab.experiments({"a": lab.Experiment(CELLS["lstm"], 9, 3)})
    made = lab.LongProducts(runs, every)
    assert made.total == len(list(made.pieces())) == 10
    curve, own = made.curves()["a"], made.curves("c")["a"]
    assert curve.at.tolist() == (list(range(1, 10)) if every == 1 else [1, 5, 9]) and curve.whole
    J, product, wanted = jacobians(runs["a"].trace), np.eye(6), {9: (1.0, 1.0)}
    for k in range(8, 0, -1):
        product = product @ J[k]
        wanted[k] = np.linalg.norm(product, 2), np.linalg.norm(product[3:, 3:], 2)
    for at, *logs in zip(curve.at, curve.logs, own.logs, strict=True):
        np.testing.assert_allclose(10.0 ** np.array(logs), wanted[at], rtol=1e-9)

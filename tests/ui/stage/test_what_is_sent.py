"""The stage is sent each number at its own step and unit, and a lecture's beside its own."""

from __future__ import annotations

import numpy as np
import pytest

from sim.presets import OF_ONE_CELL, PRESETS, Expected
from tests.e2e.bare import drawn
from ui.session.view import View
from ui.stage.payload import stage_payload

RUN = drawn("gru", H=3, T=4, Y=2)
SHORT = drawn("gru", H=3, T=2, Y=2)


def compared(*expected: Expected, scenario=RUN) -> list[dict]:
    header, _ = stage_payload(scenario, scenario.run(), View(), expected)
    return header["expected"]


def test_every_array_is_the_runs():
    trace = RUN.run()
    former = SHORT.run()
    header, arrays = stage_payload(RUN, trace, View(t=2, unit=3), former=former)
    assert header["view"] == {"t": 2, "unit": 3}
    for name in ("x", *trace.cell.graph.lines):
        np.testing.assert_array_equal(arrays[name], trace[name])
    np.testing.assert_array_equal(arrays["y"], RUN.read_out(trace)["y"])
    np.testing.assert_array_equal(
        arrays["y_pre"], trace["h"] @ RUN.output.params["V_y"].T + RUN.output.params["d_y"]
    )
    np.testing.assert_array_equal(arrays["V"], RUN.output.params["V_y"])
    np.testing.assert_array_equal(arrays["former/h"], former["h"])
    for name, value in RUN.params.items():
        np.testing.assert_array_equal(arrays[name], value)


@pytest.mark.parametrize("unit", [0, 1, 2])
def test_a_lectures_number_stands_beside_its_own_unit_and_step(unit):
    ours = RUN.run()["h"]
    (one,) = compared(Expected("h", unit, (None, *map(float, ours[1:, unit]))))
    assert (one["line"], one["unit"]) == ("h", unit + 1)
    assert one["ok"] == [None, True, True, True]
    assert one["values"] == [None, *ours[1:, unit]]
    (other,) = compared(Expected("h", unit, tuple(map(float, ours[:, unit - 1]))))
    assert other["ok"] == [False] * 4  # the unit before
    (late,) = compared(Expected("h", unit, (0.0, *map(float, ours[:-1, unit]))))
    assert late["ok"] == [False] * 4  # the step before


def test_an_output_is_compared_with_the_readouts():
    y = RUN.read_out(RUN.run())["y"]
    one, other = compared(*(Expected("y", k, tuple(map(float, y[:, k]))) for k in (0, 1)))
    assert one["ok"] == other["ok"] == [True] * 4
    assert compared(Expected("y", 0, tuple(map(float, y[:, 1]))))[0]["ok"] == [False] * 4


@pytest.mark.parametrize("tolerance", [5e-4, 0.04])
@pytest.mark.parametrize("side", [-1, 1])
def test_a_number_is_ticked_up_to_its_tolerance(tolerance, side):
    ours = float(RUN.run()["h"][0, 0])
    near, far = (ours + side * share * tolerance for share in (0.99, 1.01))
    (one,) = compared(Expected("h", 0, (near,), tolerance))
    assert one["ok"] == [True]
    (one,) = compared(Expected("h", 0, (far,), tolerance))
    assert one["ok"] == [False]


def test_a_lectures_numbers_are_exact_to_half_their_third_decimal():
    examples = [example for key in OF_ONE_CELL for example in PRESETS[key].examples]
    assert {one.tolerance for example in examples for one in example.expected} == {5e-4}


def test_a_shorter_run_is_told_of_its_own_steps_alone():
    values = (1.0, 2.0, 3.0, 4.0)
    (one,) = compared(Expected("h", 0, values, changed=True, by_hand=True), scenario=SHORT)
    assert one["values"] == [1.0, 2.0] and len(one["ok"]) == 2
    assert one["changed"] and one["by_hand"]
    (one,) = compared(Expected("h", 0, values))
    assert not one["changed"] and not one["by_hand"]

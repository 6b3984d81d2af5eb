"""The score's curves, and pale under them the run before the inputs were changed."""

from __future__ import annotations

import re

import numpy as np
import pytest

from sim import CELLS
from sim.graph.trees import order_of_operations
from tests.e2e.bare import Stage, bare_stage, drawn, payload

LINES = """(kind) => [...document.getElementById("host").shadowRoot
  .querySelectorAll(`path.${kind}`)]
  .map((one) => [one.classList[1], one.getAttribute("d")])"""
NAME = ".score-former-name"


def lines(stage: Stage, kind: str) -> dict[str, list[list[float]]]:
    """Points of the curves of a kind, by state: [step - 1/2, height in percent from above]."""
    return {
        name.removeprefix("score-curve-"): [
            [float(n) for n in point.split()] for point in re.findall(r"[ML]([^ML]+)", text)
        ]
        for name, text in stage.page.evaluate(LINES, kind)
    }


@pytest.fixture
def stage(chromium):
    with bare_stage(chromium) as one:
        yield one


@pytest.mark.sampled("steps")
@pytest.mark.parametrize("steps", [4, 6, 9])
@pytest.mark.parametrize(("cell", "states"), [("lstm", "ch"), ("gru", "h")])
def test_each_state_has_its_own(stage, cell, states, steps):
    now = drawn(cell, H=2, T=6)
    old = drawn(cell, H=2, T=steps, scale=2.0)  # beyond what the curves reach now
    stage.give(payload(now, former=old))
    stage.go(unit=2)
    curves, ghosts = lines(stage, "score-curve"), lines(stage, "score-former")
    assert list(ghosts) == list(states) == list(curves)
    for name in states:
        assert [x for x, _ in ghosts[name]] == [t + 0.5 for t in range(min(6, steps))]
        # Drawn on the scale of the curve itself: both are straight lines of the values.
        values = np.concatenate([now.run()[name][:, 1], old.run()[name][:6, 1]])
        heights = [y for _, y in curves[name] + ghosts[name]]
        slope, start = np.polyfit(values, heights, 1)
        np.testing.assert_allclose(slope * values + start, heights, atol=0.02)
        assert slope < 0
    assert stage.page.locator(NAME).inner_text() == "before"
    assert "before the inputs were changed" in stage.page.locator(".score-curves").get_attribute(
        "aria-label"
    )


def test_there_is_none_of_what_did_not_change_and_none_where_values_are_covered(stage):
    now, old = drawn("lstm"), drawn("lstm", X=2, T=5)
    stage.give(payload(now))
    assert lines(stage, "score-former") == {} and stage.page.locator(NAME).count() == 0
    covered = {"screen": {"large": False, "covered": True}}
    stage.give(payload(now, former=old, **covered))
    assert lines(stage, "score-former") == {} and stage.page.locator(NAME).count() == 0
    stage.give(payload(now, former=old, screen={"large": False, "covered": False}))
    assert list(lines(stage, "score-former")) == ["c", "h"]


def test_inside_a_step_a_curve_leaves_out_what_is_not_computed_yet(stage):
    scenario = drawn("lstm", H=2, T=6)
    stage.give(payload(scenario))
    whole = lines(stage, "score-curve")
    lacks = {"c": [], "h": []}
    order = [result for result, _ in order_of_operations(CELLS["lstm"])]
    for phase in range(len(order)):
        stage.go(t=3, phase=phase)
        for name, points in lines(stage, "score-curve").items():
            lacks[name].append(points != whole[name])
            assert points == [one for one in whole[name] if one[0] != 2.5 or not lacks[name][-1]]
            dots = stage.page.locator(f".score-dot.score-curve-{name}.score-ahead")
            assert dots.count() == lacks[name][-1]
    assert lacks == {
        name: [phase < order.index(name) for phase in range(len(order))] for name in "ch"
    }
    stage.go(t=4, phase=0)
    assert [x for x, _ in lines(stage, "score-curve")["c"]] == [0.5, 1.5, 2.5, 4.5, 5.5]
    stage.go(phase=None)
    assert lines(stage, "score-curve") == whole


def test_inside_a_step_a_strip_leaves_it_out_too(stage):
    stage.give(payload(drawn("lstm", H=9, T=40)))
    row = """(name) => { const canvas = [...document.getElementById("host").shadowRoot
      .querySelectorAll("canvas.score-canvas")].find((one) => one.ariaLabel.startsWith(name + ","));
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, 1);
      return [...data].filter((_, n) => n % 4 === 3); }"""
    full = [255] * 40
    assert stage.page.evaluate(row, "c") == full
    stage.go(t=7, phase=0)
    assert stage.page.evaluate(row, "c") == [*full[:6], 0, *full[7:]]
    assert stage.page.evaluate(row, "x") == full
    stage.go(phase=12)
    assert stage.page.evaluate(row, "c") == full
    stage.go(phase=None)
    assert stage.page.evaluate(row, "c") == full

"""The run before the inputs were changed, pale under the score's curves."""

from __future__ import annotations

import numpy as np
import pytest

from tests.e2e.bare import Stage, bare_stage, drawn, payload

LINES = """(kind) => [...document.getElementById("host").shadowRoot
  .querySelectorAll(`polyline.${kind}`)]
  .map((one) => [one.classList[1], one.getAttribute("points")])"""
NAME = ".score-former-name"


def lines(stage: Stage, kind: str) -> dict[str, list[list[float]]]:
    """Points of the curves of a kind, by state: [step - 1/2, height in percent from above]."""
    return {
        name.removeprefix("score-curve-"): [[float(n) for n in p.split(",")] for p in text.split()]
        for name, text in stage.page.evaluate(LINES, kind)
    }


@pytest.fixture
def stage(chromium):
    with bare_stage(chromium) as one:
        yield one


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

"""Clicks on charts: what the browser sends is taken where it names a chart and a point."""

from __future__ import annotations

import math

import pytest

from ui.widgets import clicks


@pytest.fixture
def click(monkeypatch):
    """Send a click as the browser would; returns what each chart was told."""
    state: dict[str, dict] = {"clicks": {}}
    told: list[tuple[str, float, float]] = []
    heard: dict = {}
    monkeypatch.setattr(clicks.st, "session_state", state)
    monkeypatch.setattr(clicks, "_component", lambda **given: heard.update(given))
    taken = {
        name: lambda x, y, name=name: told.append((name, x, y)) for name in ("reach", "losses")
    }
    clicks.clicks("clicks", taken, ("reach", 3, 9))
    assert heard["data"] == {
        "charts": ["reach", "losses"],
        "walk": {"chart": "reach", "t": 3, "T": 9},
    }

    def send(sent: object) -> list[tuple[str, float, float]]:
        told.clear()
        state["clicks"] = {"click": sent}
        heard["on_click_change"]()
        return list(told)

    return send


def test_a_click_goes_to_its_chart_with_its_place(click):
    assert click({"chart": "losses", "x": 2, "y": -0.5}) == [("losses", 2.0, -0.5)]
    assert click({"chart": "reach", "x": 7.25, "y": 0}) == [("reach", 7.25, 0.0)]


@pytest.mark.parametrize(
    "sent",
    [
        None, "reach", {}, {"chart": "else", "x": 1, "y": 1}, {"chart": "reach", "x": 1},
        {"chart": "reach", "x": True, "y": 1}, {"chart": "reach", "x": "1", "y": 1},
        {"chart": "reach", "x": math.nan, "y": 1}, {"chart": "reach", "x": 1, "y": math.inf},
    ],
)  # fmt: skip
def test_anything_else_is_dropped(click, sent):
    assert click(sent) == []

"""What the tab Check says of a derivative found in two ways."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from sim.adjoint.differences import Check
from sim.presets import PRESETS
from ui.gradients import sections, survey
from ui.gradients.settings import Settings
from ui.gradients.tabs import at_corner, judged_twice, read_said
from ui.words import t

SCENARIO = PRESETS["memory_cell"].scenario


@pytest.mark.parametrize(
    ("gradient", "difference", "wider", "said"),
    [
        (1.0, 0.9, 0.8, "curved"),  # moved by 0.1 as well: the nudge decides
        (1.0, 0.9, 0.895, "differs"),  # moved by a twentieth of it
        (1.0, -1.0, 0.9, "curved"),  # no digit in common
        (0.5, 0.6, 0.6, "differs"),
    ],
)
def test_a_larger_nudge_tells_a_curve_from_a_mistake(gradient, difference, wider, said):
    check, larger = Check(gradient, difference, 1e-6), Check(gradient, wider, 1e-4)
    assert judged_twice(check, larger) == said


def test_a_corner_is_where_both_sides_differ():
    assert at_corner(Check(1.0, 0.5, 1e-6, (0.0, 1.0)))
    assert not at_corner(Check(1.0, 1.0, 1e-6, (1.0, 1.0 + 1e-9)))


def test_how_to_read_it_tells_of_the_curves_on_screen():
    """What the curve is of, which steps the loss looks at, how fair; nothing of another choice."""
    large = {"T": 12, "H": 2, "cells": ["lstm", "elman"]}
    one = reading(**large)
    assert t("gradients.read_state") in one[0] and t("gradients.read_one", last=12) in one[0]
    assert t("gradients.read_fair_laboratory") in one
    line = reading(**large, quantity="h", loss="every_step")[0]
    assert t("gradients.read_line", line="h") in line and t("gradients.read_every") in line
    for told in (t("gradients.read_state"), t("gradients.read_one", last=12)):
        assert told not in line
    products = reading(**large, quantity="products")[0]
    assert t("gradients.read_products", part="s", last=12) in products
    assert t("gradients.read_products", part="h", last=12) in reading(
        **large, quantity="products_h")[0]  # fmt: skip
    alone = reading(**large | {"cells": ["lstm"]})
    assert t("gradients.read_fair_laboratory") not in alone and len(alone) == len(one) - 1
    mine = reading(**large, source="scenario")
    assert t("gradients.read_fair_scenario") in mine


def test_a_click_on_a_map_takes_over_what_the_map_has(monkeypatch):
    taken: dict = {}
    monkeypatch.setattr(sections.chart_clicks, "clicks", lambda key, on, walk: taken.update(on))
    page = Settings(source="scenario", sigma=1.0, keep=2.0, T=30)
    sections.clicks(page, 30)
    to_setting = taken["chart_sweep"]
    to_setting(0.5, 1.0)  # before there is a map
    assert (page.source, page.sigma, page.keep) == ("scenario", 1.0, 2.0)
    setup = SimpleNamespace(sigmas=(0.5, 1.5), biases=(1.0,), gate="f")
    page.sweep = SimpleNamespace(setup=setup)
    to_setting(0.7, 1.0)  # a place between
    assert (page.source, page.sigma, page.keep) == ("scenario", 1.0, 2.0)
    to_setting(1.5, 1.0)
    assert (page.source, page.sigma, page.keep) == ("laboratory", 1.5, 1.0)
    to_setting(0.5, 3.0)
    assert (page.sigma, page.keep) == (0.5, 1.0)
    setup.gate = ""  # a map of one row
    to_setting(1.5, 1.0)
    taken["chart_reach"](7.4, 0.1)
    assert (page.sigma, page.keep, page.t) == (1.5, 1.0, 7)


@pytest.mark.parametrize(
    ("gate", "state", "said"),
    [
        ("f", "done", "sweep.done"), ("", "done", "sweep.done_one_row"),
        ("f", "cancelled", "sweep.stopped"),
    ],
)  # fmt: skip
def test_what_a_map_says_of_itself(gate, state, said):
    job = SimpleNamespace(state=state, done=3, total=9)
    known = SimpleNamespace(job=job, setup=SimpleNamespace(gate=gate))
    counted = {"done": 3, "total": 9} if said == "sweep.stopped" else {}
    assert survey._state(known, Settings()) == t(said, **counted)
    assert survey._state(None, Settings()) == t("sweep.ask")
    page = Settings()
    page.sweep = known
    assert survey._state(None, page) == t("sweep.changed")


def reading(**settings) -> list[str]:
    page = Settings(**settings)
    return read_said(page, page.runs(SCENARIO))

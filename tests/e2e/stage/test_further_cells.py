"""Cells that put out y themselves, with fewer outputs than units or more; units with a clock."""

from __future__ import annotations

import pytest

from tests.cells import RECURRENT
from tests.e2e.bare import bare_stage, drawn, payload
from tests.printed import value
from ui.session.view import View

OWN = [key for key, cell in RECURRENT.items() if cell.own_output]
TEXTS = "() => store.root.textContent"
BIAS = "() => store.root.querySelector('[data-of=\"y\"] .dg-value')?.textContent"
# Every operation's sentence, and the addresses of the score's fields.
SAID = """() => store.model.order.map((_, phase) => {
  store.go({ phase });
  return store.root.querySelector(".se-text").textContent;
})"""
FIELDS = "() => [...store.root.querySelectorAll('.score [data-entry]')].map((n) => n.dataset.entry)"


@pytest.fixture(scope="module")
def stage(chromium):
    with bare_stage(chromium) as page:
        yield page


@pytest.mark.sampled("cell", "H", "Y", count=4)
@pytest.mark.parametrize("cell", OWN)
@pytest.mark.parametrize(("H", "Y"), [(3, 1), (2, 4), (1, 3)])
def test_every_unit_shows_numbers_of_its_own(stage, cell, H, Y):
    scenario = drawn(cell, X=2, H=H, T=4, Y=Y)
    for unit in range(1, max(H, Y) + 1):
        place = 100 * OWN.index(cell) + 10 * H + unit
        stage.give(payload(scenario, View(t=3, unit=unit, place=place)))
        shown = [stage.page.evaluate(TEXTS), *stage.page.evaluate(SAID)]
        assert not [text for text in shown for no in ("NaN", "undefined", "∞") if no in text], unit
        stage.go(phase=None)
        if bias := stage.page.evaluate(BIAS):
            assert value(bias) == pytest.approx(scenario.params["d_y"][min(unit, Y) - 1], abs=5e-4)
        for entry in stage.page.evaluate(FIELDS):
            array, row = entry.split(".")[:2]
            if array in ("y_0", "h_0"):
                assert int(row) <= (Y if array == "y_0" else H), entry


ASKED = "() => [...store.root.querySelectorAll('.predict-field')].map((n) => n.dataset.entry)"
WRITTEN = """() => [...store.root.querySelectorAll(".arith [data-entry^='U_n']")]
  .map((n) => n.dataset.entry)"""


@pytest.mark.parametrize("strips", [False, True])
def test_an_own_output_is_asked_for_once_inside_a_step(stage, strips):
    scenario = drawn("jordan", X=2, H=2, T=40 if strips else 4, Y=2)
    view = View(t=2, unit=1, place=900 + strips)
    stage.give(payload(scenario, view, screen={"large": False, "covered": True}))
    last = len(stage.page.evaluate("() => store.model.order")) - 1
    stage.go(phase=last)
    assert stage.page.evaluate(ASKED) == ["y.2.1"]


def test_what_a_unit_does_not_hear_is_not_in_its_sum(stage):
    """Of four units with periods 1, 2, 4, 8 each hears itself and the slower ones."""
    scenario = drawn("clockwork", X=1, H=4, T=8)
    for unit in (1, 2, 3, 4):
        stage.give(payload(scenario, View(t=8, unit=unit, place=950 + unit)))
        heard = [f"U_n.{unit}.{j}" for j in range(unit, 5)]
        assert stage.page.evaluate(WRITTEN) == heard

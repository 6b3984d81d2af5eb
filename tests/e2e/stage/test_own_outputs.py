"""Cells that put out y themselves, with fewer outputs than units and with more."""

from __future__ import annotations

import pytest

from sim import CELLS
from tests.e2e.bare import bare_stage, drawn, payload
from tests.printed import value
from ui.session.view import View

OWN = [key for key, cell in CELLS.items() if cell.own_output]
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

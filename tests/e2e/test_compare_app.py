"""The Compare page in Chromium: one player leads every cell."""

import pytest

from tests.browser import PHONE, PROJECTOR, settled

PLACES = """() => [...document.querySelectorAll("*")]
  .flatMap((n) => n.shadowRoot ? [...n.shadowRoot.querySelectorAll(".gatescope-stage")] : [])
  .concat([...document.querySelectorAll(".gatescope-stage")]).map((n) => n.dataset.t ?? "")"""
CURSORS = """() => [...document.querySelectorAll(".js-plotly-plot")]
  .map((n) => n.layout?.shapes?.[0]?.x0)"""


def at(page, t):
    """Wait until every stage and every chart stands at step t."""
    page.wait_for_function(f"() => {{ const p = ({PLACES})(); "
                           f"return p.length === 4 && p.every((t) => t === '{t}'); }}")  # fmt: skip
    page.wait_for_function(f"() => {{ const c = ({CURSORS})(); "
                           f"return c.length === 3 && c.every((t) => t === {t}); }}")  # fmt: skip


def test_one_key_moves_all_cells_by_one_step(visitors):
    page = visitors("/compare", reduced_motion="reduce")
    at(page, 1)
    page.keyboard.press("PageDown")
    at(page, 2)
    page.locator(".pl-step").click()
    at(page, 3)
    settled(page)
    at(page, 3)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("size", [PROJECTOR, PHONE])
def test_the_page_fits_its_width(visitors, size, dark):
    page = visitors("/compare", size=size, dark=dark, reduced_motion="reduce")
    page.wait_for_function(f"() => ({PLACES})().length === 4")
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    player = page.locator(".player").bounding_box()
    assert player["y"] + player["height"] <= size[1]

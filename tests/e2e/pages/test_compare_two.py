"""Two scenarios on the Compare page in Chromium: one player, as long as the longer of them."""

import pytest

from tests.browser import PHONE, PROJECTOR, settled
from tests.e2e.pages.test_compare_app import PLACES
from tests.present.seen import check_page

TWO = "/compare?p=slots_arrive&cbeside=slots_sentence"
ENDED = """() => [...document.querySelectorAll("*")]
  .flatMap((n) => n.shadowRoot ? [...n.shadowRoot.querySelectorAll(".stage-over")] : [])
  .concat([...document.querySelectorAll(".stage-over")])
  .map((n) => [n.dataset.t, n.querySelector(".stage-ended").textContent])"""


def at(page, *steps):
    """Wait until the player and both stages stand at these steps."""
    wanted = [str(step) for step in steps]
    page.wait_for_function(f"(wanted) => String(({PLACES})()) === String(wanted)", arg=wanted)


def test_the_shorter_run_stays_at_its_last_step_and_says_so(visitors):
    page = visitors(TWO, reduced_motion="reduce")
    at(page, 2, 2, 2)
    for _ in range(3):
        page.keyboard.press("PageDown")
    at(page, 5, 5, 5)
    assert page.evaluate(ENDED) == []
    page.keyboard.press("PageDown")
    at(page, 6, 5, 6)
    assert page.evaluate(ENDED) == [["5", "Its 5 steps are over: this is the last one."]]
    page.keyboard.press("End")
    at(page, 9, 5, 9)
    page.locator(".js-plotly-plot").first.wait_for()
    page.wait_for_function(
        "() => [...document.querySelectorAll('.js-plotly-plot')]"
        ".every((n) => n.layout?.shapes?.[0]?.x0 === 9)"
    )
    page.keyboard.press("PageUp")
    at(page, 8, 5, 8)
    page.keyboard.press("Home")
    at(page, 1, 1, 1)
    assert page.evaluate(ENDED) == []


def test_where_only_one_of_them_still_is_outlives_a_reload(visitors):
    page = visitors(TWO, reduced_motion="reduce")
    at(page, 2, 2, 2)
    page.keyboard.press("End")
    at(page, 9, 5, 9)
    page.wait_for_url("**ct=9**")
    page.reload()
    settled(page)
    at(page, 9, 5, 9)
    page.wait_for_function(f"() => ({ENDED})().length === 1")
    page.get_by_text("Numbers").click()
    page.wait_for_selector(".score-table")
    at(page, 9, 5, 9)
    page.locator(".stage-over .score-step").nth(2).click()  # within the one that had ended
    at(page, 3, 3, 3)
    assert page.evaluate(ENDED) == []


def test_another_one_begins_where_the_player_is(visitors):
    page = visitors(TWO, reduced_motion="reduce")
    at(page, 2, 2, 2)
    page.keyboard.press("End")
    at(page, 9, 5, 9)
    settled(page)
    page.get_by_label("Beside it:").click()
    page.get_by_role("option", name="The lecture's nine steps").click()
    page.get_by_text("The lecture's nine steps ·").wait_for()
    page.wait_for_function(f"() => ({PLACES})().length === 3")
    first, here, beside = page.evaluate(PLACES)
    assert (here, beside) == ("5", first)


def test_before_a_class_both_are_in_view_to_the_last_step(visitors):
    page = visitors(f"{TWO}&large=1", reduced_motion="reduce")
    page.wait_for_function(f"() => ({PLACES})().length === 4")
    seen = check_page(page, "two scenarios")
    assert len(seen["equations"]) == 1 + 4  # h and four outputs, of the one in focus
    page.keyboard.press("End")
    at(page, 9, 5, 9, 5)
    assert [step for step, _ in page.evaluate(ENDED)] == ["5", "5"]
    check_page(page, "two scenarios, one of them over")
    page.get_by_role("button", name="Beside it: I would like to arrive Taipei").click()
    at(page, 9, 5, 9, 9)


@pytest.mark.sampled(kind="a page fits its width", count=2)
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("size", [PROJECTOR, PHONE])
def test_the_page_fits_its_width(visitors, size, dark):
    page = visitors(TWO, size=size, dark=dark, reduced_motion="reduce")
    page.wait_for_function(f"() => ({PLACES})().length === 3")
    settled(page)
    page.keyboard.press("End")
    page.wait_for_function(f"() => ({ENDED})().length === 1")
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    player = page.locator(".player").bounding_box()
    assert player["y"] + player["height"] <= size[1]

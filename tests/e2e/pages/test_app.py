"""The whole app in Chromium, as a visitor meets it: stage, edits, refusals, themes, sizes."""

from __future__ import annotations

import pytest

from tests.browser import PHONE, PROJECTOR, settled

STAGE = ".gatescope-stage"
INPUT = "input[data-entry='x.{}.{}']"


def at_step(page, t: int):
    page.wait_for_selector(f"{STAGE}[data-t='{t}']")
    return page


def new_run(page, act) -> None:
    """Do something that changes the document and wait for the run that it causes."""
    rev = page.locator(STAGE).get_attribute("data-rev")
    act()
    page.wait_for_selector(f"{STAGE}:not([data-rev='{rev}'])")
    settled(page)


def typed(page, path: str, text: str) -> None:
    field = page.locator(f"input[data-entry='{path}']").first
    field.fill(text)
    field.press("Enter")


def score(page) -> str:
    return page.locator(".part-score").inner_text()


@pytest.fixture
def still(visitors):
    """A visit without autoplay, settled on step 1."""
    return stopped(visitors)


def stopped(visitors):
    page = visitors(reduced_motion="reduce")
    page.wait_for_selector(f"{STAGE}[data-rev]")
    return at_step(page, 1)


@pytest.fixture(scope="module")
def page_of_all(standing):
    return stopped(standing)


@pytest.fixture
def again(page_of_all):
    """A page that others have used, as it was at first."""
    page = page_of_all
    page.locator(".st-key-reset button").first.click()
    settled(page)
    page.keyboard.press("Home")
    return at_step(page, 1)


def test_it_plays_within_two_seconds_of_the_page(visitors):
    page = visitors(wait=False)
    page.wait_for_selector(f"{STAGE}[data-rev]")
    page.wait_for_selector(f"{STAGE}[data-t='2']", timeout=4000)


def test_a_clicker_needs_no_click(still):
    for step in (2, 3, 4):
        still.keyboard.press("PageDown")
        at_step(still, step)
    assert "7.000" in still.locator(".part-sentence, .sentence").first.inner_text()
    still.keyboard.press("PageUp")
    at_step(still, 3)
    assert still.evaluate("document.scrollingElement.scrollTop") == 0


def test_an_input_typed_in_the_score_changes_the_run(again):
    new_run(again, lambda: typed(again, "x.1.1", "5"))
    assert "5.000" in score(again)
    new_run(again, again.get_by_role("button", name="Undo").click)
    assert "5.000" not in score(again)


def test_a_weight_typed_in_the_arithmetic_changes_the_run(again):
    path = "W_g.1.1"
    new_run(again, lambda: typed(again, path, "2"))
    assert "6.000" in score(again)


def test_a_refused_number_stays_with_its_reason_and_the_last_run(again):
    before = score(again)
    typed(again, "x.1.1", "2,5")
    field = again.locator(INPUT.format(1, 1))
    again.wait_for_selector(f"{INPUT.format(1, 1)}[aria-invalid=true]")
    assert field.input_value() == "2,5"
    for line in before.splitlines()[-3:]:
        assert line in score(again)
    new_run(again, lambda: typed(again, "x.1.1", "−2.5"))
    assert field.get_attribute("aria-invalid") != "true"


def test_an_edit_is_shown_ahead_of_the_page_and_then_on_all_of_it(again):
    asked = []
    again.on("request", lambda request: asked.append(request.url))
    new_run(again, lambda: typed(again, "x.1.1", "5"))
    assert [url for url in asked if url.endswith("/parts/ahead")]
    new_run(again, again.get_by_role("button", name="Undo").click)
    assert "5.000" not in score(again)


def test_undo_does_not_overtake_the_number_before_it(still):
    new_run(still, lambda: typed(still, "x.1.1", "5"))
    # Undo is pressed while the stage still waits for the run of the last number.
    still.evaluate("""() => {
      const { fetch } = window;
      window.fetch = async (...what) => {
        await new Promise((done) => setTimeout(done, 400));
        return fetch(...what);
      };
    }""")
    typed(still, "x.1.1", "6")
    still.get_by_role("button", name="Undo").click()
    still.wait_for_timeout(700)
    settled(still)
    assert still.locator(INPUT.format(1, 1)).input_value() == "5"


def test_an_edit_needs_no_run_ahead(still):
    still.evaluate("() => { window.fetch = () => Promise.reject(new Error('refused')); }")
    for text in ("5", "6"):
        new_run(still, lambda text=text: typed(still, "x.1.1", text))
        assert f"{text}.000" in score(still)


def test_full_width_digits_are_numbers(again):
    new_run(again, lambda: typed(again, "x.1.1", "１２"))
    assert again.locator(INPUT.format(1, 1)).input_value() == "12"


def test_rapid_edits_all_arrive(again):
    for k in range(5):
        typed(again, f"x.{k + 1}.1", str(k + 11))
    again.wait_for_timeout(600)
    settled(again)
    values = [again.locator(INPUT.format(k + 1, 1)).input_value() for k in range(5)]
    assert values == ["11", "12", "13", "14", "15"]


def test_weights_as_matrices_and_stage_show_the_same_number(again):
    again.get_by_role("tab", name="Weights").click()
    settled(again)
    cell = again.locator(".st-key-editor input[data-entry='W_g.1.1']")
    cell.wait_for()

    def change():
        cell.fill("3")
        cell.press("Enter")

    new_run(again, change)
    assert "9.000" in score(again)


def test_a_reload_begins_without_lost_edits(still):
    new_run(still, lambda: typed(still, "x.1.1", "5"))
    still.reload()
    still.wait_for_selector(f"{STAGE}[data-rev]")
    settled(still)
    new_run(still, lambda: typed(still, "x.1.1", "6"))
    assert still.locator(INPUT.format(1, 1)).input_value() == "6"


@pytest.mark.sampled(kind="a page fits its width", count=2)
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("size", [PROJECTOR, PHONE])
def test_no_page_is_wider_than_its_window(visitors, size, dark):
    page = visitors(size=size, dark=dark, reduced_motion="reduce")
    page.wait_for_selector(f"{STAGE}[data-rev]")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= size[0]


def test_a_projector_shows_the_whole_score(still):
    box = still.locator(".part-score").bounding_box()
    assert box["y"] + box["height"] <= PROJECTOR[1]


@pytest.mark.sampled(kind="visitors do not meet", count=1)
def test_two_visitors_do_not_meet(visitors):
    one, two = visitors(reduced_motion="reduce"), visitors(reduced_motion="reduce")
    for page in (one, two):
        page.wait_for_selector(f"{STAGE}[data-rev]")
    new_run(one, lambda: typed(one, "x.1.1", "9"))
    assert two.locator(INPUT.format(1, 1)).input_value() == "3"

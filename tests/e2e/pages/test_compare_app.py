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
    # The player stays beside the cells further down.
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 600)")
    page.locator(".pl-step").click()  # a chart out of sight follows when it is looked at again
    page.wait_for_selector(".gatescope-stage[data-t='4']")
    assert page.locator(".pl-step").bounding_box()["y"] > 0
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") > 300


def test_play_takes_all_cells_to_the_end(visitors):
    page = visitors("/compare")
    at(page, 1)
    page.get_by_label("speed").select_option("4")
    page.locator(".pl-play").click()
    at(page, 5)
    page.locator(".pl-play[data-icon=play]").wait_for()


def test_only_the_stage_with_the_player_tells_the_server(visitors):
    sent: list[bytes | str] = []

    def listen(socket):
        socket.on("framesent", lambda frame: sent.append(frame))

    page = visitors("/compare", reduced_motion="reduce", wait=False)
    page.on("websocket", listen)
    page.reload()
    settled(page)
    at(page, 1)
    page.keyboard.press("PageDown")
    at(page, 2)
    for _ in range(400):
        told = b"".join(frame for frame in sent if isinstance(frame, bytes))
        if b"compare_player" in told:
            break
        page.wait_for_timeout(50)
    settled(page)
    told = b"".join(frame for frame in sent if isinstance(frame, bytes))
    assert b"compare_player" in told and b"compare_stages" not in told


def test_what_comes_later_begins_where_the_others_are(visitors):
    page = visitors("/compare", reduced_motion="reduce")
    at(page, 1)
    page.keyboard.press("End")
    at(page, 5)
    page.get_by_text("Numbers").click()
    page.wait_for_selector(".score-table")
    at(page, 5)
    page.locator(".score-step").nth(2).click()
    at(page, 3)


@pytest.mark.sampled(kind="a page fits its width", count=2)
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("size", [PROJECTOR, PHONE])
def test_the_page_fits_its_width(visitors, size, dark):
    page = visitors("/compare", size=size, dark=dark, reduced_motion="reduce")
    page.wait_for_function(f"() => ({PLACES})().length === 4")
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    player = page.locator(".player").bounding_box()
    assert player["y"] + player["height"] <= size[1]

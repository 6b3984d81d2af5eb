"""On a slow line the browser shows the past: what it says of the past changes nothing."""

from __future__ import annotations

import pytest

from tests.browser import settled
from tests.e2e.pages.test_app import STAGE, new_run
from tests.e2e.pages.test_language import MENU

LAG_MS = 500
# Messages of the server come as late as `window.lag` says.
SLOW = """
window.lag = 0;
const late = (listen, socket) => (event) => {
  if (window.lag) setTimeout(() => listen.call(socket, event), window.lag);
  else listen.call(socket, event);
};
window.WebSocket = class extends WebSocket {
  addEventListener(kind, listen, ...rest) {
    super.addEventListener(kind, kind === "message" ? late(listen, this) : listen, ...rest);
  }
  set onmessage(listen) {
    super.onmessage = late(listen, this);
  }
};
"""


@pytest.fixture
def page(visitors):
    page = visitors(reduced_motion="reduce", locale="zh-TW", script=SLOW)
    page.wait_for_selector(f"{STAGE}[data-rev]")
    return page


def lag(page, milliseconds: int) -> None:
    page.evaluate("lag => { window.lag = lag; }", milliseconds)


def caught_up(page) -> None:
    """Wait until everything that was under way has come."""
    page.wait_for_timeout(3 * LAG_MS)
    lag(page, 0)
    settled(page)


def shown(page, key: str) -> str:
    return page.locator(f".st-key-{key} input").input_value()


@pytest.mark.sampled(kind="overtaken on a slow line", count=2)
def test_a_language_stays_chosen_while_the_visitor_goes_on(page):
    lag(page, LAG_MS)
    page.locator(STAGE).press("PageDown")
    page.locator(MENU).first.click()
    page.locator(".st-key-language_chosen label", has_text="简体中文").click()
    page.keyboard.press("Escape")
    page.wait_for_timeout(LAG_MS / 2)
    # A click and no key: the menu that closes takes the focus back at a time of its own.
    page.locator(STAGE).get_by_text("t = 3", exact=True).click()
    caught_up(page)
    page.wait_for_selector(f"{STAGE}[lang=zh-Hans]")
    assert shown(page, "preset") == "讲义中的记忆单元"


@pytest.mark.sampled(kind="overtaken on a slow line", count=2)
def test_an_example_that_was_undone_does_not_come_back(page):
    usual = shown(page, "preset")
    page.locator(".st-key-preset input").click()
    new_run(page, lambda: page.get_by_role("option").nth(3).click())
    assert shown(page, "preset") != usual
    lag(page, LAG_MS)
    page.locator(".st-key-undo button").first.click()
    page.wait_for_timeout(LAG_MS / 2)
    page.locator(STAGE).press("PageDown")
    caught_up(page)
    assert shown(page, "preset") == usual


@pytest.mark.sampled(kind="overtaken on a slow line", count=2)
def test_what_was_chosen_last_counts(page):
    """Choices that follow each other faster than the line carries them."""
    page.get_by_role("link", name="梯度").click()
    page.locator(".st-key-gradients_keep").wait_for()
    settled(page)
    lag(page, LAG_MS)
    slider = page.locator(".st-key-gradients_keep input")
    before = float(slider.input_value())
    for _ in range(6):
        slider.press("ArrowRight")
        page.wait_for_timeout(LAG_MS / 4)
    caught_up(page)
    assert float(slider.input_value()) == before + 6 * 0.25
    page.wait_for_url(f"**gkeep={before + 6 * 0.25:g}*")

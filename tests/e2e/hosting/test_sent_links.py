"""What Share, its code, the class link, a frame's text and a hand-out say leads to the place."""

import base64
import re
from html import unescape
from urllib.parse import unquote, urlsplit

import pytest

from tests.browser import settled
from tests.e2e.hosting.test_links import open_link
from tests.e2e.pages.test_app import STAGE
from ui.links.menu import qr


def leads_there(visitors, url: str, link: str, name: str = "", **marks: str) -> None:
    """Open a link as someone new, where the app is served at `url`."""
    parts = urlsplit(link)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{url}/{name}"
    page = visitors(link.removeprefix(url), url=url, reduced_motion="reduce")
    page.wait_for_selector(f"{STAGE}[data-t='4']")
    for selector in marks.values():
        page.wait_for_selector(selector)
    assert page.locator("[data-testid=stToast]").count() == 0


def shared(page) -> str:
    page.locator(".st-key-share button").first.click()
    return page.locator("[data-testid=stPopoverBody] code").first.inner_text().strip()


@pytest.mark.sampled("placed_url", "name")
@pytest.mark.parametrize("name", ["", "compare"])
def test_what_share_and_its_code_say(visitors, placed_url, name):
    page = open_link(visitors, f"/{name}?p=nine_steps&t=4", url=placed_url)
    link = shared(page)
    leads_there(visitors, placed_url, link, name)
    page.get_by_role("button", name="QR code").click()
    code = page.get_by_role("dialog").locator(".st-key-qr img")
    code.wait_for()
    kind, _, content = code.get_attribute("src").partition(",")
    shown = base64.b64decode(content).decode() if kind.endswith("base64") else unquote(content)
    assert path_of(shown) == path_of(qr.picture(link))
    typed = page.get_by_role("dialog").locator(".st-key-qr [data-testid=stText]")
    assert typed.inner_text() == placed_url.removeprefix("http://")
    assert typed.evaluate("one => parseFloat(getComputedStyle(one).fontSize)") >= 30  # from afar


def path_of(picture: str) -> str:
    """Where the black modules of a code are."""
    return max(re.findall(r' d="([^"]+)"', picture), key=len)


@pytest.mark.sampled(kind="a link for a class", count=1)
def test_what_the_class_link_and_a_frames_text_say(visitors, placed_url):
    page = open_link(visitors, "/compare?p=nine_steps&t=4", url=placed_url)
    shared(page)
    page.get_by_role("button", name="Link for a class").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Task").fill("Compute c₂ & reveal it.")
    dialog.get_by_label("Task").press("Tab")
    dialog.locator("code", has_text="task=Compute_c").wait_for()
    for switch in ("Lock weights", "Hide values"):
        dialog.get_by_text(switch).click()
    code = dialog.locator("code", has_text="cover=1")
    code.wait_for()
    dialog.locator("code", has_text="lock=1").wait_for()
    # Of the Compare page, but covered values are revealed on the stage of the first.
    link = code.inner_text().strip()
    asks = ".st-key-task :text('Task: Compute c₂ & reveal it.')"
    leads_there(visitors, placed_url, link, task=asks, hint=".st-key-hint :text('longer table')")
    dialog.get_by_text("For a frame in a course page").click()
    frame = dialog.locator("code", has_text="<iframe")
    frame.wait_for()
    src = unescape(re.search(r'src="([^"]+)"', frame.inner_text())[1])
    assert src == f"{link}&embed=true"
    leads_there(visitors, placed_url, src, task=asks)


def test_what_a_hand_out_says(visitors, placed_url):
    page = open_link(visitors, "/?p=nine_steps&s=download&cheld=0.25", url=placed_url)
    with page.expect_download() as download:
        page.locator(".st-key-handout_page button").first.click()
    text = download.value.path().read_text(encoding="utf-8")
    link = unescape(re.search(r'href="(http[^"]+)"', text)[1])
    parts = urlsplit(link)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{placed_url}/"
    assert parts.query.endswith("&p=nine_steps&cheld=0.25")
    opened = visitors(link.removeprefix(placed_url), url=placed_url)
    opened.wait_for_selector(f"{STAGE}[data-rev]")
    settled(opened)
    preset = opened.locator(".st-key-preset input")
    assert preset.get_attribute("value") == "The lecture's nine steps"
    assert opened.locator("[data-testid=stToast]").count() == 0


def test_a_server_for_this_computer_alone_says_so(visitors):
    page = open_link(visitors)
    shared(page)
    said = page.locator("[data-testid=stPopoverBody] [data-testid=stAlert]")
    assert "Only this computer" in said.inner_text()

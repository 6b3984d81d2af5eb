"""Links in Chromium: history, reload, another server, the teacher's lock, a frame."""

from __future__ import annotations

import re
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

from sim.presets import FIRST
from tests.browser import IDLE, ROOT, comes_up, free_port, settled
from tests.e2e.pages.test_app import INPUT, STAGE, at_step, new_run, typed

CHECK = re.compile(r"^z=[0-9]+-[0-9a-z]{5}&")
EDITED = f"p={FIRST}&e="


def query(page) -> str:
    """What the address says, without its check."""
    return CHECK.sub("", urlsplit(page.url).query)


def wait_for_query(page, text: str) -> None:
    page.wait_for_function(
        "(text) => location.search.replace(/^[?](z=[0-9a-z-]+&)?/, '') === text", arg=text
    )


def first_inputs(page) -> list[str]:
    return [page.locator(INPUT.format(k + 1, 1)).input_value() for k in range(2)]


def wait_for_input(page, row: int, text: str) -> None:
    page.wait_for_function(
        """([path, text]) => [...document.querySelectorAll('*')].some((host) =>
             host.shadowRoot?.querySelector(`input[data-entry='${path}']`)?.value === text)""",
        arg=[f"x.{row + 1}.1", text],
    )


def open_link(visitors, path: str = "/", **options):
    page = visitors(path, reduced_motion="reduce", **options)
    page.wait_for_selector(f"{STAGE}[data-rev]")
    return page


def test_back_and_forward_lead_through_the_documents(visitors):
    page = open_link(visitors)
    entries = page.evaluate("history.length")
    new_run(page, lambda: typed(page, "x.1.1", "5"))
    wait_for_query(page, f"{EDITED}x.1.1~5")
    page.keyboard.press("Escape")
    page.locator(STAGE).focus()
    for step in (2, 3):
        page.keyboard.press("PageDown")
        at_step(page, step)
        wait_for_query(page, f"{EDITED}x.1.1~5&t={step}")
    new_run(page, lambda: typed(page, "x.2.1", "6"))
    wait_for_query(page, f"{EDITED}x.1.1~5~x.2.1~6&t=3")
    assert page.evaluate("history.length") == entries + 2
    page.go_back()
    wait_for_input(page, 1, "4")
    assert first_inputs(page) == ["5", "4"] and query(page) == f"{EDITED}x.1.1~5&t=3"
    page.go_back()
    wait_for_input(page, 0, "3")
    at_step(page, 1)
    page.go_forward()
    wait_for_input(page, 0, "5")
    page.go_forward()
    wait_for_input(page, 1, "6")
    settled(page)
    assert query(page) == f"{EDITED}x.1.1~5~x.2.1~6&t=3"
    assert page.evaluate("history.length") == entries + 2


def test_what_changes_fast_is_one_entry(visitors):
    page = open_link(visitors)
    added = page.evaluate("""() => {
      dispatchEvent(new Event("pointerdown"));
      const before = history.length;
      for (const query of ["?e=1", "?e=2", "?e=2&t=3", "?e=3"]) history.pushState({}, "", query);
      return [history.length - before, location.search];
    }""")
    assert added == [1, "?e=3"]


def test_pages_share_the_document_and_back_leads_through_them(visitors):
    page = open_link(visitors, "/?p=nine_steps&t=4")
    for name in ("Compare", "Gradients"):
        page.get_by_role("link", name=name).click()
        page.wait_for_url(re.compile(rf"/{name.lower()}\?(z=.*&)?p=nine_steps&t=4$"))
        settled(page)
    entries = page.evaluate("history.length")
    page.go_back()
    page.wait_for_url(re.compile(r"/compare\?(z=.*&)?p=nine_steps&t=4$"))
    settled(page)
    page.go_back()
    page.wait_for_url(re.compile(r"/\?(z=.*&)?p=nine_steps&t=4$"))
    at_step(page, 4)
    settled(page)
    assert page.evaluate("history.length") == entries
    page.reload()
    at_step(page, 4)
    assert query(page) == "p=nine_steps&t=4"


def test_the_page_comes_back_after_the_server_was_killed(visitors):
    port = free_port()

    def start():
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "streamlit_app.py",
             f"--server.port={port}", "--server.address=127.0.0.1"],
            cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert comes_up(url, server)
        return server

    url = f"http://127.0.0.1:{port}"
    server = start()
    try:
        page = open_link(visitors, url=url)
        new_run(page, lambda: typed(page, "x.1.1", "5"))
        page.locator(STAGE).focus()
        page.keyboard.press("PageDown")
        wait_for_query(page, f"{EDITED}x.1.1~5&t=2")
        server.kill()
        server.wait()
        page.wait_for_selector(IDLE, state="detached")
        server = start()
        page.wait_for_selector(IDLE, timeout=60_000)
        settled(page)
        wait_for_input(page, 0, "5")
        at_step(page, 2)
        typed(page, "x.2.1", "6")
        wait_for_query(page, f"{EDITED}x.1.1~5~x.2.1~6&t=2")
        page.wait_for_selector(f"{STAGE}:not([data-waits])")
        assert first_inputs(page) == ["5", "6"]
    finally:
        server.kill()
        server.wait()
    visitors.console_errors.clear()  # the connection that was cut


@pytest.mark.sampled(kind="visitors do not meet", count=1)
def test_two_tabs_of_one_visitor_do_not_meet(visitors):
    one = open_link(visitors)
    other = one.context.new_page()
    other.goto(visitors.url + "/?p=latch")
    other.wait_for_selector(f"{STAGE}[data-rev]")
    settled(other)
    new_run(one, lambda: typed(one, "x.1.1", "9"))
    new_run(other, lambda: typed(other, "x.1.1", "2"))
    wait_for_query(one, f"{EDITED}x.1.1~9")
    wait_for_query(other, "p=latch&e=x.1.1~2")
    assert first_inputs(one) == ["9", "4"]


def test_a_teachers_link_locks_the_weights_and_leaves_the_inputs(visitors):
    page = open_link(visitors, "/?lock=1&free=1&t=2&hide=settings.pages")
    at_step(page, 2)
    weight = page.locator("input[data-entry='W_g.1.1']").first
    assert weight.get_attribute("readonly") is not None
    assert page.locator(".st-key-settings").count() == 0
    assert page.locator("[data-testid=stTopNavLink]").count() == 0
    new_run(page, lambda: typed(page, "x.1.1", "5"))
    page.get_by_role("button", name="Reset", exact=True).click()
    wait_for_input(page, 0, "3")
    weight.evaluate("(field) => field.removeAttribute('readonly')")
    typed(page, "W_g.1.1", "9")
    page.wait_for_selector("input[data-entry='W_g.1.1'][aria-invalid=true]")


@pytest.mark.sampled("path")
@pytest.mark.parametrize("path", ["/", "/compare", "/gradients"])
def test_a_frame_shows_the_page_alone(visitors, path):
    page = visitors(f"{path}?embed=true&p=nine_steps", size=(700, 450), reduced_motion="reduce")
    for part in ("[data-testid=stHeader]", "[data-testid=stTopNavLink]", ".st-key-share"):
        assert page.locator(part).count() == 0 or not page.locator(part).first.is_visible()
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 700
    if path == "/":
        player = page.locator(".part-player").bounding_box()
        assert player["y"] + player["height"] <= 450


@pytest.mark.sampled(kind="a link for a class", count=1)
def test_share_makes_a_link_for_the_class(visitors):
    page = open_link(visitors, "/?p=nine_steps&t=4")
    page.locator(".st-key-share button").first.click()
    link = page.locator(".st-key-bar [data-testid=stCode], [data-testid=stPopoverBody] code").first
    assert link.inner_text().strip().startswith(f"{visitors.url}/?z=16-")
    assert link.inner_text().strip().endswith("&p=nine_steps&t=4")
    page.get_by_role("button", name="Link for a class").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Lock weights, cell and settings").click()
    dialog.locator("code", has_text="lock=1").wait_for()
    assert dialog.locator(".st-key-qr img").is_visible()
    # A run of the page that comes from the stage leaves the dialog open.
    dialog.get_by_text("For a frame in a course page").click()
    dialog.locator("code", has_text="<iframe").wait_for()
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")

"""The app below a path, and behind a proxy that takes the path off: all that works at the root."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request

import pytest

from sim.document.files import to_json
from sim.presets import FIRST, PRESETS
from tests.e2e.hosting.test_links import wait_for_input
from tests.e2e.pages.test_app import STAGE, new_run, settled, typed
from ui import PAGES

PARTS = {  # of each page, made by components of ours
    "": (STAGE, ".gatescope-stage .part-player", "[data-testid=stHeaderLogo]"),
    "compare": (STAGE,),
    "gradients": (".js-plotly-plot",),
}


def edited(url: str, name: str = "") -> re.Pattern:
    """The address of a page after the edit, with its check."""
    return re.compile(rf"^{re.escape(url)}/{name}\?z=[0-9a-z-]+&p={FIRST}&e=x\.1\.1~5$")


def asked(url: str) -> tuple[int, str]:
    """Status and kind of an answer."""
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return answer.status, answer.headers.get_content_type()
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get_content_type()


@pytest.mark.sampled("placed_url", "name")
@pytest.mark.parametrize("name", ["", *PAGES])
def test_a_deep_link_opens_each_page_with_its_components(visitors, placed_url, name):
    page = visitors(f"/{name}?p=latch&t=3", url=placed_url, reduced_motion="reduce")
    shown = "" if name == PAGES[0] else name
    assert page.url.split("?") == [f"{placed_url}/{shown}", "p=latch&t=3"]
    for part in PARTS[shown]:
        page.locator(part).first.wait_for()
    if STAGE in PARTS[shown]:
        page.wait_for_selector(f"{STAGE}[data-rev][data-t='3']")
    refused = page.evaluate(
        "performance.getEntriesByType('resource').filter((e) => e.responseStatus >= 400"
        " && !/_stcore.(health|host-config)$/.test(e.name)).map((e) => e.name)"
    )
    assert refused == []
    assert page.locator("[data-testid=stHeaderLogo]").evaluate("(i) => i.naturalWidth") > 0
    assert page.locator("link[rel*=icon]").get_attribute("href").startswith("data:image/svg")


def test_a_slash_at_the_end_of_a_pages_name_leads_to_the_page(visitors, placed_url):
    page = visitors("/compare/?p=latch", url=placed_url)
    page.wait_for_selector(f"{STAGE}[data-rev]")
    assert page.url == f"{placed_url}/compare?p=latch"


def test_an_edit_goes_ahead_and_pages_and_back_lead_through_it(visitors, placed_url):
    page = visitors("/", url=placed_url, reduced_motion="reduce")
    page.wait_for_selector(f"{STAGE}[data-rev]")
    with page.expect_response("**/parts/ahead") as ahead:
        new_run(page, lambda: typed(page, "x.1.1", "5"))
    assert ahead.value.status == 200 and ahead.value.url == f"{placed_url}/parts/ahead"
    page.wait_for_url(edited(placed_url))
    page.get_by_role("link", name="Compare").click()
    page.wait_for_url(edited(placed_url, "compare"))
    page.wait_for_selector(f"{STAGE}[data-rev]")
    settled(page)
    page.go_back()
    page.wait_for_url(edited(placed_url))
    page.wait_for_selector(f"{STAGE}[data-rev]")
    settled(page)
    page.get_by_role("button", name="Undo").click()
    wait_for_input(page, 0, "3")


def test_what_share_says_leads_there_and_its_code_is_drawn(visitors, placed_url):
    page = visitors("/compare?p=nine_steps&t=4", url=placed_url)
    page.locator(".st-key-share button").first.click()
    link = page.locator("[data-testid=stPopoverBody] code").first.inner_text().strip()
    assert link.startswith(f"{placed_url}/compare?")
    opened = visitors(link.removeprefix(placed_url), url=placed_url)
    opened.wait_for_selector(f"{STAGE}[data-t='4']")
    page.get_by_role("button", name="QR code").click()
    code = page.get_by_role("dialog").locator(".st-key-qr img")
    code.wait_for()
    assert code.evaluate("(image) => image.naturalWidth") > 0


def test_a_file_is_saved_and_opened_again(visitors, placed_url, tmp_path):
    page = visitors("/", url=placed_url, reduced_motion="reduce")
    page.wait_for_selector(f"{STAGE}[data-rev]")
    page.locator(".st-key-share button").first.click()
    with page.expect_download() as download:
        page.locator(".st-key-file_save button").click()
    saved = json.loads(download.value.path().read_text(encoding="utf-8"))
    assert saved == json.loads(to_json(PRESETS["memory_exact"].scenario))
    saved["inputs"]["x"]["rows"][0][0] = 8.5
    file = tmp_path / "mine.json"
    file.write_text(json.dumps(saved), encoding="utf-8")
    page.get_by_role("button", name="Open a file").click()
    page.get_by_role("dialog").locator("input[type=file]").set_input_files(file)
    page.get_by_role("dialog").wait_for(state="hidden")
    wait_for_input(page, 0, "8.5")


def test_what_is_not_there_is_a_404_and_no_page(placed_url):
    below_parts = [f"parts/{name}" for name in ("", "x.js", "stage-0.js", "a/b", "ahead")]
    elsewhere = ["static/js/gone.js", "gone.css", "compare/parts/x.js", "compare/gone", "a/b/c"]
    for path in (*below_parts, *elsewhere, "media/gone.csv"):
        status, kind = asked(f"{placed_url}/{path}")
        assert (status, kind) == (404, "text/plain"), path
    for path in ("", "compare", "gradients", "step", "index.html"):
        assert asked(f"{placed_url}/{path}") == (200, "text/html"), path
    assert asked(f"{placed_url}/_stcore/health")[0] == 200

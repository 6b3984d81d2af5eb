"""The app in a frame of another site, whose cookies and clipboard the browser withholds."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from sim.document.files import to_json
from sim.presets import PRESETS
from tests.browser import CHROMIUM_FLAGS, IDLE, Visitors, chromium_path
from tests.e2e.pages.test_app import INPUT, STAGE

HOST = '<!doctype html><meta charset="utf-8"><h1>A course</h1><textarea></textarea>{}'
BARE = '<iframe src="{}" width="1200" height="800"></iframe>'  # as a host of apps shows them
COPY = "[data-testid=stPopoverBody] button[aria-label='Copy to clipboard']"
NO_CLIPBOARD = "delete Navigator.prototype.clipboard;"
COUNT_SENT = """() => {
  window.sentBytes = 0;
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (data) {
    window.sentBytes += data.byteLength ?? data.length;
    return send.call(this, data);
  };
}"""
NO_COPYING = NO_CLIPBOARD + "Document.prototype.execCommand = () => false;"


@contextmanager
def course_page(body: str) -> Iterator[str]:
    """Another site, of which `body` is a page; yields its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = HOST.format(body).encode() if self.path == "/" else b""
            self.send_response(200 if page else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"  # another site than 127.0.0.1
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


@pytest.fixture
def strict(chromium, app_url) -> Iterator[Visitors]:
    """Visitors whose browser blocks cookies of other sites."""
    browser = chromium.browser_type.launch(
        executable_path=chromium_path(),
        args=[*CHROMIUM_FLAGS, "--test-third-party-cookie-phaseout"],
    )
    visitors = Visitors(browser, app_url)
    yield visitors
    visitors.close()
    browser.close()
    assert visitors.outside_requests == []
    assert [e for e in visitors.console_errors if "favicon" not in e] == []


def framed(visitors: Visitors, host: str, **options):
    """The course page and the frame in it, ready."""
    page = visitors("/", url=host, wait=False, reduced_motion="reduce", **options)
    frame = page.frame_locator("iframe")
    frame.locator(f"{STAGE}[data-rev]").wait_for()
    frame.locator(IDLE).wait_for()
    return page, frame


def pasted(page) -> str:
    """What is in the clipboard."""
    page.locator("textarea").fill("")
    page.locator("textarea").focus()
    page.keyboard.press("Control+V")
    return page.locator("textarea").input_value()


def copy_link(page) -> None:
    """Its button shows up when one comes near."""
    page.locator("[data-testid=stPopoverBody] [data-testid=stCode]").hover()
    page.locator(COPY).click()


def file_of(value: float) -> dict:
    content = json.loads(to_json(PRESETS["memory_cell"].scenario))
    content["inputs"]["x"]["rows"][0][0] = value
    buffer = json.dumps(content).encode()
    return {"name": "mine.json", "mimeType": "application/json", "buffer": buffer}


def open_file_dialog(frame) -> None:
    frame.locator(".st-key-share button").first.click()
    frame.locator(".st-key-share_file button").click()
    frame.locator(".gatescope-opener .zone").wait_for()


@pytest.mark.sampled(kind="files", count=1)
def test_a_file_opens_a_number_is_typed_and_the_link_is_copied_in_a_bare_frame(strict, app_url):
    with course_page(BARE.format(app_url)) as host:
        page, frame = framed(strict, host)
        inside = page.frames[1]
        assert inside.evaluate("document.cookie = 'a=1'; document.cookie") == ""  # it is strict
        open_file_dialog(frame)
        frame.locator("input[type=file]").set_input_files(file_of(8.5))
        frame.locator("[role=dialog]").wait_for(state="hidden")
        inside.wait_for_function(
            "() => [...document.querySelectorAll('*')].some((e) =>"
            " e.shadowRoot?.querySelector('input[data-entry=\"x.1.1\"]')?.value === '8.5')"
        )
        field = frame.locator(INPUT.format(2, 1)).first
        field.fill("6")
        field.press("Enter")
        frame.locator(f"{STAGE}:not([data-waits])").wait_for()
        frame.locator(IDLE).wait_for()
        field.press("Escape")
        frame.locator(STAGE).focus()
        page.keyboard.press("PageDown")
        frame.locator(f"{STAGE}[data-t='2']").wait_for()
        inside.wait_for_function("() => location.search.includes('t=2')")
        frame.locator(".st-key-share button").first.click()
        link = frame.locator("[data-testid=stPopoverBody] code").first.inner_text().strip()
        copy_link(frame)
        assert pasted(page).strip() == link and "t=2" in link


def test_the_text_for_a_frame_shows_the_whole_stage_and_lets_it_copy(visitors, strict):
    page = visitors("/?p=nine_steps&t=4", reduced_motion="reduce")
    page.locator(".st-key-share button").first.click()
    page.get_by_role("button", name="Link for a class").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("For a frame in a course page").click()
    dialog.locator("code", has_text="<iframe").wait_for()
    snippet = dialog.locator("code").inner_text().strip()
    for width in (760, 920, 1280):
        with course_page(snippet) as host:
            around, frame = framed(strict, host, size=(width, 900))
            frame.locator(f"{STAGE}[data-t='4']").wait_for()
            box = around.locator("iframe").bounding_box()
            assert box["width"] > width - 60
            score = frame.locator(".part-score").bounding_box()
            assert score["y"] >= box["y"]
            assert score["y"] + score["height"] <= box["y"] + box["height"], width
            assert around.frames[1].evaluate(
                "document.featurePolicy.allowsFeature('clipboard-write')"
            )
            assert around.frames[1].evaluate("document.featurePolicy.allowsFeature('fullscreen')")


@pytest.mark.sampled("before")
@pytest.mark.parametrize("before", ["", NO_CLIPBOARD])
def test_a_link_is_copied_also_where_there_is_no_clipboard_to_ask(visitors, before):
    """As over plain http from another machine: there the browser has no `navigator.clipboard`."""
    page = visitors("/", reduced_motion="reduce", script=before, permissions=["clipboard-write"])
    page.wait_for_selector(f"{STAGE}[data-rev]")
    page.locator(".st-key-share button").first.click()
    link = page.locator("[data-testid=stPopoverBody] code").first.inner_text().strip()
    copy_link(page)
    page.evaluate("document.body.append(document.createElement('textarea'))")
    page.wait_for_timeout(200)
    assert pasted(page).strip() == link
    assert page.locator(".gatescope-by-hand").count() == 0


def test_what_cannot_be_copied_stays_selected_with_a_word(visitors):
    page = visitors("/", script=NO_COPYING, reduced_motion="reduce")
    page.wait_for_selector(f"{STAGE}[data-rev]")
    page.locator(".st-key-share button").first.click()
    link = page.locator("[data-testid=stPopoverBody] code").first.inner_text().strip()
    copy_link(page)
    note = page.get_by_role("alert").filter(has_text="Ctrl+C")
    note.wait_for()
    assert page.evaluate("getSelection().toString().trim()") == link
    visitors.console_errors[:] = [e for e in visitors.console_errors if "clipboard" not in e]


@pytest.mark.sampled(kind="files", count=1)
def test_a_file_is_opened_by_keyboard_and_by_dropping_it_and_a_bad_one_is_named(visitors):
    page = visitors("/", reduced_motion="reduce")
    page.wait_for_selector(f"{STAGE}[data-rev]")
    open_file_dialog(page)
    dialog = page.get_by_role("dialog")
    field = dialog.get_by_label("Choose a file. A JSON file that was saved here.")
    said = dialog.get_by_role("status")
    page.evaluate(COUNT_SENT)
    for content, word in (
        (b"{}", "version 2"), (b"\xff\xfe", "no text file"), (b"[1,", "no JSON"),
        (b" " * 1_450_001, "larger than 1450 kB"), (b"\x00" * 1_450_000, "no JSON"),
        (b"{}", "version 2"),
    ):  # fmt: skip
        before = page.evaluate("sentBytes")
        field.set_input_files({"name": "b.json", "mimeType": "", "buffer": content})
        said.filter(has_text=word).wait_for()
        # One that is too large is not even sent.
        sent = page.evaluate("sentBytes") - before
        assert sent > len(content) if len(content) <= 1_450_000 else sent < 100_000
        assert field.evaluate("field => field.files.length") == 0, "it can be chosen again"
    page.wait_for_selector(IDLE)  # the run that refused the last one is over
    with page.expect_file_chooser() as chooser:
        field.press("Enter")
    two = [file_of(1.5), file_of(2.5)]
    drop = """(files) => { const data = new DataTransfer();
      for (const { name, text } of files) data.items.add(new File([text], name));
      const options = { dataTransfer: data, bubbles: true, cancelable: true };
      for (const kind of ["dragover", "drop"]) {
        document.querySelector("[role=dialog]").dispatchEvent(new DragEvent(kind, options));
      } }"""
    page.evaluate(drop, [{"name": f["name"], "text": f["buffer"].decode()} for f in two])
    said.filter(has_text="more than one").wait_for()
    chooser.value.set_files(file_of(3.5))
    dialog.wait_for(state="hidden")
    page.wait_for_selector(f"{INPUT.format(1, 1)}")
    page.get_by_text("Opened mine.json.").wait_for()
    open_file_dialog(page)
    page.evaluate(drop, [{"name": "two.json", "text": two[1]["buffer"].decode()}])
    dialog.wait_for(state="hidden")
    page.get_by_text("Opened two.json.").wait_for()
    assert page.locator(INPUT.format(1, 1)).first.input_value() == "2.5"

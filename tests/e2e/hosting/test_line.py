"""A line that breaks: what is typed meanwhile is marked as waiting, and arrives once it is back."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit

import pytest

from sim.document.files import to_json
from sim.presets import PRESETS
from tests.browser import settled
from tests.e2e.hosting.test_frames import open_file_dialog
from tests.e2e.pages.test_app import STAGE, typed
from ui.words import words

BACK_SECONDS = 3  # from the moment the page is connected again
UP = "[data-testid=stApp][data-test-connection-state=CONNECTED]"
DOWN = "[data-testid=stApp]:not([data-test-connection-state=CONNECTED])"


class Line:
    """A line to a server that can be cut and mended."""

    def __init__(self, url: str) -> None:
        self.server = (urlsplit(url).hostname, urlsplit(url).port)
        self.ends: list[socket.socket] = []
        self.door = self._listen(0)
        self.url = f"http://127.0.0.1:{self.door.getsockname()[1]}"

    def _listen(self, port: int) -> socket.socket:
        door = socket.create_server(("127.0.0.1", port), reuse_port=False)
        threading.Thread(target=self._take, args=(door,), daemon=True).start()
        return door

    def _take(self, door: socket.socket) -> None:
        while True:
            try:
                near, _ = door.accept()
                far = socket.create_connection(self.server)
            except OSError:
                return
            self.ends += [near, far]
            for ends in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=ends, daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                target.sendall(data)
        except OSError:
            pass
        self._end(source, target)

    @staticmethod
    def _end(*ends: socket.socket) -> None:
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def cut(self) -> None:
        self._end(self.door, *self.ends)
        self.ends = []

    def mend(self) -> None:
        self.door = self._listen(urlsplit(self.url).port)


@pytest.fixture
def line(app_url):
    line = Line(app_url)
    yield line
    line.cut()


@pytest.fixture
def page(visitors, line):
    page = visitors(url=line.url, reduced_motion="reduce")
    page.wait_for_selector(f"{STAGE}[data-t='1']")
    yield page
    page.close()  # it would go on calling
    visitors.console_errors.clear()  # of the cut line


def cut(page, line: Line) -> None:
    line.cut()
    page.wait_for_selector(DOWN)


@pytest.mark.sampled(kind="arrives", count=2)
def test_a_number_typed_while_the_line_is_down_arrives(page, line):
    cut(page, line)
    typed(page, "x.1.1", "5")
    field = page.locator("input[data-entry='x.1.1']")
    page.locator(".field-line", has_text="waiting for the line").wait_for()
    assert "field-waits" in field.get_attribute("class")
    assert field.input_value() == "5"
    typed(page, "x.2.1", "6")
    line.mend()
    page.wait_for_selector(UP, timeout=20_000)
    page.wait_for_selector(f"{STAGE}:not([data-waits])", timeout=BACK_SECONDS * 1000)
    settled(page)
    assert page.locator(".field-line:visible, .field-waits").count() == 0
    assert [page.locator(f"input[data-entry='x.{k}.1']").input_value() for k in (1, 2)] == [
        "5",
        "6",
    ]
    page.locator(".st-key-undo button").first.click()
    page.wait_for_function("""() => [...document.querySelectorAll("*")].map(n => n.shadowRoot)
        .filter(Boolean).map(r => r.querySelector("[data-entry='x.1.1']"))
        .find(Boolean).value === "3" """)


@pytest.mark.sampled(kind="arrives", count=2)
def test_a_weight_typed_in_the_editor_while_the_line_is_down_arrives(page, line):
    page.get_by_role("tab", name="Weights").click()
    cell = page.locator(".st-key-editor input[data-entry='W_g.1.1']")
    cell.wait_for()
    settled(page)
    cut(page, line)
    cell.fill("77")
    cell.press("Enter")
    page.locator(".editor .field-line").wait_for()
    line.mend()
    page.wait_for_selector(UP, timeout=20_000)
    page.locator(".part-score", has_text="231.000").wait_for(timeout=BACK_SECONDS * 1000)
    page.locator(".editor .field-line").wait_for(state="hidden")


def test_streamlits_own_widgets_take_nothing_while_the_line_is_down(page, line):
    """What is left to us is what our own fields take."""
    page.get_by_role("link", name="Gradients").click()
    keep = page.locator(".st-key-gradients_keep input")
    keep.wait_for()
    settled(page)
    cut(page, line)
    assert keep.is_disabled()


def test_a_step_edited_without_a_field_says_that_it_waits(page, line):
    cut(page, line)
    page.locator(".score-plus").first.click()
    page.locator(".field-line").wait_for()
    line.mend()
    page.wait_for_selector(f"{STAGE}:not([data-waits])", timeout=20_000)
    page.locator("input[data-entry='x.6.1']").wait_for()


@pytest.mark.sampled(kind="arrives", count=2)
def test_a_number_of_the_settings_typed_while_the_line_is_down_arrives(page, line):
    page.locator(".st-key-settings button").first.click()
    settled(page)
    steps = page.locator(".st-key-size_T .number input")
    steps.wait_for()
    cut(page, line)
    steps.fill("3")
    steps.press("Enter")
    note = page.locator(".st-key-size_T .waits .note", has_text="Waiting for the line")
    note.wait_for()
    assert steps.input_value() == "3"
    line.mend()
    page.wait_for_selector(UP, timeout=20_000)
    page.locator("input[data-entry='x.4.1']").wait_for(
        state="detached", timeout=BACK_SECONDS * 1000
    )
    note.wait_for(state="detached")
    assert page.locator("input[data-entry='x.3.1']").count()


@pytest.mark.sampled(kind="arrives", count=2)
def test_a_file_opened_while_the_line_is_down_arrives(page, line):
    open_file_dialog(page)
    chooser = page.locator(".gatescope-opener input")
    settled(page)
    cut(page, line)
    text = to_json(PRESETS["nine_steps"].scenario)
    chooser.set_input_files({"name": "a.json", "mimeType": "", "buffer": text.encode()})
    page.locator(".gatescope-opener .said", has_text="a.json").wait_for()
    line.mend()
    page.wait_for_selector(UP, timeout=20_000)
    page.get_by_text("Opened a.json.").wait_for(timeout=20_000)


def test_a_server_that_went_away_is_told_in_the_visitors_language(visitors, line):
    """And the page can be stepped on: Streamlit's dialog, in English, would lie over it."""
    lang = "zh-Hant"
    page = visitors(f"/?lang={lang}", url=line.url, reduced_motion="reduce")
    stage = page.locator(STAGE)
    stage.wait_for()
    cut(page, line)
    told = page.get_by_role("status").filter(has_text=words("shell", lang)["away_title"])
    told.wait_for()
    for _ in range(2):  # it would come at the second try to reach the server
        page.wait_for_event("requestfailed", lambda request: "_stcore/health" in request.url)
    page.wait_for_function("() => !document.querySelector('[role=dialog]')")
    stage.press("ArrowRight")
    page.wait_for_selector(f"{STAGE}[data-t='2']")
    assert "Connection" not in page.inner_text("body")
    line.mend()
    page.wait_for_selector(UP, timeout=20_000)
    told.wait_for(state="hidden")
    page.close()  # it would go on calling
    visitors.console_errors.clear()  # of the cut line

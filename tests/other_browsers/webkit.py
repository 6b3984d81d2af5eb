"""WebKit (WebKitGTK's MiniBrowser) by the W3C's WebDriver: JSON over HTTP, on a display of its own.

Its screenshot call hangs; take pictures of the display instead.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.browser import free_port
from tests.other_browsers.drive import SECONDS, actions

MINI_BROWSERS = "usr/lib/*/webkit2gtk-4.*/MiniBrowser"
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # how WebDriver names an element


class WebKit:
    """One page of a MiniBrowser; see `Driven`."""

    def __init__(self, driver: str, browser: Path) -> None:
        options = {"binary": str(browser), "args": ["--automation"]}
        wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        made = _ask("POST", f"{driver}/session", {"capabilities": wanted})
        self._url = f"{driver}/session/{made['sessionId']}"
        named = made["capabilities"]
        self.version = f"{named['browserName']} {named['browserVersion']}"
        _ask("POST", f"{self._url}/window/rect", {"width": 1280, "height": 800})

    def open(self, url: str) -> None:
        _ask("POST", f"{self._url}/url", {"url": url})

    def script(self, function: str, *arguments: object) -> object:
        code = f"return ({function})(...arguments)"
        return _ask("POST", f"{self._url}/execute/sync", {"script": code, "args": list(arguments)})

    def press(self, *keys: str) -> None:
        _ask("POST", f"{self._url}/actions", {"actions": actions(keys)})

    def hand_over(self, element: str, file: Path) -> None:
        found = self.script(element)[ELEMENT]
        _ask("POST", f"{self._url}/element/{found}/value", {"text": str(file)})

    def close(self) -> None:
        _ask("DELETE", self._url)


def _ask(method: str, url: str, body: dict | None = None) -> object:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return json.load(answer)["value"]
    except urllib.error.HTTPError as error:
        raise AssertionError(error.read().decode()) from error


@contextmanager
def webkit() -> Iterator[WebKit | None]:
    """A MiniBrowser on a display that nobody sees, None where it is not installed."""
    browser = next(iter(sorted(Path("/").glob(MINI_BROWSERS))), None)
    if browser is None or not shutil.which("WebKitWebDriver") or not shutil.which("Xvfb"):
        yield None
        return
    with ExitStack() as stack:
        display = stack.enter_context(_display())
        port = free_port()
        # As root its sandbox and its accelerated drawing don't start.
        settings = {
            "DISPLAY": display,
            "WEBKIT_DISABLE_COMPOSITING_MODE": "1",
            "GDK_BACKEND": "x11",
        }
        stack.enter_context(
            _process(["WebKitWebDriver", f"--port={port}"], {**os.environ, **settings})
        )
        driver = f"http://127.0.0.1:{port}"
        end = time.monotonic() + SECONDS
        while True:
            try:
                _ask("GET", f"{driver}/status")
                break
            except OSError:
                assert time.monotonic() < end, "WebKitWebDriver did not come up"
                time.sleep(0.2)
        opened = WebKit(driver, browser)
        stack.callback(opened.close)
        yield opened


@contextmanager
def _display() -> Iterator[str]:
    """An X server; yields its name."""
    reading, writing = os.pipe()
    command = [
        "Xvfb",
        "-displayfd",
        str(writing),
        "-screen",
        "0",
        "1400x900x24",
        "-nolisten",
        "tcp",
    ]
    with _process(command, None, pass_fds=(writing,)):
        os.close(writing)
        with os.fdopen(reading) as said:
            yield f":{said.readline().strip()}"


@contextmanager
def _process(
    command: list[str], environment: dict[str, str] | None, **options: object
) -> Iterator[None]:
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(SECONDS)

"""A server and a browser for the end-to-end tests: Debian's Chromium through Playwright."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

ROOT = Path(__file__).resolve().parents[1]
PROJECTOR = (1280, 720)
PHONE = (390, 844)
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Nothing leaves this machine: no other name is found.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
# On a deep link Streamlit's front end looks for the server below the page first, then at the root.
PROBED_BELOW_A_PAGE = re.compile(r"^http://[^/]+(/[^/]+)+/_stcore/(health|host-config)$")
START_SECONDS = 60
STOP_SECONDS = 10
ON_ITS_WAY = 60  # ms in which what a click sends has reached the server, and its run has begun
IDLE = (
    "[data-testid=stApp][data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"
)


def chromium_path() -> str | None:
    """Return where Chromium is installed, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def chromium_is_demanded() -> bool:
    """Return whether a missing Chromium is a failure: on CI it is, elsewhere tests are skipped."""
    return os.environ.get("CI") == "true"


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serve(root: Path = ROOT) -> Iterator[str]:
    """Run `streamlit run streamlit_app.py` in `root`; yields its address without a final slash.

    The script has not run yet then: health does not run it. Raises RuntimeError with the server's
    output when it does not come up in a minute.
    """
    port = free_port()
    with serve_at(port, root):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def serve_at(
    port: int, root: Path = ROOT, *options: str, below: str = ""
) -> Iterator[subprocess.Popen[bytes]]:
    """As `serve`, at a given port and with more options of Streamlit's; yields the process.

    `below`: path below which the app lies, such as "/gatescope".
    """
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py"]
    command += [f"--server.port={port}", "--server.address=127.0.0.1", *options]
    with TemporaryFile("w+") as log:
        server = subprocess.Popen(command, cwd=root, stdout=log, stderr=log)
        try:
            if not comes_up(f"http://127.0.0.1:{port}{below}", server):
                log.seek(0)
                raise RuntimeError(f"the server did not come up:\n{log.read()}")
            yield server
        finally:
            server.terminate()
            try:
                server.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait(STOP_SECONDS)


def comes_up(url: str, server: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
                return answer.status == 200
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.1)
    return False


def is_outside(url: str) -> bool:
    """Return whether a request to `url` would leave the machine."""
    parts = urlsplit(url)
    local = {"127.0.0.1", "localhost"}
    return parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in local


def settled(page: Page, timeout: float = 20) -> Page:
    """Wait until the script has run and its elements stand there; returns the page.

    `timeout`: seconds; Playwright's TimeoutError after them. A component that redraws later says so
    itself: wait for its own revision attribute.
    """
    page.wait_for_timeout(ON_ITS_WAY)
    # An edit that the stage shows ahead of the page's rerun: the rerun is still to come.
    page.wait_for_selector(".gatescope-stage[data-waits]", state="detached")
    page.wait_for_selector(IDLE, timeout=timeout * 1000)
    page.wait_for_selector(
        "[data-testid=stMain] [data-testid=stElementContainer]", state="attached"
    )
    page.wait_for_function("() => !document.querySelector('[data-testid=stSkeleton]')")
    # The first view is seen at once, when it stands (ui/frame/shell/first.js).
    page.wait_for_selector("html[data-first]", state="detached")
    return page


@dataclass
class Visitors:
    """Opens pages, each in a browser session of its own, and notes what should not happen."""

    browser: Browser
    url: str
    outside_requests: list[str] = field(default_factory=list)
    console_errors: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def __call__(
        self,
        path: str = "/",
        *,
        size: tuple[int, int] = PROJECTOR,
        dark: bool = False,
        url: str | None = None,
        wait: bool = True,
        script: str | None = None,
        **context_options: object,
    ) -> Page:
        """Visit `path` as someone new; returns the settled page.

        `size`: width and height in pixels; `dark`: the system's colour scheme; `url`: another
        server than the shared one; `wait=False`: return as soon as the document is there;
        `script`: what the browser runs ahead of the page's own;
        `context_options`: Playwright's, such as `locale="zh-CN"` or `has_touch=True`.
        """
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            **context_options,
        )
        self._contexts.append(context)
        context.on("request", lambda request: self._note(request.url))
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.console_errors.append(str(error)))
        page.on("websocket", lambda socket: self._note(socket.url))
        page.goto((url or self.url) + path)
        return settled(page) if wait else page

    def close(self) -> None:
        """End every visit."""
        while self._contexts:
            self._contexts.pop().close()

    def _listen(self, message: ConsoleMessage) -> None:
        url = message.location["url"]
        asked_unbidden = PROBED_BELOW_A_PAGE.search(url) or url.endswith("/favicon.ico")
        if message.type == "error" and not asked_unbidden:
            self.console_errors.append(f"{message.text} {url}")

    def _note(self, url: str) -> None:
        if is_outside(url):
            self.outside_requests.append(url)

"""Firefox by WebDriver BiDi, which it speaks by itself: JSON over a WebSocket."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from websockets.exceptions import InvalidHandshake
from websockets.sync.client import ClientConnection, connect

from tests.browser import free_port
from tests.other_browsers.drive import SECONDS, actions

NAMES = ("firefox-esr", "firefox")
# Nothing of its own is to be fetched while it is driven.
SETTINGS = """
user_pref("app.normandy.enabled", false);
user_pref("app.update.disabledForTesting", true);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("services.settings.server", "");
user_pref("toolkit.telemetry.enabled", false);
user_pref("extensions.update.enabled", false);
"""


class Firefox:
    """One page of a Firefox; see `Driven`."""

    def __init__(self, line: ClientConnection) -> None:
        self._line, self._numbers = line, count(1)
        made = self._ask("session.new", capabilities={})["capabilities"]
        self.version = f"{made['browserName']} {made['browserVersion']}"
        self._page = self._ask("browsingContext.create", type="tab")["context"]
        self._ask(
            "browsingContext.setViewport", context=self._page,
            viewport={"width": 1280, "height": 720},
        )  # fmt: skip

    def open(self, url: str) -> None:
        self._ask("browsingContext.navigate", context=self._page, url=url, wait="complete")

    def script(self, function: str, *arguments: object) -> object:
        # By JSON: BiDi's own form of values would have to be taken apart.
        written = json.dumps(json.dumps(arguments))
        made = self._call(
            f"async () => JSON.stringify(await ({function})(...JSON.parse({written})))"
        )
        return json.loads(made["value"]) if "value" in made else None

    def press(self, *keys: str) -> None:
        self._ask("input.performActions", context=self._page, actions=actions(keys))

    def hand_over(self, element: str, file: Path) -> None:
        found = {"sharedId": self._call(element)["sharedId"]}
        self._ask("input.setFiles", context=self._page, element=found, files=[str(file)])

    def _call(self, function: str) -> dict:
        answer = self._ask(
            "script.callFunction", functionDeclaration=function, awaitPromise=True,
            target={"context": self._page}, userActivation=True,
        )  # fmt: skip
        assert answer["type"] == "success", answer["exceptionDetails"]["text"]
        return answer["result"]

    def _ask(self, method: str, **params: object) -> dict:
        number = next(self._numbers)
        self._line.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            answer = json.loads(self._line.recv(SECONDS))
            if answer.get("id") == number:
                assert answer["type"] == "success", answer
                return answer["result"]


@contextmanager
def firefox() -> Iterator[Firefox | None]:
    """A Firefox without a window, None where there is none."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        yield None
        return
    port = free_port()
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        Path(profile, "user.js").write_text(SETTINGS)
        command = [path, "--headless", "--no-remote", "--profile", profile]
        command += ["--remote-debugging-port", str(port), "about:blank"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            with _line(f"ws://127.0.0.1:{port}/session") as line:
                yield Firefox(line)
        finally:
            process.terminate()
            process.wait(SECONDS)


def _line(url: str) -> ClientConnection:
    end = time.monotonic() + SECONDS
    while True:
        try:
            return connect(url, max_size=None, proxy=None)
        except (OSError, InvalidHandshake):
            if time.monotonic() > end:
                raise
            time.sleep(0.2)

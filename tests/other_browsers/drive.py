"""What the walk needs of a browser: open, ask a script, press keys, hand over a file, a picture."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Protocol

# WebDriver's codes (W3C WebDriver, 17.4.2).
KEYS = {
    "Enter": "\ue007", "Escape": "\ue00c", "Tab": "\ue004", "Control": "\ue009",
    "PageUp": "\ue00e", "PageDown": "\ue00f", "ArrowRight": "\ue014",
}  # fmt: skip
SECONDS = 120  # that the walk waits for anything


class Driven(Protocol):
    """A browser with one page, driven from outside."""

    version: str

    def open(self, url: str) -> None: ...

    def script(self, function: str, *arguments: object) -> object:
        """What a JavaScript function returns, as plain data."""

    def press(self, *keys: str) -> None:
        """Hold keys down one after another, then let go: names of KEYS, or single characters."""

    def hand_over(self, element: str, file: Path) -> None:
        """Choose a file in the input that a JavaScript function returns."""


def actions(keys: tuple[str, ...]) -> list[dict]:
    """The W3C's actions for `press`."""
    codes = [KEYS.get(key, key) for key in keys]
    down = [{"type": "keyDown", "value": code} for code in codes]
    up = [{"type": "keyUp", "value": code} for code in reversed(codes)]
    return [{"type": "key", "id": "keyboard", "actions": down + up}]


def wait_until(browser: Driven, what: str, function: str, *arguments: object) -> object:
    """Ask until a function returns something true; AssertionError with `what` after SECONDS."""
    end = time.monotonic() + SECONDS
    while True:
        found = browser.script(function, *arguments)
        if found:
            return found
        assert time.monotonic() < end, f"waited for: {what}"
        time.sleep(0.1)

"""Parts of the stage in an empty page: no Streamlit, so that a test takes a blink."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, BrowserContext, Page

from sim import CELLS
from sim.readout import Readout
from sim.scenario import Scenario
from tests.browser import PROJECTOR, ROOT
from ui.components import bundle
from ui.payload import pack
from ui.stage.payload import Expected, View, stage_payload

HERE = Path(__file__).parent
PAGE = """<!doctype html><meta name="viewport" content="width=device-width, initial-scale=1">
<style>html { color-scheme: %s } body { margin: 8px; background: %s }
#host { --st-background-color: %s; --st-text-color: %s }</style><div id="host"></div>"""
LAYOUT = ".gatescope-stage { display: grid; grid-template-columns: minmax(0, 1fr) }"
THEMES = {"light": ("#FFFFFF", "#1F2430"), "dark": ("#11141A", "#F2F4F8")}


def lecture(**changes: object) -> Scenario:
    """The memory cell of the lecture, with true sigmoids."""
    rows = {"g": [1, 0, 0], "i": [0, 100, 0], "f": [0, 100, 0], "o": [0, 0, 100]}
    biases = {"g": 0.0, "i": -10.0, "f": 10.0, "o": -10.0}
    params = {f"W_{k}": np.array([row], float) for k, row in rows.items()}
    params |= {f"U_{k}": np.zeros((1, 1)) for k in rows}
    params |= {f"b_{k}": np.array([bias]) for k, bias in biases.items()}
    inputs = np.array([[3, 1, 0], [4, 1, 0], [2, 0, 0], [1, 0, 1], [3, -1, 0]], float)
    linear = {"g": "identity", "h": "identity"}
    return Scenario("lstm", params, inputs, options=linear).changed(**changes)


def random(cell: str, X: int, H: int, T: int, Y: int = 0, scale: float = 0.8) -> Scenario:
    """A cell with random numbers, the same ones each time."""
    draw = np.random.default_rng(7)
    params = {n: draw.normal(size=s) * scale for n, s in CELLS[cell].shapes(X, H).items()}
    readout = Readout("softmax", draw.normal(size=(Y, H)), np.zeros(Y)) if Y else None
    return Scenario(cell, params, draw.normal(size=(T, X)).round(2), readout=readout)


def payload(scenario: Scenario, view: View | None = None, expected: Sequence[Expected] = ()) -> str:
    """What the stage would be sent, in base64."""
    return base64.b64encode(
        pack(*stage_payload(scenario, scenario.run(), view or View(), expected))
    ).decode()


class Parts:
    """The score and the arithmetic of a run, in a page of their own."""

    def __init__(
        self,
        browser: Browser,
        scenario: Scenario,
        view: View | None = None,
        expected: Sequence[Expected] = (),
        size: tuple[int, int] = PROJECTOR,
        theme: str = "light",
        **options: object,
    ):
        self.context: BrowserContext = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, **options
        )
        self.page: Page = self.context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        background, ink = THEMES[theme]
        self.page.set_content(PAGE % (theme, background, background, ink))
        self.page.add_script_tag(content=bundle(HERE, "harness.js"), type="module")
        files = (ROOT / "ui" / "stage").glob("*.css")
        parts = ("score.css", "arithmetic.css")
        css = [f.read_text(encoding="utf-8") for f in files if f.name in parts]
        self.page.wait_for_function("() => window.mountParts")
        self.page.evaluate(
            "([data, css]) => window.mountParts(data, css)",
            [payload(scenario, view, expected), LAYOUT + "".join(css)],
        )

    def answer(self, scenario: Scenario, view: View) -> None:
        """A new run comes from the server."""
        self.page.evaluate("window.receive", payload(scenario, view))

    @property
    def edits(self) -> list[dict]:
        """Edits on their way, without their numbers."""
        sent = self.page.evaluate("window.edits()")
        return [{k: v for k, v in edit.items() if k != "seq"} for edit in sent]

    @property
    def view(self) -> dict:
        return self.page.evaluate("({...store.view})")

    def go(self, **place: object) -> None:
        self.page.evaluate("place => store.go(place)", place)

    def field(self, *path: object):
        """The field of a number, by its path from 0; the first one where two show it."""
        return self.page.locator(f'[data-path="{"/".join(map(str, path))}"]').first

    def focused(self) -> str | None:
        return self.page.evaluate("store.root.getRootNode().activeElement?.dataset.path ?? null")

    def close(self) -> None:
        self.context.close()
        assert self.errors == []

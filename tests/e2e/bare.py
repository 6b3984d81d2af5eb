"""The whole stage in a bare page, mounted as Streamlit mounts it, and fed with payloads."""

from __future__ import annotations

import base64
import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from playwright.sync_api import Browser, Locator, Page

from sim import CELLS
from sim.document.seen import PartScenario, one_cell
from sim.network.outputs import dense_output
from sim.presets import Expected
from tests.browser import PROJECTOR
from ui.session.view import View
from ui.shared.blocks import pack
from ui.shared.bundle import bundle
from ui.stage import FOLDER, STYLE
from ui.stage.payload import stage_payload

THEMES = {
    False: {"text-color": "#1F2430", "background-color": "#FFFFFF", "border-color": "#E3E6EB"},
    True: {"text-color": "#F2F4F8", "background-color": "#11141A", "border-color": "#2C323D"},
}
FONTS = {"font": "'DejaVu Sans', sans-serif", "code-font": "'DejaVu Sans Mono', monospace"}
ADDRESS = "http://stage.test/"
_KEPT: dict[tuple, list[Page]] = {}  # a browser and options of a context -> pages that are free
_USES = itertools.count()
MOUNT = """
window.sent = [];
window.give = (text) => {
  const host = document.getElementById("host");
  const data = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const setStateValue = (name, value) => window.sent.push([name, value]);
  window.end = window.mountStage({ data, parentElement: host.shadowRoot, setStateValue });
  window.store = mounted.get(host.shadowRoot);
};
const shadow = document.getElementById("host").attachShadow({ mode: "open" });
const style = document.createElement("style");
style.textContent = window.stageStyle;
const root = document.createElement("div");
root.className = "gatescope-stage";
shadow.append(style, root);
"""
TWO_FRAMES = """() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"""


def drawn(
    cell: str, X: int = 2, H: int = 1, T: int = 6, scale: float = 0.8, Y: int = 0, **fields: object
) -> PartScenario:
    """Return a cell with random numbers, the same ones each time; a softmax readout if it has Y.

    A cell that puts out y itself has Y numbers of its own, two if nothing else is said.
    """
    draw = np.random.default_rng(7)
    own = CELLS[cell].own_output
    shapes = CELLS[cell].shapes(X, H, (Y or 2) if own else 0)
    params = CELLS[cell].masked({n: draw.normal(size=s) * scale for n, s in shapes.items()})
    readout = None
    if Y and not own:
        readout = dense_output("softmax", draw.normal(size=(Y, H)), np.zeros(Y))
    return one_cell(cell, params, draw.normal(size=(T, X)).round(2), output=readout, **fields)


def payload(
    scenario: PartScenario,
    view: View | None = None,
    expected: Sequence[Expected] = (),
    former: PartScenario | None = None,
    **header: object,
) -> bytes:
    """Return what the stage is sent for a run of `scenario`; `header` is laid over the header."""
    ghost = former and former.run()
    head, arrays = stage_payload(scenario, scenario.run(), view or View(), expected, ghost)
    return pack(head | header, arrays)


@dataclass
class Stage:
    """A page with nothing but the stage."""

    page: Page
    errors: list[str] = field(default_factory=list)

    def give(self, data: bytes) -> Stage:
        """Hand a payload over and wait for two frames."""
        self.page.evaluate("(text) => window.give(text)", base64.b64encode(data).decode())
        self.page.evaluate(TWO_FRAMES)
        return self

    def press(self, *keys: str) -> Stage:
        """Press keys one after another, wherever the focus is."""
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def data(self, name: str) -> str:
        """A data attribute of the stage's root: "t", "phase", "playing", "rev"."""
        return self.page.locator(".gatescope-stage").get_attribute(f"data-{name}")

    def answer(self, scenario: PartScenario, view: View) -> Stage:
        """A new run comes from the server."""
        return self.give(payload(scenario, view))

    @property
    def edits(self) -> list[dict]:
        """Edits on their way, without their numbers and their document."""
        sent = self.page.evaluate("sent.filter(([name]) => name === 'edits').at(-1)?.[1] ?? []")
        return [{k: v for k, v in edit.items() if k not in ("seq", "place")} for edit in sent]

    @property
    def view(self) -> dict:
        """Where the stage is: t, unit, phase, playing."""
        return self.page.evaluate("({...store.view})")

    def go(self, **place: object) -> None:
        """Go to a place as a part of the stage does."""
        self.page.evaluate("place => store.go(place)", place)

    def field(self, entry: str) -> Locator:
        """The field of a number, such as "x.3.2"; the first one where two show it."""
        return self.page.locator(f'[data-entry="{entry}"]').first

    def focused(self) -> str | None:
        """Entry of the field that has the focus."""
        return self.page.evaluate("store.root.getRootNode().activeElement?.dataset.entry ?? null")

    @property
    def t(self) -> int:
        """The timestep that is shown."""
        return int(self.data("t"))

    def text(self, selector: str) -> str:
        """Text of the first such element."""
        return self.page.locator(selector).first.text_content()


@contextmanager
def bare_stage(
    chromium: Browser,
    size: tuple[int, int] = PROJECTOR,
    dark: bool = False,
    before: str = "",
    **options: object,
) -> Iterator[Stage]:
    """Open a page with the stage's frame in it, without data yet; errors on it fail at the end.

    `size`: of the viewport; `dark`: Streamlit's dark theme; `before`: more HTML, above the stage;
    `options`: Playwright's context.
    """
    # A page costs a third of a second: the one of a test before is used again, on a new document.
    kept = _KEPT.setdefault((chromium, repr(sorted(options.items()))), [])
    page = kept.pop() if kept else chromium.new_context(**options).new_page()
    stage = Stage(page)

    def note(error: object) -> None:
        stage.errors.append(str(error))

    page.on("pageerror", note)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    html = _page(dark, before)
    page.route("**/*", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(f"{ADDRESS}?{next(_USES)}")
    page.mouse.move(0, 0)
    page.evaluate("(css) => { window.stageStyle = css; }", STYLE)
    page.add_script_tag(content=_script(), type="module")
    page.wait_for_function("() => window.give")
    try:
        yield stage
    except BaseException:
        page.context.close()
        raise
    page.remove_listener("pageerror", note)
    page.unroute_all()
    kept.append(page)
    assert stage.errors == []


@cache
def _script() -> str:
    script = bundle(FOLDER, "main.js")
    return script.replace("export default function", "window.mountStage = function") + MOUNT


def _page(dark: bool, before: str) -> str:
    colours = THEMES[dark] | {"primary-color": "#0072B2", "secondary-background-color": "#888888"}
    variables = "".join(f"--st-{name}: {value};" for name, value in (colours | FONTS).items())
    scheme = "dark" if dark else "light"
    paint = (
        f"{variables} color-scheme: {scheme}; margin: 0; background: var(--st-background-color);"
    )
    return (
        '<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<body style="{paint}">{before}'
        '<div id="host" style="padding: 12px clamp(16px, 2.2vw, 40px)"></div>'
    )

"""The walk: every page, keys, an edit, a paste, a composition, a link, a file, Present."""

from __future__ import annotations

import json
import time
from pathlib import Path

from sim.document.files import to_json
from sim.presets import PRESETS
from tests.other_browsers.drive import Driven, wait_until
from ui import PAGES

# Looks for an element in the page and in its components.
DEEP = """const deep = (selector) => {
  for (const root of [document, ...[...document.querySelectorAll('*')].map((e) => e.shadowRoot)]) {
    const found = root?.querySelector(selector);
    if (found) return found;
  }
  return null;
};"""
IDLE = (
    "[data-testid=stApp][data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"
)
STAGE = ".gatescope-stage"
FIRST, SECOND = (f"input[data-entry='x.{k}.1']" for k in (1, 2))


def look(body: str) -> str:
    """A JavaScript function that may use `deep(selector)`."""
    return f"(...given) => {{ {DEEP} {body} }}"


HAS = look("return Boolean(deep(given[0]))")
VALUE = look("return deep(given[0])?.value === given[1]")
FOCUS = look("const e = deep(given[0]); e.focus(); e.select?.(); return true")
CLICK = look("deep(given[0]).click(); return true")


class Walk:
    """A visit to the app in some browser.

    Args:
        browser: to walk in; url: of the app, without a final slash.
    """

    def __init__(self, browser: Driven, url: str) -> None:
        self.browser, self.url = browser, url

    def every_page(self) -> None:
        for name in PAGES:
            part = ".js-plotly-plot" if name == "gradients" else f"{STAGE}[data-rev]"
            self._open(f"/{'' if name == PAGES[0] else name}", part)

    def keys(self) -> None:
        self._open("/?t=1")
        self._focus(STAGE)
        for key, step in (("PageDown", 2), ("PageDown", 3), ("ArrowRight", 4), ("PageUp", 3)):
            self.browser.press(key)
            self._see(f"{STAGE}[data-t='{step}']")

    def an_edit(self) -> None:
        self._open("/?t=1")
        self._focus(FIRST)
        for key in "−8,5".replace("−", "-").replace(",", "."):
            self.browser.press(key)
        self.browser.press("Enter")
        self._reads(FIRST, "−8.5", "-8.5")
        self._see(f"{STAGE}:not([data-waits])")
        wait_until(self.browser, "the address", "() => location.search.includes('e=x.1.1')")

    def a_paste(self) -> None:
        self._open("/?t=1")
        self.browser.script(
            look("const box = document.createElement('textarea'); box.id = 'source';"
                 " box.value = given[0]; document.body.append(box); return true"), "5\t6\t7",
        )  # fmt: skip
        self._focus("#source")
        self.browser.press("Control", "c")
        self._focus(FIRST)
        self.browser.press("Control", "v")
        wait_until(self.browser, "the pasted numbers", look(
            "return ['5', '6', '7'].every((n) => [...document.querySelectorAll('*')].some((e) =>"
            " [...(e.shadowRoot?.querySelectorAll('input') ?? [])].some((f) => f.value === n)))"
        ))  # fmt: skip

    def a_composition(self) -> None:
        """Enter that ends a composition in an input method enters nothing."""
        self._open("/?t=1")
        self._focus(SECOND)
        rev = self.browser.script(look(f"return deep('{STAGE}').dataset.rev"))
        self.browser.script(
            look("""const field = deep(given[0]);
              const through = { bubbles: true, composed: true, cancelable: true };
              const during = { ...through, isComposing: true, keyCode: 229 };
              field.dispatchEvent(new CompositionEvent("compositionstart", through));
              field.value = "９";
              field.dispatchEvent(new InputEvent("input", during));
              for (const key of ["Enter", "Escape", " ", "ArrowRight", "Tab"]) {
                field.dispatchEvent(new KeyboardEvent("keydown", { ...during, key }));
              }
              return true"""), SECOND,
        )  # fmt: skip
        time.sleep(0.5)
        assert self.browser.script(VALUE, SECOND, "９"), "what was composed is gone"
        assert self.browser.script(look(f"return deep('{STAGE}').dataset.rev")) == rev
        assert self.browser.script(look(f"return deep('{STAGE}').dataset.t")) == "1"
        self.browser.script(
            look("deep(given[0]).dispatchEvent(new CompositionEvent('compositionend',"
                 " { data: '９', bubbles: true, composed: true })); return true"), SECOND,
        )  # fmt: skip
        time.sleep(0.2)  # an Enter just after is the input method's, as Safari sends it
        self.browser.press("Enter")
        self._see(f"{STAGE}:not([data-rev='{rev}'])")
        self._reads(SECOND, "9")

    def a_link(self) -> None:
        self._open("/?p=latch&e=x.1.1~2&t=3", f"{STAGE}[data-t='3']")
        self._reads(FIRST, "2")
        self._open("/step?p=nine_steps&t=4", f"{STAGE}[data-t='4']")

    def a_file(self, folder: Path) -> None:
        document = json.loads(to_json(PRESETS["memory_cell"].scenario))
        document["inputs"][0][0] = 7.25
        file = folder / "mine.json"
        file.write_text(json.dumps(document))
        self._open("/")
        self._click(".st-key-share button")
        self._click(".st-key-share_file button")
        self._see(".gatescope-opener input[type=file]")
        self.browser.hand_over(look("return deep('.gatescope-opener input[type=file]')"), file)
        self._reads(FIRST, "7.25")

    def present(self) -> None:
        self._open("/?t=2")
        self._click(".pl-present")
        wait_until(self.browser, "presenter mode", "() => location.search.includes('large=1')")
        self._focus(STAGE)
        self.browser.press("PageDown")
        self._see(f"{STAGE}[data-t='3']")

    def _open(self, path: str, part: str = f"{STAGE}[data-rev]") -> None:
        self.browser.open(self.url + path)
        self._see(part)
        self._see(IDLE)

    def _see(self, selector: str) -> None:
        wait_until(self.browser, selector, HAS, selector)

    def _focus(self, selector: str) -> None:
        self._see(selector)
        self.browser.script(FOCUS, selector)

    def _click(self, selector: str) -> None:
        self._see(selector)
        self.browser.script(CLICK, selector)

    def _reads(self, field: str, *texts: str) -> None:
        wait_until(self.browser, f"{field} reads {texts}", look(
            "return given.slice(1).includes(deep(given[0])?.value)"
        ), field, *texts)  # fmt: skip

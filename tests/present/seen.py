"""What a class sees of a page in presenter mode, and what has to be seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Page

from sim.document.convert import with_cell
from sim.document.seen import PartScenario
from sim.presets import OF_ONE_CELL, PRESETS, Expected
from tests.cells import RECURRENT
from tests.e2e.bare import Stage, payload
from tests.parts import EVERY_PART
from ui.step.hints import look

SIZES = ((1280, 720), (1920, 1080))
LARGE = {"large": True, "covered": False}
LEAST = 18  # px
WHOLE = 6  # products of an equation that stands whole
POWERS = 4  # of a softmax below the line
ROWS = 6  # of what has no state; of more numbers the chosen unit's alone
# Page padding around the bare stage, as the app has it in presenter mode.
LIKE_THE_APP = "document.getElementById('host').style.padding = '6px 24px 0'"

# Every text with its size; of the stage what its box or the window cuts, and what is said.
SEEN = """() => {
  const small = [], roots = [];
  const visit = (root) => {
    for (const node of root.querySelectorAll("*")) {
      if (node.shadowRoot) visit(node.shadowRoot);
      if (node.matches(".gatescope-stage")) roots.push(node);
      const written = (child) => child.nodeType === 3 && child.data.trim();
      if (![...node.childNodes].some(written)) continue;
      const box = node.getBoundingClientRect();
      if (!node.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      if (box.width < 2 || box.height < 2 || box.bottom < 0 || box.right < 0) continue;
      let size = parseFloat(getComputedStyle(node).fontSize);
      if (node instanceof SVGElement) size *= Math.abs(node.getScreenCTM().d);
      const text = node.textContent.trim();
      if (text !== "\\u200b") small.push([text, size]);
    }
  };
  visit(document);
  const frames = (node) => {
    const found = [[0, 0, innerWidth, innerHeight]];
    for (let at = node; at; at = at.parentElement ?? at.getRootNode().host) {
      const { overflowX, overflowY } = getComputedStyle(at);
      if (!/auto|scroll|hidden|clip/.test(overflowX + overflowY)) continue;
      if (at === document.body || at === document.documentElement) continue;
      const box = at.getBoundingClientRect();
      found.push([box.left, box.top, box.right, box.bottom]);
    }
    return found;
  };
  const inView = (node) => {
    if (!node?.checkVisibility({ visibilityProperty: true })) return false;
    const box = node.getBoundingClientRect();
    const fits = ([left, top, right, bottom]) =>
      Math.min(box.left - left, box.top - top, right - box.right, bottom - box.bottom) >= -2;
    return box.width > 0 && frames(node).every(fits);
  };
  const many = (selector) => roots.flatMap((root) => [...root.querySelectorAll(selector)]);
  const texts = (nodes) => nodes.map((node) => node.textContent);
  const hidden = (selector) => texts(many(selector).filter((node) => !inView(node)));
  const now = many(".score-row").map((row) => row.querySelector(".score-now"));
  return {
    small: small.filter(([, size]) => size < LEAST - 0.01),
    equations: texts(many(".arith-name")),
    folded: texts(many(".arith-more")),
    // Of a gate that is held no result is made.
    hidden: hidden(".arith-block:not(.arith-is-held) .arith-result, .arith-held, "
      + ".arith-note, .hd-title, .hd-hint, .se-text, .pl-button"),
    scoreHidden: texts(now.filter((cell) => cell?.checkVisibility() && !inView(cell))),
    lectures: many(".score-expected").length,
    lecturesHidden: hidden(".score-expected .score-head"),
    heading: texts(many(".hd-title, .hd-hint")),
    outputs: texts(many(".dg-item[data-kind=readout] .dg-small-value")),
    rows: now.filter((cell) => cell?.checkVisibility()).length,
  };
}""".replace("LEAST", str(LEAST))


@dataclass(frozen=True)
class Case:
    """A run as it is presented, the lecture's numbers for it, and whether all of it has to fit."""

    name: str
    scenario: PartScenario
    expected: tuple[Expected, ...] = ()
    hint: str = ""

    @property
    def data(self) -> bytes:
        """What the stage is sent."""
        heading = {"title": self.name, "hint": self.hint}
        return payload(self.scenario, None, self.expected, screen=LARGE, heading=heading)


def every_case() -> Iterator[Case]:
    """Every example in every cell, and every part of networks in its own."""
    for name, scenario in EVERY_PART.items():
        preset = PRESETS[name.partition("/")[0]]
        if preset.key not in OF_ONE_CELL:
            yield Case(name, scenario, tuple(preset.beside(scenario)), look(preset.key))
    for key in OF_ONE_CELL:
        preset = PRESETS[key]
        for cell in RECURRENT:
            own = cell == preset.scenario.cell
            scenario = preset.scenario if own else with_cell(preset.scenario, cell)[0]
            expected = tuple(preset.beside(scenario)) if own else ()
            yield Case(f"{key} in {cell}", scenario, expected, look(key))


def products(scenario: PartScenario, line: str) -> int:
    """How many products of a weight stand in a line's equation: the widths of its arrays.

    Args:
        scenario: has the arrays.
        line: such as "f".
    """
    found = 0
    for name, array in scenario.params.items():
        kind, _, of = name.partition("_")
        if of == line and kind in ("W", "U", "p", "V"):
            found += array.shape[1] if array.ndim == 2 else 1
    return found


def check_stage(stage: Stage, case: Case, where: str) -> None:
    """Raise AssertionError where something of a run that is on screen is not in view.

    Args:
        stage: has been given `case.data`.
        case: what is on screen.
        where: said in the message.
    """
    seen = _seen(stage.page, where)
    assert seen["heading"] == [case.name, case.hint], f"{where}: {seen['heading']}"
    shown = {(one.line, one.unit) for one in case.expected}
    unit = stage.view["unit"] - 1
    readout = case.scenario.output
    cell = case.scenario.chosen_cell
    trace = case.scenario.run()
    few = not cell.states and sum(trace[line].shape[1] for line in cell.graph.lines) <= ROWS
    every = {"y"} if readout else set(cell.graph.lines) if few else set()
    lectures = {(line, k) for line, k in shown if line in every or k == unit}
    assert seen["lectures"] == len(lectures) or not seen["rows"], where
    lines = [line.name for line in cell.lines]
    outputs = case.scenario.sizes["Y"] if readout else 0
    assert len(seen["equations"]) == len(lines) + outputs, where
    long = [line for line in lines if products(case.scenario, line) > WHOLE]
    wide = outputs if case.scenario.sizes["H"] > WHOLE else 0
    powers = [line for line in lines if cell.graph.lines[line].operation.mixes
              and trace[line].shape[1] > POWERS]  # fmt: skip
    assert bool(seen["folded"]) == bool(long or wide or powers), f"{where}: {seen['folded']}"
    if seen["outputs"] and readout:
        y = case.scenario.read_out(trace)["y"][stage.t - 1]
        values = [float(text.replace("−", "-")) for text in seen["outputs"]]
        assert values == sorted(values, reverse=True), f"{where}: {values}"
        assert abs(values[0] - y.max()) < 0.01, where


def check_page(page: Page, where: str) -> dict:
    """What is seen of a page of the app; AssertionError where something small or cut is on it.

    Args:
        page: in presenter mode.
        where: said in the message.
    """
    return _seen(page, where)


def _seen(page: Page, where: str) -> dict:
    seen = page.evaluate(SEEN)
    for name in ("small", "hidden", "scoreHidden", "lecturesHidden"):
        assert seen[name] == [], f"{where}, {name}: {seen[name]}"
    return seen

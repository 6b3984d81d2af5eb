"""What the stage prints holds with the digits that are printed, and the server prints the same."""

from __future__ import annotations

import re

import numpy as np
import pytest

from sim.presets import PRESETS
from sim.text.write import brief, fixed, given, people
from sim.written import formulas
from tests.browser import ROOT
from tests.e2e.bare import bare_stage, payload
from tests.printed import adds_up, from_latex, is_numeric, is_true, signs, value
from tests.sim.written.test_true_as_printed import hard, judged, random_scenario
from ui.session.view import View
from ui.shared.bundle import bundle

SEEDS = range(24)
BLOCKS = """() => [...store.root.querySelectorAll(".arith-block")].map((block) => {
  const copy = block.cloneNode(true);
  const fields = [...block.querySelectorAll("input")];
  copy.querySelectorAll("input").forEach((one, k) => one.replaceWith(fields[k].value));
  return [block.querySelector(".arith-name").textContent, copy.textContent];
})"""
UNFOLDED = """() => {
  store.root.querySelectorAll(".arith-more").forEach((button) => button.click());
  return [...store.root.querySelectorAll(".arith-list li")].map((row) => {
    const copy = row.cloneNode(true);
    const fields = [...row.querySelectorAll("input")];
    copy.querySelectorAll("input").forEach((one, k) => one.replaceWith(fields[k].value));
    copy.querySelector(".arith-index").remove();
    return copy.textContent;
  });
}"""
SAID = '() => store.root.querySelector(".se-text").textContent'
ADDED = """() => ({
  kept: [...store.root.querySelectorAll(".dg-amount .dg-number")].map((n) => n.textContent),
  states: [...store.root.querySelectorAll(".dg-state")].map((n) => n.textContent),
  // Of what meets in one sum; what an output adds to it stands apart.
  terms: [...store.root.querySelectorAll('[data-kind="term"]:not([data-of="y"]) .dg-value')]
    .map((n) => n.textContent),
})"""
OPERATIONS = """() => store.model.order.map(([id], phase) => {
  store.go({ phase });
  return [id, store.root.querySelector(".se-text").textContent];
})"""
HAT = "\u0302"
N = r"[−-]?[\d.]+(?:e[+−-]?\d+)?"


@pytest.fixture(scope="module")
def stage(chromium):
    with bare_stage(chromium) as page:
        yield page


@pytest.mark.parametrize("seed", SEEDS)
def test_the_stage_is_true_as_printed(stage, seed):
    scenario = random_scenario(seed)
    trace = scenario.run()
    RAN.append(seed)
    stage.give(payload(scenario, View(t=trace.T, place=seed)))
    lines = formulas.numbers(trace, trace.T, 1)
    for name, text in stage.page.evaluate(BLOCKS):
        text = re.sub(r"^[a-z]+[₀-₉]*\s*", f"{name[0]} ", text.strip()).replace(HAT, "")
        judged(text, hard(scenario, name))
        if name in lines and "more =" not in text:
            same(text, from_latex(lines[name]))
    for text in stage.page.evaluate(UNFOLDED):
        judged(text)
    spoken(stage.page.evaluate(SAID), hard(scenario, trace.cell.lines[-1].name))
    amounts(stage.page.evaluate(ADDED))
    for name, text in stage.page.evaluate(OPERATIONS):
        _, _, said = text.rpartition(": ")
        judged(
            re.sub(rf"({N}|∞|NaN) \([^)]*\)$", r"\1", said),
            hard(scenario, name.removesuffix("_pre")),
        )
    stage.go(phase=None)


COMPARED: list = []
RAN: list = []


def same(stage_text: str, ours: str) -> None:
    """The numbers of the equations are those of the server, in the same order."""
    shown, expected = (
        [[*re.findall(r"[\d.]+(?:e[+−-]?\d+)?", side), sign]
         for _, sign, side in signs(text) if is_numeric(side)]
        for text in (stage_text, ours)
    )  # fmt: skip
    # On the stage o·tanh(c) is worked out in one more step, and a product in a sum is written out.
    if list(map(len, shown)) == list(map(len, expected)):
        assert shown == expected
        COMPARED.append(shown)


def spoken(text: str, functions: dict) -> None:
    """The sentence on a whole step."""
    for kept, written, now in re.findall(
        rf"Keeps (?:all )?({N}|nothing) .*?, writes ({N}|nothing): [^.:]*? (≈ {N}|{N})\.", text
    ):
        if not now.startswith("≈"):
            assert adds_up([one.replace("nothing", "0") for one in (kept, written)], now), text
    memory = re.search(rf": [^.:]*? ({N})\. Shows", text)
    for part, symbol, start, out in re.findall(
        rf"Shows (all|[\d.]+ %) of (tanh|σ|relu|it)(?: ({N}))?: [^.:]*? (≈ {N}|{N})\.", text
    ):
        if not out.startswith("≈") and (start or memory):
            share = "1" if part == "all" else f"{value(part.removesuffix(' %')) / 100:.9f}"
            inner = start or memory[1]
            if part == "all" and symbol == "it" and memory:
                assert out == memory[1], text
            shown = f"({inner})" if symbol == "it" else f"{symbol}({inner})"
            assert is_true(f"{share}·{shown}".replace("(−", "(-"), out, functions), text
    for *parts, whole in re.findall(
        rf"Input adds ({N}), memory adds ({N}), bias ({N}): together (≈ {N}|{N})", text
    ):
        if not whole.startswith("≈"):
            assert adds_up(parts, whole), text
    for start, symbol, out in re.findall(rf"together (?:≈ )?({N}); (\S+) gives ({N})\.", text):
        assert is_true(f"{symbol.replace(chr(0x302), '')}({start})", out, functions), text


def amounts(shown: dict) -> None:
    """What stands beside the pipes of the diagram adds up to what they make."""
    kept, states, terms = shown["kept"], shown["states"], shown["terms"]
    if len(kept) == 2 and not states[1].startswith("≈"):
        assert adds_up(kept, states[1]), shown
    if terms and not terms[-1].startswith("≈"):
        assert adds_up(terms[:-1], terms[-1]), shown


def test_most_equations_were_compared():
    assert len(COMPARED) >= 1.5 * len(RAN)  # of the seeds that ran in this process


def test_seven_comes_out_as_it_went_in(stage):
    """The lecture's cell with true sigmoids: 6.99945 and 0.00005 are not 6.999 and 0.000."""
    stage.give(payload(PRESETS["memory_cell"].scenario, View(t=4, place=99)))
    said = stage.page.evaluate(SAID)
    assert "Keeps 6.9995 of the memory" in said and "memory 6.9995" in said
    assert stage.page.evaluate(ADDED)["kept"] == ["6.9995", "0.0000"]
    operations = dict(stage.page.evaluate(OPERATIONS))
    assert not any("· 7 =" in text for text in operations.values())
    stage.go(phase=None)


def test_the_browser_writes_numbers_as_the_server_does(stage):
    draw = np.random.default_rng(3)
    values = [0, 0.5, 7, 0.0625, -0.0625, 2.5, 0.1 + 0.2, 0.99999, 1e-7, 1e-6, 1.23e-8, 999999.9996,
              1e6, 1.5e20, -1e300, np.inf, -np.inf, np.nan]  # fmt: skip
    values += list(draw.normal(size=300) * 10.0 ** draw.integers(-9, 9, size=300))
    values += list(draw.integers(-4000, 4000, size=200) / 2.0 ** draw.integers(0, 12, size=200))
    writers = {"fixed": fixed, "brief": brief, "given": given}
    script = (
        bundle(ROOT / "ui" / "shared", "format.js")
        + """
      window.written = (name, texts, digits) => texts.map((text) =>
        ({ fixed, brief, given })[name](text === "nan" ? NaN : Number(text), digits));"""
    )
    stage.page.add_script_tag(content=script, type="module")
    stage.page.wait_for_function("() => window.written")
    texts = [repr(float(v)).replace("inf", "Infinity") for v in values]
    for name, write in writers.items():
        for digits in (3, 4, 6):
            shown = stage.page.evaluate(
                "([name, texts, digits]) => written(name, texts, digits)", [name, texts, digits]
            )
            assert shown == [people(write(float(v), digits)) for v in values], (name, digits)

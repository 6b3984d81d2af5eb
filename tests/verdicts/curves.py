"""Predicates of what is said of the curves, of their causes, and of what would help."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np

from tests.verdicts.numbers import EPS, Fall, number, printed
from tests.verdicts.page import KEEPS, Page
from ui.gradients.settings import NUMBERS, PRODUCTS, STEPS


def check(page: Page) -> set[str]:
    """Judge every sentence under the curves; returns the names of the predicates that were asked.

    Raises AssertionError with the sentence that is not true.
    """
    told, change = set(), None
    for sentence in page.hints:
        name, fields = matched(sentence)
        told.add(name)
        if name in ADVICE:
            change = ADVICE[name](page, **fields)
            assert change, sentence
        elif name.startswith("then"):
            assert change is not None, sentence
            assert came_of_it(page, change, name, **fields), (sentence, change)
        else:
            assert CLAIMS[name](page, **fields), sentence
    curves = [name for name in told if name in OF_A_CURVE]
    assert curves or not page.readings
    for row in page.tables[0]:
        assert in_the_table(page, *row), row
    return told


def matched(sentence: str) -> tuple[str, dict[str, str]]:
    """The name of a sentence, and what fills it; a sentence without a predicate is a mistake."""
    sentence = re.sub(r"\b1 step\b", "1 steps", sentence)
    found = [(name, m) for name, text in TEXTS.items() if (m := re.fullmatch(text, sentence))]
    assert len(found) == 1, f"{len(found)} predicates for: {sentence}"
    return found[0][0], found[0][1].groupdict()


def steps_back(fall: Fall) -> bool:
    """Whether something can be said a step back."""
    return not fall.overflows and len(fall.logs) > 1 and fall.alive > 0


def times(page: Page, cell: str, factor: str) -> bool:
    fall = page.fall(page.cell(cell))
    return (
        steps_back(fall)
        and not fall.lost
        and fall.alive == fall.back
        and printed(factor, fall.factor)
    )


def times_lost(page: Page, cell: str, factor: str, steps: str, by: str | None = None) -> bool:
    fall, k = page.fall(page.cell(cell)), int(steps)
    return (
        steps_back(fall)
        and printed(factor, fall.factor)
        and fall.above(k)
        and fall.below(int(by) if by else k + 1)
        and (k > 0 or by is not None)  # of products the first step back may not be drawn
    )


def exactly_0_from(page: Page, cell: str, factor: str, steps: str, by: str) -> bool:
    fall, k = page.fall(page.cell(cell)), int(steps)
    ends = fall.alive == k < fall.back and bool((fall.logs[int(by) :] == -np.inf).all())
    soon = k < int(by) <= k + fall.every
    return steps_back(fall) and ends and soon and printed(factor, fall.factor)


def cut(page: Page, cell: str, share: str) -> bool:
    fall = page.fall(page.cell(cell))
    first = 10 ** float(fall.logs[1] - fall.logs[0])
    return steps_back(fall) and fall.below(1) and printed(share, first)


def once(page: Page, cell: str) -> bool:
    fall = page.fall(page.cell(cell))
    return fall.back > 0 and fall.alive == 0


def alone(page: Page, cell: str) -> bool:
    return len(page.fall(page.cell(cell)).logs) == 1


def overflow(page: Page, cell: str) -> bool:
    return page.fall(page.cell(cell)).overflows


def zero(page: Page, cell: str) -> bool:
    return len(page.fall(page.cell(cell)).logs) == 0


def gate(page: Page, cell: str, gate: str, value: str) -> bool:
    values = page.runs[page.cell(cell)].trace[gate]
    return gate in KEEPS and printed(value, float(values.mean()))


def held(page: Page, gates: str, value: str) -> bool:
    said = gates.split(", ")
    having = {cell: g for cell in page.runs if (g := "fz"[cell.startswith("gru")])}
    found = [(g, page.gate(cell)) for cell, g in having.items() if page.gate(cell) is not None]
    return {g for g, _ in found} == set(said) and all(
        (rows == number(value)).all() for _, rows in found
    )


def cancelled(page: Page, state: str, memory: str, every: str) -> bool:
    return _ways(page, state, memory, every) and 2 * number(every) <= number(memory) * 1.01


def carried(page: Page, state: str, memory: str, every: str) -> bool:
    cell = _subject(page)
    kept = not page.fall(cell).lost
    return kept and _ways(page, state, memory, every) and 1.98 * number(memory) <= number(every)


def _ways(page: Page, state: str, memory: str, every: str) -> bool:
    (last,) = page.looks
    cell = _subject(page)
    whole, alone = page.ways(cell, 1, last)
    right = state == ("c" if cell.startswith("lstm") else "h")
    return right and close(every, whole) and close(memory, alone)


def close(text: str, value: float) -> bool:
    """Three digits; numbers that are nearly too small for float64 lose some."""
    return printed(text, value) or abs(number(text) - value) < 2e-2 * value or value < 1e-300


def _subject(page: Page) -> str:
    """The first cell with a curve that has a keeping gate, else the first with a curve."""
    keep = [cell for cell in page.readings if page.gate(cell) is not None]
    return (keep or list(page.readings))[0]


def short(page: Page, back: str, factor: str, steps: str) -> bool:
    fall, n, share = page.fall(_subject(page)), int(steps), number(factor)
    gone = n * np.log10(share) <= EPS < (n - 1) * np.log10(share)
    return fall.back == int(back) < n and printed(factor, fall.factor) and bool(gone)


def shut(page: Page, last: str, cell: str, value: str) -> bool:
    most = float(page.runs[page.cell(cell)].trace["o"][int(last) - 1].max())
    return page.looks == [int(last)] and most <= number(value) <= 1.01 * most and most < 0.01


def too_few(page: Page) -> bool:
    return not 1 <= len(page.settings.cells) <= 4


def moved(name: str, up: bool) -> Callable:
    """The change of a slider that can be moved there and is not there yet."""

    def judge(page: Page, value: str) -> dict | None:
        bound, now, to = NUMBERS[name], getattr(page.settings, name), number(value)
        steps = (to - bound.least) / bound.step
        there = bound.least <= to <= bound.most and abs(steps - round(steps)) < 1e-9
        mine, hold = page.settings.source == "scenario", page.settings.hold
        can = hold if name == "held" else not mine and not (name == "keep" and hold)
        has = name == "sigma" or page.gate(_subject(page)) is not None
        return {name: to} if there and can and has and (to > now) == up and to != now else None

    return judge


def longer(page: Page, value: str) -> dict | None:
    can = page.settings.source == "laboratory" and int(value) in STEPS
    return {"T": int(value)} if can and int(value) > page.T else None


def look_at(page: Page, unit: str, t: str) -> dict | None:
    can = 1 <= int(unit) <= page.H and 2 <= int(t) <= page.T
    change = {"loss": "one_value", "loss_t": int(t), "loss_unit": int(unit)}
    now = {key: getattr(page.settings, key) for key in change}
    return change if can and now != change else None


def came_of_it(page: Page, change: dict, name: str, cell: str, **fields: str) -> bool:
    """Whether the run with the change is as it is said, and better than before: or broken."""
    key = page.cell(cell)
    before, after = page.fall(key), page.again(key, **change)
    if key != _subject(page) or page.settings.quantity in PRODUCTS or not steps_back(after):
        return False
    if after.alive < after.back:
        return False
    said = (
        after.lost and after.survives == int(fields["steps"]) > 0
        if name == "then_lost"
        else not after.lost and printed(fields["factor"], after.factor)
    )
    said = said and {
        "then_steady": abs(after.end) <= 1 + 1e-9, "then_fading": after.end < -1 + 1e-9,
        "then_lost": True,
    }[name]  # fmt: skip
    return bool(said) and helped(before, after)


def helped(before: Fall, after: Fall) -> bool:
    """Low curves rise, high ones calm down, steady ones fall."""
    if before.overflows or (len(before.logs) and before.end > 1 and not before.lost):
        return abs(after.end) < -EPS
    if not len(before.logs):
        return not after.lost
    if before.lost:
        return not after.lost or after.survives > before.survives
    if before.end < -1:
        return abs(after.end) <= 1 + 1e-9
    return after.lost or after.end < -1


def in_the_table(page: Page, title: str, factor: str, lost: str, verdict: str) -> bool:
    """Whether a row beside the curves tells what the curve does."""
    fall = page.fall(page.cell(title))
    if fall.overflows or len(fall.logs) < 2:
        words = "overflow" if fall.overflows else ("0 everywhere", "no step back")[len(fall.logs)]
        return (factor, lost, verdict) == ("–", "–", words)
    known = factor == "–" if not fall.alive else printed(factor.removeprefix("× "), fall.factor)
    if m := re.fullmatch(r"not in (\d+) steps?", lost):
        known = known and not fall.lost and int(m[1]) == fall.back
        words = "steady" if abs(fall.end) <= 1 else "fading" if fall.end < 0 else "exploding"
        return known and (verdict == words or abs(abs(fall.end) - 1) < NEAR_ONE)
    if lost == "at the first step back":
        return known and fall.below(1) and verdict == "cut off"
    m = re.fullmatch(r"after (\d+)(?: to (\d+))? steps?", lost)
    by = int(m[2]) if m[2] else int(m[1]) + 1
    return known and fall.above(int(m[1])) and fall.below(by) and verdict == "vanishing"


NEAR_ONE = 1e-9
NUMBER = r"[0-9.e+−-]+"
CELL, FACTOR = r"(?P<cell>.+?)", rf"(?P<factor>{NUMBER})"
TEXTS = {
    "times": rf"{CELL}: × {FACTOR} a step back on average\.",
    "times_lost": rf"{CELL}: × {FACTOR} a step back on average, lost after (?P<steps>\d+)"
                  r"(?: to (?P<by>\d+))?\.",
    "ends": rf"{CELL}: × {FACTOR} a step back on average over (?P<steps>\d+) steps, exactly 0 "
            r"from (?P<by>\d+) back on\.",
    "cut": rf"{CELL}: × (?P<share>{NUMBER}) at the first step back, which cuts it off\.",
    "once": rf"{CELL}: not 0 at one step alone, exactly 0 at all others\.",
    "alone": rf"{CELL}: not 0 at step 1, and no step comes before it\.",
    "overflow": rf"{CELL}: leaves the range of float64\.",
    "zero": rf"{CELL}: exactly 0 at every step\.",
    "gate": rf"{CELL}: (?P<gate>\w) is (?P<value>{NUMBER}) on average\.",
    "held": rf"(?P<gates>\w(?:, \w)*) held at (?P<value>{NUMBER}): along the memory line each "
            rf"step back is × (?P=value)\.",
    "cancelled": rf"‖∂L/∂(?P<state>\w)₁‖ is (?P<memory>{NUMBER}) along the memory line alone, "
                 rf"(?P<every>{NUMBER}) over all ways: the ways through gates and U cancel it\.",
    "carried": rf"‖∂L/∂(?P<state>\w)₁‖ is (?P<memory>{NUMBER}) along the memory line alone, "
               rf"(?P<every>{NUMBER}) over all ways: the ways through gates and U carry it\.",
    "short": rf"It goes only (?P<back>\d+) steps back: at × {FACTOR} a step it would be lost "
             r"after (?P<steps>\d+)\.",
    "shut": rf"At step (?P<last>\d+), where the loss looks, o of {CELL} is at most "
            rf"(?P<value>{NUMBER}): it hardly shows the memory\.",
    "too_few": r"Choose one to four cells; the last choice is shown\.",
    "keep_raise": rf"Raise the keeping bias to (?P<value>{NUMBER})\.",
    "keep_lower": rf"Lower the keeping bias to (?P<value>{NUMBER})\.",
    "sigma_raise": rf"Raise the recurrent scale to (?P<value>{NUMBER})\.",
    "sigma_lower": rf"Lower the recurrent scale to (?P<value>{NUMBER})\.",
    "held_raise": rf"Move “Hold f and z at” up to (?P<value>{NUMBER})\.",
    "held_lower": rf"Move “Hold f and z at” down to (?P<value>{NUMBER})\.",
    "longer": r"Take T = (?P<value>\d+)\.",
    "look_at": r"Let the loss look at one unit: unit (?P<unit>\d+) at step (?P<t>\d+)\.",
    "then_steady": rf"Then {CELL} is steady: × {FACTOR} a step back\.",
    "then_fading": rf"Then {CELL} fades, × {FACTOR} a step back, and is not lost\.",
    "then_lost": rf"Then {CELL} is lost after (?P<steps>\d+) steps\.",
}  # fmt: skip
OF_A_CURVE = {
    "times": times, "times_lost": times_lost, "ends": exactly_0_from, "cut": cut, "once": once,
    "alone": alone, "overflow": overflow, "zero": zero,
}  # fmt: skip
CLAIMS = OF_A_CURVE | {
    "gate": gate, "held": held, "cancelled": cancelled, "carried": carried, "short": short,
    "shut": shut, "too_few": too_few,
}  # fmt: skip
ADVICE = {
    f"{name}_{way}": moved(name, way == "raise")
    for name in ("keep", "sigma", "held")
    for way in ("raise", "lower")
} | {"longer": longer, "look_at": look_at}

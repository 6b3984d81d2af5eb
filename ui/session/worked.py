"""A visitor's own numbers, typed on the stage (Predict) or under Check mine: kept, and judged.

Both places show the same texts, by cell, timestep and unit. A text is read by `sim.text.parse`
alone and judged by `sim.written.handcheck` alone; what is no number stays as it was typed, with the
reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from sim.document.arrays import Entry, read_entry
from sim.document.seen import PartScenario
from sim.run.trace import Trace
from sim.text.errors import InputError
from sim.written.handcheck import Typed, check_step, check_value, read_typed
from ui.words.errors import message

if TYPE_CHECKING:
    from ui.session.edits import _Draft as Draft

READOUT = "y"
MOST_PLACES = 300  # steps and units whose numbers are kept
MOST_BYTES = 60_000  # of all texts; they are sent with every run of the page
MOST_TEXT = 401  # characters: more are refused for their length, and say no more
MOST_SENT = 24  # steps and units whose numbers are judged for one message to the stage

Place = tuple[str, int, int]  # `key_of` a part; timestep and unit, both from 1
Mine = Mapping[Place, Mapping[str, str]]  # -> id of a quantity -> as typed; replaced, not changed
_judged: WeakKeyDictionary[Trace, dict[tuple, dict[str, Judged]]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Judged:
    """What is said of one text.

    Args:
        text: as typed.
        verdict: of `sim.written.handcheck`, None for what is no number.
        why: then.
    """

    text: str
    verdict: str | None
    why: InputError | None = None


def key_of(scenario: PartScenario) -> str:
    """By which numbers are kept: of one cell its key, in a network the part and its cell.

    Args:
        scenario: what they were typed for.
    """
    return scenario.cell if scenario.is_whole else f"{scenario.part} {scenario.cell}"


def with_text(mine: Mine, place: Place, name: str, text: str) -> Mine:
    """The same numbers and one more, or without one; the oldest go where there are too many.

    Args:
        mine: what was typed.
        place: part, step and unit.
        name: of the quantity.
        text: as typed, blank for nothing.
    """
    text = text.strip()[:MOST_TEXT].encode("utf-8", "replace").decode()
    here = {k: v for k, v in mine.get(place, {}).items() if k != name}
    if text:
        here[name] = text
    others = {at: texts for at, texts in mine.items() if at != place}
    return _latest(others | ({place: here} if here else {}))


def without(mine: Mine, place: Place) -> Mine:
    """The same numbers without those of one step and unit.

    Args:
        mine: what was typed.
        place: where.
    """
    return {at: texts for at, texts in mine.items() if at != place}


def _latest(mine: Mine) -> Mine:
    kept: dict[Place, Mapping[str, str]] = {}
    size = 0
    for place, texts in reversed(mine.items()):
        size += sum(len(name) + len(text.encode()) for name, text in texts.items())
        if kept and (size > MOST_BYTES or len(kept) == MOST_PLACES):
            break
        kept[place] = texts
    return dict(reversed(kept.items()))


def judge(trace: Trace, place: Place, texts: Mapping[str, str]) -> dict[str, Judged]:
    """What is said of the numbers of one step and unit; ids the cell has not are passed over.

    Args:
        trace: a run of the cell.
        place: step and unit in it.
        texts: id -> as typed.
    """
    known = _judged.setdefault(trace, {})
    key = (place, tuple(sorted(texts.items())))
    if key not in known:
        if len(known) >= MOST_PLACES:
            known.clear()
        known[key] = _judge(trace, place, texts)
    return known[key]


def _judge(trace: Trace, place: Place, texts: Mapping[str, str]) -> dict[str, Judged]:
    typed, refused = read(texts)
    said = {name: Judged(texts[name], None, why) for name, why in refused.items()}
    _, t, unit = place
    if t <= trace.T and unit <= max(trace[line].shape[1] for line in trace.cell.graph.lines):
        findings, _ = check_step(trace, t, unit, typed)
        said |= {one.name: Judged(texts[one.name], one.verdict) for one in findings}
    return said


def read(texts: Mapping[str, str]) -> tuple[dict[str, Typed], dict[str, InputError]]:
    """The numbers among texts, and what is wrong with the others.

    Args:
        texts: id -> as typed.
    """
    typed: dict[str, Typed] = {}
    refused: dict[str, InputError] = {}
    for name, text in texts.items():
        try:
            typed[name] = read_typed(text)
        except InputError as error:
            refused[name] = error
    return typed, refused


def sent(
    trace: Trace, mine: Mine, y: np.ndarray | None, t: int, unit: int, key: str = ""
) -> dict[str, dict[str, str]]:
    """What the stage is told: "c.2.1" (step and unit) -> text, verdict or reason.

    Args:
        trace: the run on screen.
        mine: all that was typed.
        y: output of the readout (T, Y) or None.
        t: step at which the stage is; only what was typed near it is judged.
        unit: likewise.
        key: of what is on screen, as `key_of` gives it; "" for that of the cell.
    """
    key = key or trace.cell.key
    here = [one for one in mine if one[0] == key and one[1] <= trace.T]
    near = sorted(here, key=lambda one: (abs(one[1] - t), abs(one[2] - unit)))[:MOST_SENT]
    told: dict[str, dict[str, str]] = {}
    for place in here:
        _, step, k = place
        texts = mine[place]
        judged = judge(trace, place, texts) if place in near else {}
        read_out = y is not None and READOUT not in trace.cell.graph.lines
        if read_out and READOUT in texts and k <= y.shape[1]:
            judged = judged | _readout(texts[READOUT], float(y[step - 1, k - 1]))
        for name, text in texts.items():
            told[str(Entry(name, (step - 1, k - 1)))] = {"text": text, **_said(judged.get(name))}
    return told


def _readout(text: str, ours: float) -> dict[str, Judged]:
    try:
        found = check_value(READOUT, read_typed(text), ours)
    except InputError as error:
        return {READOUT: Judged(text, None, error)}
    return {READOUT: Judged(text, found.verdict)}


def _said(one: Judged | None) -> dict[str, str]:
    if one is None:
        return {}
    return {"verdict": one.verdict} if one.verdict else {"refused": message(one.why)}


def predict(draft: Draft, edit: dict) -> None:
    """{"entry": "c.2.1", "text"}: a number typed where unit 1 of c will stand at step 2."""
    scenario, text = draft.scenario, edit.get("text")
    sizes, graph = scenario.sizes, scenario.chosen_cell.graph
    known = {READOUT: (sizes["T"], sizes["Y"])} | {
        name: (sizes["T"], sizes[graph.dims[id(graph.by_id[name])]]) for name in graph.quantities
    }
    try:
        at = read_entry(edit.get("entry"), known)
    except InputError:
        return
    if isinstance(text, str):
        step, k = at.index
        draft.mine = with_text(draft.mine, (key_of(scenario), step + 1, k + 1), at.array, text)


OPERATIONS = {"predict": predict}

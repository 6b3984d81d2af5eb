"""Edits of the input sequence as a whole: tables as they stand on screen, words, names, signals.

In the score inputs are rows and steps are columns; where it shows strips, the inputs of one step
stand side by side. In the document a step is a row.
"""

from __future__ import annotations

import re
from functools import partial
from itertools import starmap
from typing import TYPE_CHECKING

import numpy as np

from sim.document.arrays import INPUTS, Entry
from sim.document.resize import resized
from sim.document.seen import PartScenario
from sim.document.signals import signal
from sim.text.checks import MAX_TEXT
from sim.text.errors import InputError
from sim.text.limits import BROWSER
from sim.text.parse import Table, parse_number, parse_table
from ui.session.entries import entry_of
from ui.words import sentences, t
from ui.words.lines import labels
from ui.words.refusals import Refused

if TYPE_CHECKING:
    from ui.session.edits import _Draft as Draft

SETTINGS = ("amplitude", "period", "seed")  # of a signal
OTHER = "other"  # the input of a text's remaining words, as in the lecture's sentence
# What stands in a word and in no number, also where a number is printed with its type.
_WORD = re.compile(r"[0-9]*[^\W\d_][^\[\](){}=<>]*")
_NO_WORDS = re.compile(r"nan|inf|infinity|true|false|none|[0-9]+e[+-]?[0-9]*", re.IGNORECASE)
_SEPARATORS = ",;，；、"
_JOINERS = "\u200c\u200d"  # invisible, and part of how a script or an emoji is written
_AXES = ("x", "t", "y")
_UNFIT = {  # (steps stand below each other, it would fit turned) -> what to say
    (False, False): "edits.table_tall",
    (False, True): "edits.table_tall_turned",
    (True, False): "edits.table_wide",
    (True, True): "edits.table_wide_turned",
}


def paste_table(draft: Draft, edit: dict) -> None:
    """{"entry": "x.3.2", "text"}: a block as it stands on screen, from there on.

    "down": whether the steps stand below each other there.
    """
    at, text = _input(draft, edit)
    if at is None:
        return
    if words := words_of(text):
        _one_hot(draft, words)
    else:
        _put_table(draft, at, text, edit.get("down") is True)


def set_words(draft: Draft, edit: dict) -> None:
    """{"entry": "x.3.2", "text"}: words typed, which become one-hot inputs."""
    at, text = _input(draft, edit)
    if at is None:
        return
    if words := words_of(text):
        draft.forget(str(at))
        _one_hot(draft, words)
    else:
        draft.put(at, parse_number(text))


def rename(draft: Draft, edit: dict) -> None:
    """{"axis": "x", "y" or "t", "at": which, "text"}: call an input, output or step so."""
    axis, at, text = edit.get("axis"), edit.get("at"), edit.get("text")
    old = draft.scenario
    size = dict(zip(_AXES, (old.sizes["X"], old.sizes["T"], old.sizes.get("Y", 0)), strict=True))
    if axis not in _AXES or not isinstance(text, str) or type(at) is not int:
        return
    if not 1 <= at <= (size[axis] if axis != "y" or old.output else 0):
        return
    name = _name(text)
    if len(name) > MAX_TEXT:
        raise Refused("edits.name_too_long", most=MAX_TEXT)
    draft.scenario = _named(old, axis, {at - 1: name})


def fill_signal(draft: Draft, edit: dict) -> None:
    """{"input": which, "kind", "amplitude", "period", "seed": texts}: a signal over all steps."""
    at, old = edit.get("input"), draft.scenario
    kind = edit.get("kind")
    texts = [edit.get(name) for name in SETTINGS]
    T, X = old.inputs.shape
    known = isinstance(kind, str) and all(isinstance(text, str) for text in texts)
    if not known or type(at) is not int or not 1 <= at <= X:
        return
    k = at - 1
    amplitude, period, seed = starmap(_setting, zip(SETTINGS, texts, strict=True))
    inputs = old.inputs.copy()
    whole = int(seed) if seed.is_integer() else -1
    inputs[:, k] = signal(kind, T, amplitude, period, whole)
    draft.scenario = old.changed(inputs=inputs)
    draft.forget(*(str(Entry(INPUTS, (step, k))) for step in range(T)))


def _setting(name: str, text: str) -> float:
    try:
        return parse_number(text)
    except InputError as error:
        raise Refused(f"edits.signal_{name}", reason=error) from error


def words_of(text: str) -> list[str] | None:
    """The words of a text, None where it is no list of words but numbers, or one thing alone.

    A single line is one of words where it begins with one and they outnumber what is none; several
    lines or columns where all are words.
    """
    parts = [part.strip(_SEPARATORS) for part in text.split(None, BROWSER.T + 1)]
    parts = [part for part in parts if part]
    if len(parts) < 2:
        return None
    words = sum(map(_is_word, parts))
    several = re.search(r"[\t\r\n]", text.strip())
    if not parts[0][0].isalpha() or not _is_word(parts[0]):
        return None
    if words < len(parts) if several else 2 * words <= len(parts):
        return None
    return parts


def _is_word(part: str) -> bool:
    return bool(_WORD.fullmatch(part)) and not _NO_WORDS.fullmatch(part)


def _input(draft: Draft, edit: dict) -> tuple[Entry | None, str]:
    at, text = entry_of(draft.scenario, edit.get("entry")), edit.get("text")
    known = at is not None and at.array == INPUTS and isinstance(text, str)
    return (at, text) if known else (None, "")


def _put_table(draft: Draft, at: Entry, text: str, down: bool) -> None:
    table = parse_table(text)
    if down:
        table = Table(table.values.T, table.column_names, table.row_names)
    (rows, columns), (step, first) = table.values.shape, at.index
    T, X = draft.scenario.inputs.shape
    if rows > X - first:
        turned = columns <= X - first and step + rows <= BROWSER.T
        raise Refused(_UNFIT[down, turned], count=rows, room=X - first)
    if step + columns > BROWSER.T:
        raise Refused("edits.too_many_steps", most=BROWSER.T)
    if step + columns > T:
        draft.reorder([*range(T), *[None] * (step + columns - T)])
    inputs = draft.scenario.inputs.copy()
    inputs[step : step + columns, first : first + rows] = table.values.T
    new = draft.scenario.changed(inputs=inputs)
    for axis, names, start in (("x", table.row_names, first), ("t", table.column_names, step)):
        if names:
            found = {start + k: _name(name)[:MAX_TEXT] for k, name in enumerate(names)}
            new = _named(new, axis, found)
    draft.scenario = new
    draft.forget(
        *(
            str(Entry(INPUTS, (i, k)))
            for i in range(step, step + columns)
            for k in range(first, first + rows)
        )
    )


def _one_hot(draft: Draft, words: list[str]) -> None:
    """Make the sequence these words: a step a word, 1 at the word's own input, 0 at the others."""
    if len(words) > BROWSER.T:
        raise Refused("edits.too_many_steps", most=BROWSER.T)
    words = [_name(word)[:MAX_TEXT] for word in words]
    old = draft.scenario
    places = _places(old, words)
    if places:
        names, said = old.labels["x"], [partial(t, "edits.words_known", count=len(words))]
        shown = labels(old, "x")
        if any(word not in (names[k], shown[k]) for word, k in zip(words, places, strict=True)):
            rest = names.index(OTHER)
            said.append(lambda: t("edits.words_other", name=labels(old, "x")[rest]))
    else:
        names = tuple(dict.fromkeys(words))
        if len(names) > BROWSER.X:
            raise Refused("edits.too_many_words", count=len(names), most=BROWSER.X)
        places = [names.index(word) for word in words]
        said = [partial(t, "edits.words_made", steps=len(words), inputs=len(names))]
    before, after = old.sizes["X"], len(names)
    if before != after:
        if "params" in draft.locked:
            raise Refused("links.locked")
        word = "edits.words_grew" if after > before else "edits.words_shrank"
        said.append(partial(t, word, before=before, after=after))
    new = resized(old, X=after, T=len(words))
    named = {**new.labels, "x": names, "t": tuple(words)}
    draft.scenario = new.changed(inputs=np.eye(after)[places], labels=named)
    draft.rejected = {key: entry for key, entry in draft.rejected.items() if _stands(new, key)}
    draft.said = lambda: sentences([one() for one in said])


def _places(scenario: PartScenario, words: list[str]) -> list[int] | None:
    """Which of the named inputs each word is, as stored or as shown; None where some has none."""
    names = scenario.labels.get("x", ())
    known: dict[str, int] = {}
    for listed in (labels(scenario, "x"), names):
        known.update({name: k for k, name in enumerate(listed) if name})
    rest = names.index(OTHER) if OTHER in names and any(word in known for word in words) else None
    places = [known.get(word, rest) for word in words]
    return None if None in places else places


def _stands(scenario: PartScenario, key: str) -> bool:
    at = entry_of(scenario, key)
    return at is not None and at.array != INPUTS


def _named(scenario: PartScenario, axis: str, names: dict[int, str]) -> PartScenario:
    size = {"x": "X", "t": "T", "y": "Y"}[axis]
    listed = list(scenario.labels.get(axis) or [""] * scenario.sizes[size])
    for at, name in names.items():
        listed[at] = name
    others = {key: value for key, value in scenario.labels.items() if key != axis}
    return scenario.changed(labels={**others, axis: tuple(listed)} if any(listed) else others)


def _name(text: str) -> str:
    """A name on one line, of characters that can be seen."""
    seen = (c for c in text if c.isprintable() or c.isspace() or c in _JOINERS)
    return " ".join("".join(seen).encode("utf-8", "ignore").decode().split())


OPERATIONS = {
    "paste_table": paste_table,
    "words": set_words,
    "rename": rename,
    "signal": fill_signal,
}

"""What was refused: kept as a code with fields, said in the visitor's language when it is shown.

A refusal is plain data: {"text": as typed, "code": ..., "fields": {...}}. A code is one of `sim`'s
mistakes or, with a point in it, a key of `ui.words`. A field "reason" holds the code and fields of
what was wrong inside.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

import numpy as np

from sim.document.arrays import INPUTS, Entry
from sim.text.errors import InputError, shown
from sim.text.messages import Phrase
from ui.words import t
from ui.words.errors import sentence

KEPT_TEXT = 200
MOST = 200  # refusals that stay marked
MOST_BYTES = 60_000  # of them; they are sent with every run of the page

Refusal = Mapping[str, object]
Refusals = Mapping[str, Refusal]


class Refused(InputError):
    """An edit that cannot be done. `code`: a key of `ui.words` such as "edits.too_wide"."""

    def __str__(self) -> str:
        return self.code


def refusal(text: str, code: str, /, **fields: object) -> dict[str, object]:
    """An entry of what was refused.

    text: as typed; code: as above; fields: what fills its sentence, an InputError as "reason"
    """
    return {"text": shown(text, KEPT_TEXT), **_data(code, fields)}


def latest(rejected: Refusals) -> dict[str, Refusal]:
    """The refused edits that stay marked; the oldest go first where there are too many.

    Args:
        rejected: by place, the oldest first.
    """
    kept: dict[str, Refusal] = {}
    size = 0
    for key, one in islice(reversed(rejected.items()), MOST):
        size += len(key) + sum(len(str(part).encode(errors="replace")) for part in one.values())
        if kept and size > MOST_BYTES:
            break
        kept[key] = one
    return dict(reversed(kept.items()))


def told(refusals: Refusals) -> dict[str, dict[str, str]]:
    """What a browser is sent: key -> {"text": as typed, "message": why not}.

    refusals: by addresses such as "W_f.1.2"
    """
    return {
        key: {"text": str(entry["text"]), "message": _said(key, entry)}
        for key, entry in refusals.items()
    }


def _said(key: str, entry: Refusal) -> str:
    code, fields = entry["code"], entry["fields"]
    if code != "edits.not_set":
        return sentence(code, fields)
    reason = sentence(**fields["reason"])
    reason = reason[:1].lower() + reason[1:]
    at = Entry.of(key)
    place = [k + 1 for k in at.index]
    if at.array == INPUTS:
        return t("edits.at_input", step=place[0], input=place[1], reason=reason)
    if len(place) == 1:
        return t("edits.at_row", row=place[0], reason=reason)
    return t("errors.at_cell", row=place[0], column=place[1], reason=reason)


def _data(code: str, fields: Mapping[str, object]) -> dict[str, object]:
    return {"code": code, "fields": _fields(fields)}


def _fields(fields: Mapping[str, object]) -> dict[str, object]:
    return {name: _plain(value) for name, value in fields.items()}


def _plain(value: object) -> object:
    """A field as JSON holds it."""
    if isinstance(value, InputError):
        return _data(value.code, value.fields)
    if isinstance(value, Phrase):
        return _data(value.code, value.fields) | {"english": value.english}
    if isinstance(value, np.generic):
        value = value.item()
    return value if isinstance(value, (str, int, float)) or value is None else shown(value)

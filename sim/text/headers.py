"""Names around a table of numbers: a first row, a first column, or both."""

from __future__ import annotations

import re
from typing import NamedTuple
from unicodedata import category

from sim.text.characters import bare

LONGEST = 80
# What says how the number beside it is meant is no name: `CR 5` is no row "CR" with a 5 in it.
_MARKS = frozenset(
    word
    for words in (
        "cr dr db minus plus ca approx about percent pct",
        "usd eur gbp jpy cny rmb twd ntd hkd nt",
        "none null nil nan inf infinity true false",
    )
    for word in words.split(" ")
)
_WORD = re.compile(r"[^\W\d_]+")
_ORDINAL = re.compile(r"[0-9]{1,4} ?(?:st|nd|rd|th|[年月日号號])", re.IGNORECASE)
_MISREAD = re.compile(r"[OoIl|][0-9]*[.,][0-9]+")  # l.5


class Heads(NamedTuple):
    """The names of the rows and of the columns of a table, None where there are none."""

    rows: tuple[str, ...] | None
    columns: tuple[str, ...] | None


def headed(rows: list[list[str]], typed: list[list[str]]) -> Heads:
    """What the rows and columns of a table are called by its first column and first row.

    Args:
        rows: cells as they are read, at least one in each row.
        typed: the same cells as they came.
    """
    corner = rows[0][0]
    above = len(rows) > 1 and all(map(is_name, rows[0][1:]))
    beside = len(rows[0]) > 1 and all(is_name(cells[0]) for cells in rows[1:])
    if not is_name(corner) and (bare(corner) or not (above and beside)):
        return Heads(None, None)
    body = [cells[beside:] for cells in rows[above:]]
    if not body or not body[0] or is_name(body[0][0]):
        return Heads(None, None)  # words alone are no table
    return Heads(
        tuple(bare(cells[0]) for cells in typed[above:]) if beside else None,
        tuple(map(bare, typed[0][beside:])) if above else None,
    )


def is_name(cell: str) -> bool:
    """Whether the text of a `cell` names a row or a column; what is nearly a number does not."""
    text = bare(cell)
    if not 0 < len(text) <= LONGEST or not any(map(str.isalpha, text)):
        return False
    numeric = any(map(str.isnumeric, text))
    if all(map(str.isnumeric, text)) or _MISREAD.fullmatch(text):
        return False
    words = _WORD.findall(text.casefold())
    if text.casefold() == "n/a" or (numeric and "Sc" in map(category, text)):
        return False
    if (numeric or len(words) == 1) and not _MARKS.isdisjoint(words):
        return False
    return text[0].isalpha() or not numeric or bool(_ORDINAL.fullmatch(text))

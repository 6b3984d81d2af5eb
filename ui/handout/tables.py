"""The tables of a hand-out: matrices, inputs, states, a lecture's numbers beside ours."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.text.write import brief, people
from ui.editor import Matrix
from ui.words.lines import SUBSCRIPT
from ui.words.markup import Markup, joined, tag, typed

WIDE = 12  # columns that fit on a sheet
LONG = 20  # from here on a table may begin on one sheet and end on the next


def number(value: float, decimals: int) -> str:
    """A number for people: a real minus sign, 1.2·10²⁰ as 1.2e20.

    Args:
        value: any float.
        decimals: of what is not exact with fewer.
    """
    return people(brief(value, decimals))


def matrix(one: Matrix, decimals: int) -> Markup:
    """A weight or an initial state with its rows and columns named.

    Args:
        one: as the page of weights shows it.
        decimals: of its numbers.
    """
    values = np.asarray(one.values).reshape(len(one.rows), -1)
    heads = one.columns or [""]
    rows = [[number(v, decimals) for v in row] for row in values]
    caption = joined(_named(one.label), f" {one.note}")
    blocks = _blocks(
        "" if one.columns else None,
        list(one.rows) if len(rows) > 1 else [""],
        heads,
        rows,
    )
    return tag("div", tag("p", caption), *blocks, class_="matrix")


def over_time(
    steps: Sequence[str], columns: Sequence[str], rows: Sequence[Sequence[str]]
) -> Markup:
    """A table with a row a timestep.

    Args:
        steps: heads of the rows.
        columns: of the columns.
        rows: texts; "" is a blank to fill in.
    """
    return tag("div", *_blocks("t", steps, columns, rows), class_="run")


def _blocks(corner, names, heads, rows) -> list[Markup]:
    """One table, or several below each other where it is too wide for a sheet."""
    found = []
    for start in range(0, len(heads), WIDE):
        part = slice(start, start + WIDE)
        head = tag(
            "tr", tag("th", corner or ""), *(tag("th", typed(h), scope="col") for h in heads[part])
        )
        body = [
            tag("tr", tag("th", typed(name), scope="row"), *(_cell(text) for text in row[part]))
            for name, row in zip(names, rows, strict=True)
        ]
        top = [tag("thead", head)] if any(heads) or corner is not None else []
        long = "long" if len(names) > LONG else None
        found.append(tag("table", *top, tag("tbody", *body), class_=long))
    return found


def indexed(name: str, place: int, labels: Sequence[str] = ()) -> str:
    """x₃, and what a person calls it.

    Args:
        name: of the quantity.
        place: from 1.
        labels: of all places, or none.
    """
    label = labels[place - 1] if labels else ""
    return f"{name}{str(place).translate(SUBSCRIPT)} {label}".strip()


def _cell(text: str) -> Markup:
    return tag("td", text, class_=None if text else "gap")


def _named(name: str) -> Markup:
    group, _, below = name.partition("_")
    above = [tag("sup", group[1:])] if group[1:] else []
    return tag("b", group[0], *above, *([tag("sub", below)] if below else []))

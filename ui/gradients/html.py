"""Small tables of numbers."""

from __future__ import annotations

from collections.abc import Sequence

from sim.text.write import fixed, people, significant
from ui.words import t
from ui.words.markup import Markup, tag


def name(cell: str) -> Markup:
    """A cell's name in its colour.

    Args:
        cell: key in CELLS.
    """
    return tag("b", t(f"cells.{cell}"), class_=f"gs-cell gs-{cell}")


def number(value: float) -> str:
    """Three decimals, or three digits where those would hide the number.

    Args:
        value: any.
    """
    return people(fixed(value, 3)) if 1e-2 <= abs(value) < 1e4 else significant(value, 3)


def heading(text: str) -> Markup:
    """A line above a table.

    Args:
        text: as people read it.
    """
    return tag("p", text, class_="gs-reading-head")


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Markup:
    """A table as HTML.

    Args:
        head: a text a column, or none.
        rows: texts, or a `name`.
    """
    top = tag("tr", *(tag("th", text) if text else tag("td") for text in head))
    body = (tag("tr", *(tag("td", text) for text in row)) for row in rows)
    return tag("table", top, *body, class_="gs-reading")

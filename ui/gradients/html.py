"""Small tables of numbers; every text in them is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from sim.text.write import fixed, people, significant
from ui.words import t


class Name(str):
    """HTML that is safe as it stands."""


def name(cell: str) -> Name:
    """A cell's name in its colour.

    Args:
        cell: key in CELLS.
    """
    return Name(f'<b class="gs-cell gs-{escape(cell)}">{escape(t(f"cells.{cell}"))}</b>')


def number(value: float) -> str:
    """Three decimals, or three digits where those would hide the number.

    Args:
        value: any.
    """
    return people(fixed(value, 3)) if 1e-2 <= abs(value) < 1e4 else significant(value, 3)


def heading(text: str) -> str:
    """A line above a table.

    Args:
        text: as people read it.
    """
    return f'<p class="gs-reading-head">{escape(text)}</p>'


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table as HTML.

    Args:
        head: a text a column, or none; rows: texts, or a `name`.
    """
    top = "".join(f"<th>{escape(text)}</th>" if text else "<td></td>" for text in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{_safe(text)}</td>" for text in row) + "</tr>" for row in rows
    )
    return f'<table class="gs-reading"><tr>{top}</tr>{body}</table>'


def _safe(text: str) -> str:
    return text if isinstance(text, Name) else escape(text)

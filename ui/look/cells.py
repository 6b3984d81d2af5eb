"""How a cell is told from another: its hue and its dash, facts of the cell."""

from __future__ import annotations

from sim import CELLS
from ui.look.theme import MUTED, hue_text


def cell_colour(cell: str, dark: bool) -> str:
    """A cell's colour, readable as text.

    Args:
        cell: key in CELLS.
        dark: on the dark background.
    """
    return hue_text(CELLS[cell].hue, dark) if cell in CELLS else MUTED[dark]


def cell_dash(cell: str) -> str:
    """How a cell's curves are dashed, as Plotly says it.

    Args:
        cell: key in CELLS.
    """
    return CELLS[cell].dash if cell in CELLS else "solid"


def cell_rules() -> str:
    """CSS rules that colour the names of cells in tables."""
    return "\n".join(
        f".gs-reading .gs-{key} {{ color: light-dark({hue_text(cell.hue)}, "
        f"{hue_text(cell.hue, True)}); }}"
        for key, cell in CELLS.items()
    )

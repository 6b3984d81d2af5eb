"""How a cell's curve is told from another's."""

from __future__ import annotations

from ui.look.theme import COLOURS, MUTED, text_colour

# cell -> the line whose hue it borrows; every curve also carries its name.
HUES = {"lstm": "c", "gru": "o", "elman": "x", "lstm_peephole": "i", "lstm_coupled": "n",
        "gru_reset_after": "z"}  # fmt: skip
DASHES = {"lstm_peephole": "dash", "lstm_coupled": "dot", "gru_reset_after": "dash"}


def cell_colour(cell: str, dark: bool) -> str:
    """A cell's colour, readable as text.

    Args:
        cell: key in CELLS; dark: on the dark background.
    """
    hue = HUES.get(cell)
    return text_colour(hue, dark) if hue in COLOURS else MUTED[dark]

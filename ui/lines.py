"""What a cell's lines are called, and which of them are shares."""

from __future__ import annotations

from sim.cell import Cell
from ui.words import t


def title(cell: Cell, name: str) -> str:
    """What a line is called: "forget gate".

    Args:
        cell: the line's; name: of the line.
    """
    return t(f"cells.line_{_word(cell, name)}")


def reads(cell: Cell, name: str) -> str:
    """What a line's value tells, in a few words.

    Args:
        cell: the line's; name: of the line.
    """
    return t(f"cells.reads_{_word(cell, name)}")


def is_share(cell: Cell, name: str) -> bool:
    """Whether a line lies between 0 and 1 whatever the weights are.

    Args:
        cell: the line's, with its activations; name: of the line.
    """
    low, high = cell.bounds(name)
    return low >= 0 and high <= 1


def _word(cell: Cell, name: str) -> str:
    """h is an output beside a memory c, and a hidden state without."""
    return "h_output" if name == "h" and "c" in cell.states else name

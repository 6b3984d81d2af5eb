"""A cell's curve of sizes over time, as logarithms, and how a cell is told from another."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.adjoint.sizes import log_norms
from sim.text.write import people, significant
from ui.look.theme import COLOURS, MUTED, text_colour

# cell -> the line whose hue it borrows; every curve also carries its name.
HUES = {"lstm": "c", "gru": "o", "elman": "x", "lstm_peephole": "i", "lstm_coupled": "n",
        "gru_reset_after": "z"}  # fmt: skip
DASHES = {"lstm_peephole": "dash", "lstm_coupled": "dot", "gru_reset_after": "dash"}


@dataclass(frozen=True, eq=False)
class Curve:
    """Sizes at some timesteps, as logarithms: a long product leaves the range of float64.

    Args:
        at: timesteps from 1, ascending, (N,); logs: base 10, (N,): -inf for an exact 0, infinite
            or NaN for an overflow; whole: whether it goes back as far as there are steps.
    """

    at: np.ndarray
    logs: np.ndarray
    whole: bool = True

    @classmethod
    def of(cls, norms: np.ndarray) -> Curve:
        """Of the size at every timestep, (T,), not negative."""
        with np.errstate(divide="ignore"):
            return cls(np.arange(1, len(norms) + 1), np.log10(norms))

    @classmethod
    def of_rows(cls, rows: np.ndarray) -> Curve:
        """Of the length of a row at every timestep, (T, R)."""
        return cls(np.arange(1, len(rows) + 1), log_norms(rows))

    @property
    def texts(self) -> list[str]:
        """The sizes as text; beyond float64 as powers of ten."""
        return [_written(log) for log in self.logs.tolist()]


def _written(log: float) -> str:
    """The number of that logarithm to base 10."""
    if not np.isfinite(log):
        return "0" if log < 0 else significant(log, 6)
    if abs(log) < 300:
        return significant(10.0**log, 6)
    power = math.floor(log)
    digits = significant(10.0 ** (log - power), 3)
    return f"1e{people(str(power + 1))}" if digits == "10" else f"{digits}e{people(str(power))}"


def cell_colour(cell: str, dark: bool) -> str:
    """A cell's colour, readable as text.

    Args:
        cell: key in CELLS; dark: on the dark background.
    """
    hue = HUES.get(cell)
    return text_colour(hue, dark) if hue in COLOURS else MUTED[dark]

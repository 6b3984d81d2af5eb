"""The taps of a wire: names with blanks between them, done from left to right, "last every"."""

from __future__ import annotations

import re

import numpy as np

from sim.network.maps import KEPT, TAPS, Asked, Size, Tap
from sim.text.errors import InputError, shown

_PATTERNS = {name: re.compile(re.sub(r"<\w+>", r"([0-9]{1,6})", name)) for name in TAPS}


def _read(name: str) -> tuple[Tap, Asked]:
    for key, pattern in _PATTERNS.items():
        if match := pattern.fullmatch(name):
            return TAPS[key], Asked(name, tuple(map(int, match.groups())))
    raise InputError("tap", tap=shown(name), known=", ".join(TAPS))


class Taps:
    """The taps of a wire.

    What stands behind a shift and works row by row is done before it, which gives the same rows;
    but the first one stays as it was given: zeros, which name no word, are still zeros behind
    "shift argmax".

    Args:
        text: names with blanks between them, from left to right; "" for none.

    Raises:
        InputError: no such tap.
    """

    def __init__(self, text: str):
        self._read: list[tuple[Tap, Asked]] = []
        shifts: list[tuple[Tap, Asked]] = []  # that something done row by row may yet overtake
        for tap, asked in map(_read, text.split()):
            if asked.name == "shift":
                shifts.append((tap, asked))
                continue
            if not tap.by_row:
                self._read += shifts
                shifts = []
            self._read.append((tap, asked))
        self._read += shifts

    def __bool__(self) -> bool:
        return bool(self._read)

    @property
    def way(self) -> int:
        """KEPT, TURNED or LOST: what becomes of the direction of time."""
        found = KEPT
        for tap, _ in self._read:
            found *= tap.way
        return found

    @property
    def spreads(self) -> bool:
        """Whether there are as many rows as the reader has steps, whoever sends them."""
        return any(tap.spreads for tap, _ in self._read)

    @property
    def delay(self) -> int:
        """By how many steps the rows come later."""
        return sum(asked.name == "shift" for _, asked in self._read)

    @property
    def by_step(self) -> bool:
        """Whether a row needs none but the row of one step, so that they may stand in a loop."""
        return all(tap.by_row or asked.name == "shift" for tap, asked in self._read)

    @property
    def slope(self) -> bool:
        """Whether a derivative comes back through all of them."""
        return all(tap.slope for tap, _ in self._read)

    def size(self, T: int, R: int, steps: int = 0, first: np.ndarray | None = None) -> Size:
        """How many rows the reader gets, and how many numbers in each; nothing is made.

        Args:
            T: rows of the sender.
            R: numbers in each.
            steps: timesteps of the reader.
            first: as for `forward`.

        Raises:
            InputError: a tap cannot be done on rows of such sizes.
        """
        for tap, asked in self._read:
            T, R = tap.size(T, R, Asked(asked.name, asked.numbers, steps, first))
        return T, R

    @property
    def by_row(self) -> Taps:
        """Those that are done row by row, before a shift; `by_step` holds."""
        found = Taps("")
        found._read = [(tap, asked) for tap, asked in self._read if tap.by_row]
        return found

    def forward(
        self, rows: np.ndarray, T: int = 0, first: np.ndarray | None = None
    ) -> tuple[np.ndarray, list[np.ndarray]]:
        """What the reader gets.

        Args:
            rows: of the sender, (T', R) or (T', R, B).
            T: timesteps of the reader.
            first: the row that a shift puts before the first one, (R,) or (R, B); zeros as None.

        Returns:
            The rows behind all taps, and those before each, for the way back.

        Raises:
            InputError: a tap cannot be done on so many rows.
        """
        self.size(*rows.shape[:2], T, first)  # refused before any row is made
        kept = []
        for tap, asked in self._read:
            kept.append(rows)
            rows = tap.forward(rows, Asked(asked.name, asked.numbers, T, first))
        return rows, kept

    def adjoint(
        self, d: np.ndarray, kept: list[np.ndarray], first: np.ndarray | None = None
    ) -> np.ndarray:
        """The derivative by the sender's rows.

        Args:
            d: that by what the reader got, in its shape.
            kept: the rows before each tap, as `forward` gave them.
            first: gets that by the row before the first one added, if it is wanted.
        """
        for (tap, asked), rows in zip(reversed(self._read), reversed(kept), strict=True):
            if first is not None and asked.name == "shift":
                first += d[0]
            d = tap.adjoint(d, rows, asked)
        return d

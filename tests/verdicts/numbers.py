"""What a predicate needs of an array: sizes as logarithms, a fall read backward, printed digits."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

EPS = np.log10(2.0**-23)  # float32
NEAR = 1e-9  # of a logarithm


def log_sizes(rows: np.ndarray) -> np.ndarray:
    """log10 of the length of every row: -inf for zeros, inf or NaN where a number is not finite."""
    most = np.abs(rows).max(axis=1)
    by = np.where((most > 0) & np.isfinite(most), most, 1.0)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return np.log10(by) + np.log10(np.sum((rows / by[:, None]) ** 2, axis=1)) / 2


def log_products(jacobians: np.ndarray, block: slice) -> np.ndarray:
    """log10 of the spectral norm of a block of J_T ... J_(t+1), for t = 1 .. T."""
    size = len(jacobians[0])
    product, power, found = np.eye(size), 0.0, []
    for step in jacobians[:0:-1]:
        found.append(_log_spectral(product[block, block], power))
        with np.errstate(all="ignore"):
            product = product @ step
        most = np.abs(product).max()
        if 0 < most < np.inf:
            product, power = product / most, power + np.log10(most)
    found.append(_log_spectral(product[block, block], power))
    return np.array(found[::-1])


def _log_spectral(matrix: np.ndarray, power: float) -> float:
    if not np.isfinite(matrix).all():
        return np.nan
    most = np.abs(matrix).max()
    return np.log10(np.linalg.norm(matrix / most, 2)) + np.log10(most) + power if most else -np.inf


@dataclass(frozen=True)
class Fall:
    """Sizes read backward, from where they begin to step 1.

    Args:
        logs: of the step where they begin, then of every step further back.
        every: of how many steps one is drawn; that of step 1 is.
    """

    logs: np.ndarray
    every: int = 1

    @classmethod
    def of(cls, logs: np.ndarray, every: int = 1) -> Fall:
        """Of log sizes at steps 1 .. T."""
        back = logs[::-1]
        begun = np.flatnonzero(back != -np.inf)
        return cls(back[begun[0] :] if begun.size else back[:0], every)

    @property
    def overflows(self) -> bool:
        return bool((np.isnan(self.logs) | (self.logs == np.inf)).any())

    @property
    def back(self) -> int:
        """Steps back that there are."""
        return len(self.logs) - 1

    @property
    def alive(self) -> int:
        """Steps back to the earliest that is drawn and not exactly 0."""
        back = np.flatnonzero(np.isfinite(self.logs))
        return int(back[(back % self.every == 0) | (back == self.back)][-1])

    @property
    def end(self) -> float:
        """log10 of what is left at step 1, a share of where it begins."""
        return float(self.logs[-1] - self.logs[0])

    @property
    def factor(self) -> float:
        """What a step back multiplies by, as long as it is not 0."""
        return float(10 ** ((self.logs[self.alive] - self.logs[0]) / self.alive))

    @property
    def top(self) -> float:
        """The largest that is drawn: the float32 line of the chart goes by it."""
        return float(self.logs[self.drawn].max())

    @property
    def drawn(self) -> np.ndarray:
        """Which steps back are: of products not every one is, and nothing is said of the others."""
        back = np.arange(len(self.logs))
        return (back % self.every == 0) | (back == self.back)

    def above(self, back: int) -> bool:
        """Whether it is not lost so many steps back."""
        return bool(self.logs[back] >= self.top + EPS - NEAR)

    def below(self, back: int) -> bool:
        """Whether it is lost from so many steps back on."""
        return bool((self.logs[back:][self.drawn[back:]] < self.top + EPS + NEAR).all())

    @property
    def survives(self) -> int:
        """Steps back until it is lost for good."""
        return max(k for k in range(len(self.logs)) if self.above(k))

    @property
    def lost(self) -> bool:
        return not self.above(self.back)


def number(text: str) -> float:
    """A number as it is written for people: "−1.2e−9"."""
    return float(text.replace("−", "-").replace("∞", "inf"))


def printed(text: str, value: float, digits: int | None = 3) -> bool:
    """Whether a text is a number rounded to the digits that it was to show.

    Args:
        text: on the page.
        value: the number itself.
        digits: that count, zeros at the end left out; None for the decimals that are there. Three
            decimals are three decimals in any case.
    """
    if not np.isfinite(value):  # of two ways one may end at an infinity, the other at NaN
        return not np.isfinite(number(text))
    shown = Decimal(text.replace("−", "-"))
    if digits is None or shown.as_tuple().exponent == -3 or not value:
        half = 0.5 * 10.0 ** shown.as_tuple().exponent
    else:
        half = 0.5 * 10.0 ** (np.floor(np.log10(abs(value))) - digits + 1)
    return abs(float(shown) - value) <= half * (1 + 1e-6) + 1e-8 * abs(value)

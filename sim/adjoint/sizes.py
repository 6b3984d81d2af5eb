"""How large gradients are."""

from __future__ import annotations

import numpy as np

from sim.text.checks import as_it_comes


@as_it_comes
def norms(rows: np.ndarray) -> np.ndarray:
    """Euclidean norm along axis 1, true where the squares would leave the range of float64.

    Args:
        rows: (T, R) or (T, R, B).

    Returns:
        (T,) or (T, B); infinity where an entry is infinite, NaN where one is NaN.
    """
    scale, squares = _scaled(rows)
    return scale * np.sqrt(squares)


def log_norms(rows: np.ndarray) -> np.ndarray:
    """Euclidean norm along axis 1 as a logarithm to base 10.

    It is exact to the last digits where the norm itself has few left: a sum of two of the least
    float64 rounds to three of them.

    Args:
        rows: (T, R) or (T, R, B).

    Returns:
        (T,) or (T, B); minus infinity for a row of zeros.
    """
    scale, squares = _scaled(rows)
    with np.errstate(divide="ignore"):
        return np.log10(scale) + np.log10(squares) / 2


def _scaled(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The largest size in each row, and the sum of squares of the row divided by it."""
    sizes = np.abs(rows)
    largest = sizes.max(axis=1, initial=0.0)  # of a cell without states there is none
    scale = np.where((largest > 0) & np.isfinite(largest), largest, 1.0)
    with np.errstate(over="ignore"):  # beside an infinite one the others do not count
        return scale, np.sum((sizes / scale[:, None]) ** 2, axis=1)

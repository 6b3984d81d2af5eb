"""Numbers in formulas: how many digits, and a row times a column written out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.notation import Formula, Number, Row, signed

LARGE = 1e6  # from here on a number is written as a power of ten


def product(row: np.ndarray, column: np.ndarray, number: Callable[[float], Number]) -> Formula:
    """A row times a column, written out.

    Args:
        row, column: of one length; number: value -> how it is written.
    """
    pairs = zip(row, column, strict=True)
    products = [Row("times", (signed(number(w)), signed(number(x)))) for w, x in pairs]
    return Row("add", tuple(products))


def numeral_writer(decimals: int, brief: bool) -> Callable[[float], Number]:
    """`numeral` as a function of the value alone."""
    return lambda value: Number(numeral(value, decimals, brief))


def numeral(value: float, decimals: int, brief: bool = False) -> str:
    """A number as text: rounded, never "-0.000", a power of ten from a million on.

    Args:
        value: any float; decimals: shown; brief: 7 for what is exactly 7, instead of 7.000.
    """
    if not np.isfinite(value):
        return str(float(value))
    if abs(value) >= LARGE:
        return f"{value:.{decimals}e}"
    text = f"{value:.{decimals}f}"
    text = text.lstrip("-") if float(text) == 0 else text
    if brief and "." in text and float(text) == value:
        text = text.rstrip("0").rstrip(".")
    return text

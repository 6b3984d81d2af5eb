"""The one writer of numbers of this side; `ui/shared/format.js` writes the same in the browser.

A tie is rounded away from zero on both sides, as people learn it: 0.0625 is 0.063.
"""

from __future__ import annotations

import itertools
from decimal import ROUND_HALF_UP, Context, Decimal

import numpy as np

LARGE = 1e6  # from here on a number is written as a power of ten
LEAST_POWER = -6  # a weight below 0.000001 as well
LEAST_READ = -4  # in a sentence nobody counts more zeros
_WIDE = Context(prec=400, rounding=ROUND_HALF_UP)


def fixed(value: float, decimals: int) -> str:
    """A number that was computed: "7.000", never "-0.000"; "1.235e+20", "inf", "nan".

    Args:
        value: any float.
        decimals: how many are shown, from 0.
    """
    if not np.isfinite(value):
        return str(float(value))
    exact = Decimal(float(value))
    if abs(value) >= LARGE:
        return scientific(exact, decimals)
    text = str(exact.quantize(Decimal(1).scaleb(-decimals, _WIDE), context=_WIDE))
    if "E" in text:  # a Decimal zero with many decimals
        text = f"{Decimal(text):f}"
    return text.removeprefix("-") if float(text) == 0 else text


def brief(value: float, decimals: int) -> str:
    """The same, with 7 for what is exactly 7: so 7.000 is rounded.

    Args:
        value: any float.
        decimals: shown of what is not exact with fewer.
    """
    text = fixed(value, decimals)
    return _bare(text) if "e" not in text and float(text) == value else text


def given(value: float, digits: int) -> str:
    """A weight as somebody gave it: `brief`, and below 1 with `digits` that count, 0.000123.

    Args:
        value: any float.
        digits: decimals from 1 on, digits that count below.
    """
    if not 0 < abs(value) < 1:
        return brief(value, digits)
    rounded = Context(prec=digits, rounding=ROUND_HALF_UP).plus(Decimal(float(value)))
    small = rounded.adjusted() < LEAST_POWER
    text = scientific(rounded, digits - 1) if small else f"{rounded:f}"
    if not small:  # a Decimal of few digits does not fill them up: 0.5 is 0.500
        places = digits - 1 - rounded.adjusted()
        text = f"{rounded.quantize(Decimal(1).scaleb(-places)):f}"
    if float(text) != value:
        return text
    mantissa, e, power = text.partition("e")
    return _bare(mantissa) + e + power


def significant(value: float, digits: int) -> str:
    """A number of any size as people read it, by the digits that count: "0.0737", "1.2e−9".

    Args:
        value: any float.
        digits: how many count; zeros at the end are left out.
    """
    if not np.isfinite(value) or value == 0:
        return people(fixed(value, 0))
    rounded = Context(prec=digits, rounding=ROUND_HALF_UP).plus(Decimal(float(value)))
    if LEAST_READ <= rounded.adjusted() < digits:
        return people(_bare(f"{rounded:f}"))
    mantissa, _, power = scientific(rounded, digits - 1).partition("e")
    return people(f"{_bare(mantissa)}e{int(power)}")


def format_number(x: float) -> str:
    """The shortest text that reads back as `x`: '3', '0.1', '1e-7'; never '-0'."""
    text = repr(float(x) + 0.0)  # -0.0 + 0.0 is 0.0
    mantissa, _, exponent = text.partition("e")
    mantissa = mantissa.removesuffix(".0")
    return f"{mantissa}e{int(exponent)}" if exponent else mantissa


def short_number(value: float) -> str:
    """A float in a link: 0.1 is "0.1", 3.0 is "3", 1e+16 is "1e16"; -0.0 stays "-0".

    Args:
        value: finite.
    """
    return repr(float(value)).replace("+", "").removesuffix(".0")


def people(text: str) -> str:
    """A written number outside of a formula: a real minus sign, 1.2e20, ∞.

    Args:
        text: as the writers of this module give it.
    """
    text = text.replace("e+", "e").replace("inf", "∞").replace("nan", "NaN")
    return text.replace("-", "−")


def worth(text: str) -> float:
    """The number that a text of `people` or `significant` stands for.

    Args:
        text: such as "−1.2e−9".
    """
    return float(text.replace("−", "-").replace("∞", "inf"))


def scientific(value: float | Decimal, decimals: int) -> str:
    """A power of ten: "1.235e+20".

    Args:
        value: finite.
        decimals: of the digits before it.
    """
    rounded = Context(prec=decimals + 1, rounding=ROUND_HALF_UP).create_decimal(Decimal(value))
    return f"{rounded:.{decimals}e}"


def unit_of(text: str, decimals: int) -> float:
    """What the last digit of a written number counts: 0.001 for "7.000", 1e17 for "1.235e+20".

    Args:
        text: of `fixed` or `brief`.
        decimals: that it was written with, which a brief one hides.
    """
    _, e, power = text.partition("e")
    return 10.0 ** ((int(power) if e else 0) - decimals)


def _bare(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


TEN = 10


def ten_steps(kept: float) -> tuple[str, str] | None:
    """A factor and what ten such steps leave, as texts: "0.88" and "0.28".

    With so many digits, up to six, that the printed factor gives the printed result, the result
    is the true one's, and neither is 1.

    Args:
        kept: factor of one step, between 0 and 1; None where it is neither or too small to print.
    """
    if not 0 < kept < 1:
        return None
    for digits, decimals in itertools.product(range(2, 7), repeat=2):
        base, left = fixed(kept, decimals), significant(kept**TEN, digits)
        if left != "1" and 0 < float(base) < 1 and significant(float(base) ** TEN, digits) == left:
            return base, left
    return None

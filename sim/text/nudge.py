"""Changing a number by small steps, with the arithmetic of its decimal digits."""

from __future__ import annotations

from decimal import Context, Decimal

# A float64 spans 632 digits at most, so that no sum below is rounded.
_EXACT = Context(prec=800)
_TENTH = Decimal("0.1")


def step_size(value: float) -> Decimal:
    """One step for a finite `value`: 0.1 up to 10, a tenth of the leading digit's place beyond.

    Numbers below 0.1 move by their leading digit, so that a small weight stays in reach.
    """
    size = Decimal(repr(abs(float(value))))
    if size == 0 or Decimal("0.1") <= size < 10:
        return _TENTH
    place = size.adjusted() - 1 if size >= 10 else size.adjusted()
    return Decimal(1).scaleb(place)


def nudged(value: float, steps: int) -> float:
    """`value` moved by whole steps; 0 nudged three times is 0.3.

    Args:
        value: finite.
        steps: whole, its sign is the direction.

    Returns:
        The new value, infinite beyond the end of the range.
    """
    return float(_EXACT.fma(step_size(value), Decimal(steps), Decimal(repr(float(value))))) + 0.0

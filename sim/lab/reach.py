"""How far back a gradient reaches: its sizes over time as a curve, and the curve in numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.adjoint.sizes import log_norms
from sim.text.write import people, significant

FLOAT32 = float(np.finfo(np.float32).eps)  # 1.2e-7: a smaller summand changes no float32 sum
ROUNDING = 1e-12  # of a logarithm
STEADY = 10.0  # over the whole run, either way


@dataclass(frozen=True, eq=False)
class Curve:
    """Sizes at some timesteps, as logarithms: a long product leaves the range of float64.

    Args:
        at: timesteps from 1, ascending, (N,).
        logs: base 10, (N,): -inf for an exact 0, infinite or NaN for an overflow.
        whole: whether it goes back as far as there are steps.
    """

    at: np.ndarray
    logs: np.ndarray
    whole: bool = True

    @classmethod
    def of(cls, norms: np.ndarray) -> Curve:
        """Of the sizes `norms` at every timestep, (T,), not negative."""
        with np.errstate(divide="ignore"):
            return cls(np.arange(1, len(norms) + 1), np.log10(norms))

    @classmethod
    def of_rows(cls, rows: np.ndarray) -> Curve:
        """Of the lengths of `rows`, one at every timestep, (T, R)."""
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


@dataclass(frozen=True)
class Reach:
    """How far back a curve reaches, in numbers.

    Args:
        factor: by which the norm changes a step back, geometric mean; NaN where there is none.
        lost_after: steps back after which it stays below FLOAT32 of the largest, None for never.
        verdict: "vanishing" (lost), "cut" (lost at the first step back), "fading" (less, not lost),
            "steady", "exploding", "alone" (no step back), "overflow" or "zero".
        steps: how many steps back the factor was taken over; fewer than `back` where all further
            back is exactly 0.
        back: how many steps back there are.
        lost_by: steps back at which it was first seen lost: more than one after `lost_after` where
            the curve is known at some steps only.
        first: what the first step back leaves, a share; NaN where it is not known.
        zero_by: steps back from which on it is exactly 0, None where it is not.
    """

    factor: float
    lost_after: int | None
    verdict: str
    steps: int
    back: int = 0
    lost_by: int | None = None
    first: float = float("nan")
    zero_by: int | None = None


def reach_of(curve: Curve) -> Reach:
    """The numbers of one curve, read from right to left from where it begins.

    Args:
        curve: sizes of the derivative at some timesteps.
    """
    nan = float("nan")
    back, at = curve.logs[::-1], curve.at[::-1]
    if np.isnan(back).any() or np.isposinf(back).any():
        return Reach(nan, None, "overflow", 0)
    alive = np.flatnonzero(np.isfinite(back))
    if not alive.size:
        return Reach(nan, 0, "zero", 0)
    first, last = int(alive[0]), int(alive[-1])
    back, ago = back[first:], at[first] - at[first:]  # from where the curve begins
    steps, there = int(ago[last - first]), int(ago[-1])
    if not there:
        return Reach(nan, None, "alone", 0)
    change = float(back[last - first] - back[0])
    with np.errstate(over="ignore"):
        factor = float(np.power(10.0, change / steps)) if steps else nan
        near = float(np.power(10.0, back[1] - back[0])) if ago[1] == 1 else nan
    if np.isposinf(factor):
        return Reach(nan, None, "overflow", 0)
    kept = np.flatnonzero(back >= back.max() + np.log10(FLOAT32) - ROUNDING)[-1]
    lost, by = (int(ago[kept]), int(ago[kept + 1])) if kept < len(back) - 1 else (None, None)
    if lost is not None:
        verdict = "cut" if by == 1 else "vanishing"
    elif change < -np.log10(STEADY):
        verdict = "fading"
    else:
        verdict = "exploding" if change > np.log10(STEADY) else "steady"
    zero_by = int(ago[last - first + 1]) if steps < there else None
    return Reach(factor, lost, verdict, steps, there, by, near, zero_by)

"""What a curve of gradient norms says in numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ui.figures.gradients import Curve

FLOAT32 = float(np.finfo(np.float32).eps)  # 1.2e-7: a smaller summand changes no float32 sum
ROUNDING = 1e-12  # of a logarithm
STEADY = 10.0  # over the whole run, either way


@dataclass(frozen=True)
class Reading:
    """One cell's curve in numbers.

    Args:
        factor: by which the norm changes a step back, geometric mean; NaN where there is none.
        lost_after: steps back after which it stays below FLOAT32 of the largest, None for never.
        verdict: "vanishing" (lost), "fading" (less, not lost), "steady",
            "exploding", "overflow" or "zero".
        steps: how many steps back the factor was taken over.
    """

    factor: float
    lost_after: int | None
    verdict: str
    steps: int


def read(curve: Curve) -> Reading:
    """The numbers of one curve, read from right to left from where it begins.

    Args:
        curve: sizes of the derivative at some timesteps.
    """
    back, at = curve.logs[::-1], curve.at[::-1]
    if np.isnan(back).any() or np.isposinf(back).any():
        return Reading(float("nan"), None, "overflow", 0)
    alive = np.flatnonzero(np.isfinite(back))
    if not alive.size:
        return Reading(float("nan"), 0, "zero", 0)
    first, last = int(alive[0]), int(alive[-1])
    steps = int(at[first] - at[last])
    change = float(back[last] - back[first])
    factor = float(10.0 ** (change / steps)) if steps else float("nan")
    kept = np.flatnonzero(back >= back.max() + np.log10(FLOAT32) - ROUNDING)
    lost = int(at[first] - at[kept[-1]]) if kept[-1] < len(back) - 1 else None
    if lost is not None:
        verdict = "vanishing"
    elif change < -np.log10(STEADY):
        verdict = "fading"
    else:
        verdict = "exploding" if change > np.log10(STEADY) else "steady"
    return Reading(factor, lost, verdict, steps)

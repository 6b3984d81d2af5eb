"""What a curve of gradient norms says in numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

FLOAT32 = float(np.finfo(np.float32).eps)  # 1.2e-7: a smaller summand changes no float32 sum
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


def read(norms: np.ndarray) -> Reading:
    """The numbers of one curve.

    Args:
        norms: of the derivative at timesteps 1 to T, (T,).
    """
    if not np.isfinite(norms).all():
        return Reading(float("nan"), None, "overflow", 0)
    if not norms.any():
        return Reading(float("nan"), 0, "zero", 0)
    back = norms[::-1]
    alive = np.flatnonzero(back)
    first, last = int(alive[0]), int(alive[-1])
    steps = last - first
    change = float(np.log(back[last]) - np.log(back[first]))
    factor = float(np.exp(change / steps)) if steps else float("nan")
    kept = np.flatnonzero(back >= FLOAT32 * norms.max())
    lost = int(kept[-1]) if kept[-1] < len(norms) - 1 else None
    if lost is not None:
        verdict = "vanishing"
    elif change < -np.log(STEADY):
        verdict = "fading"
    else:
        verdict = "exploding" if change > np.log(STEADY) else "steady"
    return Reading(factor, lost, verdict, steps)

"""Ready input signals: what one tries a memory with."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.text.errors import InputError

DECIMALS = 6  # of a sine
NOISE_DECIMALS = 3
MOST_PERIOD = 1000
MOST_SEED = 2**32 - 1


def signal(
    kind: str, steps: int, amplitude: float = 1.0, period: float = 8.0, seed: int = 0
) -> NDArray[np.float64]:
    """A signal over t = 1 ... T, as its name says: (T,).

    Args:
        kind: one of SIGNALS. impulse is A at t = 1, then 0; step is 0, then A from the middle on
            (t > T / 2); ramp is A t / T; square is A for half a period, then -A for the other; sine
            is A sin(2 pi (t - 1) / period), to six decimals; alternating is A, -A, A ...; noise is
            drawn from a normal distribution of mean 0 and deviation A, to three decimals.
        steps: T, at least 1.
        amplitude: A, finite.
        period: in timesteps, 2 to 1000, of square and sine.
        seed: of the noise, 0 to 4294967295; the same seed draws the same noise.

    Raises:
        InputError: no such signal, or a period or seed out of range.

    >>> signal("square", 6, amplitude=2, period=4)
    array([ 2.,  2., -2., -2.,  2.,  2.])
    """
    if kind not in SIGNALS:
        raise InputError("signal", text=str(kind)[:40])
    if not 2 <= period <= MOST_PERIOD:
        raise InputError("period", most=MOST_PERIOD)
    if not (isinstance(seed, int) and 0 <= seed <= MOST_SEED):
        raise InputError("signal_seed", most=MOST_SEED)
    if kind == "noise":
        drawn = np.random.default_rng(seed).normal(0, 1, steps) * amplitude
        return drawn.round(NOISE_DECIMALS) + 0.0
    t = np.arange(1, steps + 1, dtype=float)
    return amplitude * SIGNALS[kind](t, steps, period) + 0.0


_Shape = Callable[[NDArray[np.float64], int, float], NDArray[np.float64]]

SIGNALS: dict[str, _Shape | None] = {
    "impulse": lambda t, T, period: np.where(t == 1, 1.0, 0.0),
    "step": lambda t, T, period: np.where(t > T / 2, 1.0, 0.0),
    "ramp": lambda t, T, period: t / T,
    "square": lambda t, T, period: np.where((t - 1) % period < period / 2, 1.0, -1.0),
    "sine": lambda t, T, period: np.sin(2 * np.pi * (t - 1) / period).round(DECIMALS),
    "alternating": lambda t, T, period: np.where(t % 2 == 1, 1.0, -1.0),
    "noise": None,
}

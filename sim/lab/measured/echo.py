"""What a reservoir can do: go on with a sine by itself, recall, and forget where it began.

Source: Jaeger, 2001, doi:10.24406/publica-fhg-291111; lecture C 6.13.4; the set-up is ours.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.network.network import Network
from sim.network.teaching.exchange import exchanged, going_on
from sim.network.teaching.fit import Fit, fit_readout
from sim.presets.networks.echo import OWN, TOLD, alone, generator, listener, reservoir

DROPPED = 100  # steps at the start that do not count: the echo of the start
TRAINED = 400  # steps of noise, of 600
HEARD = 600


def sine(
    leak: float = 1.0, taught: int = 300, free: int = 100, seed: int = 7
) -> tuple[Network, Fit, np.ndarray]:
    """A generator of sin(t / 4) / 2: told for some steps, fitted, then left to itself.

    Args:
        leak: share of a unit that is renewed at a step, from 0 to 1.
        taught: steps with a teacher; the first 100 do not count.
        free: steps without one.
        seed: of the reservoir, from 0.

    Returns:
        The fitted network with its teacher, the fit, and the error of each free step, (free,).

    >>> _, fit, errors = sine()
    >>> sum(fit.trained.values()), sum(fit.fixed.values()), bool(abs(errors).max() < 1e-9)
    (34, 83, True)
    """
    y = np.sin(np.arange(1, taught + free + 1) / 4)[:, None] / 2
    told = generator(y[:taught], reservoir(seed), leak)
    fitted, fit = fit_readout(told, "out", y[:taught], DROPPED)
    by_itself = going_on(exchanged(fitted, TOLD, OWN), fitted.run(), free)
    return fitted, fit, (by_itself.run()["out"]["y"] - y[taught:])[:, 0]


def recall(delay: int, seed: int = 7, noise: int = 1) -> float:
    """How much of x(t - delay) a readout finds in a reservoir that hears noise: R² on new data.

    Args:
        delay: steps, from 0 to 100.
        seed: of the reservoir, from 0.
        noise: seed of x, uniform from -0.5 to 0.5: 400 steps to fit, 200 to test.

    >>> round(recall(1), 6), round(recall(5), 3)
    (1.0, 0.994)
    """
    x = np.random.default_rng(noise).uniform(-0.5, 0.5, (HEARD, 1))
    wanted = np.zeros_like(x)
    wanted[delay:] = x[: HEARD - delay]
    heard = listener(x[:TRAINED], reservoir(seed))
    fitted, _ = fit_readout(heard, "out", wanted[:TRAINED], DROPPED)
    y = replace(fitted, inputs={"x": x}).run()["out"]["y"][TRAINED:]
    new = wanted[TRAINED:]
    return float(1 - np.sum((y - new) ** 2) / np.sum((new - new.mean()) ** 2))


def distance(radius: float, steps: int = 100, seed: int = 7) -> float:
    """How far apart a reservoir without input ends that began at 1/2 and at -1/2 everywhere.

    A radius below 1 is a rule of thumb: neither necessary nor sufficient.

    Args:
        radius: spectral radius, not negative.
        steps: at least 1.
        seed: of the reservoir, from 0.

    >>> distance(0.8) < 1e-9 < distance(1.5)
    True
    """
    one = reservoir(seed, radius=radius)
    start = np.full(len(one.U), 0.5)
    ends = [alone(one, sign * start, steps).run()["res"]["h"][-1] for sign in (1, -1)]
    return float(np.linalg.norm(ends[0] - ends[1]))

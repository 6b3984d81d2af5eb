"""A clockwork network: groups of units that are renewed at periods of their own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.network.network import Network
from sim.network.parts import Part

PERIODS = (1, 2, 4, 8)


def clock(steps: int, periods: Sequence[int] = PERIODS) -> Network:
    """Linear groups of one unit, each hearing itself and the slower ones by 1/2; x = 1.

    Args:
        steps: at least 1.
        periods: of the groups, from the fastest.
    """
    N = len(periods)
    U = np.triu(np.full((N, N), 0.5))
    params = {"W_n": np.ones((N, 1)), "U_n": U, "b_n": np.zeros(N)}
    masks = {"U_n": np.triu(np.ones((N, N)))}
    part = Part("clock", "clockwork", params, options={"n": "identity"}, masks=masks,
                signals={"m": tuple(periods)})  # fmt: skip
    return Network((part,), {"x": np.ones((steps, 1))})

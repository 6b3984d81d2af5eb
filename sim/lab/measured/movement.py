"""How fast states move: whether the memory is slow and the output fast, as is often said.

Source: the claim, essay D (slow c, fast h); Hochreiter and Schmidhuber, 1997,
doi:10.1162/neco.1997.9.8.1735. No law: a random LSTM does the reverse, as h = o tanh(c).
"""

from __future__ import annotations

import numpy as np

from sim.lab.measures import change
from sim.run.trace import Trace


def movement(trace: Trace, state: str) -> float:
    """Mean over units and steps of how far a state moves in a step, |s_t - s_{t-1}|.

    Args:
        trace: a run.
        state: "h" or "c".

    >>> from sim.presets import PRESETS
    >>> latch, drawn = (PRESETS[key].scenario.run() for key in ("latch", "random_lstm"))
    >>> [[round(movement(run, state), 4) for state in "ch"] for run in (latch, drawn)]
    [[0.0022, 0.0959], [0.1355, 0.0624]]
    """
    return float(np.mean(change(trace, state)))


def movement_of_spread(trace: Trace, state: str) -> float:
    """The same, each unit's in standard deviations of that unit over the run; mean over the units.

    Args:
        trace: a run of one sequence in which every unit moves.
        state: "h" or "c".

    >>> from sim.presets import PRESETS
    >>> drawn = PRESETS["random_lstm"].scenario
    >>> kept = drawn.changed(params={**drawn.params, "b_f": [3.0] * 8}).run()
    >>> movement_of_spread(kept, "c") < movement_of_spread(kept, "h")
    True
    """
    return float(np.mean(change(trace, state).mean(axis=0) / trace[state].std(axis=0)))

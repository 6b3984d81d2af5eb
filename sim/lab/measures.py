"""What a run says about time: half-lives, and how fast its states move."""

from __future__ import annotations

import numpy as np

from sim.graph.schematic import schematic
from sim.run.trace import Trace
from sim.text.checks import as_it_comes


def half_life(keep: float | np.ndarray) -> np.ndarray:
    """Steps after which half of a held value is left: ln(1/2) / ln(keep).

    Args:
        keep: factor by which a step multiplies the memory, in (0, 1]; 1 gives infinity, 0 gives 0.
    """
    keep = np.asarray(keep, dtype=float)
    with np.errstate(divide="ignore"):
        steps = np.log(0.5) / np.log(keep)
    return np.where(keep >= 1, np.inf, np.abs(steps))


def kept_a_step(trace: Trace, unit: int) -> float:
    """Geometric mean over the run of the factor that multiplies the memory of one unit.

    Args:
        trace: a run of one sequence by a cell with a keeping gate.
        unit: from 1.

    Raises:
        ValueError: no line of the cell is a gated sum.
    """
    with np.errstate(all="ignore"):
        return float(np.exp(np.mean(np.log(np.abs(_keep(trace, unit))))))


def keeps_all(trace: Trace, unit: int) -> bool:
    """Whether the factor that multiplies the memory of one unit is exactly 1 at every step.

    The mean that `kept_a_step` tells may round to 1.

    Args:
        trace: a run of one sequence by a cell with a keeping gate.
        unit: from 1.

    Raises:
        ValueError: no line of the cell is a gated sum.
    """
    return bool((_keep(trace, unit) == 1).all())


def _keep(trace: Trace, unit: int) -> np.ndarray:
    """What multiplies the memory of one unit, (T,)."""
    memories = schematic(trace.cell)["memories"]
    if not memories:
        raise ValueError(f"{trace.cell.title} has no keeping gate")
    keep = np.ones(trace.T)
    for valve in memories[0]["keep"]:
        keep = keep * trace.value(valve["id"])[:, unit - 1]
    return keep


@as_it_comes
def change(trace: Trace, state: str) -> np.ndarray:
    """How far a state moved in each step, |s_t - s_{t-1}|: (T, H).

    Args:
        trace: the run.
        state: "h" or "c".
    """
    return np.abs(trace[state] - trace[f"{state}_prev"])

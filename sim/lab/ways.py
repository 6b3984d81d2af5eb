"""By which ways a loss depends on a memory: along the memory line alone, and by all of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.adjoint.memory_line import memory_line
from sim.adjoint.sizes import norms
from sim.graph.schematic import memory_of
from sim.lab.runs import Run, keeping


@dataclass(frozen=True)
class Ways:
    """How a loss at one step depends on the memory at an earlier one, as two norms.

    Args:
        state: the memory, "c" or "h".
        every: by all ways.
        memory: along the memory line alone.
        end: at the step that the loss looks at.
    """

    state: str
    every: float
    memory: float
    end: float


def memory_only(run: Run, step: int, last: int) -> Ways | None:
    """The two norms of a run whose loss looks at one step; None without a keeping gate.

    Args:
        run: of any cell.
        step: timestep, from 1.
        last: the one that the loss looks at, not before `step`.
    """
    if not keeping(run.cell):
        return None
    state = memory_of(run.cell)
    end = run.grads[state][last - 1]
    # Where the gradient is 0 the product of the gates does not matter, infinite or not.
    with np.errstate(divide="ignore", over="ignore"):
        logs = np.log10(np.abs(end)) + memory_line(run.trace.part(0, last))[step]
        alone = norms(10.0 ** logs[None])[0]
    every = run.grads.state(state)[step - 1] if step < last else end
    whole, start = (float(norms(one[None])[0]) for one in (every, end))
    return Ways(state, whole, float(alone), start)

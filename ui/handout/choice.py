"""Which part of a run is worked out on paper, and how much paper that takes."""

from __future__ import annotations

from dataclasses import dataclass

from sim.network.outputs import kind_of
from sim.network.parts import Part
from sim.run.trace import Trace

MOST_PRODUCTS = 8_000  # some 40 sheets, 1 MB; the largest cell has 6300 in one step
LARGE = 12  # of more units, weights and states of the chosen ones alone
LONG = 60  # tables of a longer run show the chosen steps alone


@dataclass(frozen=True)
class Choice:
    """What a person wants on paper.

    Args:
        steps: first and last timestep, from 1.
        units: first and last unit, from 1.
        decimals: of each number that is not exact with fewer.
        exercise: blanks to fill in first, the solution as a second part.
    """

    steps: tuple[int, int]
    units: tuple[int, int]
    decimals: int = 3
    exercise: bool = False

    @property
    def timesteps(self) -> range:
        """The chosen timesteps, from 1."""
        return range(self.steps[0], self.steps[1] + 1)

    @property
    def rows(self) -> range:
        """The chosen units, from 1."""
        return range(self.units[0], self.units[1] + 1)

    def listed(self, T: int) -> range:
        """The timesteps of the tables: all of a short run. T: length of the run."""
        return range(1, T + 1) if T <= LONG else self.timesteps


def products_a_step(trace: Trace, output: Part | None, units: int) -> int:
    """How many products the arithmetic of one timestep writes out, a summand counted as one.

    Args:
        trace: a run of one sequence.
        output: what reads it out in its scenario, if anything does.
        units: chosen.
    """
    graph = trace.cell.graph
    one = 0
    for node in graph.nodes:
        if node.is_leaf or node.rank == 2:  # of a matrix no entry is worked out
            continue
        mixes = node.operation.mixes
        one += trace.operand(node.args[-1]).shape[1] if mixes else 1
    out = 0
    if output is not None:
        H = trace["h"].shape[1]
        Y = len(output.params.get("V_y", range(H)))
        out = Y * (H + 1) if output.params else 0
        out += Y * Y if kind_of(output.built) != "linear" else 0
    return one * units + out


def most_steps(trace: Trace, output: Part | None, units: int) -> int:
    """How many timesteps fit in one hand-out; may be 0. Arguments as of `products_a_step`."""
    return MOST_PRODUCTS // products_a_step(trace, output, units)

"""Runs with the gradients of a loss, each by a name of its own."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sim.adjoint.gradients import Gradients, backward
from sim.adjoint.losses import Loss
from sim.graph.cell import Cell
from sim.graph.schematic import schematic
from sim.lab.reach import Curve
from sim.run.trace import Trace
from sim.text.errors import InputError


@dataclass(frozen=True, eq=False)
class Run:
    """A run with the gradients of its loss.

    Args:
        trace: what happened.
        loss: run -> Loss.
        grads: of that loss.
    """

    trace: Trace
    loss: Callable[[Trace], Loss]
    grads: Gradients

    @property
    def cell(self) -> Cell:
        """The cell that ran, with its activations."""
        return self.trace.cell

    @property
    def is_tanh_elman(self) -> bool:
        """Whether its Jacobian is diag(1 − h²)·U."""
        line = self.cell.sole_activation
        return line is not None and self.cell.activations[line].name == "tanh"

    def rows(self, quantity: str) -> np.ndarray | None:
        """The derivative by a quantity at every timestep, (T, R), None where the cell has none.

        Args:
            quantity: "s" for all states as they enter the next step, or a line.
        """
        if quantity == "s":
            return self.grads.all_states()
        graph = self.cell.graph
        known = quantity in graph.lines or quantity in graph.leaves
        return self.grads[quantity] if known else None

    def curve(self, quantity: str = "s") -> Curve:
        """The sizes of the derivative by a quantity over time.

        Args:
            quantity: as for `rows`; one that the cell has.
        """
        return Curve.of_rows(self.rows(quantity))


@dataclass(frozen=True)
class Asked:
    """A run that can be made.

    Args:
        what: all that it depends on besides its loss.
        cell: with its activations.
        T: timesteps.
        H: units.
        make: () -> the run.
    """

    what: Hashable
    cell: Cell
    T: int
    H: int
    make: Callable[[], Run]


Share = Callable[[Asked], Run]  # gives a run that somebody may have made already


class SharedRuns(Mapping[str, Run]):
    """Runs by name, each asked of a store when it is needed.

    It holds no run itself, so that one which nobody looks at costs nothing.

    Args:
        asked: name -> what makes its run.
        share: asks the store.
    """

    def __init__(self, asked: Mapping[str, Asked], share: Share) -> None:
        self._asked, self._share = dict(asked), share

    def __getitem__(self, name: str) -> Run:
        return self._share(self._asked[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._asked)

    def __len__(self) -> int:
        return len(self._asked)


def made(asked: Mapping[str, Asked], share: Share | None) -> Mapping[str, Run]:
    """These runs, by name.

    Args:
        asked: name -> what makes its run.
        share: asks a store for each when it is needed, None to make them now.
    """
    if share is None:
        return {name: one.make() for name, one in asked.items()}
    return SharedRuns(asked, share)


def run_of(trace: Trace, loss: Callable[[Trace], Loss]) -> Run:
    """A run with its gradients.

    Args:
        trace: the run of one sequence.
        loss: run -> Loss.
    """
    # A loss that overflows still has a run to look at: `Curve` tells where.
    return Run(trace, loss, backward(trace, loss(trace).seeds, beyond=True))


def check_state(cell: Cell) -> None:
    """Refuse what has no state, of which nothing reaches back in time.

    Args:
        cell: any.

    Raises:
        InputError: it has none.
    """
    if not cell.states:
        raise InputError("no_state", cell=cell.phrase)


@lru_cache(maxsize=256)
def keeping(cell: Cell) -> tuple[str, ...]:
    """The gate with a bias that keeps the memory of a cell: ("f",), ("z",) or ().

    Args:
        cell: of any kind, also one without a memory line.
    """
    gates = [one["keep"][0]["gate"] for one in schematic(cell)["memories"] if one["keep"]]
    return tuple(gate for gate in gates[-1:] if f"b_{gate}" in cell.graph.shapes)

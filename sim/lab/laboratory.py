"""Runs whose gradients are compared: the same inputs in several cells."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.adjoint.gradients import Gradients, backward
from sim.adjoint.losses import Loss, last_step
from sim.adjoint.memory_line import memory_line
from sim.adjoint.sizes import norms
from sim.cells import CELLS
from sim.document.convert import roles, with_cell
from sim.document.initialise import initialise
from sim.document.scenario import Scenario
from sim.graph.cell import Cell
from sim.lab.reach import Curve
from sim.run.clamps import MOST as MOST_HELD
from sim.run.clamps import Clamp, clampable
from sim.run.forward import forward
from sim.run.trace import Trace

USUAL_CELLS = ("lstm", "gru", "elman")
INPUTS = 2
SCALES = ("sigma_max", "spectral_radius")


@dataclass(frozen=True, eq=False)
class Run:
    """One cell's run with the gradients of its loss.

    Args:
        cell: key in CELLS; trace: what happened; loss: run -> Loss; grads: of that loss.
    """

    cell: str
    trace: Trace
    loss: Callable[[Trace], Loss]
    grads: Gradients

    @property
    def is_tanh_elman(self) -> bool:
        """Whether its Jacobian is diag(1 − h²)·U."""
        return self.cell == "elman" and self.trace.cell.activations["h"].name == "tanh"

    def rows(self, quantity: str) -> np.ndarray | None:
        """The derivative by a quantity at every timestep, (T, R), None where the cell has none.

        Args:
            quantity: "s" for all states as they enter the next step, or a line.
        """
        if quantity == "s":
            return self.grads.all_states()
        graph = self.trace.cell.graph
        known = quantity in graph.lines or quantity in graph.leaves
        return self.grads[quantity] if known else None

    def curve(self, quantity: str = "s") -> Curve:
        """The sizes of the derivative by a quantity over time.

        Args:
            quantity: as for `rows`; one that the cell has.
        """
        return Curve.of_rows(self.rows(quantity))


# (what it depends on, how it is made, its cell, T, H) -> a run that others may have made.
Share = Callable[[Hashable, Callable[[], Run], Cell, int, int], Run]


class SharedRuns(Mapping[str, Run]):
    """Runs by cell, each asked of a store when it is needed.

    It holds no run itself, so that one which nobody looks at costs nothing.

    Args:
        what: all that the runs depend on besides the cell; cells: keys in CELLS.
        T, H: sizes; make: cell -> its run; share: asks the store.
    """

    def __init__(
        self, what: Hashable, cells: Sequence[str], T: int, H: int, make: Callable[[str], Run],
        share: Share,
    ) -> None:  # fmt: skip
        self._what, self._cells, self._make = what, tuple(cells), make
        self._T, self._H, self._share = T, H, share

    def __getitem__(self, cell: str) -> Run:
        if cell not in self._cells:
            raise KeyError(cell)
        what = (cell, self._what)
        return self._share(what, lambda: self._make(cell), CELLS[cell], self._T, self._H)

    def __iter__(self) -> Iterator[str]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)


def laboratory(
    *, T: int, H: int, sigma: float = 1.0, keep: float = 2.0, seed: int = 3,
    activation: str = "tanh", loss: Callable[[Trace], Loss] = last_step, hold: float | None = None,
    cells: Sequence[str] = USUAL_CELLS, scale: str = "sigma_max", share: Share | None = None,
) -> Mapping[str, Run]:  # fmt: skip
    """The cells on the same random inputs, with weights drawn from one seed.

    Args:
        T, H: sizes; sigma: size of every U; scale: one of SCALES, what is meant by size.
        keep: bias of the keeping gate; seed: of inputs and weights.
        activation: of the Elman cell; loss: run -> Loss.
        hold: value at which the keeping gates are held, or None; cells: keys in CELLS.
        share: asks a store that knows the loss, for runs that several may need; None makes them.

    How long a gradient lives in each:

    >>> from sim import lab
    >>> runs = lab.laboratory(T=100, H=16)
    >>> {cell: lab.reach_of(run.curve()).lost_after for cell, run in runs.items()}
    {'lstm': None, 'gru': None, 'elman': 31}
    """

    def make(key: str) -> Run:
        cell = CELLS[key].with_options(h=activation) if key == "elman" else CELLS[key]
        params = initialise(
            cell.shapes(INPUTS, H), bias="zeros", seed=seed, **{scale: sigma},
            keep_bias={f"b_{gate}": keep for gate in keeping(key)},
        )  # fmt: skip
        trace = forward(cell, params, inputs_of(T, seed), clamps=_clamps(key, cell, hold))
        return run_of(key, trace, loss)

    if share is None:
        return {key: make(key) for key in cells}
    what = ("laboratory", T, H, sigma, keep, seed, activation, hold, scale)
    return SharedRuns(what, cells, T, H, make, share)


def inputs_of(T: int, seed: int) -> np.ndarray:
    """The laboratory's inputs, (T, INPUTS).

    Args:
        T: timesteps; seed: from 0.
    """
    return np.random.default_rng(seed).standard_normal((T, INPUTS))


def scenario_runs(
    scenario: Scenario, loss: Callable[[Trace], Loss], hold: float | None,
    cells: Sequence[str] = USUAL_CELLS, share: Share | None = None,
) -> Mapping[str, Run]:  # fmt: skip
    """The Step page's scenario in its own cell, and in the others with what weights carry over.

    Args:
        scenario: the document; loss, hold, cells, share: as for `laboratory`.
    """

    def make(key: str) -> Run:
        other = scenario if key == scenario.cell else with_cell(scenario, key)[0]
        # The later of two on one gate counts, so that the first are what can be left out.
        clamps = (*other.clamps, *_clamps(key, other.chosen_cell, hold))[-MOST_HELD:]
        return run_of(key, other.changed(clamps=clamps).run(), loss)

    keys, sizes = tuple(dict.fromkeys([scenario.cell, *cells])), scenario.sizes
    if share is None:
        return {key: make(key) for key in keys}
    # Weights that another cell has no counterpart for are drawn by the scenario's seed.
    what = ("scenario", scenario.digest, scenario.seed, sizes["Y"], hold)
    return SharedRuns(what, keys, sizes["T"], sizes["H"], make, share)


def run_of(key: str, trace: Trace, loss: Callable[[Trace], Loss]) -> Run:
    """A run with its gradients.

    Args:
        key: of the cell; trace: its run; loss: run -> Loss.
    """
    # A loss that overflows still has a run to look at: `Curve` tells where.
    return Run(key, trace, loss, backward(trace, loss(trace).seeds, beyond=True))


def keeping(key: str) -> tuple[str, ...]:
    """The gate that keeps the memory of a cell: ("f",), ("z",) or ().

    Args:
        key: in CELLS.
    """
    gate = roles(key).get("keep")
    return (gate,) if gate and f"b_{gate}" in CELLS[key].graph.shapes else ()


def _clamps(key: str, cell: Cell, hold: float | None) -> tuple[Clamp, ...]:
    gates = () if hold is None else keeping(key)
    return tuple(Clamp(gate, hold) for gate in gates if gate in clampable(cell))


@dataclass(frozen=True)
class Ways:
    """How a loss at one step depends on the memory at an earlier one, as two norms.

    Args:
        state: the memory, "c" or "h"; every: by all ways; memory: along the memory line alone.
        end: at the step that the loss looks at.
    """

    state: str
    every: float
    memory: float
    end: float


def memory_only(run: Run, step: int, last: int) -> Ways | None:
    """The two norms of a run whose loss looks at one step; None without a memory line.

    Args:
        run: a cell's; step: timestep, from 1; last: the one that the loss looks at, not before it.
    """
    if not keeping(run.cell):
        return None
    state = "c" if "c" in run.trace.cell.states else "h"
    end = run.grads[state][last - 1]
    # Where the gradient is 0 the product of the gates does not matter, infinite or not.
    with np.errstate(divide="ignore", over="ignore"):
        logs = np.log10(np.abs(end)) + memory_line(run.trace.part(0, last))[step]
        alone = norms(10.0 ** logs[None])[0]
    every = run.grads.state(state)[step - 1] if step < last else end
    whole, start = (float(norms(one[None])[0]) for one in (every, end))
    return Ways(state, whole, float(alone), start)

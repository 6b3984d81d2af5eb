"""The runs whose gradients the page compares: the same inputs in several cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim import CELLS, Clamp, Gradients, Trace, backward, forward, losses
from sim.cell import Cell
from sim.clamp import clampable
from sim.initialise import initialise
from sim.losses import Loss
from sim.measures import norms
from sim.memory_line import memory_line
from sim.scenario import Scenario
from sim.transform import roles, with_cell

SHOWN = ("lstm", "gru", "elman")
INPUTS = 2


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

    def norms(self, quantity: str) -> np.ndarray | None:
        """Size of the derivative by a quantity at every timestep, (T,), None where it has none.

        Args:
            quantity: "s" for all states as they enter the next step, or a line.
        """
        if quantity == "s":
            return self.grads.state_norms()
        graph = self.trace.cell.graph
        known = quantity in graph.lines or quantity in graph.leaves
        return norms(self.grads[quantity]) if known else None


def laboratory(
    *, T: int, H: int, sigma: float, keep: float, seed: int, activation: str, loss: str,
    hold: float | None,
) -> dict[str, Run]:  # fmt: skip
    """The cells on the same random inputs, with weights drawn from one seed.

    Args:
        T, H: sizes; sigma: largest singular value of every U; keep: bias of the keeping gate.
        seed: of inputs and weights; activation: of the Elman cell; loss: a name in `sim.losses`.
        hold: value at which the keeping gates are held, or None.
    """
    inputs = np.random.default_rng(seed).standard_normal((T, INPUTS))
    runs = {}
    for key in SHOWN:
        cell = CELLS[key].with_options(h=activation) if key == "elman" else CELLS[key]
        params = initialise(
            cell.shapes(INPUTS, H), bias="zeros", sigma_max=sigma, seed=seed,
            keep_bias={f"b_{gate}": keep for gate in keeping(key)},
        )  # fmt: skip
        trace = forward(cell, params, inputs, clamps=_clamps(key, cell, hold))
        runs[key] = run_of(key, trace, loss)
    return runs


def scenario_runs(scenario: Scenario, loss: str, hold: float | None) -> dict[str, Run]:
    """The Step page's scenario in its own cell, and in the others with what weights carry over.

    Args:
        scenario: the document; loss, hold: as for `laboratory`.
    """
    order = [scenario.cell, *(key for key in SHOWN if key != scenario.cell)]
    runs = {}
    for key in order:
        other = scenario if key == scenario.cell else with_cell(scenario, key)[0]
        cell = other.chosen_cell
        clamps = (*other.clamps, *_clamps(key, cell, hold))
        trace = forward(cell, other.params, other.inputs, other.initial, clamps=clamps)
        runs[key] = run_of(key, trace, loss)
    return runs


def run_of(key: str, trace: Trace, loss: str) -> Run:
    """A run with its gradients.

    Args:
        key: of the cell; trace: its run; loss: a name in `sim.losses`.
    """
    made = getattr(losses, loss)
    return Run(key, trace, made, backward(trace, made(trace).seeds))


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
    """How a loss at the last step depends on the memory at an earlier one, as two norms.

    Args:
        state: the memory, "c" or "h"; every: by all ways; memory: along the memory line alone.
    """

    state: str
    every: float
    memory: float


def memory_only(run: Run, step: int) -> Ways | None:
    """The two norms of a run whose loss looks at its last step; None without a memory line.

    Args:
        run: a cell's; step: timestep, from 1.
    """
    if not keeping(run.cell):
        return None
    state = "c" if "c" in run.trace.cell.states else "h"
    last = run.grads[state][-1]
    # Where the gradient is 0 the product of the gates does not matter, infinite or not.
    with np.errstate(divide="ignore", over="ignore"):
        logs = np.log10(np.abs(last)) + memory_line(run.trace)[step]
        alone = norms(10.0 ** logs[None])[0]
    every = run.grads.state(state)[step - 1] if step < run.trace.T else last
    return Ways(state, float(norms(every[None])[0]), float(alone))

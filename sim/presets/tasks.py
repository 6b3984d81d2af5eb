"""Weights by hand with which other cells do their best at the task of an example."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from sim.cells import CELLS
from sim.document.arrays import WEIGHTS, arrays
from sim.document.convert import with_cell
from sim.document.seen import PartScenario
from sim.graph.activations import Activation
from sim.presets.lecture import FIVE, memory_cell
from sim.presets.preset import one

Weights = Mapping[str, object]


@dataclass(frozen=True)
class Task:
    """What an example's weights do, and what other cells can do of it.

    Args:
        key: of the words that say, for each cell, what it can't do and why.
        made: the example; another with its weights has the same task, whatever its inputs.
        by_hand: cell -> () -> (parameters, activations of what is no gate).
    """

    key: str
    made: PartScenario
    by_hand: Mapping[str, Callable[[], tuple[Weights, Mapping[str, str]]]]

    def is_of(self, scenario: PartScenario) -> bool:
        """Whether `scenario` has the example's weights; its gates may all be exact or all not."""
        own = self.made
        return (
            scenario.cell == own.cell
            and scenario.sizes == own.sizes | {"T": scenario.sizes["T"]}
            and _besides_gates(scenario) == _besides_gates(own)
            and _gates(scenario) is not None
            and all(
                np.array_equal(arrays(scenario)[name], value)
                for name, value in arrays(own, *WEIGHTS).items()
            )
        )


def at_task(scenario: PartScenario, cell: str) -> tuple[PartScenario, str] | None:
    """The scenario in another cell, with weights by hand, and the key of its task.

    Args:
        scenario: what is on screen.
        cell: key in CELLS.

    Inputs and held gates carry over as `with_cell` does it, and the gates are exact where the
    scenario's are. None where the scenario's weights are no example's, or nobody made any.
    """
    for task in TASKS:
        if cell in task.by_hand and task.is_of(scenario):
            params, options = task.by_hand[cell]()
            gates = [line.name for line in CELLS[cell].lines if line.role == "gate"]
            known = CELLS[cell].defaults
            chosen = dict.fromkeys((g for g in gates if g in known), _gates(scenario))
            other, _ = with_cell(scenario, cell)
            made = other.changed(
                params=params, options={**chosen, **options}, seed=scenario.seed, initial={}
            )
            return made, task.key
    return None


def _gates(scenario: PartScenario) -> dict | str | None:
    """The one activation that all gates have, usual or exact; None where they differ."""
    cell = scenario.chosen_cell
    found = {a for name, a in cell.activations.items() if cell.line[name].role == "gate"}
    # A hard sigmoid of another slope need not be fully open or shut.
    known = len(found) == 1 and found <= {Activation("sigmoid"), Activation("hard_sigmoid")}
    return next(iter(found)).write() if known else None


def _besides_gates(scenario: PartScenario) -> dict[str, Activation]:
    cell = scenario.chosen_cell
    return {n: a for n, a in cell.activations.items() if cell.line[n].role != "gate"}


LINEAR = {"h": "identity"}


def _silent(*names: str) -> dict[str, np.ndarray]:
    """Recurrent weights of one unit, at 0."""
    return {name: np.zeros((1, 1)) for name in names}


def _memory_elman() -> tuple[Weights, Mapping[str, str]]:
    """A sum of every x1."""
    return {"W_h": one(1, 0, 0), "U_h": one(1), "b_h": [0.0]}, LINEAR


def _memory_gru(reset_after: bool = False) -> tuple[Weights, Mapping[str, str]]:
    """The update gate z shuts at x2 = 1 and lets the candidate x1 + h in; r is open."""
    params = _silent("U_r", "U_z") | {
        "W_r": one(0, 0, 0), "b_r": [10.0],
        "W_z": one(0, -100, 0), "b_z": [10.0],
        "W_n": one(1, 0, 0), "U_n": one(1), "b_n": [0.0],
    }  # fmt: skip
    return params | ({"bu_n": [0.0]} if reset_after else {}), {"n": "identity"}


def _memory_peephole() -> tuple[Weights, Mapping[str, str]]:
    """The memory cell itself; no gate looks at the memory."""
    peepholes = {f"p_{gate}": [0.0] for gate in "ifo"}
    return {**memory_cell(FIVE, "").params, **peepholes}, LINEAR | {"g": "identity"}


def _memory_coupled() -> tuple[Weights, Mapping[str, str]]:
    """The forget gate f shuts at x2 = 1, so that x1 takes the memory's place; o as before."""
    params = _silent("U_f", "U_g", "U_o") | {
        "W_f": one(0, -100, 0), "b_f": [10.0],
        "W_g": one(1, 0, 0), "b_g": [0.0],
        "W_o": one(0, 0, 100), "b_o": [-10.0],
    }  # fmt: skip
    return params, LINEAR | {"g": "identity"}


TASKS = (
    Task(
        "memory",
        memory_cell(FIVE, ""),
        {
            "elman": _memory_elman,
            "lstm_peephole": _memory_peephole,
            "lstm_coupled": _memory_coupled,
            "gru": _memory_gru,
            "gru_reset_after": lambda: _memory_gru(reset_after=True),
        },
    ),
)

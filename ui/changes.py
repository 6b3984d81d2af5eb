"""What a press of a button makes of a scenario, and what there is to tell about it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.scenario import Scenario
from sim.transform import Carried
from ui.words import listed, sentences, t


def is_exact(scenario: Scenario) -> bool:
    """Whether all gates of the scenario's cell jump (hard sigmoid).

    Args:
        scenario: of any cell.
    """
    activations = scenario.chosen_cell.activations
    gates = _gates(scenario)
    return bool(gates) and all(activations[key].name == "hard_sigmoid" for key in gates)


def with_exact_gates(scenario: Scenario, on: bool) -> Scenario:
    """The scenario with every gate jumping between shut and open, or gliding again.

    Args:
        scenario: of any cell; on: whether they jump.
    """
    gates = _gates(scenario)
    options = {key: value for key, value in scenario.options.items() if key not in gates}
    return scenario.changed(options=options | (dict.fromkeys(gates, "hard_sigmoid") if on else {}))


def with_activation(scenario: Scenario, line: str, option: object) -> Scenario:
    """The scenario with another activation of one line.

    Args:
        scenario: what is there; line: key of the activation; option: as `Activation.read` takes.
    """
    return replace(scenario, options={**scenario.options, line: option})


def without_memory(scenario: Scenario) -> Scenario:
    """The scenario with every recurrent weight 0: by U, no step knows of the one before.

    Args:
        scenario: of any cell.
    """
    params = {
        name: np.zeros_like(value) if name.startswith("U_") else value
        for name, value in scenario.params.items()
    }
    return scenario.changed(params=params)


def told(carried: Carried, key: str) -> str:
    """What became of the weights when the cell changed, in a sentence.

    Args:
        carried: the report of `with_cell`; key: of the new cell.
    """
    kept = len(carried.kept) + len(carried.renamed)
    parts = [t("step.carried", kept=kept, cell=t(f"cells.{key}"))]
    lines = {(_line(old), _line(new)) for old, new in carried.renamed}
    if lines:
        pairs = listed(f"{old} → {new}" for old, new in sorted(lines))
        parts.append(t("step.carried_renamed", pairs=pairs))
    if carried.drawn:
        parts.append(t("step.carried_drawn", names=listed(carried.drawn), seed=carried.seed))
    if carried.dropped:
        parts.append(t("step.carried_dropped", names=listed(carried.dropped)))
    return sentences(parts)


def _gates(scenario: Scenario) -> list[str]:
    cell = scenario.chosen_cell
    return [key for key in cell.defaults if cell.line[key].role == "gate"]


def _line(name: str) -> str:
    return name.partition("_")[2]

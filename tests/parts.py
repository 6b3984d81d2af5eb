"""Every part of every example, as a page shows it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.document.seen import PartScenario, seen
from sim.network.parts import Part
from sim.presets import OF_ONE_CELL, PRESETS


def parts_of(key: str) -> dict[str, PartScenario]:
    """The parts of an example that a page offers, by name; one where there is nothing to choose.

    Args:
        key: in PRESETS.
    """
    scenario = PRESETS[key].scenario
    if scenario.is_whole:
        return {scenario.part: scenario}
    return {one.name: seen(scenario.document, one.name) for one in scenario.document.parts}


def every_part() -> dict[str, PartScenario]:
    """Those of all examples: "dinner", and of networks "two_layers/upper"."""
    found = {}
    for key in PRESETS:
        for name, scenario in parts_of(key).items():
            found[key if key in OF_ONE_CELL else f"{key}/{name}"] = scenario
    return found


EVERY_PART = every_part()
WITH_MEMORY = {key: one for key, one in EVERY_PART.items() if one.chosen_cell.states}


def another(scenario: PartScenario) -> PartScenario:
    """The same part with another run: a number of its own is another, else one that reaches it.

    Args:
        scenario: to change; of the other parts some has a number that is free.
    """
    document = scenario.document
    own, others = [scenario.own], [one for one in scenario._heard if one is not scenario.own]
    changed = next(filter(None, map(_with_another_number, own + others[::-1])))
    parts = tuple(changed if one.name == changed.name else one for one in document.parts)
    return seen(document.changed(parts=parts), scenario.part)


def _with_another_number(part: Part) -> Part | None:
    """A part with 0.25 more at the first place of a vector; None where it has none that is free."""
    for name, value in part.params.items():
        if np.ndim(value) == 1 and name not in part.masks:
            changed = value + 0.25 * (np.arange(len(value)) == 0)
            return replace(part, params=dict(part.params) | {name: changed})
    return None

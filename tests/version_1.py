"""Documents as version 1 had them: a cell, its readout, its inputs; nothing writes it now."""

from __future__ import annotations

import json

from sim.cells import LISTED_CELLS
from sim.document.arrays import arrays
from sim.document.seen import PartScenario
from sim.network.parts import Wire
from sim.presets import PRESETS


def _has_room_for(scenario: PartScenario) -> bool:
    """Whether version 1 could say all of it: a cell on x, and a dense part that reads it."""
    cell, *rest = scenario.document.parts
    return (
        (cell.name, cell.reads, scenario.part) == ("cell", (Wire("x"),), "cell")
        and cell.cell in LISTED_CELLS
        and [(part.name, part.reads) for part in rest] in ([], [("out", (Wire("cell"),))])
        and not any(
            (part.masks, part.frozen, part.signals) != ({}, (), {}) for part in (cell, *rest)
        )
        and not scenario.document.targets
    )


EXAMPLES = {key: one.scenario for key, one in PRESETS.items() if _has_room_for(one.scenario)}


def plain(scenario: PartScenario) -> dict[str, object]:
    """A scenario of one cell in the plain form of version 1, every field written out."""
    readout = scenario.output_kind
    numbers = dict.fromkeys("Vd") | arrays(scenario, "readout") if readout else {}
    return {
        "gatescope": 1,
        "cell": scenario.cell,
        "params": _lists(scenario.params),
        "inputs": scenario.inputs.tolist(),
        "initial": _lists(scenario.initial),
        "options": dict(scenario.options),
        "title": scenario.title,
        "seed": scenario.seed,
        "labels": {axis: list(words) for axis, words in scenario.labels.items()},
        "clamps": [clamp.write() for clamp in scenario.clamps],
        "readout": readout and {"kind": readout, **_lists(numbers)},
    }


def _lists(arrays: dict) -> dict[str, object]:
    return {name: None if value is None else value.tolist() for name, value in arrays.items()}


def to_json(scenario: PartScenario) -> str:
    """A file of version 1."""
    return json.dumps(plain(scenario), allow_nan=False, ensure_ascii=False)

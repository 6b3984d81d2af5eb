"""A document of a network as plain data and as a file; what is empty is left out."""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np

from sim.document.networks.sequences import Sequence, Target
from sim.document.scenario import Scenario
from sim.document.versions import MARK
from sim.network.parts import Part, Wire

VERSION = 2


def to_json(document: Scenario) -> str:
    """A document as JSON, exact to the last bit.

    Args:
        document: any.
    """
    return json.dumps(to_plain(document), allow_nan=False, ensure_ascii=False)


def to_plain(document: Scenario) -> dict[str, object]:
    """A document as objects, lists, numbers and texts.

    Args:
        document: any.
    """
    inputs = {name: _sequence(one) for name, one in document.inputs.items()}
    targets = {name: _target(one) for name, one in document.targets.items()}
    rest = {"seed": document.seed, "inputs": inputs}
    parts = list(map(_part, document.parts))
    head = {MARK: VERSION, "title": document.title} | _without_empty(rest)
    return head | {"parts": parts} | _without_empty({"targets": targets})


def _without_empty(fields: Mapping[str, object]) -> dict[str, object]:
    return {n: v for n, v in fields.items() if v is not None and v not in ("", [], {})}


def _sequence(one: Sequence) -> dict[str, object]:
    rest = {"labels": list(one.labels), "steps": list(one.steps), "frame": list(one.frame or ())}
    return {"rows": one.rows.tolist()} | _without_empty(rest)


def _wire(wire: Wire) -> dict[str, object]:
    rest = {"line": wire.line, "taps": wire.taps, "first": list(wire.first)}
    return {"from": wire.source} | _without_empty(rest)


def _start(value: Wire | np.ndarray) -> object:
    return _wire(value) if isinstance(value, Wire) else value.tolist()


def _part(part: Part) -> dict[str, object]:
    rest = {
        "start": {name: _start(value) for name, value in part.start.items()},
        "memory": {name: _wire(wire) for name, wire in part.memory.items()},
        "steps": part.steps,
        "options": dict(part.options),
        "clamps": [clamp.write() for clamp in part.clamps],
        "masks": {name: _mask(mask) for name, mask in part.masks.items()},
        "frozen": list(part.frozen),
        "signals": {name: {"periods": list(p)} for name, p in part.signals.items()},
        "labels": list(part.labels),
        "params": {name: value.tolist() for name, value in part.params.items()},
    }
    reads = [_wire(wire) for wire in part.reads]
    return {"name": part.name, "cell": part.cell, "reads": reads} | _without_empty(rest)


def _mask(mask: np.ndarray) -> str | list[str]:
    """A text of 0 and 1 for each row; of a vector one text."""
    if mask.ndim == 2:
        return list(map(_mask, mask))
    return "".join("1" if one else "0" for one in mask)


def _target(one: Target) -> dict[str, object]:
    rows = _wire(one.rows) if isinstance(one.rows, Wire) else {"rows": one.rows.tolist()}
    return {"loss": one.loss} | rows | ({} if one.mask is None else {"mask": _mask(one.mask)})

"""From a document of one cell, version 1, to that of a network: cell and readout as parts."""

from __future__ import annotations

from collections.abc import Mapping

from sim.network.outputs import DENSE, KINDS, OUT, SHOWN, SOFTMAX
from sim.network.outputs import SOURCE as CELL
from sim.run.forward import listed_cell
from sim.text.checks import field_error
from sim.text.errors import InputError, shown

INPUT = "x"  # what the sequence is called that comes in
KEPT = ("title", "seed")
OF_THE_PART = {"params": "params", "initial": "start", "options": "options", "clamps": "clamps"}
FIELDS = {*KEPT, *OF_THE_PART, "gatescope", "cell", "inputs", "labels", "readout"}
REQUIRED = ("cell", "params", "inputs")


def upgraded(document: dict) -> dict:
    """A document of version 1 as version 2 has it, with the same numbers.

    Args:
        document: in its plain form, not trusted; what stands in its fields is checked by who reads
            version 2.

    Raises:
        InputError: an unknown field, or one that is missing.
    """
    for name in document:
        if name not in FIELDS:
            raise InputError("file_field", name=shown(name))
    for name in REQUIRED:
        if name not in document:
            raise InputError("file_missing", name=name)
    labels = document.get("labels", {})
    if not isinstance(labels, Mapping) or labels.keys() - {"x", "y", "t"}:
        raise field_error("labels", "labels_object")
    part = {"name": CELL, "cell": document["cell"], "reads": [{"from": INPUT}]}
    part |= {new: document[old] for old, new in OF_THE_PART.items() if old in document}
    parts = [part]
    if not isinstance(document["cell"], str):
        raise field_error("cell", "a_text")
    cell = listed_cell(document["cell"])
    if document.get("readout") is not None:
        if cell.own_output:
            raise InputError("two_outputs", cell=cell.phrase, line=cell.own_output)
        parts.append(_readout(document["readout"]))
    if "y" in labels:
        parts[-1]["labels"] = labels["y"]
    rows = {"rows": document["inputs"]}
    rows |= {new: labels[old] for old, new in (("x", "labels"), ("t", "steps")) if old in labels}
    kept = {name: document[name] for name in KEPT if name in document}
    return {"gatescope": 2, **kept, "inputs": {INPUT: rows}, "parts": parts}


def _readout(readout: object) -> dict:
    """The part that a readout is."""
    if not isinstance(readout, dict) or readout.keys() - {"kind", "V", "d"}:
        raise field_error("readout", "readout_object")
    kind = readout.get("kind")
    if not isinstance(kind, str):
        raise field_error("readout.kind", "a_text")
    if kind not in KINDS:
        raise InputError("readout_kind", kind=shown(kind), known=", ".join(KINDS))
    given = {name for name in ("V", "d") if readout.get(name) is not None}
    if given != (set() if kind == "softmax_h" else {"V", "d"}):
        raise InputError("readout_parts")
    part = {"name": OUT, "cell": DENSE, "reads": [{"from": CELL}]}
    if kind == "softmax_h":
        return part | {"cell": SHOWN}
    part |= {"params": {"V_y": readout["V"], "d_y": readout["d"]}}
    return part | ({"options": {"y": SOFTMAX}} if kind == SOFTMAX else {})

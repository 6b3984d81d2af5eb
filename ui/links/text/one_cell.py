"""The content of a block of version 1, a document of one cell; nothing writes it now.

    n: 2 bytes | JSON of n bytes | numbers

The JSON holds what is no number; the numbers follow in the order of `_shapes`.
"""

from __future__ import annotations

import json
import math

import numpy as np

from sim.document.arrays import BEFORE, INPUTS, READOUT, Shapes, shapes
from sim.document.files import from_plain
from sim.document.seen import PartScenario, check_sizes
from sim.document.versions import MARK
from sim.run.forward import cell_named
from sim.text.checks import field_error
from ui.links.text.errors import LinkError
from ui.links.text.floats import unpack_numbers

VERSION = 1
MOST_BYTES = 200_000
PLAIN = ("options", "title", "seed", "labels", "clamps")


def scenario_of(content: bytes) -> PartScenario:
    """The scenario of one cell that was packed.

    Args:
        content: of at most MOST_BYTES, not trusted.

    Raises:
        LinkError, PackingError, LookupError, TypeError, ValueError: bytes of another form.
        InputError: what they hold is no scenario.
    """
    end = 2 + int.from_bytes(content[:2], "little")
    try:
        meta = json.loads(content[2:end])
    except RecursionError as error:
        raise LinkError() from error
    if not isinstance(meta, dict):
        raise LinkError()
    return from_plain({MARK: VERSION} | _document(meta, content[end:]))


def _document(meta: dict, numbers: bytes) -> dict[str, object]:
    """The document of version 1, as a file has it."""
    packed = _shapes(meta)
    flat = unpack_numbers(numbers, sum(map(math.prod, packed.values())))
    ends = np.cumsum([math.prod(shape) for shape in packed.values()])[:-1]
    found = {
        name: part.reshape(shape)
        for (name, shape), part in zip(packed.items(), np.split(flat, ends), strict=True)
    }
    document = {name: meta[name] for name in PLAIN if name in meta}
    if "y" in meta:
        own = {name: found.pop(name) for name in READOUT if name in found}
        document["readout"] = {"kind": meta["y"][0], **own}
    initial = {name: found.pop(f"{name}{BEFORE}") for name in meta.get("h", ())}
    inputs = found.pop(INPUTS)
    return document | {"cell": meta["cell"], "inputs": inputs, "initial": initial, "params": found}


def _shapes(meta: dict) -> Shapes:
    """The arrays that are packed and their shapes, in order; refuses sizes beyond the limits."""
    if not isinstance(meta["cell"], str):
        raise field_error("cell", "a_text")
    cell = cell_named(meta["cell"])
    X, H, T, own = meta["n"]
    kind, Y = meta.get("y", (None, 0))
    check_sizes(X=X, H=H, T=T, **({"Y": Y} if kind else {}))
    if own:
        check_sizes(Y=own)
    known = shapes(cell, X, H, T, own, Y if kind in ("linear", "softmax") else 0)
    before = [f"{name}{BEFORE}" for name in meta.get("h", ())]
    blank = {f"{name}{BEFORE}" for name in cell.states} - set(before)  # states at 0 are left out
    if set(before) - set(known):
        raise LinkError()
    return {name: shape for name, shape in known.items() if name not in blank}

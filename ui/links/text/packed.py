"""A whole scenario as a text for a link: what has no short form, such as weights typed one by one.

    base64url( version byte | zlib( n: 2 bytes | JSON of n bytes | numbers ) )

The JSON holds what is no number; the numbers follow in the order of `_shapes`.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import zlib

import numpy as np

from sim.document.arrays import BEFORE, INPUTS, READOUT, Shapes, arrays, shapes
from sim.document.files import from_plain
from sim.document.seen import PartScenario, check_sizes
from sim.document.versions import MARK
from sim.graph.fits import sizes_of
from sim.run.forward import cell_named
from sim.text.checks import field_error
from sim.text.errors import InputError
from ui.links.text.errors import LinkError
from ui.links.text.floats import PackingError, pack_numbers, unpack_numbers

VERSION = 1  # of the document that a block holds
LATER = 16  # a first byte from here on is no version
MOST_TEXT = 12_000
MOST_BYTES = 200_000
PLAIN = ("options", "title", "seed", "labels", "clamps")


def pack(scenario: PartScenario) -> str:
    """A scenario as a text of letters, digits, - and _.

    Args:
        scenario: any; its numbers come back exactly.
    """
    sizes = scenario.sizes
    plain = {name: getattr(scenario, name) for name in ("title", "seed")}
    plain |= {"options": dict(scenario.options), "labels": dict(scenario.labels)}
    plain |= {"clamps": [clamp.write() for clamp in scenario.clamps]}
    meta = {name: plain[name] for name in PLAIN if plain[name] not in ({}, [], "", None)}
    own = sizes_of(scenario.chosen_cell, scenario.params, sizes["X"])["Y"]
    meta |= {"cell": scenario.cell, "n": [sizes["X"], sizes["H"], sizes["T"], own]}
    initial = [name for name, value in scenario.initial.items() if value.view(np.int64).any()]
    meta |= {"h": initial} if initial else {}
    if scenario.readout:
        meta |= {"y": [scenario.readout.kind, sizes["Y"]]}
    known = arrays(scenario)
    numbers = np.concatenate([known[name].ravel() for name in _shapes(meta)])
    text = json.dumps(meta, separators=(",", ":"), ensure_ascii=False).encode()
    content = len(text).to_bytes(2, "little") + text + pack_numbers(numbers.tolist())
    block = bytes([VERSION]) + zlib.compress(content, 9)
    return base64.urlsafe_b64encode(block).rstrip(b"=").decode()


def unpack(text: str) -> PartScenario:
    """The scenario that `pack` packed.

    Args:
        text: from a link, not trusted.

    Raises:
        LinkError: no such text, one of another version, or one that inflates beyond bounds.
        InputError: what it holds is no scenario.
    """
    version, meta, numbers = _opened(text)
    try:
        return from_plain({MARK: version} | READERS[version](meta, numbers))
    except InputError:
        raise
    except (PackingError, LookupError, TypeError, ValueError) as error:  # of another form
        raise LinkError() from error


def _read_1(meta: dict, numbers: bytes) -> dict[str, object]:
    """The document of version 1 in a block, as a file has it."""
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


READERS = {1: _read_1}  # version -> what reads a block of it


def _opened(text: str) -> tuple[int, dict, bytes]:
    if len(text) > MOST_TEXT:
        raise LinkError("links.too_long")
    try:
        block = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
        version = (block or b"\0")[0]
        if version not in READERS:
            later = VERSION < version < LATER
            raise LinkError("links.version") if later else LinkError()
        inflater = zlib.decompressobj()
        content = inflater.decompress(block[1:], MOST_BYTES)
        if not inflater.eof or inflater.unused_data:
            raise LinkError()
        length = int.from_bytes(content[:2], "little")
        meta = json.loads(content[2 : 2 + length])
    except LinkError:
        raise
    except (binascii.Error, zlib.error, ValueError, RecursionError) as error:
        raise LinkError() from error
    if not isinstance(meta, dict):
        raise LinkError()
    return version, meta, content[2 + length :]


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

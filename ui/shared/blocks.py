"""Numbers on their way to a browser component: a JSON header, then raw floats.

    4 bytes   little-endian length n of the JSON, its padding included
    n bytes   JSON in UTF-8, padded with spaces so that the floats begin at a multiple of 8
    floats    the arrays one after another, little-endian

JSON alone would turn NaN into a crash in the browser and weigh more. Double precision at any size:
every digit that a person can point at is the engine's. The largest run of a browser is 2.5 MB.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping

import numpy as np

_ALIGNMENT = 8


def pack(header: Mapping[str, object], arrays: Mapping[str, np.ndarray]) -> bytes:
    """Return a header and arrays as one block of bytes.

    `header`: what JSON can say, NumPy scalars included; "arrays" is added to it. `arrays`: any
    shape, NaN and infinities allowed; `header["arrays"][name]` is `{"offset": elements before it,
    "shape": [...]}`. Raises ValueError for NaN or infinities in the header or its "arrays" taken,
    TypeError for what JSON cannot say.
    """
    if "arrays" in header:
        raise ValueError("the header's arrays are filled in by pack")
    places, blocks, offset = {}, [], 0
    for name, array in arrays.items():
        block = np.asarray(array).astype("<f8", order="C", casting="same_kind")
        places[name] = {"offset": offset, "shape": list(block.shape)}
        blocks.append(block.tobytes())
        offset += block.size
    text = json.dumps(
        {**header, "arrays": places},
        allow_nan=False,
        ensure_ascii=False,
        default=_plain,
    ).encode()
    text += b" " * (-(4 + len(text)) % _ALIGNMENT)
    return struct.pack("<I", len(text)) + text + b"".join(blocks)


def unpack(block: bytes) -> tuple[dict[str, object], dict[str, np.ndarray]]:
    """Return the header and the arrays that `pack` joined; the header keeps what was added."""
    (length,) = struct.unpack_from("<I", block)
    header = json.loads(block[4 : 4 + length])
    floats = np.frombuffer(block, "<f8", offset=4 + length)
    arrays = {}
    for name, place in header["arrays"].items():
        size = int(np.prod(place["shape"]))
        arrays[name] = floats[place["offset"] : place["offset"] + size].reshape(place["shape"])
    return header, arrays


def _plain(value: object) -> object:
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"the header cannot hold a {type(value).__name__}")

"""Numbers as few bytes: typed ones by their digits, others whole; every one comes back exactly.

A number is a tag and up to eight bytes. Decimals such as -0.25 are a whole number (-25) times a
power of ten; what has more digits than that saves is kept as a float32, if it is one, or a float64.
Bytes of like weight stand together, which is what zlib squeezes best.

    tag 0         float64, 8 bytes, little-endian
    tag 1         float32, 4 bytes
    tag 32·n + k  n bytes (1 to 6) of 2·|whole number| + sign, little-endian; times 10**(k - 24)
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

import numpy as np

WIDEST, MOST_BYTES = 8, 6
SHIFT, POWERS = 24, 32


class PackingError(ValueError):
    """These bytes hold no numbers, or another count of them."""


def pack_numbers(values: Iterable[float]) -> bytes:
    """Finite floats as bytes.

    Args:
        values: float64.
    """
    tags, planes = bytearray(), [bytearray() for _ in range(WIDEST)]
    for value in values:
        tag, content = _packed(float(value))
        tags.append(tag)
        for plane, byte in zip(planes, content, strict=False):
            plane.append(byte)
    return bytes(tags) + b"".join(planes)


def unpack_numbers(block: bytes, count: int) -> np.ndarray:
    """The floats that `pack_numbers` packed.

    Args:
        block: all of its bytes.
        count: how many floats.

    Raises:
        PackingError: other bytes; nothing is made before their number is known to fit.
    """
    if len(block) < count:
        raise PackingError("too few bytes")
    tags = block[:count]
    widths = [_width(tag) for tag in tags]
    if sum(widths) + count != len(block):
        raise PackingError("another number of bytes")
    planes, at = [], count
    for k in range(WIDEST):
        size = sum(width > k for width in widths)
        planes.append(iter(block[at : at + size]))
        at += size
    return np.array(
        [
            _unpacked(tag, bytes(next(planes[k]) for k in range(width)))
            for tag, width in zip(tags, widths, strict=True)
        ],
        dtype=np.float64,
    )


def _packed(value: float) -> tuple[int, bytes]:
    digits, _, power = repr(value).partition("e")
    whole, _, part = digits.lstrip("-").partition(".")
    part = part.rstrip("0")
    number, exponent = int(whole + part), int(power or 0) - len(part)
    while number and number % 10 == 0:
        number, exponent = number // 10, exponent + 1
    if not number:
        exponent = 0
    signed = 2 * number + digits.startswith("-")
    size = max(1, (signed.bit_length() + 7) // 8)
    if size <= MOST_BYTES and 0 <= exponent + SHIFT < POWERS:
        return POWERS * size + exponent + SHIFT, signed.to_bytes(size, "little")
    with np.errstate(over="ignore"):
        single = np.float32(value)
    if float(single) == value:
        return 1, struct.pack("<f", single)
    return 0, struct.pack("<d", value)


def _width(tag: int) -> int:
    if tag < 2:
        return 4 if tag else 8
    size = tag // POWERS
    if not 1 <= size <= MOST_BYTES:
        raise PackingError("an unknown tag")
    return size


def _unpacked(tag: int, content: bytes) -> float:
    if tag < 2:
        return struct.unpack("<f" if tag else "<d", content)[0]
    signed = int.from_bytes(content, "little")
    sign = "-" if signed % 2 else ""
    return float(f"{sign}{signed // 2}e{tag % POWERS - SHIFT}")

"""What a wire can do to rows over time on their way, and the way back of each.

Rows are (T, R) or, of a batch, (T, R, B). All but the greatest of some entries are linear; the way
back of that asks for the rows that it was made of. What cannot be done is refused by the rule of
sizes, before a row is made: each is asked for rows whose sizes its rule has let pass.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.text.errors import InputError

KEPT, TURNED, LOST = 1, -1, 0  # what becomes of the direction of time
Size = tuple[int, int]  # how many rows, and how many numbers in each


@dataclass(frozen=True)
class Asked:
    """What a tap has to know beside the rows.

    Args:
        name: of the tap with its numbers, "window3".
        numbers: those in its name.
        T: timesteps of the reader.
        first: what a shift puts before the first row, (R,) or (R, B); zeros where it is None.
    """

    name: str
    numbers: tuple[int, ...] = ()
    T: int = 0
    first: np.ndarray | None = None


@dataclass(frozen=True)
class Tap:
    """One map of rows.

    Args:
        size: (T, R, Asked) -> (T', R'), of rows that it makes of T rows of R numbers.
        forward: (rows, Asked) -> rows.
        adjoint: (d, rows, Asked) -> the derivative by the rows, from that by what was made of them.
        way: whether steps keep their order, turn it around, or have none afterwards.
        by_row: whether each row is made of one as long, at its own step: then it may stand in a
            loop.
        spreads: whether it gives as many rows as its reader has steps.
        slope: whether a small change of the rows changes what it makes of them.

    Raises:
        InputError: `size`, where the tap cannot be done on such rows.
    """

    size: Callable[[int, int, Asked], Size]
    forward: Callable[[np.ndarray, Asked], np.ndarray]
    adjoint: Callable[[np.ndarray, np.ndarray, Asked], np.ndarray]
    way: int = KEPT
    by_row: bool = False
    spreads: bool = False
    slope: bool = True


def _same(T: int, R: int, asked: Asked) -> Size:
    return T, R


def _one_row(T: int, R: int, asked: Asked) -> Size:
    return 1, R


def _last_back(d, rows, asked):
    found = np.zeros(rows.shape)
    found[-1] = d[0]
    return found


def _spread_size(T: int, R: int, asked: Asked) -> Size:
    if T != 1:
        raise InputError("tap_one_row", tap=asked.name, rows=T)
    return asked.T, R


def _once(rows, asked):
    found = np.zeros((asked.T, *rows.shape[1:]))
    found[0] = rows[0]
    return found


def _shift_size(T: int, R: int, asked: Asked) -> Size:
    if asked.first is not None and len(asked.first) != R:
        raise InputError("shape", name="first", expected=(R,), shape=(len(asked.first),))
    return T, R


def _shift(rows, asked):
    found = np.zeros(rows.shape)
    found[1:] = rows[:-1]
    if asked.first is not None:
        found[0] = asked.first
    return found


def _shift_back(d, rows, asked):
    found = np.zeros(rows.shape)
    found[:-1] = d[1:]
    return found


def _window_size(T: int, R: int, asked: Asked) -> Size:
    (n,) = asked.numbers
    if not 1 <= n <= T:
        raise InputError("tap_rows", tap=asked.name, rows=T)
    return T - n + 1, n * R


def _window(rows, asked):
    (n,) = asked.numbers
    steps = len(rows) - n + 1
    return np.concatenate([rows[k : k + steps] for k in range(n)], axis=1)


def _window_back(d, rows, asked):
    (n,) = asked.numbers
    found, R = np.zeros(rows.shape), rows.shape[1]
    for k in range(n):
        found[k : k + len(d)] += d[:, k * R : (k + 1) * R]
    return found


def _patches_size(T: int, R: int, asked: Asked) -> Size:
    height, side = asked.numbers
    width = R // height if height else 0
    if height * width != R or not 0 < side <= min(height, width):
        raise InputError("tap_frame", tap=asked.name, size=R)
    return T * (height - side + 1) * (width - side + 1), side * side


def _places(rows: np.ndarray, asked: Asked) -> np.ndarray:
    """Which entries of a frame each of its patches has: (patches, entries)."""
    height, side = asked.numbers
    width = rows.shape[1] // height
    frame = np.arange(height * width).reshape(height, width)
    patches = np.lib.stride_tricks.sliding_window_view(frame, (side, side))
    return patches.reshape(-1, side * side)


def _patches(rows, asked):
    places = _places(rows, asked)
    return rows[:, places].reshape(len(rows) * len(places), places.shape[1], *rows.shape[2:])


def _patches_back(d, rows, asked):
    places = _places(rows, asked)
    found = np.zeros(rows.shape)
    by_frame = d.reshape(len(rows), *places.shape, *rows.shape[2:])
    for k, place in enumerate(places):  # within one patch no entry stands twice
        found[:, place] += by_frame[:, k]
    return found


def _max_size(T: int, R: int, asked: Asked) -> Size:
    (n,) = asked.numbers
    if n < 1 or T % n:
        raise InputError("tap_rows", tap=asked.name, rows=T)
    return T // n, R


def _groups(rows: np.ndarray, asked: Asked) -> np.ndarray:
    (n,) = asked.numbers
    return rows.reshape(len(rows) // n, n, *rows.shape[1:])


def _max_back(d, rows, asked):
    groups = _groups(rows, asked)
    found = np.zeros(groups.shape)
    first = np.argmax(groups, axis=1)[:, None]
    np.put_along_axis(found, first, d[:, None], axis=1)
    return found.reshape(rows.shape)


def _argmax(rows, asked):
    found = np.zeros(rows.shape)
    np.put_along_axis(found, np.argmax(rows, axis=1)[:, None], 1.0, axis=1)
    return found


TAPS: dict[str, Tap] = {
    "back": Tap(_same, lambda rows, _: rows[::-1], lambda d, *_: d[::-1], TURNED),
    "last": Tap(_one_row, lambda rows, _: rows[-1:], _last_back, LOST),
    "mean": Tap(
        _one_row,
        lambda rows, _: rows.mean(axis=0, keepdims=True),
        lambda d, rows, _: np.broadcast_to(d / len(rows), rows.shape),
        LOST,
    ),
    "every": Tap(
        _spread_size,
        lambda rows, asked: np.repeat(rows, asked.T, axis=0),
        lambda d, *_: d.sum(axis=0, keepdims=True),
        LOST,
        spreads=True,
    ),
    "once": Tap(_spread_size, _once, lambda d, *_: d[:1], LOST, spreads=True),
    "shift": Tap(_shift_size, _shift, _shift_back),
    "window<n>": Tap(_window_size, _window, _window_back),
    "patches<rows>x<side>": Tap(_patches_size, _patches, _patches_back),
    "max<n>": Tap(_max_size, lambda rows, asked: _groups(rows, asked).max(axis=1), _max_back),
    "argmax": Tap(
        _same, _argmax, lambda d, rows, _: np.zeros(rows.shape), by_row=True, slope=False
    ),
    "flatten": Tap(
        lambda T, R, _: (1, T * R),
        lambda rows, _: rows.reshape(1, -1, *rows.shape[2:]),
        lambda d, rows, _: d.reshape(rows.shape),
        LOST,
    ),
}

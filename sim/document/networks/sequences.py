"""What comes into a network from outside, and what it should put out."""

from __future__ import annotations

from collections.abc import Sized
from dataclasses import dataclass

import numpy as np

from sim.network.parts import Wire
from sim.text.checks import MAX_TEXT, field_error, is_short, numbers
from sim.text.errors import InputError, shown
from sim.text.limits import DOCUMENT

LOSSES = ("squared_error", "cross_entropy")


@dataclass(frozen=True, eq=False)
class Sequence:
    """A sequence from outside.

    Args:
        rows: (T, X), T to 500 and X to 128.
        labels: words for its X numbers; () for none.
        steps: words for its T timesteps; () for none.
        frame: (rows, columns) of the picture that each timestep is, or None.

    Raises:
        InputError: names the field.
    """

    rows: np.ndarray
    labels: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    frame: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        rows = numbers("rows", self.rows, 2)
        T, X = rows.shape
        if not T or not X:
            raise InputError("inputs_empty")
        for name, size in (("T", T), ("X", X)):
            check_limit(name, size, DOCUMENT.sizes[name])
        frame = self.frame
        if frame is not None:
            frame = tuple(frame) if isinstance(frame, list | tuple) else ()
            if len(frame) != 2 or not all(type(n) is int and 0 < n <= X for n in frame):
                raise field_error("frame", "frame")
            if frame[0] * frame[1] != X:
                raise InputError("shape", name="frame", expected=f"{X}", shape=frame)
        for name, value in (
            ("rows", rows), ("frame", frame), ("labels", texts("labels", self.labels, X)),
            ("steps", texts("steps", self.steps, T)),
        ):  # fmt: skip
            object.__setattr__(self, name, value)


@dataclass(frozen=True, eq=False)
class Target:
    """What a line of a part should be.

    Args:
        loss: one of LOSSES.
        rows: (T, R) of the line, in the part's own time; or a wire from outside that gives them.
        mask: (T,), 0 for a timestep that does not count and 1 for one that does; None for all.

    Raises:
        InputError: names the field.
    """

    loss: str
    rows: np.ndarray | Wire
    mask: np.ndarray | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.loss, str) or self.loss not in LOSSES:
            raise InputError("loss", loss=shown(self.loss), known=", ".join(LOSSES))
        if not isinstance(self.rows, Wire):
            object.__setattr__(self, "rows", numbers("rows", self.rows, 2))
        if self.mask is not None:
            object.__setattr__(self, "mask", zeros_and_ones("mask", self.mask, 1))


def check_limit(name: object, size: int, most: int) -> None:
    """Refuse a size beyond its limit.

    Args:
        name: what an error calls it.
        size: at least 1.
        most: its limit.

    Raises:
        InputError: names the size and its limit.
    """
    if not 1 <= size <= most:
        raise InputError("limit", name=name, size=size, most=most)


def check_counts(parts: Sized, inputs: Sized, targets: Sized) -> None:
    """Refuse more parts, inputs or targets than a document may have.

    Args:
        parts: not looked at yet.
        inputs: likewise.
        targets: likewise.

    Raises:
        InputError: says of what there are too many.
    """
    check_limit("parts", len(parts), DOCUMENT.parts)
    for name, found, most in (
        ("inputs", inputs, DOCUMENT.inputs),
        ("targets", targets, DOCUMENT.targets),
    ):
        check_limit(name, max(len(found), 1), most)  # there may be none


def check_name(name: str) -> None:
    """Refuse a name of a part or an input that is too long to be read.

    Args:
        name: of the right letters.

    Raises:
        InputError: says how long it may be.
    """
    if len(name) > DOCUMENT.name:
        raise InputError("name_long", name=shown(name), most=DOCUMENT.name)


def texts(name: str, words: object, count: int) -> tuple[str, ...]:
    """Words for each of some things, or for none.

    Args:
        name: what an error calls them.
        words: not trusted.
        count: how many there are to be.

    Raises:
        InputError: no list of so many short texts.
    """
    listed = isinstance(words, list | tuple) and len(words) in (0, count)
    if not listed or not all(map(is_short, words)):
        raise field_error(name, "texts_at_most", count=count, most=MAX_TEXT)
    return tuple(words)


def zeros_and_ones(name: str, mask: object, axes: int) -> np.ndarray:
    """A mask as a read-only float64 array.

    Args:
        name: of what it masks.
        mask: 0 or 1 in every place, or an array of False and True.
        axes: 1 or 2.

    Raises:
        InputError: another number, or another form.
    """
    truths = isinstance(mask, np.ndarray) and mask.dtype == bool
    array = numbers(name, mask.astype(np.float64) if truths else mask, axes)
    if not np.isin(array, (0, 1)).all():
        raise InputError("mask", name=name)
    return array

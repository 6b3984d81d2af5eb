"""Wires: what is read, and what is done with it on the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.network.maps import TAPS
from sim.network.taps import Taps
from sim.text.checks import as_floats, check_shapes, field_error
from sim.text.errors import InputError, shown

BEFORE = "_prev"  # ends the name of a state before its step


@dataclass(frozen=True)
class Wire:
    """Rows on their way, from a part or from outside.

    Args:
        source: name of a part or of an outside sequence.
        line: of that part, "h"; "" for its output; "h_prev" for a state before the step.
        taps: what is done on the way, "last every"; see `sim.network.maps`.
        first: the row before the first step of a shift, as many numbers as a row has there: y_0, a
            first word; zeros where left out.
    """

    source: str
    line: str = ""
    taps: str = ""
    first: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        try:
            object.__setattr__(self, "first", tuple(self.first))
        except TypeError:
            raise field_error("first", "list_of_numbers") from None

    def __str__(self) -> str:
        name = f"{self.source}.{self.line}" if self.line else f"{self.source}"
        return f"{name} ({self.taps})" if self.taps else name

    @cached_property
    def read_taps(self) -> Taps:
        """Its taps, ready to be applied."""
        if not isinstance(self.taps, str):
            raise InputError("tap", tap=shown(self.taps), known=", ".join(TAPS))
        return Taps(self.taps)

    @cached_property
    def row(self) -> np.ndarray | None:
        """`first` as (R,), None where it is left out.

        Raises:
            InputError: it is no row of numbers.
        """
        if not self.first:
            return None
        row = as_floats("first", self.first)
        check_shapes({"first": row}, {"first": (len(self.first),)})
        return row

    @property
    def state(self) -> str | None:
        """The state that it reads before the step, None where it reads a line."""
        return self.line.removesuffix(BEFORE) if self.line.endswith(BEFORE) else None

    @cached_property
    def delay(self) -> int:
        """By how many steps what is read came before."""
        return self.read_taps.delay + (self.state is not None)


@contextmanager
def at(place: object) -> Iterator[None]:
    """Say what is wrong within together with what it is about.

    Args:
        place: name of a part, or a wire.
    """
    try:
        yield
    except InputError as error:
        raise InputError("at_part", part=shown(place), reason=error) from error

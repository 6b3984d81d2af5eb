"""Gates held at a value, for a whole run or for some of its steps.

The variants NIG, NFG, NOG of Greff et al., 2017, arXiv:1503.04069, hold i, f or o at 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np

from sim.graph.cell import Cell
from sim.text.checks import field_error, is_finite
from sim.text.errors import InputError, shown
from sim.text.messages import Phrase

MOST = 64


@dataclass(frozen=True)
class Clamp:
    """One gate held at a value.

    Args:
        line: a gate that is an activation, "f".
        value: from 0 to 1.
        first: first timestep held, from 1.
        last: last timestep held, None for the end of the run.
    """

    line: str
    value: float
    first: int = 1
    last: int | None = None

    def __post_init__(self) -> None:
        if not is_finite(self.value) or not 0 <= self.value <= 1:
            raise InputError(
                "clamp_value",
                line=shown(self.line),
                value=shown(self.value),
            )
        last = self.first if self.last is None else self.last
        if not (_is_step(self.first) and _is_step(last)) or last < self.first:
            raise InputError(
                "clamp_steps",
                line=shown(self.line),
                first=shown(self.first),
                last=shown(self.last),
            )
        object.__setattr__(self, "value", float(self.value))

    @classmethod
    def read(cls, document: object) -> Clamp:
        """The clamp that a plain form describes.

        Args:
            document: {"line": "f", "value": 1, "first": 2}, not trusted, or a clamp already.

        Raises:
            InputError: another form, another field, or numbers out of range.
        """
        if isinstance(document, Clamp):
            return document
        fields = {"line", "value", "first", "last"}
        if not isinstance(document, Mapping) or not {"line", "value"} <= document.keys() <= fields:
            raise field_error("clamps", "clamp_objects")
        return cls(**document)

    def holds(self, t: int) -> bool:
        """Whether it holds its gate at timestep `t`, from 1."""
        return self.first <= t and (self.last is None or t <= self.last)

    def write(self) -> dict:
        """The plain form that `read` takes."""
        return asdict(self)


def _is_step(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and number >= 1


def clampable(cell: Cell) -> tuple[str, ...]:
    """The lines of `cell` that can be held: gates that are activations of their own."""
    graph = cell.graph
    keys = [node.name for node in graph.nodes if node.is_activation]
    return tuple(
        name
        for name, node in graph.lines.items()
        if cell.line[name].role == "gate" and node.is_activation and keys.count(node.name) == 1
    )


def checked(cell: Cell, clamps: object, T: int) -> tuple[Clamp, ...]:
    """The clamps of a run of T steps; of two that hold one gate at one step the later counts.

    Args:
        cell: with its options.
        clamps: `Clamp`s or their plain forms.
        T: number of timesteps.

    Raises:
        InputError: no list, over 64 of them, no such gate, or steps beyond the run.
    """
    if not isinstance(clamps, list | tuple) or len(clamps) > MOST:
        raise field_error("clamps", "list_at_most", most=MOST)
    found = tuple(Clamp.read(clamp) for clamp in clamps)
    gates = clampable(cell)
    for clamp in found:
        if clamp.line not in gates:
            raise InputError(
                "clamp_line",
                cell=cell.phrase,
                line=shown(clamp.line),
                known=", ".join(gates) or Phrase("none"),
            )
        if max(clamp.first, clamp.last or 1) > T:
            raise InputError(
                "clamp_range",
                line=clamp.line,
                first=clamp.first,
                last=clamp.last or T,
                T=T,
            )
    return found


def between(clamps: Sequence[Clamp], start: int, stop: int) -> tuple[Clamp, ...]:
    """The clamps of a part of a run, in its own steps.

    Args:
        clamps: of the whole run.
        start: first row of the part, from 0.
        stop: the row behind its last one.
    """
    part = (c for c in clamps if c.first <= stop and (c.last is None or c.last > start))
    return tuple(
        replace(
            c,
            first=max(c.first - start, 1),
            last=None if c.last is None else min(c.last, stop) - start,
        )
        for c in part
    )


def held_steps(clamps: Sequence[Clamp], T: int) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Line -> (whether it is held (T,), at which value (T,)).

    Args:
        clamps: checked.
        T: number of timesteps.
    """
    found: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for clamp in clamps:
        mask, values = found.setdefault(clamp.line, (np.zeros(T, bool), np.zeros(T)))
        steps = slice(clamp.first - 1, clamp.last)
        mask[steps], values[steps] = True, clamp.value
    return found

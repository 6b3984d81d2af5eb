"""Clamps of a run that is cut, lengthened, put into another order or into another cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sim.graph.cell import Cell
from sim.run.clamps import MOST, Clamp, clampable


def fitted(cell: Cell, clamps: Sequence[Clamp], T: int) -> tuple[Clamp, ...]:
    """What is left of some clamps in another cell or another number of steps.

    Args:
        cell: the new cell.
        clamps: of the old one.
        T: new number of timesteps.
    """
    kept = (c for c in clamps if c.line in clampable(cell) and c.first <= T)
    return tuple(c if c.last is None else replace(c, last=min(c.last, T)) for c in kept)


def reordered(clamps: Sequence[Clamp], order: Sequence[int | None]) -> tuple[Clamp, ...]:
    """The clamps after timesteps were moved, inserted or removed: a held step stays held.

    A new step is held where the steps on both sides of it are, or at the end of a clamp that goes
    on to the end. Where a move tears a clamp apart, one becomes several.

    Args:
        clamps: of the old run.
        order: the old row of each new step, from 0; None for a new one.
    """
    found: list[Clamp] = []
    for clamp in clamps:
        found += _spans(clamp, _held(clamp, order))
    return tuple(found[:MOST])


def _held(clamp: Clamp, order: Sequence[int | None]) -> list[bool]:
    """Whether each new step is held."""
    old = [None if row is None else clamp.holds(row + 1) for row in order]
    before, last = [], clamp.first == 1 and clamp.last is None
    for on in old:
        last = last if on is None else on
        before.append(last)
    after, last = [], clamp.last is None
    for on in reversed(old):
        last = last if on is None else on
        after.append(last)
    return [a and b for a, b in zip(before, reversed(after), strict=True)]


def _spans(clamp: Clamp, held: list[bool]) -> list[Clamp]:
    """One clamp for each run of held steps; one that went on to the end still does."""
    found: list[Clamp] = []
    T = len(held)
    for row, on in enumerate(held):
        if on and row and held[row - 1]:
            found[-1] = replace(found[-1], last=row + 1)
        elif on:
            found.append(replace(clamp, first=row + 1, last=row + 1))
    if clamp.last is None and found and found[-1].last == T:
        found[-1] = replace(found[-1], last=None)
    return found

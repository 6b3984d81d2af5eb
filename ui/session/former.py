"""The run before the inputs were changed: it stays on screen as a ghost of the new one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.document.arrays import WEIGHTS, arrays
from sim.document.seen import PartScenario
from sim.run.trace import Trace
from ui.memory.work import run_of

_TYPED = ("set", "nudge")
_MOST_ENTRY = 100  # characters


@dataclass(frozen=True, eq=False)
class Former:
    """What was on screen before the inputs were changed.

    Args:
        scenario: as it was.
        entry: the one number that is being changed, "" for other changes.
    """

    scenario: PartScenario
    entry: str = ""

    @property
    def trace(self) -> Trace:
        """What happened then."""
        return run_of(self.scenario)


def former(
    old: PartScenario, new: PartScenario, known: Former | None, edits: object = ()
) -> Former | None:
    """What stays as a ghost when one scenario takes another's place, None for nothing.

    It does where the inputs alone became others. While one number is typed or nudged on and on,
    what was there before the first of these changes stays.

    Args:
        old: scenario before.
        new: scenario now.
        known: what the old one had.
        edits: by which the new one was made, as a component sent them, not trusted.
    """
    if new is old:
        return known
    if not _inputs_alone(old, new):
        return None
    entry = _number_typed(edits)
    if known is not None and entry and entry == known.entry:
        return known if _inputs_alone(known.scenario, new) else None  # typed back again
    return Former(old, entry)


def _inputs_alone(old: PartScenario, new: PartScenario) -> bool:
    """Whether two scenarios have the same cell and weights, and other inputs."""
    if old.part != new.part or old.cell != new.cell or dict(old.options) != dict(new.options):
        return False
    one, other = arrays(old, *WEIGHTS), arrays(new, *WEIGHTS)
    same = one.keys() == other.keys() and all(_equal(one[name], other[name]) for name in one)
    return same and not _equal(old.inputs, new.inputs)


def _equal(one: np.ndarray, other: np.ndarray) -> bool:
    return one is other or np.array_equal(one, other)


def _number_typed(edits: object) -> str:
    last = edits[-1] if isinstance(edits, list) and edits else None
    if not isinstance(last, dict) or last.get("op") not in _TYPED:
        return ""
    return str(last.get("entry"))[:_MOST_ENTRY]

"""What Undo goes back to: documents that share every array that did not change between them."""

from __future__ import annotations

from typing import NamedTuple

from sim.document.arrays import arrays
from sim.document.scenario import Scenario

DEPTH = 50
MOST_BYTES = 2_000_000  # of one visitor; 31 new tables of the largest inputs
A_DOCUMENT = 3_000  # bytes besides its arrays


class Step(NamedTuple):
    """A document to go back to.

    Args:
        scenario: the document.
        preset: of which example.
        bytes: that the one after it has not.
    """

    scenario: Scenario
    preset: str
    bytes: int


def remembered(past: list[Step], scenario: Scenario, preset: str, now: Scenario) -> list[Step]:
    """The past with one document more, without the oldest where there is no room for them.

    Args:
        past: the last one is next.
        scenario: that was on screen.
        preset: key of the example that it came from.
        now: what takes its place.
    """
    past = [*past[-DEPTH + 1 :], Step(scenario, preset, _bytes(scenario, now))]
    size = sum(step.bytes for step in past)
    while size > MOST_BYTES and len(past) > 1:
        size -= past.pop(0).bytes
    return past


def _bytes(scenario: Scenario, now: Scenario) -> int:
    shared = {id(array) for array in arrays(now).values()}
    own = sum(array.nbytes for array in arrays(scenario).values() if id(array) not in shared)
    return A_DOCUMENT + own

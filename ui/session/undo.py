"""What Undo goes back to: scenarios that share every array that did not change between them."""

from __future__ import annotations

from typing import NamedTuple

from sim.document.networks.arrays import arrays
from sim.document.seen import PartScenario

DEPTH = 50
MOST_BYTES = 2_000_000  # of one visitor; 31 new tables of the largest inputs
A_DOCUMENT = 3_000  # bytes besides its arrays


class Step(NamedTuple):
    """A document to go back to.

    Args:
        scenario: through the part that was on screen.
        preset: of which example.
        bytes: that the one after it has not.
    """

    scenario: PartScenario
    preset: str
    bytes: int


def remembered(
    past: list[Step], scenario: PartScenario, preset: str, now: PartScenario
) -> list[Step]:
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


def _bytes(scenario: PartScenario, now: PartScenario) -> int:
    shared = {id(array) for array in arrays(now.document).values()}
    arrays_before = arrays(scenario.document).values()
    own = sum(array.nbytes for array in arrays_before if id(array) not in shared)
    return A_DOCUMENT + own

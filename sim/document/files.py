"""A scenario's file: JSON, written to the last bit, read whole or not at all."""

from __future__ import annotations

from sim.document.networks import reading, writing
from sim.document.networks.upgrade import CELL, OUT
from sim.document.seen import PartScenario, seen, without_place
from sim.text.errors import InputError


def to_json(scenario: PartScenario) -> str:
    """A scenario as JSON, exact to the last bit.

    Args:
        scenario: through any of its parts.
    """
    return writing.to_json(scenario.document)


def from_json(text: str) -> PartScenario:
    """The scenario of a file, through its first part.

    Args:
        text: what `to_json` wrote, now or in version 1; at most 2 million characters.

    Raises:
        InputError: no JSON, another version, an unknown field, or numbers that do not fit.
    """
    try:
        return seen(reading.from_json(text))
    except InputError as error:  # of one cell its place goes without saying
        raise without_place(error, {CELL, OUT}) from error


def from_plain(document: object) -> PartScenario:
    """The scenario of plain data, through its first part.

    Args:
        document: objects, lists or arrays, numbers, texts, of any version that is known; not
            trusted.

    Raises:
        InputError: another version, an unknown field, or numbers that do not fit.
    """
    try:
        return seen(reading.from_plain(document))
    except InputError as error:
        raise without_place(error, {CELL, OUT}) from error

"""A scenario's file: JSON, written to the last bit, read whole or not at all."""

from __future__ import annotations

from sim.document.networks import reading, writing
from sim.document.networks.upgrade import CELL, OUT
from sim.document.seen import PartScenario, seen, without_place
from sim.text.errors import InputError

ONE_CELL = (CELL, OUT)  # parts whose names go without saying where there are no others


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
    return from_plain(reading.plain_of(text))


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
        if not _is_of_one_cell(document):
            raise
        raise without_place(error, set(ONE_CELL)) from error


def _is_of_one_cell(document: object) -> bool:
    """Whether plain data name no part but the cell and what is read out of it."""
    parts = document.get("parts") if isinstance(document, dict) else None
    if not isinstance(parts, list | tuple):
        return True
    return all(isinstance(one, dict) and one.get("name") in ONE_CELL for one in parts)

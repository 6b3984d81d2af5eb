"""Plain data that is not trusted: of the right kind, with the fields that are known, or refused."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import numpy as np

from sim.network.parts import NAME
from sim.text.checks import MOST, field_error
from sim.text.errors import InputError, shown


class Once:
    """Makes the objects of a file, and remembers those in which a name stands twice."""

    def __init__(self) -> None:
        self._twins: list[tuple[dict, str]] = []

    def __call__(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        """An object of `pairs`, names and values as they were written."""
        found = dict(pairs)
        if len(found) < len(pairs):
            seen: set[str] = set()
            self._twins.append((found, next(n for n, _ in pairs if n in seen or seen.add(n))))
        return found

    def check(self, document: object) -> None:
        """Refuse a file in which an object has a name twice.

        Args:
            document: what was made of the file.

        Raises:
            InputError: says where.
        """
        for twin, name in self._twins:
            error = InputError("file_twice", name=shown(name))
            for place in _places(document, twin):
                error = InputError("at_part", part=place, reason=error)
            raise error


_Found = tuple[
    "_Found | None", str | int, object
]  # what it stands in, name or number there, itself


def _places(document: object, wanted: dict) -> Iterator[str]:
    """Where an object stands, from within: a part by its name, others in a list by number."""
    left: list[_Found] = [(None, "", document)]
    found = left[0]
    while left and found[2] is not wanted:
        found = left.pop()
        items = found[2].items() if isinstance(found[2], dict) else enumerate(found[2])
        left += [(found, key, one) for key, one in items if isinstance(one, dict | list)]
    behind = ""
    while found[0] is not None:
        above, key, node = found
        name = node.get("name") if isinstance(node, dict) else None
        if above[1] == "parts" and isinstance(name, str) and NAME.fullmatch(name):
            yield shown(name)
            return
        if isinstance(key, int):
            behind = f".{key + 1}{behind}"
        else:
            yield f"{shown(key)}{behind}"
            behind = ""
        found = above
    if behind:
        yield behind[1:]


def object_of(given: object, known: Collection[str], needed: Collection[str] = ()) -> dict:
    """An object with fields that are known.

    Args:
        given: not trusted.
        known: names of the fields that it may have.
        needed: of those that it must have.

    Raises:
        InputError: no object, an unknown field, or one that is missing.
    """
    if not isinstance(given, dict):
        raise InputError("not_an_object", read=shown(given))
    for name in given:
        if name not in known:
            raise InputError("file_field", name=shown(name))
    for name in needed:
        if name not in given:
            raise InputError("file_missing", name=name)
    return given


def mapping(name: str, given: object) -> Mapping[str, object]:
    """An object whose names are free.

    Args:
        name: of the field that it stands in.
        given: not trusted.

    Raises:
        InputError: no object.
    """
    if not isinstance(given, dict):
        raise field_error(name, "an_object")
    return given


def list_of(name: str, given: object) -> list | tuple:
    """A list.

    Args:
        name: of the field that it stands in.
        given: not trusted.

    Raises:
        InputError: no list, or a far too long one.
    """
    if not isinstance(given, list | tuple):
        raise field_error(name, "list_of_things")
    if len(given) > MOST:
        raise InputError("too_large", name=name, most=MOST)
    return given


def text_of(name: str, given: object) -> str:
    """A text.

    Args:
        name: of the field that it stands in.
        given: not trusted.

    Raises:
        InputError: no text.
    """
    if not isinstance(given, str):
        raise field_error(name, "a_text")
    return given


def mask_of(name: str, given: object, axes: int = 0) -> np.ndarray:
    """A mask: a text of 0 and 1, or one for each row.

    Args:
        name: of what it masks.
        given: not trusted.
        axes: 1 or 2 where only that is right, else 0.

    Raises:
        InputError: another form, or rows that differ in length.
    """
    rows = [given] if isinstance(given, str) else given
    if axes == 1 and not isinstance(given, str):
        raise field_error(name, "row_of_0_and_1")
    if not isinstance(rows, list | tuple) or not all(
        isinstance(row, str) and row and not row.strip("01") for row in rows
    ):
        raise field_error(name, "rows_of_0_and_1")
    for k, row in enumerate(rows):
        if len(row) != len(rows[0]):
            raise InputError("ragged", name=name, row=k + 1, expected=len(rows[0]),
                             count=len(row))  # fmt: skip
    found = np.array([[one == "1" for one in row] for row in rows])
    return found[0] if isinstance(given, str) else found

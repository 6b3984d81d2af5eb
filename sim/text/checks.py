"""What a run and a scenario demand of the numbers they are given."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.text.errors import InputError, shown
from sim.text.messages import Phrase

Shapes = Mapping[str, tuple[int, ...]]
MOST = 100_000
MAX_TEXT = 200
KINDS = {"b": "true_false", "c": "complex_numbers", "U": "text"}
NOT_A_NUMBER = (
    "not_a_number",
    "not_a_number_in_row",
    "not_a_number_in_cell",
    "not_a_number_at_place",
)
FORMS = ("one_number", "list_of_numbers", "rows_of_numbers")
# What overflows is a result, and is shown as one: numbers that explode are part of the subject.
as_it_comes = np.errstate(over="ignore", invalid="ignore")


def as_floats(name: str, value: object) -> np.ndarray:
    """`value` as a new float64 array; refuses what only looks like numbers.

    Args:
        name: what an error calls it.
        value: an array, or nested lists.

    Raises:
        InputError: ragged, boolean, complex, text or not finite; says where.
    """
    try:
        array = np.asarray(value)
    except ValueError:
        array = np.asarray(None)
    if array.dtype.kind not in "iuf":
        raise InputError(
            "not_numbers",
            name=name,
            kind=Phrase(KINDS.get(array.dtype.kind, "something_else")),
        )
    with np.errstate(over="ignore"):  # a longer float becomes an infinity, and is refused as one
        array = array.astype(np.float64)
    if not np.isfinite(array).all():
        index = tuple(int(k) for k in np.argwhere(~np.isfinite(array))[0])
        raise _not_a_number(name, index, array[index])
    return array


def numbers(name: str, value: object, axes: int) -> np.ndarray:
    """`value` as a read-only float64 array with so many axes; itself where it is one already.

    Args:
        name: what an error calls it.
        value: an array, a list, or rows of numbers.
        axes: 1 or 2.

    Raises:
        InputError: no numbers in that form; says in which row and column.
    """
    if not isinstance(value, np.ndarray):
        _check_rows(name, value, axes)
        value = np.array(value, dtype=np.float64) if value else np.zeros((0,) * axes)
    array = value if _is_settled(value) else as_floats(name, value)
    if array.ndim != axes:
        raise InputError(
            "axes",
            name=name,
            expected=Phrase(FORMS[axes]),
            axes=array.ndim,
        )
    array.flags.writeable = False
    return array


def _is_settled(array: np.ndarray) -> bool:
    """Whether it is one of ours that nobody writes into any more, and so may belong to many."""
    owned = array.base is None and not array.flags.writeable
    return owned and array.dtype == np.float64 and bool(np.isfinite(array).all())


def _check_rows(name: str, value: object, axes: int) -> None:
    rows = [value] if axes == 1 else value
    if not isinstance(rows, list | tuple) or not all(isinstance(r, list | tuple) for r in rows):
        raise field_error(name, "list_of_numbers" if axes == 1 else "list_of_rows")
    if len(rows) > MOST or any(len(row) > MOST for row in rows):
        raise InputError("too_large", name=name, most=MOST)
    for r, row in enumerate(rows):
        if len(row) != len(rows[0]):
            raise InputError(
                "ragged",
                name=name,
                row=r + 1,
                expected=len(rows[0]),
                count=len(row),
            )
        for k, number in enumerate(row):
            if not is_finite(number):
                raise _not_a_number(name, (k,) if axes == 1 else (r, k), number)


def is_finite(number: object) -> bool:
    """Whether `number` is a real number, no boolean, and finite as a float64."""
    real = isinstance(number, int | float | np.floating | np.integer)
    if not real or isinstance(number, bool):
        return False
    try:
        return bool(np.isfinite(float(number)))
    except OverflowError:
        return False


def is_short(text: object) -> bool:
    """Whether `text` is one that can be shown and saved: half a surrogate pair cannot."""
    if not isinstance(text, str) or len(text) > MAX_TEXT:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _not_a_number(name: str, index: tuple[int, ...], value: object) -> InputError:
    """An error that says where: a row, a row and column, or a position in a batch."""
    place = [k + 1 for k in index]
    return InputError(
        NOT_A_NUMBER[min(len(place), len(NOT_A_NUMBER) - 1)],
        name=name,
        row=place[0] if place else None,
        column=place[1] if len(place) > 1 else None,
        place=", ".join(map(str, place)),
        value=repr(shown(value)) if isinstance(value, str) else shown(value),
    )


def check_shapes(arrays: Mapping[str, np.ndarray], shapes: Shapes) -> None:
    """Refuse arrays of another shape.

    Args:
        arrays: by name; those that `shapes` does not name may have any.
        shapes: name -> the shape that its array must have.

    Raises:
        InputError: names the array, the shape expected and the shape read.
    """
    compare_shapes({name: arrays[name].shape for name in shapes}, shapes)


def compare_shapes(found: Shapes, wanted: Shapes) -> None:
    """Refuse shapes that differ.

    Args:
        found: by name of the array; those that `wanted` does not name may be any.
        wanted: by name too.

    Raises:
        InputError: names the array, the shape expected and the shape read.
    """
    for name, shape in wanted.items():
        if found[name] != shape:
            raise InputError("shape", name=name, expected=shape, shape=found[name])


def shape_of(name: str, value: object) -> tuple[int, ...]:
    """The shape of what may be nested lists yet; the numbers of an array are not looked at.

    Args:
        name: what an error calls it.
        value: an array, or nested lists.

    Raises:
        InputError: lists that are ragged, or hold no numbers.
    """
    return value.shape if isinstance(value, np.ndarray) else as_floats(name, value).shape


def field_error(name: str, expected: str, **fields: object) -> InputError:
    """The error for a field that holds another kind of thing.

    Args:
        name: of the field.
        expected: what it should hold, a key of `phrases.json`.
        fields: what fills that.
    """
    return InputError("field", name=name, expected=Phrase(expected, **fields))

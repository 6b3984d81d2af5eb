"""Typed and pasted text to numbers, and back: the one place where numbers are read.

What is read: decimal and scientific notation, full-width digits and punctuation as a Chinese
keyboard gives them, the real minus sign and the dashes that stand for it. Columns are separated by
tabs, by commas or by blanks, rows end at a `;` or a new line, or stand in brackets:
`3 1 0; 4 1 0`, `3, 1, 0`, `[[3, 1, 0], [4, 1, 0]]`, `(3,1,0), (4,1,0)`, `tensor([[3., 1., 0.]])`.
A mark of sign or scale is read or refused, never passed over: `(1.50)`, `50%`, `1.5-`.
The rules for commas stand in `sim.text.separators`, for characters in `sim.text.characters`, for
what is no number in `sim.text.mistakes`.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.text import characters
from sim.text.errors import SHOWN, InputError, shown
from sim.text.headers import headed
from sim.text.limits import BROWSER, Limits
from sim.text.messages import AT
from sim.text.mistakes import NUMBER, mistake
from sim.text.printed import unwrapped
from sim.text.separators import split_rows

MAX_NUMBER = 400
MARKS_A_NUMBER = 2  # of one kind at most: a bracket around it, one around its row
MOST_DECIMALS = 1000


@dataclass(frozen=True)
class Table:
    """A table of numbers and what its rows and columns are called.

    Args:
        values: (rows, columns), finite.
        row_names: one for each row, None for none.
        column_names: one for each column, None for none.
    """

    values: NDArray[np.float64]
    row_names: tuple[str, ...] | None = None
    column_names: tuple[str, ...] | None = None


def parse_number(text: str) -> float:
    """Read one number.

    Args:
        text: at most 400 characters.

    Raises:
        InputError: says what is wrong: nothing typed, no number, a decimal comma, not finite, out
            of float64's range.
    """
    _check_text(text, MAX_NUMBER)
    return _number(characters.read(text), None)


def parse_rounded(text: str) -> tuple[float, int]:
    """Read one number and how many decimals it is given to: "0.50" is (0.5, 2), "2e-3" (0.002, 3).

    Args:
        text: at most 400 characters.

    Raises:
        InputError: as for `parse_number`.
    """
    value = parse_number(text)
    mantissa, _, exponent = characters.bare(characters.read(text)).lower().partition("e")
    # 0e-… may have an exponent of any length, and its decimals go into floats.
    power = min(max(int(exponent or 0), -MOST_DECIMALS), MOST_DECIMALS)
    return value, len(mantissa.partition(".")[2]) - power


def parse_vector(text: str, limits: Limits = BROWSER) -> NDArray[np.float64]:
    """Read the numbers of one row or of one column: (n,).

    Args:
        text: as for `parse_matrix`.
        limits: most characters and numbers.

    Raises:
        InputError: as for `parse_matrix`, and for a text of several rows and columns.
    """
    matrix = parse_matrix(text, limits)
    if 1 not in matrix.shape:
        raise InputError("not_a_vector", rows=matrix.shape[0], columns=matrix.shape[1])
    return matrix.reshape(-1)


def parse_matrix(text: str, limits: Limits = BROWSER) -> NDArray[np.float64]:
    """Read a table of numbers: (rows, columns), by the rules of `sim.text.separators`.

    Args:
        text: what was typed or pasted, or what NumPy or PyTorch printed.
        limits: most characters and numbers.

    Raises:
        InputError: names row and column (from 1): a cell that is empty or no number, a comma that
            may be a decimal mark, a row of another length, brackets that don't match, too much.
    """
    rows = _cells(text, limits)
    return _numbers(rows, 0, 0)


def parse_table(text: str, limits: Limits = BROWSER) -> Table:
    """Read a table of numbers whose first row or first column may hold names.

    A first row is of names where each of its cells is one and there are numbers below; a first
    column likewise; the corner between them may be empty.

    Args:
        text: as for `parse_matrix`.
        limits: most characters and numbers.

    Raises:
        InputError: as for `parse_matrix`.
    """
    rows = _cells(text, limits)
    heads = headed(rows, _typed(text, rows))
    values = _numbers(rows, int(heads.columns is not None), int(heads.rows is not None))
    return Table(values, heads.rows, heads.columns)


def _check_text(text: object, most: int) -> None:
    if not isinstance(text, str):
        raise InputError("not_text", kind=type(text).__name__)
    if len(text) > most:
        raise InputError("text_too_long", most=most, count=len(text))


def _cells(text: str, limits: Limits) -> list[list[str]]:
    _check_text(text, limits.characters)
    # A full-width comma is nobody's decimal mark.
    clean = characters.read(re.sub("[，、]", ", ", text))
    if not clean.strip():
        raise InputError("empty")
    # Counted first: to take apart what is mostly marks costs half a second for the largest text.
    marks = clean.rstrip()
    most = MARKS_A_NUMBER * limits.elements
    if any(marks.count(mark) > most for mark in "[(,;\n") or len(marks.split()) > 2 * most:
        raise InputError("too_many_numbers", most=limits.elements)
    rows = split_rows(unwrapped(clean))
    if sum(map(len, rows)) > limits.elements:
        raise InputError("too_many_numbers", most=limits.elements)
    return rows


def _typed(text: str, rows: list[list[str]]) -> list[list[str]]:
    """The cells of a block in tabs before any character was replaced; else the rows themselves."""
    lines = text.replace("\r\n", "\n").split("\n")
    typed = [line.split("\t") for line in lines[: len(rows)]]
    return typed if list(map(len, typed)) == list(map(len, rows)) else rows


def _numbers(rows: list[list[str]], top: int, left: int) -> NDArray[np.float64]:
    """The numbers below `top` rows and right of `left` columns of names."""
    values: list[list[float]] = []
    for i, cells in enumerate(rows, 1):
        if i > top:
            of_row = enumerate(cells[left:], left + 1)
            values.append([_number(cell, (i, j)) for j, cell in of_row])
        if len(cells) != len(rows[0]):
            raise InputError("rows_differ", row=i, count=len(cells), expected=len(rows[0]))
    return np.array(values, dtype=np.float64)


def _number(text: str, cell: tuple[int, int] | None) -> float:
    text = characters.bare(text)
    if len(text) > MAX_NUMBER:
        raise _error("number_too_long", cell, text=text)
    if not NUMBER.fullmatch(text):
        code, fields = mistake(text)
        raise _error(code, cell, **fields)
    value = float(text)
    if math.isinf(value):
        raise _error("overflow", cell, text=text)
    if value == 0 and re.search("[1-9]", re.split("[eE]", text)[0]):
        raise _error("underflow", cell, text=text)
    return value + 0.0


def _error(code: str, cell: tuple[int, int] | None, **fields: str) -> InputError:
    short = {key: shown(value, 80 if key == "name" else SHOWN) for key, value in fields.items()}
    if cell is None:
        return InputError(code, **short)
    return InputError(code + AT, row=cell[0], column=cell[1], **short)

"""Typed and pasted text to numbers, and back: the one place where numbers are read.

What is read: decimal and scientific notation, full-width digits and punctuation as a Chinese
keyboard gives them, the real minus sign. Columns are separated by tabs, by commas or by blanks,
rows end at a `;` or a new line, or stand in brackets: `3 1 0; 4 1 0`, `3, 1, 0`,
`[[3, 1, 0], [4, 1, 0]]`, `(3,1,0), (4,1,0)`.
The rules for commas stand in `sim.rows`.
"""

from __future__ import annotations

import math
import re

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError, shown
from sim.limits import BROWSER, Limits
from sim.rows import split_rows

MAX_NUMBER = 400

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord("、"): ",",
    ord("。"): ".",
    ord("．"): ".",
    ord("【"): "[",
    ord("】"): "]",
    ord("−"): "-",
    ord("﹣"): "-",
    ord("\u3000"): " ",
}
_DASH = re.compile(r"(?<![0-9.)\]–])–(?=[0-9.])")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9]*,[0-9]+(?:[eE][+-]?[0-9]+)?")

# What a text that is no number looks like, and what to say about it. The first match counts.
_MISTAKES = tuple(
    (code, re.compile(pattern, re.IGNORECASE), template)
    for code, pattern, template in (
        (
            "decimal_comma",
            _DECIMAL_COMMA.pattern,
            "Write a decimal point, not a comma: {hint}, not {text}",
        ),
        ("comma_in_number", r".*,.*", "Expected one number, read '{text}' with a comma in it"),
        (
            "not_finite",
            r"[+-]?(nan|inf|infinity|∞)(\(.*\))?",
            "Expected a finite number, read '{text}'",
        ),
        (
            "underscore",
            r"[+-]?[0-9.]+(_[0-9.]+)+",
            "Write the digits without underscores: {hint}, not {text}",
        ),
        (
            "not_decimal",
            r"[+-]?0[xbo][0-9a-f_.p+-]*",
            "Write the number in decimal digits, read '{text}'",
        ),
        ("boolean", r"true|false", "Write 1 or 0, not '{text}'"),
        ("complex", r"[+-]?[0-9.].*[ij]", "Expected a real number, read '{text}'"),
        (
            "several_numbers",
            r"(?s:[+-]?[0-9].*[\s;].*[0-9].*)",
            "Expected one number, read '{text}'",
        ),
    )
)


def parse_number(text: str) -> float:
    """Read one number.

    text: at most 400 characters
    Raises InputError that says what is wrong: nothing typed, no number, a decimal comma, not
    finite, out of float64's range.
    """
    _check_text(text, MAX_NUMBER)
    return _number(_normalised(text), None)


def parse_rounded(text: str) -> tuple[float, int]:
    """Read one number and how many decimals it is given to: "0.50" is (0.5, 2), "2e-3" (0.002, 3).

    text: as for `parse_number`, and refused as there
    """
    value = parse_number(text)
    mantissa, _, exponent = _normalised(text).strip().lower().partition("e")
    return value, len(mantissa.partition(".")[2]) - int(exponent or 0)


def parse_vector(text: str, limits: Limits = BROWSER) -> NDArray[np.float64]:
    """Read the numbers of one row or of one column: (n,).

    text: as for `parse_matrix`; limits: most characters and numbers
    Raises InputError as `parse_matrix` does, and for a text of several rows and columns.
    """
    matrix = parse_matrix(text, limits)
    if 1 not in matrix.shape:
        raise InputError(
            "not_a_vector",
            "Expected one row or one column, read {rows} rows of {columns}",
            rows=matrix.shape[0],
            columns=matrix.shape[1],
        )
    return matrix.reshape(-1)


def parse_matrix(text: str, limits: Limits = BROWSER) -> NDArray[np.float64]:
    """Read a table of numbers: (rows, columns), by the rules of `sim.rows`.

    text: what was typed or pasted; limits: most characters and numbers
    Raises InputError that names row and column (from 1): a cell that is empty or no number, a
    comma that may be a decimal mark, a row of another length, brackets that don't match, too much.
    """
    _check_text(text, limits.characters)
    # A full-width comma is nobody's decimal mark.
    clean = _normalised(re.sub("[，、]", ", ", text))
    if not clean.strip():
        raise InputError("empty", "Expected numbers, read nothing")
    rows = split_rows(clean)
    if sum(map(len, rows)) > limits.elements:
        raise InputError(
            "too_many_numbers", "Expected at most {most} numbers", most=limits.elements
        )
    values: list[list[float]] = []
    for i, cells in enumerate(rows, 1):
        values.append([_number(cell, (i, j)) for j, cell in enumerate(cells, 1)])
        if len(cells) != len(rows[0]):
            raise InputError(
                "rows_differ",
                "Row {row} has length {count}, row 1 has length {expected}",
                row=i,
                count=len(cells),
                expected=len(rows[0]),
            )
    return np.array(values, dtype=np.float64)


def format_number(x: float) -> str:
    """The shortest text that reads back as x: '3', '0.1', '1e-7'; never '-0'."""
    text = repr(float(x) + 0.0)  # -0.0 + 0.0 is 0.0
    mantissa, _, exponent = text.partition("e")
    mantissa = mantissa.removesuffix(".0")
    return f"{mantissa}e{int(exponent)}" if exponent else mantissa


def _check_text(text: object, most: int) -> None:
    if not isinstance(text, str):
        raise InputError("not_text", "Expected text, got {kind}", kind=type(text).__name__)
    if len(text) > most:
        raise InputError(
            "text_too_long",
            "Expected at most {most} characters, got {count}",
            most=most,
            count=len(text),
        )


def _normalised(text: str) -> str:
    # An en dash is a minus where a number starts; in `3–4` it is a range, and refused.
    return _DASH.sub("-", text.translate(_HALF_WIDTH))


def _number(text: str, cell: tuple[int, int] | None) -> float:
    text = text.strip()
    if len(text) > MAX_NUMBER:
        raise _error("number_too_long", "Expected a number, read '{text}'", text, cell)
    if not text:
        raise _error("empty_cell", "Expected a number, found nothing", text, cell)
    if not _NUMBER.fullmatch(text):
        for code, pattern, template in _MISTAKES:
            if pattern.fullmatch(text):
                raise _error(code, template, text, cell)
        raise _error("no_number", "Expected a number, read '{text}'", text, cell)
    value = float(text)
    if math.isinf(value):
        raise _error("overflow", "{text} is too large: at most 1.8e308", text, cell)
    if value == 0 and re.search("[1-9]", re.split("[eE]", text)[0]):
        raise _error("underflow", "{text} is too close to 0: write 0", text, cell)
    return value + 0.0


def _error(code: str, template: str, text: str, cell: tuple[int, int] | None) -> InputError:
    fields: dict[str, object] = {"text": shown(text)}
    if "{hint}" in template:
        fields["hint"] = shown(text).replace(",", ".").replace("_", "")
    if cell is None:
        return InputError(code, template, **fields)
    if not template.startswith("{"):
        template = template[0].lower() + template[1:]
    row, column = cell
    return InputError(
        f"{code}_at",
        "Row {row}, column {column}: " + template,
        row=row,
        column=column,
        **fields,
    )

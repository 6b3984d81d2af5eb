"""The rows and cells of a typed or pasted text, before any number is read.

A comma can be a separator or somebody's decimal mark, so:
 1. With tabs, only tabs separate; a comma in a cell is refused when the cell is read.
 2. In brackets a comma separates: `[2,5]`, `(1,1), (2,2)`.
 3. Else commas separate where each has a blank beside it (`2, 5`), or where a row without blanks
    cannot be one number: `3,1,0`, `2,-5`, `1.5,2`. One such row settles the whole text.
 4. Every other comma is refused: `2,5`, `2,5; 3,1`, `2,5 3,1`, `2,5, 3,1`, `1,05`, `1,234.5`.
Rows end at `;` or at a line's end; empty rows are dropped at the end of the text only.
"""

from __future__ import annotations

import re

from sim.errors import InputError, shown

_PAIRS = {"[": "]", "(": ")"}
_BRACKET = re.compile(r"[\[\]()]")
# No pattern may look twice at a long text: runs of blanks are shortened first.
_BLANKS = re.compile(" +")
_ROW_END = re.compile(r" ?; ?\n?|\n")
_INNER_COMMA = re.compile("[^ ],[^ ]")
# What could be ONE number somewhere: 2,5  ,5  1,05  1.234,5  1,234.5  1,234,567
_ONE_NUMBER = re.compile(
    r"[+-]?([0-9]*,[0-9]+([eE][+-]?[0-9]+)?"
    r"|[0-9]{1,3}(\.[0-9]{3})+,[0-9]+"
    r"|[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?)"
)
_LEADING_ZERO = re.compile(r",0[0-9]")


def split_rows(text: str) -> list[list[str]]:
    """The cells of each row, as text; at least one cell in each row.

    text: half-width, not blank
    Raises InputError for brackets that don't match, an empty row, a comma that can be read in two
    ways.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _BLANKS.sub(" ", text).strip(" ")
    groups = _groups(text)
    if groups is None:
        lines = _lines(text)
        if any("\t" in line for line in lines):
            return [line.split("\t") for line in _filled(lines)]
        certain = any(_only_separators(line.strip(" ")) for line in lines)
    else:
        lines = [line.replace("\t", " ") for line in groups]
        certain = True
    return [_split(line.strip(" "), row, certain) for row, line in enumerate(_filled(lines), 1)]


def _lines(text: str) -> list[str]:
    lines = _ROW_END.split(text)
    while len(lines) > 1 and not lines[-1].strip(" "):
        lines.pop()
    return lines


def _filled(lines: list[str]) -> list[str]:
    for row, line in enumerate(lines, 1):
        if not line.strip(" "):
            raise InputError("empty_row", "Row {row} is empty", row=row)
    return lines


def _groups(text: str) -> list[str] | None:
    """The rows of a text in brackets; None where there are no brackets."""
    if not _BRACKET.search(text):
        return None
    outer = _top_groups(text)
    if len(outer) > 1:
        inner = outer
    elif _BRACKET.search(outer[0]):
        inner = _top_groups(outer[0])
    else:
        return _lines(outer[0].strip())
    if any(_BRACKET.search(group) for group in inner):
        raise InputError("too_nested", "Expected rows in brackets, read brackets within them")
    return [group.replace("\n", " ") for group in inner]


def _top_groups(text: str) -> list[str]:
    """What stands in each outermost pair of brackets."""
    stack: list[str] = []
    found: list[str] = []
    start = end = 0
    for match in _BRACKET.finditer(text):
        bracket, at = match.group(), match.start()
        if bracket in _PAIRS:
            if not stack:
                _check_between(text[end:at], separator=bool(found))
                start = at + 1
            stack.append(_PAIRS[bracket])
        elif not stack or stack.pop() != bracket:
            raise InputError("bracket_alone", "A bracket {bracket} has no partner", bracket=bracket)
        elif not stack:
            found.append(text[start:at])
            end = at + 1
    if stack:
        raise InputError("bracket_missing", "A bracket {bracket} is missing", bracket=stack[-1])
    _check_between(text[end:], separator=False)
    return found


def _check_between(text: str, separator: bool) -> None:
    if text.strip() not in (("", ",", ";") if separator else ("",)):
        raise InputError(
            "outside_brackets", "Expected rows in brackets, read '{text}'", text=shown(text.strip())
        )


def _only_separators(line: str) -> bool:
    """Whether the commas of a row without blanks can only be separators (rule 3)."""
    return (
        "," in line
        and " " not in line
        and not _ONE_NUMBER.fullmatch(line)
        and not _LEADING_ZERO.search(line)
    )


def _split(line: str, row: int, certain: bool) -> list[str]:
    if "," not in line:
        return re.split(" +", line)
    doubtful = _LEADING_ZERO.search(line) or (not certain and _INNER_COMMA.search(line))
    if doubtful:
        token = next(part for part in re.split(" +", line) if "," in part.strip(","))
        raise InputError(
            "comma",
            "Row {row}: '{text}' can be one number or several. Write a decimal point, "
            "or a blank after each comma that separates",
            row=row,
            text=shown(token),
        )
    return line.split(",")

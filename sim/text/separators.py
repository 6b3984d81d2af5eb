"""The rows and cells of a typed or pasted text, before any number is read.

A comma can be a separator or somebody's decimal mark, so:
 1. With tabs, only tabs separate; a comma in a cell is refused when the cell is read.
 2. In brackets a comma separates: `[2,5]`, `(1,1), (2,2)`.
 3. Else commas separate where each has a blank beside it (`2, 5`), or where a row without blanks
    cannot be one number: `3,1,0`, `2,-5`, `1.5,2`. One such row settles the whole text.
 4. Every other comma is refused: `2,5`, `2,5; 3,1`, `2,5 3,1`, `2,5, 3,1`, `1,05`, `1,234.5`.
Rows end at `;` or at a line's end; empty rows are dropped at the end of the text only.
Round brackets around one thing, `(1.50)`, hold no row: they are a part of the cell.
"""

from __future__ import annotations

import re

from sim.text.errors import InputError, shown

_PAIRS = {"[": "]", "(": ")"}
_BRACKET = re.compile(r"[\[\]()]")
# No pattern may look twice at a long text: runs of blanks are shortened first.
_BLANKS = re.compile(" +")
_ROW_END = re.compile(r" ?; ?\n?|\n")
_INNER_COMMA = re.compile("[^ ],[^ ]")
# What could be ONE number somewhere: 2,5  ,5  1,05  1.234,5  1,234.5  1,234,567
_ONE_NUMBER = re.compile(
    r"[+-]?(?:[0-9]*,[0-9]+(?:[eE][+-]?[0-9]+)?"
    r"|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+"
    r"|[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?)"
)
_MONEY = re.compile(
    r"([0-9]+,[0-9]{2})|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?"
)
_LEADING_ZERO = re.compile(r",0[0-9]")
# `(1.50)` while rows are looked for; what stands for its brackets is no character of any text.
_ALONE = re.compile(r"\(([^()\[\],;\t\n]*)\)")
_OPEN, _SHUT = "\ufdd0", "\ufdd1"
_BRACKETS = str.maketrans({_OPEN: "(", _SHUT: ")"})


def split_rows(text: str) -> list[list[str]]:
    """The cells of each row, as text; at least one cell in each row.

    Args:
        text: as `sim.text.characters.read` gives it, not blank.

    Raises:
        InputError: brackets that don't match, an empty row, a comma that can be read in two ways.
    """
    text = _ALONE.sub(_closed, _BLANKS.sub(" ", text)).strip(" ")
    return [[cell.translate(_BRACKETS) for cell in row] for row in _rows(text)]


def _rows(text: str) -> list[list[str]]:
    if in_tabs(text):
        return tab_rows(text)
    groups = _groups(text)
    if groups is None:
        lines = _lines(text)
        certain = any(_only_separators(line.strip(" ")) for line in lines)
    else:
        lines = [line.replace("\t", " ") for line in groups]
        certain = True
    return [_split(line.strip(" "), row, certain) for row, line in enumerate(_filled(lines), 1)]


def in_tabs(text: str) -> bool:
    """Whether only tabs separate the columns of `text`: it has some, and is no list in brackets."""
    return "\t" in text and text.lstrip(" \n")[:1] not in ("[", "(")


def tab_rows(text: str) -> list[list[str]]:
    """The cells of each row of a text in tabs.

    Args:
        text: one for which `in_tabs` holds.

    Raises:
        InputError: an empty row.
    """
    return [line.split("\t") for line in _filled(_lines(text))]


def _closed(found: re.Match[str]) -> str:
    """One thing in round brackets as one cell; several, or none, as they are."""
    inner = found.group(1).strip(" ")
    return found.group() if not inner or " " in inner else f"{_OPEN}{inner}{_SHUT}"


def _lines(text: str) -> list[str]:
    lines = _ROW_END.split(text)
    while len(lines) > 1 and not lines[-1].strip(" "):
        lines.pop()
    return lines


def _filled(lines: list[str]) -> list[str]:
    for row, line in enumerate(lines, 1):
        if not line.strip(" "):
            raise InputError("empty_row", row=row)
    return lines


def _groups(text: str) -> list[str] | None:
    """The rows of a text in brackets; None where there are no brackets."""
    if not _BRACKET.search(text):
        return None
    outer = _top_groups(text)
    _check_commas(text, outer)
    if len(outer) > 1:
        inner = outer
    elif _BRACKET.search(outer[0]):
        inner = _top_groups(outer[0])
    else:
        return _lines(outer[0].strip())
    if any(_BRACKET.search(group) for group in inner):
        raise InputError("too_nested")
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
            raise InputError("bracket_alone", bracket=bracket)
        elif not stack:
            found.append(text[start:at])
            end = at + 1
    if stack:
        raise InputError("bracket_missing", bracket=stack[-1])
    _check_between(text[end:], separator=False)
    return found


def _check_commas(text: str, groups: list[str]) -> None:
    """Refuse `(1,234.50)` and a column of `(1,50)`, as spreadsheets write what is below 0."""
    if not text.startswith("("):
        return
    listed = re.search(r"\) ?[,;]", text)
    for row, group in enumerate(groups, 1):
        money = _MONEY.fullmatch(group.strip())
        if money and not (listed and money.group(1)):
            raise InputError("comma", row=row, text=shown(f"({group})"))


def _check_between(text: str, separator: bool) -> None:
    if text.strip() not in (("", ",", ";") if separator else ("",)):
        read = text.strip().translate(_BRACKETS)
        raise InputError("outside_brackets", text=shown(read))


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
        start = line.rfind(" ", 0, doubtful.end()) + 1
        token = line[start:].partition(" ")[0]
        raise InputError("comma", row=row, text=shown(token.translate(_BRACKETS)))
    return line.split(",")

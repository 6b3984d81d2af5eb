"""Characters of typed and pasted text: read where they can mean only one thing, else named.

Word, PDF files, web pages and keyboards write the same number in many ways: full-width digits,
six dashes for a minus, marks of writing direction and spaces of no width around it. What is left
of these inside a number is not guessed at; `hidden` and `lookalike` give it its name.
"""

from __future__ import annotations

import re
import unicodedata

# What can only be a minus before a digit: from the hyphen to the bar, and two small ones.
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u02d7\ufe58"
_ONE_TO_ONE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord("、"): ",",
    ord("。"): ".",
    ord("【"): "[",
    ord("】"): "]",
    0x2212: "-",  # minus sign
    0xFE63: "-",  # small hyphen-minus
    0xFE62: "+",  # small plus sign
    0x3000: " ",  # ideographic space
    **dict.fromkeys((0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029), "\n"),
}
# Of no width and without a meaning at the edge of a number; U+202B, U+202D, U+202E, U+2067 turn
# what stands behind them around, and a soft hyphen may have been a minus: these are never dropped.
_NO_WIDTH = re.compile("[\u200b-\u200f\u061c\u2060\ufeff\u202a\u202c\u2066\u2068\u2069]+")
_DASH = re.compile(rf"(?<![0-9.)\]\-{DASHES}])[{DASHES}](?=[0-9.])")
_IN_NUMBER = frozenset("0123456789.")
_ORDINARY = frozenset("\t\n ")
_UNSEEN = {"Cc", "Cf", "Cn", "Co", "Cs", "Mn", "Me", "Zl", "Zp", "Zs"}
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # fillers, and Braille without dots
_UNNAMED = {"Cc": "CONTROL CHARACTER", "Cs": "HALF A CHARACTER", "Co": "PRIVATE CHARACTER"}
_LIKE_DIGITS = re.compile(r"[+-]?[0-9.,OoIl|]+(?:[eE][+-]?[0-9OoIl|]+)?")
_LATIN = re.compile("[A-DF-Za-df-z]")
_IDEOGRAPHS = range(0x2E80, 0xA000)


def read(text: str) -> str:
    """`text` with every character that can mean only one thing as `sim.text.parse` reads it.

    Args:
        text: as typed or pasted, of any length. Line ends become one new line.
    """
    text = text.replace("\r\n", "\n").translate(_ONE_TO_ONE)
    text = _NO_WIDTH.sub(_dropped, text)
    # A dash is a minus where a number starts; in `3–4` it is a range, and refused.
    return _DASH.sub("-", text)


def bare(text: str) -> str:
    """`text` without the blanks at its ends, whatever their width; other spaces within stay."""
    start, end = 0, len(text)
    while start < end and _is_blank(text[start]):
        start += 1
    while end > start and _is_blank(text[end - 1]):
        end -= 1
    return text[start:end]


def hidden(text: str) -> str | None:
    """The name of the first character of `text` that cannot be seen, None if there is none."""
    unseen = (c for c in text if c in _BLANK or unicodedata.category(c) in _UNSEEN)
    return next((named(c) for c in unseen if c not in _ORDINARY), None)


def lookalike(text: str) -> str | None:
    """The name of the first character that may pass for a part of a number, None if there is none.

    Args:
        text: no number, but perhaps nearly one.
    """
    if not any(map(str.isnumeric, text)):
        return None
    if _LIKE_DIGITS.fullmatch(text):
        found = (c for c in text if c in "OoIl|")
    elif _LATIN.search(text):
        return None
    else:
        found = (c for c in text if _is_strange(c))
    return next(map(named, found), None)


def named(character: str) -> str:
    """The number and name of a `character`: "U+200B ZERO WIDTH SPACE"."""
    unnamed = _UNNAMED.get(unicodedata.category(character), "UNNAMED CHARACTER")
    return f"U+{ord(character):04X} {unicodedata.name(character, unnamed)}"


def _is_strange(character: str) -> bool:
    """Whether a letter, digit or point of another script may stand for one of ours."""
    if character.isascii() or character in DASHES:
        return False
    return unicodedata.category(character)[0] in ("N" if ord(character) in _IDEOGRAPHS else "LNP")


def _dropped(run: re.Match[str]) -> str:
    """Nothing, for a run of marks without width, unless it stands between two digits."""
    text = run.string
    before = text[run.start() - 1 : run.start()] if run.start() else ""
    after = text[run.end() : run.end() + 1]
    return run.group() if before in _IN_NUMBER and after in _IN_NUMBER else ""


def _is_blank(character: str) -> bool:
    return character in _ORDINARY or unicodedata.category(character) == "Zs"

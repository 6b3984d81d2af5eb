"""Short texts for a link, of letters, digits and - . _ ~, which an address takes as they are."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import singledispatch

from sim.text.errors import InputError
from sim.text.parse import parse_matrix, parse_number
from sim.text.write import format_number, short_number
from ui.links.text.errors import LinkError
from ui.shared.setting import Flag, Line, OneOf, Rows, Several, Tongue
from ui.widgets.number import Number
from ui.words import offered

# A full stop at the end of a link would be taken for that of a sentence.
_OTHERS = re.compile(r"(?:[^A-Za-z0-9 .-]|\.$)+")
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}


@dataclass(frozen=True)
class Codec:
    """How a value is written into a link and read from it.

    Args:
        write: value -> text.
        read: text, not trusted -> value, raises LinkError or InputError.
    """

    write: Callable[[object], str]
    read: Callable[[str], object]


def whole(text: str, least: int, most: int) -> int:
    """A whole number within bounds.

    Args:
        text: digits, not trusted.
        least: the smallest that is taken.
        most: the largest that is taken.

    Raises:
        LinkError: no such number.
    """
    if text.isascii() and text.isdigit() and len(text) <= 10 and least <= int(text) <= most:
        return int(text)
    raise LinkError()


def integer(least: int, most: int) -> Codec:
    """Whole numbers within bounds."""
    return Codec(str, lambda text: whole(text, least, most))


def real(number: Number) -> Codec:
    """Numbers within bounds."""

    def read(text: str) -> float:
        value = parse_number(text)
        if number.within(value) != value:
            raise LinkError()
        return value

    return Codec(short_number, read)


@singledispatch
def codec(values: object) -> Codec:
    """How a link writes a setting that can be this; raises TypeError where it has no way."""
    raise TypeError(f"no link carries {values!r}")


@codec.register
def _(number: Number) -> Codec:
    return integer(number.least, number.most) if number.whole else real(number)


@codec.register
def _(known: OneOf) -> Codec:
    return one_of(known.options)


@codec.register
def _(some: Several) -> Codec:
    return several(some.options, some.kind, some.most)


@codec.register
def _(_: Flag) -> Codec:
    return flag()


@codec.register
def _(line: Line) -> Codec:
    return words(line.most)


@codec.register
def _(rows: Rows) -> Codec:
    return table(rows.usual)


@codec.register
def _(_: Tongue) -> Codec:
    return language_tag()


def one_of(values: tuple) -> Codec:
    """One of some texts or whole numbers."""
    known = {str(value): value for value in values}

    def read(text: str) -> object:
        if text not in known:
            raise LinkError()
        return known[text]

    return Codec(str, read)


def language_tag() -> Codec:
    """A language on offer, however a locale writes it: "zh-TW" is "zh-Hant"."""

    def read(text: str) -> object:
        if not (lang := offered(text)):
            raise LinkError()
        return lang

    return Codec(str, read)


def flag() -> Codec:
    """True as "1" and False as "0"."""
    return Codec(lambda on: str(int(on)), lambda text: one_of(("0", "1")).read(text) == "1")


def several(values: tuple[str, ...], kind: type = list, most: int | None = None) -> Codec:
    """Some of the texts, each once.

    Of a set the order is that of `values`: its own is another in every process.

    Args:
        values: that there are.
        kind: list, tuple or frozenset, what the texts are read into.
        most: how many, None for all.
    """
    each = one_of(values)

    def write(found: Iterable[str]) -> str:
        return ".".join(filter(found.__contains__, values) if kind is frozenset else found)

    def read(text: str) -> object:
        parts = text.split(".") if text else []
        if len(parts) > (most or len(values)):
            raise LinkError()
        return kind(dict.fromkeys(each.read(part) for part in parts))

    return Codec(write, read)


def words(most: int) -> Codec:
    """A text on one line that a person typed, "compute c₂" as "compute_c~2082~".

    Letters and digits of English stand as they are and a blank is "_"; what else there is stands
    between two "~", by its numbers in Unicode.

    Args:
        most: how many characters it has at most.
    """

    def write(text: str) -> str:
        return _OTHERS.sub(_numbered, one_line(text, most)).replace(" ", "_")

    def read(text: str) -> str:
        plain, found = True, ""
        for part in text.split("~"):
            found += part.replace("_", " ") if plain else "".join(map(_letter, part.split(".")))
            plain = not plain
        if plain or len(found) > most or found != one_line(found, most):
            raise LinkError()
        return found

    return Codec(write, read)


def one_line(text: str, most: int) -> str:
    """What was typed as one line without what cannot be seen, cut to a length.

    Args:
        text: anything.
        most: how many characters.
    """
    seen = "".join(one for one in " ".join(text.split()) if _is_seen(one))
    return " ".join(seen[:most].split())


def _is_seen(letter: str) -> bool:
    # Joiners make letters of some scripts and emoji; marks of direction can turn a page around.
    return letter in "\u200c\u200d" or unicodedata.category(letter) not in _UNSEEN


def _numbered(run: re.Match) -> str:
    return "~" + ".".join(f"{ord(one):x}" for one in run[0]) + "~"


def _letter(number: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{1,6}", number) or int(number, 16) > sys.maxunicode:
        raise LinkError()
    return chr(int(number, 16))


def table(usual: str) -> Codec:
    """Typed numbers in rows and columns, "1 0; 0 1" as "1_0~0_1".

    Args:
        usual: written in place of a text that is no table.
    """

    def write(text: str) -> str:
        try:
            rows = parse_matrix(text)
        except InputError:
            return write(usual)
        return "~".join("_".join(map(short_number, row)) for row in rows)

    def read(text: str) -> str:
        rows = parse_matrix(text.replace("_", " ").replace("~", ";"))
        return "; ".join(" ".join(map(format_number, row)) for row in rows)

    return Codec(write, read)

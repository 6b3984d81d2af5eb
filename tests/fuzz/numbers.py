"""Single numbers, read character by character and by `decimal`: no pattern in common with `sim`."""

from __future__ import annotations

import random
import unicodedata
from decimal import Decimal

from sim.text.errors import InputError
from sim.text.parse import parse_number, parse_rounded

DIGITS = "0123456789"
POINTS = ".。．"
MINUS = [unicodedata.lookup(name) for name in (
    "HYPHEN-MINUS", "MINUS SIGN", "SMALL HYPHEN-MINUS", "FULLWIDTH HYPHEN-MINUS",
)]  # fmt: skip
DASHES = [unicodedata.lookup(name) for name in (
    "HYPHEN", "NON-BREAKING HYPHEN", "FIGURE DASH", "EN DASH", "EM DASH", "HORIZONTAL BAR",
    "MODIFIER LETTER MINUS SIGN", "SMALL EM DASH",
)]  # fmt: skip
PLUS = [
    unicodedata.lookup(name) for name in ("PLUS SIGN", "FULLWIDTH PLUS SIGN", "SMALL PLUS SIGN")
]
WIDTHLESS = [unicodedata.lookup(name) for name in (
    "ZERO WIDTH SPACE", "ZERO WIDTH NON-JOINER", "ZERO WIDTH JOINER", "WORD JOINER",
    "ZERO WIDTH NO-BREAK SPACE", "LEFT-TO-RIGHT MARK", "RIGHT-TO-LEFT MARK", "ARABIC LETTER MARK",
    "LEFT-TO-RIGHT EMBEDDING", "POP DIRECTIONAL FORMATTING", "LEFT-TO-RIGHT ISOLATE",
    "FIRST STRONG ISOLATE", "POP DIRECTIONAL ISOLATE",
)]  # fmt: skip
LINE_ENDS = "\n\r\x0b\x0c\x85\u2028\u2029"
PIECES = [
    *"0123456789" * 3, *"..e-+,() \t", *"０１９", *POINTS, *MINUS, *DASHES, *PLUS, *WIDTHLESS,
    "\u00a0", "\u202f", "\u2009", "\u3000", "\u00ad", "\u202e", *"oOlIxjk%$€¥±½²³٣٫·'’/…^×*_∞①千е",
    "e5", "E-3", "1e5", "0.5", "-0", "1,234", "(1.50)", " CR", "nan", "inf", "0x1", "1e999",
    "1e-999", "True", "\ud800", "\0", "\n", ";", "[", "]", "9" * 30, "#REF!", "，", "、",
]  # fmt: skip


def naive(text: str) -> float | None:
    """The number that `text` can only mean, None where it has to be refused."""
    kept = visible(text)
    while kept and _is_blank(kept[0]):
        del kept[0]
    while kept and _is_blank(kept[-1]):
        del kept[-1]
    return _machine(kept)


def visible(text: str) -> list[str]:
    """Each character as it can only be meant, without those that say nothing."""
    signs = [_plain(c) for c in text]
    return [
        c
        for k, c in enumerate(signs)
        if c not in WIDTHLESS or all(_in_number(_beside(signs, k, step)) for step in (-1, 1))
    ]


def _plain(c: str) -> str:
    if c in MINUS:
        return "-"
    if c in PLUS:
        return "+"
    if c in POINTS:
        return "."
    name = unicodedata.name(c, "")
    if name.startswith(("FULLWIDTH DIGIT", "FULLWIDTH LATIN")):
        return unicodedata.normalize("NFKC", c)
    return c


def _beside(signs: list[str], k: int, step: int) -> str:
    k += step
    while 0 <= k < len(signs) and signs[k] in WIDTHLESS:
        k += step
    return signs[k] if 0 <= k < len(signs) else ""


def _in_number(c: str) -> bool:
    return c != "" and c in DIGITS + "."


def _is_blank(c: str) -> bool:
    return c in LINE_ENDS or c == "\t" or unicodedata.category(c) == "Zs"


def _machine(signs: list[str]) -> float | None:
    """sign? digits (. digits?)? (e sign? digits)?, at least one digit before the e."""
    signs = [*signs, "", ""]
    at, exponent = 0, ""

    def sign() -> str:
        nonlocal at
        here, after = signs[at], signs[at + 1]
        if here in ("-", "+") or (here in DASHES and _in_number(after)):
            at += 1
            return "+" if here == "+" else "-"
        return ""

    def digits() -> str:
        nonlocal at
        start = at
        while signs[at] != "" and signs[at] in DIGITS:
            at += 1
        return "".join(signs[start:at])

    minus = sign() == "-"
    whole = digits()
    part = ""
    if signs[at] == ".":
        at += 1
        part = digits()
    if not whole and not part:
        return None
    mantissa = f"{whole or 0}.{part or 0}"
    if signs[at] in ("e", "E"):
        at += 1
        exponent = sign() or "+"
        power = digits()
        if not power:
            return None
        exponent += power
    if at != len(signs) - 2:
        return None
    return _rounded(mantissa, int(exponent or 0), minus)


def _rounded(mantissa: str, power: int, minus: bool) -> float | None:
    digits = Decimal(mantissa)
    if digits == 0:
        return 0.0
    if abs(power) > 5000:
        return None
    value = float(digits.scaleb(power)) if -900 < digits.adjusted() + power < 900 else None
    if value is None or value == 0 or value == float("inf"):
        return None
    return -value if minus else value


def text(rng: random.Random) -> str:
    """A text of a few pieces; half of them begin as a number."""
    pieces = [rng.choice(PIECES) for _ in range(rng.randrange(1, 7))]
    if rng.random() < 0.5:
        pieces[0] = repr(
            rng.choice((rng.gauss(0, 1), rng.gauss(0, 1) * 10 ** rng.randrange(-300, 300)))
        )
    return "".join(pieces)


def check(rng: random.Random, count: int) -> int:
    """Read `count` texts both ways; how many of them are numbers. AssertionError else."""
    numbers = 0
    for _ in range(count):
        typed = text(rng)
        expected = naive(typed)
        try:
            value = parse_number(typed)
            rounded, decimals = parse_rounded(typed)
            assert rounded == value and 10.0 ** -max(decimals, 1) >= 0, repr(typed)
        except InputError as error:
            assert str(error) and len(str(error)) < 300, repr(typed)
            value = None
        assert value == expected, f"{typed!r} was read as {value}, and is {expected}"
        numbers += value is not None
    return numbers

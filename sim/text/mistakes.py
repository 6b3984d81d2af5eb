"""What is wrong with a text that is no number: a code of `sim.text.messages` and its fields."""

from __future__ import annotations

import re
from decimal import Decimal

from sim.text.characters import DASHES, hidden, lookalike

NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")

_PLAIN = r"(?:[0-9]{1,99}(?:\.[0-9]{0,99})?|\.[0-9]{1,99})"
_SIGNED = rf"[+-]?{_PLAIN}"
_MARK = r"[^\s0-9.,+\-()\[\]]"
# The first match counts; a group called "hint" is what to write, "mark" what to leave out.
_SPECIFIC = tuple(
    (code, re.compile(pattern, re.IGNORECASE))
    for code, pattern in (
        ("decimal_comma", r"[+-]?[0-9]*,[0-9]+(?:e[+-]?[0-9]+)?"),
        ("accounting", rf"\(\s*(?:{_PLAIN}|[0-9]{{0,99}},[0-9]{{1,99}})\s*\)"),
        ("brackets", r"[^(]*\([^0-9]*[0-9].*"),
        ("sign_behind", rf"{_PLAIN}\s*[+\-{DASHES}]"),
        ("percent", rf"{_SIGNED}\s*[%‰]"),
        ("exponent", rf"{_SIGNED}e[+-]?(?:[0-9]+[.,][0-9]*)?"),
        ("fraction", rf"{_SIGNED}\s*[/⁄∕÷]\s*{_PLAIN}|[+-]?[0-9]*\s?[¼-¾⅐-⅞↉]"),
        ("grouping", r"[+-]?[0-9]{1,3}(?:['’‘´`ʼ′][0-9]{3})+(?:\.[0-9]*)?"),
        ("not_finite", r"[+-]?(?:nan|inf|infinity|∞)(?:\(.*\))?"),
        ("underscore", r"[+-]?[0-9.]+(?:_[0-9.]+)+"),
        ("not_decimal", r"[+-]?0[xbo][0-9a-f_.p+-]*"),
        ("boolean", r"true|false"),
        ("complex", r"[+-]?[0-9.].*[ij]"),
        ("power", r"[^0-9]*[0-9][^⁰¹²³⁴-⁹⁺⁻]*[⁰¹²³⁴-⁹⁺⁻].*"),
        ("power", r"[+-]?[0-9.]+\s{0,9}(?:\^|\*\*|[x×*·]\s{0,9}10).*"),
        ("left_out", r"\.\.\.|…"),
    )
)  # fmt: skip
_GENERAL = tuple(
    (code, re.compile(pattern, re.IGNORECASE))
    for code, pattern in (
        ("comma_in_number", r".*,.*"),
        ("several_numbers", r"(?s:[+-]?[0-9][^\s;]*[\s;][^0-9]*[0-9].*)"),
        (
            "mark",
            rf"(?P<before>{_MARK}{{1,12}})\s*{_SIGNED}(?:e[+-]?[0-9]+)?"
            rf"|{_SIGNED}(?:e[+-]?[0-9]+)?\s*(?P<behind>{_MARK}{{1,12}})",
        ),
    )
)


def mistake(text: str) -> tuple[str, dict[str, str]]:
    """Code and fields of what is wrong with `text`, which is no number.

    Args:
        text: as `sim.text.characters.read` gives it, without blanks at its ends, at most 400
            characters.
    """
    if not text:
        return "empty_cell", {}
    for code, pattern in _SPECIFIC:
        if pattern.fullmatch(text):
            return code, {"text": text} | _hint(code, text)
    if name := hidden(text):
        return "character", {"text": text, "name": name}
    if name := lookalike(text):
        return "character", {"text": text, "name": name}
    for code, pattern in _GENERAL:
        if found := pattern.fullmatch(text):
            marks = {"mark": next(filter(None, found.groups()))} if code == "mark" else {}
            return code, {"text": text} | marks
    return "no_number", {"text": text}


def _hint(code: str, text: str) -> dict[str, str]:
    """What to write instead."""
    digits = re.sub(r"[^0-9.]", "", text.replace(",", "."))
    if code == "decimal_comma":
        return {"hint": text.replace(",", ".")}
    if code in ("underscore", "grouping"):
        return {"hint": re.sub(r"[^0-9.+-]", "", text)}
    if code == "accounting":
        return {"hint": f"−{digits}"}
    if code == "sign_behind":
        return {"hint": digits if text.endswith("+") else f"−{digits}"}
    if code == "percent":
        share = Decimal(text[:-1].strip()).scaleb(-2 if text.endswith("%") else -3)
        return {"hint": f"{share:f}".replace("-", "−")}
    return {}

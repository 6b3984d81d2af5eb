"""Every mistake that the program can raise, read from its source: its code and its fields."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ERRORS = {"InputError", "Refused", "LinkError", "Unfit"}
MAKERS = {"_error": "InputError", "draft.refuse": "Refused", "refusal": "Refused"}


@dataclass(frozen=True)
class Raised:
    """One place that raises.

    Args:
        file: of it; kind: class of the error; codes: that it can have, None where the source does
            not say; fields: that it is given, None where it is given others too.
    """

    file: str
    kind: str
    codes: tuple[str, ...] | None
    fields: frozenset[str] | None


@cache
def raised() -> tuple[Raised, ...]:
    """All of them, in `sim` and `ui`."""
    return tuple(found for file, call in calls() for found in _raised(file, call))


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call in the source, and the file that it stands in."""
    for file in (*ROOT.glob("sim/**/*.py"), *ROOT.glob("ui/**/*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield file.relative_to(ROOT).as_posix(), node


def texts(node: ast.expr) -> tuple[str, ...] | None:
    """The texts that an expression can be, None where that is not said."""
    if isinstance(node, ast.IfExp):
        sides = texts(node.body), texts(node.orelse)
        return None if None in sides else sides[0] + sides[1]
    return (node.value,) if isinstance(node, ast.Constant) else None


def fields(call: ast.Call) -> frozenset[str] | None:
    """What a call is given by name, None where there is more."""
    names = [keyword.arg for keyword in call.keywords]
    return None if None in names else frozenset(names)


def _raised(file: str, call: ast.Call) -> Iterator[Raised]:
    name = ast.unparse(call.func)
    kind = MAKERS.get(name, name)
    if kind not in ERRORS:
        return
    at = {"draft.refuse": 2, "refusal": 1}.get(name, 0)
    if len(call.args) > at:
        yield Raised(file, kind, texts(call.args[at]), fields(call))
    elif kind == "LinkError":
        yield Raised(file, kind, ("links.broken_document",), fields(call))

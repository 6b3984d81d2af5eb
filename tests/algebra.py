"""Reads an equation as a person who knows matrices: columns, no broadcasting, no guessing.

A column times a column, or a product beside a product of entries without brackets, is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import numpy as np

Value = np.ndarray | float
TOKEN = re.compile(
    r"""\s*(?: (?P<number>\d+(?:\.\d+)?)
      | (?P<function>\\operatorname\{\w+\}|\\hat\{\\sigma\}|\\sigma|\\tanh)
      | (?P<symbol>(?:\\mathrm\{\w+\}|\\mathbf\{1\}|[A-Za-z])(?:\^\{[^}]*\})?(?:_\{[^}]*\}|_\w)?)
      | (?P<sign>\\odot|\\oslash|\\,|\\left\(|\\right\)|\^\{\\top\}|[-+]) )""",
    re.VERBOSE,
)


def worth(text: str, symbols: Mapping[str, Value], functions: Mapping[str, Callable]) -> Value:
    r"""Value of the right side of an equation in LaTeX.

    Args:
        text: as `formulas.symbols` writes it, behind the equal sign.
        symbols: "x_t", "W_{f}", "M" -> a column (n, 1) or a matrix; "1" is made to fit.
        functions: r"\\tanh" -> what it is of.
    """
    return _Reader(text, symbols, functions).whole()


class _Reader:
    def __init__(self, text: str, symbols, functions):
        self.symbols, self.functions = symbols, functions
        self.tokens: list[tuple[str, str]] = []
        at = 0
        while text[at:].strip():
            found = TOKEN.match(text, at)
            if found is None:
                raise ValueError(f"unreadable: {text[at:]!r}")
            self.tokens.append((found.lastgroup, found[found.lastgroup]))
            at = found.end()

    def whole(self) -> Value:
        value = self.sum()
        if self.tokens:
            raise ValueError(f"left over: {self.tokens}")
        return value

    def next_is(self, *signs: str) -> bool:
        return bool(self.tokens) and self.tokens[0][0] == "sign" and self.tokens[0][1] in signs

    def take(self, sign: str = "") -> str:
        kind, text = self.tokens.pop(0)
        if sign and (kind, text) != ("sign", sign):
            raise ValueError(f"read {text}, not {sign}")
        return text

    def sum(self) -> Value:
        negative = self.next_is("-") and self.take()
        value = self.entries()
        value = -value if negative else value
        while self.next_is("+", "-"):
            sign = self.take()
            other = self.entries()
            self.fit(value, other)
            value = value + other if sign == "+" else value - other
        return value

    def entries(self) -> Value:
        value, factors = self.matrices()
        if self.next_is(r"\odot", r"\oslash"):
            sign = self.take()
            other, more = self.matrices()
            if factors > 1 or more > 1 or self.next_is(r"\odot", r"\oslash"):
                raise ValueError("a product in a product wants brackets")
            self.fit(value, other)
            return value * other if sign == r"\odot" else value / other
        return value

    def matrices(self) -> tuple[Value, int]:
        parts = [self.atom()]
        while self.next_is(r"\,"):
            self.take()
            parts.append(self.atom())
        value = parts[0]
        for part in parts[1:]:
            value = value @ part
        return value, len(parts)

    def atom(self) -> Value:
        kind, text = self.tokens.pop(0)
        if kind == "number":
            return float(text)
        if kind == "symbol":
            if text == r"\mathbf{1}^{\top}":
                return np.ones((1, self.symbols["M"].shape[1]))  # as long as the data
            bare = text.replace(r"^{\top}", "")
            value = self.symbols[bare]
            return value if bare == text else value.T
        if kind == "function":
            self.take(r"\left(")
            value = self.sum()
            self.take(r"\right)")
            return self.functions[text](value)
        if text != r"\left(":
            raise ValueError(f"nothing begins with {text}")
        value = self.sum()
        self.take(r"\right)")
        if self.next_is(r"^{\top}"):
            self.take()
            return value.T
        return value

    @staticmethod
    def fit(one: Value, other: Value) -> None:
        if np.ndim(one) and np.ndim(other) and one.shape != other.shape:
            raise ValueError(f"{one.shape} meets {other.shape}")

"""Reads equations as a person does: the printed digits alone, no value of the engine."""

from __future__ import annotations

import ast
import math
import operator
import re
from fractions import Fraction

NUMBER = r"(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|∞|NaN)"
FUNCTIONS = {
    "σ": lambda z: 1 / (1 + math.exp(-z)) if z > -700 else 0.0,
    "tanh": math.tanh, "relu": lambda z: max(z, 0), "exp": math.exp,
}  # fmt: skip
NAMES = {symbol: f"f{k}" for k, symbol in enumerate(FUNCTIONS)}
CALLED = {name: FUNCTIONS[symbol] for symbol, name in NAMES.items()}
OPERATIONS = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip
EXP = r"exp\([^()]*\)"
FOLDED = re.compile(r"\+?\s*… (?:\+ )?\d+ more = ([−-]?[\d.e+]+)")
LATEX = [
    (r"\\left|\\right", ""), (r"\\cdot|\\odot", "·"), (r"\\sigma|\\hat\{\\sigma\}", "σ"),
    (r"\\tanh", "tanh"), (r"\\exp", "exp"), (r"\\operatorname\{relu\}", "relu"),
    (r" \\times 10\^\{(-?\d+)\}", r"e\1"), (r"\\approx", "≈"), (r"\\infty", "∞"),
]  # fmt: skip


def from_latex(text: str) -> str:
    """An equation in LaTeX as the stage would print it."""
    for pattern, plain in LATEX:
        text = re.sub(pattern, plain, text)
    return text


def signs(text: str) -> list[tuple[str, str, str]]:
    """(left, sign, right) of every equal sign of a chain: "a = b ≈ c"."""
    text = FOLDED.sub(lambda found: "+ " + _bracketed(found[1]), text)
    parts = re.split(r"([=≈])", text)
    sides, between = [part.strip() for part in parts[::2]], parts[1::2]
    return list(zip(sides, between, sides[1:], strict=False))


def is_numeric(side: str) -> bool:
    """Whether a side is of numbers and known functions alone."""
    rest = re.sub("|".join(FUNCTIONS), "", re.sub(NUMBER, "", side))
    return bool(side) and re.fullmatch(r"[\s()+·/−-]*", rest) is not None


def is_true(left: str, right: str, functions: dict | None = None) -> bool:
    """Whether the printed left side is rounded to the printed right side.

    `functions`: other meanings of a symbol, for gates that are exact.
    """
    calls = CALLED | {NAMES[symbol]: function for symbol, function in (functions or {}).items()}
    (above, _, below), (result, _, same) = (side.partition(" / ") for side in (left, right))
    if below and same:  # of a softmax: exp(1 + 2) / (exp(3.0) + …) = exp(3) / (exp(3) + …)
        pairs = zip(re.findall(EXP, below), re.findall(EXP, same), strict=True)
        return all(is_true(*pair, functions) for pair in ((above, result), *pairs))
    outer = [re.fullmatch(rf"({'|'.join(FUNCTIONS)})\((.*)\)", side) for side in (left, right)]
    if all(outer) and outer[0][1] == outer[1][1] and not re.search(r"\)\s*[·+−]", right):
        return is_true(outer[0][2], outer[1][2], functions)
    number = re.fullmatch(rf"\(?([−-]?{NUMBER})\)?", right)
    if number:
        return _near(_value(left, calls), number[1])
    # o·tanh(7.000) = o·1.000: factor by factor, with the calls worked out.
    calls_of = rf"(?:{'|'.join(FUNCTIONS)})\([^()]*\)|[−-]?{NUMBER}"
    before, after = re.findall(calls_of, left), re.findall(calls_of, right)
    pairs = zip(before, after, strict=True)
    return all(_near(_value(one, calls), other) for one, other in pairs)


def value(text: str) -> float:
    """A printed number."""
    return float(_plain(text).replace("∞", "inf").replace("NaN", "nan"))


def unit(text: str) -> float:
    """What the last printed digit counts; of a whole number next to nothing: it is exact."""
    mantissa, _, power = _plain(text).partition("e")
    decimals = len(mantissa.partition(".")[2])
    return 10.0 ** (int(power or 0) - decimals) if decimals else 1e-6


def adds_up(parts: list[str], whole: str) -> bool:
    """Whether printed parts add up to a printed sum."""
    return _near(sum((_exact(part) for part in parts), Fraction(0)), whole)


def _near(made, text: str) -> bool:
    shown = value(text)
    if not (math.isfinite(made) and math.isfinite(shown)):
        return made == shown or (math.isnan(made) and math.isnan(shown))
    slack = 1e-9 * max(1e-3, abs(float(made)))
    return abs(float(made) - shown) <= unit(text) / 2 + slack


def _exact(text: str):
    number = value(text)
    return Fraction(_plain(text)) if math.isfinite(number) else number


def _plain(text: str) -> str:
    return text.strip("()").replace("−", "-")


def _bracketed(text: str) -> str:
    return f"({text})" if text[0] in "−-" else text


def _value(side: str, calls: dict):
    text = side.replace("−", "-").replace("·", "*")
    for symbol, name in NAMES.items():
        text = text.replace(symbol, name)
    text = re.sub(r"∞", "1e999", text.replace("NaN", "(1e999-1e999)"))
    return _walk(ast.parse(text.strip(), mode="eval").body, text.strip(), calls)


def _walk(node: ast.expr, text: str, calls: dict):
    match node:
        case ast.Constant():
            written = ast.get_source_segment(text, node)
            return Fraction(written) if math.isfinite(float(written)) else float(written)
        case ast.UnaryOp(operand=operand):
            return -_walk(operand, text, calls)
        case ast.BinOp(left=left, op=op, right=right):
            one, other = _walk(left, text, calls), _walk(right, text, calls)
            if isinstance(one, float) or isinstance(other, float):
                one, other = float(one), float(other)
                if one == 0 and other == 0 and isinstance(op, ast.Div):
                    return math.nan
            return OPERATIONS[type(op)](one, other)
        case ast.Call(func=ast.Name(id=name), args=[inner]):
            return float(calls[name](float(_walk(inner, text, calls))))
    raise ValueError(ast.dump(node))

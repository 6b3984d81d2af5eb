"""A formula as a small tree, apart from how it is written: in LaTeX or in MathML."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from sim.text.equations import is_near

# What stands between the parts of a row, and how LaTeX writes it. "⊙" and "⊘" are entry by entry.
JOINTS = {
    "+": " + ", "−": " - ", "⊙": r" \odot ", "⊘": r" \oslash ", "": r"\, ", "·": r" \cdot ",
    "/": " / ", ",": ", ",
}  # fmt: skip
TRANSPOSED = ("⊤", r"\top")
ONES = ("𝟏", r"\mathbf{1}")  # the vector of ones
EM_SPACE = "\u2003"  # as wide as a letter is high
LATEX_SIGNS = {"≈": r"\approx"}
BREAKABLE = frozenset("+−")
INFINITE = {"inf": (r"\infty", "∞"), "nan": (r"\mathrm{NaN}", "NaN")}


@dataclass(frozen=True)
class Symbol:
    """A letter or word with what stands below and above it: c_{t-1}, b^u_n."""

    name: str
    below: str = ""
    above: str = ""


@dataclass(frozen=True)
class Number:
    """A number as it is written: "-7.000", "1.23e+20", "inf", "nan"."""

    text: str


@dataclass(frozen=True)
class Row:
    """Parts with a sign of `JOINTS` between them."""

    joint: str
    parts: tuple[Formula, ...]


@dataclass(frozen=True)
class Minus:
    """Something with its sign turned round."""

    inner: Formula


@dataclass(frozen=True)
class Fence:
    """Something in round brackets, or in square ones.

    Args:
        inner: what; square: in which; tight: around a single number; above: what stands above the
            closing one.
    """

    inner: Formula
    square: bool = False
    tight: bool = False
    above: str = ""


@dataclass(frozen=True)
class Call:
    """A function of something: its symbol for people and for LaTeX; `of`: the function itself."""

    symbol: str
    latex: str
    inner: Formula
    of: Callable | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Chain:
    """A name and what it is equal to, step by step.

    Args:
        given: set from outside, not computed.
        holds: of the equal signs behind the first, those that are true with the digits that are
            printed; the others are written "≈". None for all.
    """

    parts: tuple[Formula, ...]
    given: bool = False
    holds: tuple[bool, ...] | None = None

    def signs(self) -> list[str]:
        """The sign before each part but the first: "=", ":=" or "≈"."""
        if self.given:
            return [":="] * (len(self.parts) - 1)
        holds = self.holds or (True,) * (len(self.parts) - 2)
        return ["=", *("=" if one else "≈" for one in holds)]


@dataclass(frozen=True)
class Blank:
    """Room to write by hand, for a product or for one number."""

    wide: bool = False


Formula = Symbol | Number | Row | Minus | Fence | Call | Chain | Blank


def blanked(chain: Chain) -> Chain:
    """An equation as an exercise: names, functions and plus signs stay, the rest is left out.

    Args:
        chain: a name, what it is equal to, its value; one that is given stays as it is.
    """
    if chain.given:
        return chain
    name, *steps = chain.parts
    return Chain((name, *map(_gap, steps)))


def _gap(step: Formula) -> Formula:
    """Functions stay, and of a sum how many summands it has."""
    if isinstance(step, Call):
        return Call(step.symbol, step.latex, _gap(step.inner))
    if isinstance(step, Row) and step.joint == "+":
        return Row("+", tuple(map(_gap, step.parts)))
    single = isinstance(step.inner if isinstance(step, Fence) else step, Number)
    return Blank(wide=not single)  # no wider for a negative number: that would tell its sign


def judged(chain: Chain, decimals: tuple[int, ...]) -> tuple[bool, ...]:
    """Whether each equal sign behind the first is true with the digits that are printed.

    Args:
        chain: a name and its steps, of which all but the first are a number, a function of one, or
            the share that e to the power of one has.
        decimals: that each step is written with.
    """
    steps = chain.parts[1:]
    found = []
    for (made, shown), places in zip(pairwise(steps), decimals[1:], strict=False):
        if isinstance(shown, Row) and isinstance(made, Row):  # two shares of the same powers
            made, shown = made.parts[0], shown.parts[0]
        if isinstance(shown, Call) and isinstance(made, Call):
            made, shown = made.inner, shown.inner
        shown = shown.inner if isinstance(shown, Fence) else shown
        found.append(is_near(worth(made), shown.text, places))
    return tuple(found)


def worth(formula: Formula) -> float:
    """What a formula of printed numbers comes to.

    Args:
        formula: without symbols; its functions know what they are of.
    """
    with np.errstate(all="ignore"):
        return float(_worth(formula))


def _worth(formula: Formula) -> np.float64:
    match formula:
        case Number(text):
            return np.float64(text)
        case Fence(inner):
            return _worth(inner)
        case Minus(inner):
            return -_worth(inner)
        case Call(inner=inner, of=of):
            return of(_worth(inner))
        case Row("/", (Call(of=np.exp, inner=top), Fence(Row("+", powers)))):
            # Of e to the powers: the largest aside, nothing overflows.
            exponents = np.array([_worth(power.inner) for power in powers])
            most = exponents.max()
            return np.exp(_worth(top) - most) / np.exp(exponents - most).sum()
        case Row("+", parts):
            return sum(map(_worth, parts), np.float64(0))
        case Row("−", (first, second)):
            return _worth(first) - _worth(second)
        case Row("/", (first, second)):
            return _worth(first) / _worth(second)
        case Row("·", parts):
            return np.prod([_worth(part) for part in parts])
    raise TypeError(f"{formula} is no number")


def signed(formula: Formula) -> Formula:
    """`formula`, in brackets if it begins with a minus, so that it can follow an operator."""
    if not _begins_with_minus(formula):
        return formula
    return Fence(formula, tight=isinstance(formula, Number))


def _begins_with_minus(formula: Formula) -> bool:
    match formula:
        case Number(text):
            return text.startswith("-")
        case Row(_, parts):
            return _begins_with_minus(parts[0])
    return isinstance(formula, Minus)


def transposed(formula: Formula) -> Formula:
    """`formula` turned on its side: a letter, or anything else in brackets."""
    if isinstance(formula, Symbol):
        return replace(formula, above=TRANSPOSED[0])
    return Fence(formula, above=TRANSPOSED[0])


def softmax_of(inner: Formula) -> Call:
    """The softmax of `inner`."""
    return Call("softmax", r"\operatorname{softmax}", inner)


def power(inner: Formula) -> Call:
    """The number e to the power of `inner`."""
    return Call("exp", r"\exp", inner, np.exp)


def latex(formula: Formula) -> str:
    r"""`formula` in LaTeX, such as `f_t = \sigma\left(W_{f}\, x_t\right)`."""
    match formula:
        case Symbol(name, below, above):
            if name == ONES[0]:
                name = ONES[1]
            name = name if len(name) == 1 or name == ONES[1] else rf"\mathrm{{{name}}}"
            above = TRANSPOSED[1] if above == TRANSPOSED[0] else above
            below = below if below in ("", "t") else f"{{{below}}}"
            return name + (f"^{{{above}}}" if above else "") + (f"_{below}" if below else "")
        case Number(text):
            sign, size, power = _split(text)
            ten = rf" \times 10^{{{power}}}" if power else ""
            return sign + INFINITE.get(size, (size,))[0] + ten
        case Row(joint, parts):
            return JOINTS[joint].join(map(latex, parts))
        case Minus(inner):
            return "-" + latex(inner)
        case Fence(inner, square, tight, above):
            left, right = "[]" if square else "()"
            if tight:
                return left + latex(inner) + right
            power = rf"^{{{TRANSPOSED[1]}}}" if above else ""
            return rf"\left{left}{latex(inner)}\right{right}{power}"
        case Call(latex=name, inner=inner):
            return rf"{name}\left({latex(inner)}\right)"
        case Chain(parts):
            signs = (LATEX_SIGNS.get(sign, sign) for sign in formula.signs())
            rest = (f" {sign} {latex(part)}" for sign, part in zip(signs, parts[1:], strict=True))
            return latex(parts[0]) + "".join(rest)
        case Blank(wide):
            return rf"\underline{{\hspace{{{'6' if wide else '4'}em}}}}"


def mathml(formula: Formula) -> list[str]:
    """`formula` in MathML Core, in pieces between which a line may break.

    MathML itself never breaks a line, and a sum over 32 units is longer than any. Each piece goes
    into a `<math>` of its own.
    """
    pieces = [""]
    for token in _tokens(formula):
        if token is None:
            pieces.append("")
        else:
            pieces[-1] += token
    return pieces


def _tokens(formula: Formula) -> Iterator[str | None]:
    """Elements, and None where a line may break."""
    match formula:
        case Symbol():
            yield _symbol(formula)
        case Number(text):
            yield from _number(text)
        case Row(joint, parts):
            for place, part in enumerate(parts):
                if place:
                    yield from _joint(joint)
                yield from _tokens(part)
        case Minus(inner):
            yield '<mo form="prefix">−</mo>'
            yield from _tokens(inner)
        case Fence(inner, square, _, above):
            left, right = "[]" if square else "()"
            yield from _fenced(inner, left, right, above)
        case Call(symbol=symbol, inner=inner):
            hat = symbol.endswith("\u0302")
            yield _hat(symbol[:-1]) if hat else f"<mi>{symbol}</mi>"
            yield from _fenced(inner, "(", ")")
        case Chain(parts):
            yield from _tokens(parts[0])
            for sign, part in zip(formula.signs(), parts[1:], strict=True):
                yield None
                yield _operator(sign)
                yield from _tokens(part)
        case Blank(wide):
            yield f'<mtext class="blank">{EM_SPACE * (4 if wide else 3)}</mtext>'


def _symbol(symbol: Symbol) -> str:
    name = f"<mi>{symbol.name}</mi>"
    below, above = _script(symbol.below), _script(symbol.above)
    if below and above:
        return f"<msubsup>{name}{below}{above}</msubsup>"
    if below:
        return f"<msub>{name}{below}</msub>"
    return f"<msup>{name}{above}</msup>" if above else name


def _script(text: str) -> str:
    """An index: f, 3, t-1, 3,2."""
    parts = []
    for mark in text.replace("-", " − ").replace(",", " , ").split():
        tag = "mo" if mark in "−," else "mn" if mark.isdigit() else "mi"
        parts.append(f"<{tag}>{mark}</{tag}>")
    return parts[0] if len(parts) == 1 else f"<mrow>{''.join(parts)}</mrow>" if parts else ""


def _hat(letter: str) -> str:
    return f'<mover accent="true"><mi>{letter}</mi><mo stretchy="false">^</mo></mover>'


def _joint(sign: str) -> Iterator[str | None]:
    if sign in BREAKABLE:
        yield None
    if sign:
        yield _operator(sign)
    else:
        yield '<mspace width="0.17em"/>'


def _operator(sign: str) -> str:
    # At the begin of a piece it would be taken for a sign and lose its space.
    return f'<mo form="infix">{sign}</mo>'


def _fenced(inner: Formula, left: str, right: str, above: str = "") -> Iterator[str | None]:
    yield f'<mo form="prefix" stretchy="false">{left}</mo>'
    yield from _tokens(inner)
    end = f'<mo form="postfix" stretchy="false">{right}</mo>'
    yield f"<msup>{end}{_script(above)}</msup>" if above else end


def _number(text: str) -> Iterator[str]:
    sign, size, power = _split(text)
    yield f"<mn>{'−' if sign else ''}{INFINITE.get(size, ('', size))[1]}</mn>"
    if power:
        yield f"{_operator('×')}<msup><mn>10</mn><mn>{power}</mn></msup>"


def _split(text: str) -> tuple[str, str, str]:
    """Sign, digits and power of ten: "-1.23e+20" is "-", "1.23", "20"."""
    sign = "-" if text.startswith("-") else ""
    size, _, power = text.removeprefix("-").partition("e")
    return sign, size, power and str(int(power))

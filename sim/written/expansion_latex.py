"""The expansion of a gradient through time in LaTeX, with symbols and with numbers.

Each term and the sum are true with the digits that are printed, or say "≈".
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

import numpy as np

from sim.adjoint.expansion import Expansion
from sim.text.equations import is_near, settle
from sim.text.write import fixed, scientific
from sim.written.notation import Number, latex

FEW = 4  # states whose vectors and matrices are written out
DIGITS = 3


def formula(expansion: Expansion, states: tuple[str, ...], *, one_seed: bool) -> str:
    """The sum with symbols.

    Args:
        expansion: of any entry.
        states: of the cell.
        one_seed: whether the loss reads one step.
    """
    s, theta = _state(states), _theta(expansion)
    last = int(expansion.ks[-1])
    if one_seed:
        chain = rf"\frac{{\partial L}}{{\partial {s}_{{{last}}}}} " + (
            rf"\left( \prod_{{j=k+1}}^{{{last}}} "
            rf"\frac{{\partial {s}_j}}{{\partial {s}_{{j-1}}}} \right)"
        )
    else:
        chain = rf"\frac{{\partial L}}{{\partial {s}_k}}"
    return (
        rf"\frac{{\partial L}}{{\partial {theta}}} = \sum_{{k=1}}^{{{last}}} {chain} "
        rf"\frac{{\partial^{{+}} {s}_k}}{{\partial {theta}}}"
    )


def terms(expansion: Expansion, states: tuple[str, ...], *, one_seed: bool) -> list[str]:
    """Each step's term with its numbers, the last step first.

    More than FEW states give the two factors that are not 0 instead of vectors and matrices.

    Args:
        expansion: as for `formula`.
        states: as for `formula`.
        one_seed: as for `formula`.
    """
    return [
        rf"k = {int(expansion.ks[k])}: \quad {_term(expansion, k, states, one_seed)}"
        for k in range(len(expansion.ks) - 1, -1, -1)
    ]


def total(expansion: Expansion, rest: str) -> str:
    """The sum of all terms.

    Args:
        expansion: of any entry.
        rest: what the sum of the terms not written out is called.
    """
    values = expansion.terms[::-1]
    more = [expansion.rest] if expansion.ks[0] > 1 else []

    def made(digits: int) -> float:
        return sum(_read(value, digits) for value in (*values, *more))

    (parts, whole), sign = _settled(made, expansion.total)
    text = " + ".join(_signed(_number(value, parts)) for value in values)
    for value in more:
        text += rf" + \underbrace{{{_signed(_number(value, parts))}}}_{{\text{{{rest}}}}}"
    theta = _theta(expansion)
    return rf"\frac{{\partial L}}{{\partial {theta}}} = {text} {sign} " + _number(
        expansion.total, whole
    )


def _term(expansion: Expansion, k: int, states: tuple[str, ...], one_seed: bool) -> str:
    """One step's term with its numbers, and what it comes to."""
    immediate, carried = expansion.immediate[k], expansion.carried[k]
    if len(immediate) > FEW:
        at = np.flatnonzero(immediate)
        left_out = at.size > FEW
        if left_out:
            at = at[np.argsort(-np.abs(carried[at] * immediate[at]))][:FEW]

        def write(digits: int) -> str:
            text = " + ".join(
                rf"{_signed(_number(carried[m], digits))} \cdot "
                rf"{_signed(_number(immediate[m], digits))}"
                for m in at
            )
            return (text or "0") + (r" + \dots" if left_out else "")

        def made(digits: int) -> float:
            if left_out:  # what was left out nobody can add
                return float(expansion.terms[k])
            return sum(_read(carried[m], digits) * _read(immediate[m], digits) for m in at)
    else:
        factors = [carried[None]]
        if one_seed:
            factors = [expansion.carried[-1][None], *expansion.jacobians[k:][::-1]]
        factors.append(immediate[:, None])

        def write(digits: int) -> str:
            return r"\, ".join(_matrix(factor, digits) for factor in factors)

        def made(digits: int) -> float:
            read = np.vectorize(lambda value: _read(value, digits))
            seen = [read(factor) for factor in factors]
            with np.errstate(all="ignore"):
                return float(reduce(np.matmul, seen)[0, 0])

    (parts, whole), sign = _settled(made, expansion.terms[k])
    return rf"{write(parts)} {sign} {_number(expansion.terms[k], whole)}"


def _settled(made: Callable[[int], float], value: float) -> tuple[tuple[int, ...], str]:
    """The digits of what goes in and of what comes out, and the sign between them."""

    def judge(digits: tuple[int, ...]) -> tuple[bool]:
        text, decimals = _written(value, digits[1])
        return (is_near(made(digits[0]), text, decimals),)

    digits, (holds,) = settle(2, DIGITS, judge)
    return digits, "=" if holds else r"\approx"


def _state(states: tuple[str, ...]) -> str:
    return states[0] if len(states) == 1 else "s"


def _theta(expansion: Expansion) -> str:
    group, _, line = expansion.name.partition("_")
    row, column = expansion.entry
    return rf"{group}_{{{line},{row + 1}{column + 1}}}" if max(row, column) < 9 else (
        rf"{group}_{{{line},{row + 1},{column + 1}}}")  # fmt: skip


def _matrix(values: np.ndarray, digits: int) -> str:
    rows = r" \\ ".join(" & ".join(_number(v, digits) for v in row) for row in values)
    return rf"\begin{{pmatrix}} {rows} \end{{pmatrix}}"


def _written(value: float, digits: int) -> tuple[str, int]:
    """A gradient, with as many digits where decimals would hide it; and its decimals."""
    if value == 0:
        return "0", digits
    if 1e-2 <= abs(value) < 1e4 or not np.isfinite(value):
        return fixed(value, digits), digits
    return scientific(value, digits - 1), digits - 1


def _read(value: float, digits: int) -> float:
    return float(_written(value, digits)[0])


def _number(value: float, digits: int) -> str:
    text, _ = _written(value, digits)
    return latex(Number(text))


def _signed(text: str) -> str:
    return rf"\left({text}\right)" if text.startswith("-") or r"\times" in text else text

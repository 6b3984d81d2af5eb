"""The expansion of a gradient through time in LaTeX, with symbols and with numbers."""

from __future__ import annotations

import numpy as np

from sim.expansion import Expansion

FEW = 4  # states whose vectors and matrices are written out


def formula(expansion: Expansion, states: tuple[str, ...], *, one_seed: bool) -> str:
    """The sum with symbols.

    Args:
        expansion: of any entry; states: of the cell; one_seed: whether the loss reads one step.
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

    Args:
        expansion, states, one_seed: as for `formula`; more than FEW states give the two factors
            that are not 0 instead of vectors and matrices.
    """
    return [
        rf"k = {int(expansion.ks[k])}: \quad {_term(expansion, k, states, one_seed)}"
        rf" = {_number(expansion.terms[k])}"
        for k in range(len(expansion.ks) - 1, -1, -1)
    ]


def total(expansion: Expansion, rest: str) -> str:
    """The sum of all terms.

    Args:
        expansion: of any entry; rest: what the sum of the terms not written out is called.
    """
    parts = [_number(value) for value in expansion.terms[::-1]]
    text = " + ".join(_signed(part) for part in parts)
    if expansion.ks[0] > 1:
        text += rf" + \underbrace{{{_signed(_number(expansion.rest))}}}_{{\text{{{rest}}}}}"
    return rf"\frac{{\partial L}}{{\partial {_theta(expansion)}}} = {text} = " + _number(
        expansion.total, 6
    )


def _term(expansion: Expansion, k: int, states: tuple[str, ...], one_seed: bool) -> str:
    immediate = expansion.immediate[k]
    if len(immediate) > FEW:
        carried = expansion.carried[k]
        at = np.flatnonzero(immediate)
        if at.size > FEW:
            at = at[np.argsort(-np.abs(carried[at] * immediate[at]))][:FEW]
        text = " + ".join(
            rf"{_signed(_number(carried[m]))} \cdot {_signed(_number(immediate[m]))}" for m in at
        )
        return (text or "0") + (r" + \dots" if np.count_nonzero(immediate) > FEW else "")
    if one_seed:
        factors = [_row(expansion.carried[-1])]
        factors += [_matrix(J) for J in expansion.jacobians[k:][::-1]]
    else:
        factors = [_row(expansion.carried[k])]
    return r"\, ".join([*factors, _matrix(immediate[:, None])])


def _state(states: tuple[str, ...]) -> str:
    return states[0] if len(states) == 1 else "s"


def _theta(expansion: Expansion) -> str:
    group, _, line = expansion.name.partition("_")
    row, column = expansion.entry
    return rf"{group}_{{{line},{row + 1}{column + 1}}}" if max(row, column) < 9 else (
        rf"{group}_{{{line},{row + 1},{column + 1}}}")  # fmt: skip


def _row(values: np.ndarray) -> str:
    return _matrix(values[None])


def _matrix(values: np.ndarray) -> str:
    rows = r" \\ ".join(" & ".join(_number(v) for v in row) for row in values)
    return rf"\begin{{pmatrix}} {rows} \end{{pmatrix}}"


def _number(value: float, digits: int = 3) -> str:
    if not np.isfinite(value):
        return r"\mathrm{NaN}" if np.isnan(value) else r"\infty" if value > 0 else r"-\infty"
    if value == 0:
        return "0"
    text = f"{value:.{digits}f}"
    if 1e-2 <= abs(value) < 1e4:
        return text
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}"


def _signed(text: str) -> str:
    return rf"\left({text}\right)" if text.startswith("-") or r"\cdot" in text else text

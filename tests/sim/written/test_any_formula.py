"""What is written of any graph, with every operation there is, is worth what the run computed."""

from __future__ import annotations

import ast
import operator
import re

import numpy as np
import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

import sim
from sim.graph.cell import Cell
from sim.graph.operations import softmax
from sim.run.trace import Trace
from sim.written import formulas
from sim.written.handcheck import check_step, checkable, read_typed
from sim.written.notation import mathml
from tests.algebra import worth
from tests.cells import LOOPED, MIXING, drawn, operations, random_cell
from tests.mathml import said
from tests.printed import from_latex, is_numeric, signs
from tests.sim.adjoint.test_by_step import MADE, SIZES, cell_of

NAMES = ["sigmoid", "tanh", "relu", "identity"]
FUNCTIONS = {
    r"\sigma": lambda z: 1 / (1 + np.exp(-z)), r"\tanh": np.tanh,
    r"\operatorname{relu}": lambda z: np.maximum(z, 0), r"\operatorname{softmax}": softmax,
}  # fmt: skip
CALLED = {"exp": np.exp, "σ": FUNCTIONS[r"\sigma"], "tanh": np.tanh,
          "relu": lambda z: max(z, 0.0)}  # fmt: skip
PICKS = st.lists(st.integers(0, 50), min_size=5, max_size=5)


def with_any_options(cell: Cell, seed: int) -> Cell:
    draw = np.random.default_rng(seed)
    return cell.with_options(**{key: str(draw.choice(NAMES)) for key in cell.defaults})


def ran(cell: Cell, seed: int, **sizes) -> Trace:
    sizes = {"T": 2, "X": 2, "scale": 0.4} | sizes
    with np.errstate(all="ignore"):
        return sim.forward(cell, **drawn(cell, seed=seed, **sizes))


def is_tame(trace: Trace, most: float = 50) -> bool:
    graph = trace.cell.graph
    values = (trace.value(name) for name in (*graph.quantities, *graph.tables))
    with np.errstate(all="ignore"):
        return all(np.abs(value).max() < most for value in values)


def columns(trace: Trace, t: int) -> dict[str, np.ndarray]:
    """Every symbol of a step: columns, and matrices as they are."""
    found: dict[str, np.ndarray] = {}
    for name, value in trace.params.items():
        group, _, line = name.partition("_")
        symbol = f"b^{{u}}_{{{line}}}" if group == "bu" else f"{group}_{{{line}}}"
        found[symbol] = value if value.ndim == 2 else value[:, None]
    for name in trace:
        if name.endswith("_prev"):
            found[f"{name.removesuffix('_prev')}_{{t-1}}"] = trace[name][t - 1][:, None]
        else:
            found[f"{name}_t"] = trace[name][t - 1][:, None]
    for name, value in trace.signals.items():
        found[rf"\mathrm{{{name}}}_t"] = value[t - 1][:, None]
    return found | dict(trace.data)


def assert_written_right(trace: Trace, t: int) -> None:
    for line, text in formulas.symbols(trace.cell).items():
        right = text.removeprefix(f"{line}_t = ")
        assert right != text
        value = worth(right, columns(trace, t), FUNCTIONS)
        np.testing.assert_allclose(
            np.broadcast_to(value, trace[line][t - 1][:, None].shape)[:, 0], trace[line][t - 1],
            rtol=1e-9, atol=1e-9, err_msg=text,
        )  # fmt: skip


def number(text: str) -> float:
    """What a side of an equation is worth, by Python's own rules of precedence."""
    code = text.replace("·", "*").replace("−", "-").replace("σ", "sigma")
    return float(_walk(ast.parse(code.strip(), mode="eval").body))


def _walk(node: ast.expr) -> float:
    with np.errstate(all="ignore"):
        match node:
            case ast.Constant(value=value):
                return np.float64(value)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -_walk(operand)
            case ast.BinOp(left=left, op=op, right=right):
                made = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
                        ast.Div: operator.truediv}[type(op)]  # fmt: skip
                return made(_walk(left), _walk(right))
            case ast.Call(func=ast.Name(id=name), args=[inner]):
                return CALLED[name.replace("sigma", "σ")](_walk(inner))
    raise ValueError(ast.dump(node))


def assert_numbers_are_worth_it(trace: Trace, t: int, unit: int) -> None:
    """With nine decimals every step is the line's value; nothing begins with two signs."""
    lines = formulas.numbers(trace, t, unit, decimals=9)
    said_so = formulas.numbers(trace, t, unit, decimals=9, write=mathml)
    assert set(lines) == {n for n in trace.cell.graph.lines if trace[n].shape[1] >= unit}
    for line, text in lines.items():
        plain = from_latex(text)
        assert not re.search(r"[-+−·/]\s*[-−]", plain.partition("=")[2]), plain
        name, *steps = re.split("[=≈]", plain)
        assert name.strip() == f"{line}_{{{t}}}" and steps
        for step in steps:
            assert number(step) == pytest.approx(trace[line][t - 1, unit - 1], abs=1e-5), plain
        other = [number(step.replace("**", "e")) for step in
                 re.split("[=≈]", said(said_so[line]))[1:]]  # fmt: skip
        assert other == pytest.approx([number(step) for step in steps], rel=1e-12)


@settings(max_examples=400, phases=[Phase.generate], deadline=None)
@given(operations(*LOOPED, *MIXING), PICKS, st.integers(0, 99))
def test_any_graph_is_written_right(made, picks, seed):
    """In symbols by the rules of matrices, in numbers by those of arithmetic."""
    cell = with_any_options(random_cell(made, picks), seed)
    assume(cell.graph.shapes)
    trace = ran(cell, seed)
    assume(is_tame(trace))
    assert_written_right(trace, 2)
    assert_numbers_are_worth_it(trace, 2, 1 + seed % 4)


@pytest.mark.parametrize("sizes", SIZES, ids=["all differ", "all one"])
@pytest.mark.parametrize("name", MADE)
def test_cells_that_mix_are_written_right(name, sizes):
    """With sizes that differ a product the wrong way round has no value at all."""
    for seed in range(3):
        trace = ran(with_any_options(MADE[name], seed), seed, **sizes)
        assert_written_right(trace, 1)
        for unit in (1, 2, 3):
            assert_numbers_are_worth_it(trace, 1, unit)


def bracketed(x, h_prev, i_prev, U, W):
    """A line each for what wants brackets and what wants none."""
    h, i = W.h @ x, i_prev
    minus_i = -i
    lines = {
        "f": (-i) + h, "g": h + (-i), "i": h - (-h_prev), "n": -minus_i, "o": -(h + i),
        "r": h - (i - h), "z": (h - i) - h, "k": i / (h * i), "a": (h / i) / h, "b": h * (i * h),
        "c": -(h * i), "d": (-h) * i, "e": h + (i - h) * i, "q": (h * i) + (h / i),
        "y": h + (-i - h), "p": (U.q @ h) * i, "s": U.s @ (U.s @ i), "u": U.u @ (-i),
        "v": (U.v @ h) / i,
    }  # fmt: skip
    return {"h": h, **lines}


BRACKETS = {
    "f": r"-i_{t-1} + h_t",
    "g": r"h_t + \left(-i_{t-1}\right)",
    "i": r"h_t - \left(-h_{t-1}\right)",
    "n": r"-\left(-i_{t-1}\right)",
    "o": r"-\left(h_t + i_{t-1}\right)",
    "r": r"h_t - \left(i_{t-1} - h_t\right)",
    "z": r"h_t - i_{t-1} - h_t",
    "k": r"i_{t-1} \oslash \left(h_t \odot i_{t-1}\right)",
    "a": r"\left(h_t \oslash i_{t-1}\right) \oslash h_t",
    "b": r"h_t \odot \left(i_{t-1} \odot h_t\right)",
    "c": r"-h_t \odot i_{t-1}",
    "d": r"\left(-h_t\right) \odot i_{t-1}",
    "e": r"h_t + \left(i_{t-1} - h_t\right) \odot i_{t-1}",
    "q": r"h_t \odot i_{t-1} + h_t \oslash i_{t-1}",
    "y": r"h_t + \left(-i_{t-1} - h_t\right)",
    "p": r"\left(U_{q}\, h_t\right) \odot i_{t-1}",
    "s": r"U_{s}\, U_{s}\, i_{t-1}",
    "u": r"U_{u}\, \left(-i_{t-1}\right)",
    "v": r"\left(U_{v}\, h_t\right) \oslash i_{t-1}",
}


def test_brackets_stand_where_they_are_needed():
    cell = cell_of(bracketed, "h", *BRACKETS)
    written = formulas.symbols(cell)
    assert {name: written[name].partition(" = ")[2] for name in BRACKETS} == BRACKETS
    for seed in range(20):
        trace = ran(cell, seed)
        if is_tame(trace):
            assert_written_right(trace, 2)
            assert_numbers_are_worth_it(trace, 2, 1 + seed % 4)


def test_attention_as_it_is_written():
    assert formulas.symbols(MADE["attention"]) == {
        "e": r"e_t = \left(\tanh\left(K_{e}\, M + \left(Q_{e}\, h_{t-1} + b_{e}\right)\, "
             r"\mathbf{1}^{\top}\right)\right)^{\top}\, v_{e}",
        "a": r"a_t = \operatorname{softmax}\left(e_t\right)",
        "k": r"k_t = M\, a_t",
        "h": r"h_t = \tanh\left(W_{h}\, x_t + C_{h}\, k_t + U_{h}\, h_{t-1}\right)",
    }  # fmt: skip
    scored = formulas.symbols(MADE["scored"])
    assert scored["a"] == (
        r"a_t = \operatorname{softmax}\left(\left(S_{e}\, M\right)^{\top}\, q_t\right)"
    )
    assert scored["h"].endswith(
        r" - h_{t-1} \oslash \left(2 + \tanh\left(h_{t-1}\right)\right)"
    )  # fmt: skip
    turned = said(formulas.symbols(MADE["attention"], mathml)["e"])
    assert turned == "e_t=(tanh(K_eM+(Q_eh_t-1+b_e)𝟏**⊤))**⊤v_e"
    reader = formulas.symbols(MADE["data without a state"], mathml)
    assert said(reader["a"]) == "a_t=softmax(M**⊤W_qx_t)"
    assert said(reader["h"]) == "h_t=tanh(-C_hMa_t)"


def test_attention_with_numbers():
    """Data and weights as they were given, a share of the powers, a sum over the positions."""
    params = {"W_q": [[1.0], [2.0]], "C_h": [[0.5, -1.0], [0.25, 3.0]]}
    data = {"M": [[1.0, 0.0, 2.0], [0.5, 1.0, -1.0]]}
    trace = sim.forward(MADE["data without a state"], params, [[1.0]], data=data)
    one, two = (formulas.numbers(trace, 1, unit) for unit in (1, 2))
    powers = r"\left(" + r" + ".join(rf"\exp\left({n}\right)" for n in ("2.000", "2.000", "0.000"))
    powers += r"\right)"
    assert two["a"] == (
        r"a_{1} = \exp\left(1.000 \cdot 0 + 2.000 \cdot 1\right) / " + powers
        + r" = \exp\left(2.000\right) / " + powers + " = 0.468"
    )  # fmt: skip
    three = formulas.numbers(trace, 1, 3)
    assert set(two) == {"a", "h"} and set(three) == {"a"}, "three positions, two units"
    assert from_latex(one["h"]).startswith("h_{1} = tanh(-(0.5 · ")


def test_what_is_printed_of_attention_is_true():
    """By the printed digits: a sum that comes to the score, a share that comes to the value."""
    found: dict[str, list[bool]] = {}
    for seed in range(40):
        for name, cell in MADE.items():
            trace = ran(cell, seed, scale=1 + seed % 3, N=2 + seed % 5)
            for line, text in formulas.numbers(trace, 2, 1).items():
                for left, sign, right in signs(from_latex(text)):
                    if is_numeric(left) and is_numeric(right):
                        found.setdefault(f"{name} {line}", []).append(sign == "≈")
                        if sign == "=":
                            assert holds(left, right), (line, text)
    assert sum(map(len, found.values())) > 500
    assert all(np.mean(nearly) < 0.2 for nearly in found.values()), "≈ is for what nothing helps"


def holds(left: str, right: str) -> bool:
    """Whether the printed left side is rounded to the right one, or to each of its summands."""
    one, other = (re.match(r"(exp|tanh|σ)\((.*)\)( / \(.*\))?$", side) for side in (left, right))
    if one and other and one[1] == other[1] and bool(one[3]) == bool(other[3]):
        left, right = top(left), top(right)
    digits = len(right.rpartition(".")[2].strip("() "))
    slack = 0.5 * 10.0**-digits * (right.count(" + ") + 1)
    if "·" in right:  # what is worked out is multiplied
        slack *= max(1.0, abs(number(right.partition("·")[0])))
    return abs(number(left) - number(right)) <= slack * (1 + 1e-9)


def top(side: str) -> str:
    """What stands in the first call."""
    start = side.index("(")
    depth = 0
    for place, letter in enumerate(side[start:], start):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if depth == 0:
            return side[start + 1 : place]
    raise ValueError(side)


@pytest.mark.parametrize("name", MADE)
def test_what_can_be_typed_of_attention_is_judged(name):
    """Each number of a unit that a person can type, and the next one with the true ones known."""
    cell = MADE[name]
    trace = ran(cell, 0, **SIZES[0])
    names = [name for parts in checkable(cell).values() for name in parts]
    assert not set(names) & set(cell.graph.tables)
    typed = {n: read_typed(f"{trace.value(n)[0, 0]:.6f}") for n in names}
    findings, worked = check_step(trace, 1, 1, typed)
    assert {one.name: one.verdict for one in findings} == dict.fromkeys(names, "right")
    shown = dict.fromkeys(cell.graph.tables, read_typed("0.5"))
    assert check_step(trace, 1, 1, typed | shown)[0] == findings, "of a matrix nobody is asked"
    for n in names:
        text = from_latex(formulas.worked(worked, n, 1, 1, set(names)))
        if is_numeric(text) and "exp" not in text:
            assert number(text) == pytest.approx(trace.value(n)[0, 0], abs=1e-3), text
    wrong, _ = check_step(trace, 1, 1, typed | {names[0]: read_typed("77.5")})
    assert wrong[0].verdict == "wrong"


def test_numbers_of_other_units_are_not_told():
    """Somebody who has typed a of the first position knows no other position's."""
    trace = ran(MADE["attention"], 0, **SIZES[0])
    _, worked = check_step(trace, 1, 1, {"a": read_typed("0.5")})
    known = {"e", "a", "k"}
    assert formulas.worked(worked, "k", 1, 1, known) == r"M\, a_t"
    assert formulas.worked(worked, "a", 1, 1, known) == r"\operatorname{softmax}\left(e_t\right)"
    assert checkable(sim.CELLS["gru"])["h"] == ("(1 - z) * n", "z * h_prev", "h")
    assert checkable(sim.CELLS["lstm_coupled"])["i"] == ("i",)
    half = cell_of(lambda x, h_prev, W: {"h": (1 - h_prev) * (-(W.h @ x))}, "h")
    assert checkable(half)["h"] == ("h",), "what takes no arithmetic is not asked"

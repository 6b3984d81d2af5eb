"""Formulas in MathML say and are worth what the run computed; exercises leave the numbers out."""

import re

import numpy as np
import pytest

import sim
from sim.graph.activations import NAMES
from sim.network.outputs import dense_output
from sim.text.write import brief
from sim.written import formulas
from sim.written.notation import Number, blanked, latex, mathml
from sim.written.readout import readout_numbers, readout_symbols
from tests.cells import RECURRENT, drawn, drawn_run
from tests.mathml import said, worth

KEYS = list(RECURRENT)


@pytest.mark.parametrize("activation", NAMES)
@pytest.mark.parametrize("key", KEYS)
def test_mathml_is_worth_the_value_of_its_line(key, activation):
    cell = sim.CELLS[key]
    cell = cell.with_options(**dict.fromkeys(cell.defaults, activation))
    trace = drawn_run(cell, T=2, scale=0.5)
    for unit in range(1, 5):
        for line, pieces in formulas.numbers(trace, 2, unit, decimals=9, write=mathml).items():
            name, *steps = re.split("[=≈]", said(pieces))
            assert name == f"{line}_2"
            for step in steps:
                assert worth(step) == pytest.approx(trace[line][1, unit - 1], abs=1e-6), step


def test_mathml_of_symbols():
    written = formulas.symbols(sim.CELLS["gru_reset_after"], mathml)
    assert said(written["n"]) == "n_t=tanh(W_nx_t+b_n+r_t⊙(U_nh_t-1+b_n^u))"
    joint = formulas.joined(sim.CELLS["lstm"], mathml)
    assert said(joint["f"]) == "f_t=σ(W_f*[h_t-1,x_t]+b_f)"


def test_a_line_may_break_before_every_summand():
    trace = drawn_run(sim.CELLS["lstm"], X=3, H=4)
    pieces = formulas.numbers(trace, 1, 1, write=mathml)["f"]
    assert len(pieces) == 1 + 8 + 2  # name and first product, seven more and the bias, two results


@pytest.mark.parametrize("kind", ["linear", "softmax", "softmax_h"])
def test_a_readout_is_worth_its_outputs(kind):
    rng = np.random.default_rng(1)
    h = rng.normal(size=(3, 4))
    parts = () if kind == "softmax_h" else (rng.normal(size=(2, 4)), rng.normal(size=2))
    readout = dense_output(kind, *parts)
    s = h @ parts[0].T + parts[1] if parts else h
    shares = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
    values = {"y": (s if kind == "linear" else shares)[2], "s": s[2]}
    out = sim.forward(readout.built, readout.params, h)
    lines = readout_numbers(out, 3, 9, mathml)
    assert len(lines) == {"linear": 2, "softmax": 4, "softmax_h": 4}[kind]
    for pieces in lines:
        name, *steps = re.split("[=≈]", said(pieces))
        symbol, _, place = name.partition("_3,")
        for step in steps:
            assert worth(step) == pytest.approx(values[symbol][int(place) - 1], abs=1e-6), step
    assert list(readout_symbols(out.cell)) == (["s", "y"] if kind == "softmax" else ["y"])


def test_an_exercise_keeps_names_and_functions_and_no_number():
    numbers = drawn(sim.CELLS["lstm"], T=2)
    trace = sim.forward("lstm", **numbers, clamps=[sim.Clamp("o", 0.5)])
    written = formulas.numbers(trace, 2, 1, write=lambda chain: said(mathml(blanked(chain))))
    left = {line: text.replace("\u2003", "") for line, text in written.items()}
    assert left["f"] == f"f_2=σ({'+' * 7})=σ()=" and left["c"] == "c_2=+="
    assert left["o"] == "o_2:=0.500"  # held: nobody could know


@pytest.mark.parametrize(
    ("value", "text"),
    [(7, "7"), (0.5, "0.5"), (6.9999999, "7.000"), (-4e-9, "0.000"), (0, "0"), (100, "100"),
     (-1.25, "-1.25"), (1.23456789e20, "1.235e+20"), (np.inf, "inf"), (np.nan, "nan")],
)  # fmt: skip
def test_a_number_without_decimals_is_exact(value, text):
    assert brief(value, 3) == text


def test_large_and_infinite_numbers():
    assert latex(Number("-1.235e+20")) == r"-1.235 \times 10^{20}"
    assert said(mathml(Number("-1.235e+20"))) == "-1.235*10**20"
    assert latex(Number("-inf")) == r"-\infty" and said(mathml(Number("-inf"))) == "-inf"
    assert latex(Number("nan")) == r"\mathrm{NaN}"

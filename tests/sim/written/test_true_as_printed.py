"""Equations on paper and in formulas hold with the digits that are printed, or say "≈"."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

import sim
from sim import CELLS
from sim.adjoint import losses
from sim.adjoint.expansion import expand
from sim.document.seen import PartScenario, one_cell
from sim.graph.activations import NAMES, Activation
from sim.network.outputs import dense_output
from sim.text.equations import MOST, settle
from sim.text.write import brief, fixed, given, scientific, significant
from sim.written import expansion_latex, formulas
from sim.written.notation import latex
from sim.written.readout import readout_numbers
from tests.cells import RECURRENT
from tests.parts import EVERY_PART
from tests.printed import from_latex, is_numeric, is_true, signs

SEEDS = range(60)
LONG = 100  # numbers of a line; of more the first and the last steps, and one between


def random_scenario(seed: int, most: int = 6) -> PartScenario:
    """Any cell, size and options; numbers with few digits or with all of them, small or large."""
    draw = np.random.default_rng(seed)
    key = list(RECURRENT)[seed % len(RECURRENT)]
    cell = CELLS[key]
    options = {}
    for name, usual in cell.defaults.items():
        kind = draw.choice([usual.name, usual.name, *NAMES])
        options[name] = Activation(str(kind), float(draw.choice([0.2, 0.25]))).write()
    X, H, T = (int(draw.integers(1, n)) for n in (5, most, 8))
    scale = draw.choice([0.3, 1, 4, 30])
    digits = int(draw.choice([0, 1, 2, 17]))
    shapes = cell.shapes(X, H, 2)
    params = {n: (draw.normal(size=s) * scale).round(digits) for n, s in shapes.items()}
    params = cell.masked(params)
    kind = draw.choice(["none", "linear", "softmax", "softmax_h"])
    parts = (draw.normal(size=(2, H)).round(digits), draw.normal(size=2).round(digits))
    readout = {"none": None, "softmax_h": dense_output("softmax_h")}.get(
        kind, dense_output("linear", *parts)
    )
    if kind == "softmax":
        readout = dense_output("softmax", *parts)
    inputs = draw.normal(size=(T, X)).round(int(draw.choice([0, 2])))
    readout = None if cell.own_output else readout
    return one_cell(key, params, inputs, options=options, output=readout)


def hard(scenario: PartScenario, line: str) -> dict:
    """What σ̂ is of in a line: it is printed with the sign of the true sigmoid."""
    option = scenario.chosen_cell.activations.get(line)
    if option is None or option.name != "hard_sigmoid":
        return {}
    return {"σ": lambda z: min(max(option.slope * z + option.offset, 0.0), 1.0)}


def judged(text: str, functions: dict | None = None) -> tuple[int, int]:
    """(equal signs between numbers, of which "≈"); each "=" is true as it is printed."""
    count = [0, 0]
    for left, sign, right in signs(text):
        if not (is_numeric(left) and is_numeric(right)):
            continue
        count[0] += 1
        if sign == "≈":
            count[1] += 1
        else:
            assert is_true(left, right, functions), f"{left} = {right} in {text}"
    return tuple(count)


@pytest.mark.parametrize("brief", [False, True])
def test_formulas_with_numbers_are_true_as_printed(brief):
    found = []
    for seed in SEEDS:
        scenario = random_scenario(seed)
        trace = scenario.run()
        for t in {1, trace.T}:
            lines = formulas.numbers(trace, t, 1, brief=brief)
            for name, text in lines.items():
                found.append(judged(from_latex(text), hard(scenario, name)))
    total, nearly = np.sum(found, axis=0)
    assert total > 500 and nearly < 0.06 * total, "≈ is for what no decimals help"


@pytest.mark.parametrize("decimals", [2, 3, 6])
def test_readouts_are_true_as_printed(decimals):
    found = []
    for seed in SEEDS:
        scenario = random_scenario(seed)
        if scenario.output is not None:
            out = scenario.read_out(scenario.run())
            for text in readout_numbers(out, 1, decimals):
                found.append(judged(from_latex(text)))
    total, nearly = np.sum(found, axis=0)
    assert total > 50 and nearly < 0.1 * total


@pytest.mark.parametrize("key", EVERY_PART)
def test_every_example_is_true_as_printed(key):
    scenario = EVERY_PART[key]
    trace = scenario.run()
    long = trace.T * scenario.units > LONG
    for t in (1, 2, trace.T // 2, trace.T) if long else range(1, trace.T + 1):
        for unit in range(1, scenario.units + 1):
            for name, text in formulas.numbers(trace, t, unit, brief=True).items():
                judged(from_latex(text), hard(scenario, name))
        if scenario.output:
            out = scenario.read_out(trace)
            for text in readout_numbers(out, t, write=latex, brief=True):
                judged(from_latex(text))


@pytest.mark.parametrize("seed", range(12))
def test_a_gradient_written_out_is_true_as_printed(seed):
    draw = np.random.default_rng(seed)
    key = list(RECURRENT)[seed % len(RECURRENT)]
    H = int(draw.integers(1, 3))
    params = {n: draw.normal(size=s) for n, s in CELLS[key].shapes(2, H, H).items()}
    params = CELLS[key].masked(params)
    trace = sim.forward(key, params, draw.normal(size=(5, 2)))
    for loss in (losses.last_step(trace), losses.every_step(trace)):
        name = next(name for name in params if name.startswith("U_") and params[name].ndim == 2)
        made = expand(sim.backward(trace, loss.seeds), loss.seeds, name, (0, 0))
        one_seed = loss.seeds[trace.cell.output][:-1].any() == 0
        for text in expansion_latex.terms(made, trace.cell.states, one_seed=bool(one_seed)):
            _, sign, right = signs(from_latex(text.partition(r"\quad")[2]))[-1]
            left = re.split(r" (?:=|\\approx) ", text.partition(r"\quad")[2])[0]
            if sign == "=":
                half = 10.0 ** -len(right.partition("e")[0].partition(".")[2]) / 2
                power = 10.0 ** int(right.partition("e")[2] or 0)
                assert abs(product(left) - float(right)) <= half * power * (1 + 1e-9), text
        whole = from_latex(expansion_latex.total(made, "rest")).partition("} = ")[2]
        whole = re.sub(r"\\underbrace\{(.*)\}_\{\\text\{rest\}\}", r"\1", whole)
        judged(whole)


def product(text: str) -> float:
    """Matrices and vectors in a row, or a sum of products, as they are printed."""
    found = re.findall(r"\\begin\{pmatrix\}(.*?)\\end\{pmatrix\}", text)
    arrays = [
        np.array([[float(from_latex(f" {n.strip()}")) for n in row.split("&")]
                  for row in one.split(r"\\")])
        for one in found
    ]  # fmt: skip
    return float(np.linalg.multi_dot(arrays)[0, 0]) if len(arrays) > 1 else math.nan


def test_more_decimals_stand_only_where_they_are_needed():
    def needs(parts: int, whole: int):
        return lambda decimals: [decimals[0] >= parts and decimals[1] >= whole]

    assert settle(2, 3, needs(3, 3)) == ((3, 3), (True,))
    assert settle(2, 3, needs(4, 3)) == ((4, 3), (True,))
    assert settle(2, 3, needs(4, 4)) == ((4, 4), (True,))
    assert settle(2, 3, needs(MOST, MOST)) == ((MOST, MOST), (True,))
    assert settle(2, 3, needs(MOST + 1, 3)) == ((3, 3), (False,))
    assert settle(3, 3, lambda d: [d[0] > 9, d[1] > 3]) == ((4, 4, 3), (False, True))


@pytest.mark.parametrize(
    ("write", "text"),
    [(fixed(0.0625, 3), "0.063"), (fixed(-0.0625, 3), "-0.063"), (fixed(2.5, 0), "3"),
     (fixed(-1e-9, 3), "0.000"), (fixed(1e6, 3), "1.000e+6"), 
     (fixed(999999.9996, 3), "1000000.000"),
     (brief(0.5, 3), "0.5"), (brief(0.49999999, 3), "0.500"), (brief(100.0, 3), "100"),
     (given(0.0001234, 3), "0.000123"), (given(0.5, 3), "0.5"), (given(0.99999, 3), "1.00"),
     (given(1.23e-8, 3), "1.23e-8"), (given(-3.14159, 3), "-3.142"), (given(0.0, 3), "0"),
     (given(1e-7, 3), "1e-7"), (scientific(1.5e-300, 2), "1.50e-300")],
)  # fmt: skip
def test_numbers_are_written(write, text):
    assert write == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.07374, 3, "0.0737"), (1.0, 3, "1"), (-2.5, 1, "−3"), (0.0625, 2, "0.063"),
        (449572.0, 4, "4.496e5"), (9999.4, 4, "9999"), (9999.5, 4, "1e4"), (0.0, 3, "0"),
        (0.99996, 4, "1"), (1e-4, 2, "0.0001"), (9.94e-5, 2, "9.9e−5"), (9.96e-5, 2, "0.0001"),
        (1.98939e-21, 6, "1.98939e−21"), (5e-324, 3, "4.94e−324"), (-np.inf, 2, "−∞"),
        (np.nan, 2, "NaN"), (1.7e308, 3, "1.7e308"),
    ],
)  # fmt: skip
def test_a_number_of_any_size_shows_the_digits_that_count(value, digits, text):
    assert significant(value, digits) == text

"""Somebody's own numbers: what is right, what is wrong, and what follows from a slip before."""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from sim.presets import PRESETS
from sim.run.clamps import Clamp
from sim.text.errors import InputError
from sim.written import formulas
from sim.written.handcheck import (
    FOLLOWS,
    RIGHT,
    WRONG,
    Typed,
    check_step,
    checkable,
    read_typed,
)
from tests.cells import RECURRENT
from tests.e2e.bare import drawn

LECTURE = PRESETS["memory_cell"].scenario.run()


def verdicts(trace, texts, t=2, unit=1):
    found, _ = check_step(trace, t, unit, {k: read_typed(text) for k, text in texts.items()})
    return {one.name: one.verdict for one in found}


@pytest.mark.parametrize(
    ("text", "value", "slack"),
    [("0.982", 0.982, 5e-4), ("7", 7, 0.05), ("7.0", 7, 0.05), ("-1.25e-3", -1.25e-3, 5e-6),
     ("２．５０", 2.5, 5e-3), ("−.5", -0.5, 0.05), ("1e3", 1000, 0.05)],
)  # fmt: skip
def test_the_digits_typed_say_how_near_it_must_be(text, value, slack):
    typed = read_typed(text)
    assert typed.value == value and typed.slack == pytest.approx(slack)


@pytest.mark.parametrize("text", ["", "abc", "1,5", "nan", "1e999"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(InputError):
        read_typed(text)


@pytest.mark.parametrize(
    ("true", "right", "wrong"),
    [
        (0.809829, [".809", ".810", "0.81", "0.80", "0.8", ".8098", ".80982", ".80983"],
         [".808", ".811", ".8099", "0.79", "0.82", "1"]),
        (-0.809829, ["-.809", "-.810", "-0.8"], ["-.808", "-.811", ".809", "0.8"]),
        (6.99945, ["6.999", "7.00", "7.0", "7", "6.9994", "6.9995"], ["7.000", "6.998", "7.1"]),
        (0.00004, ["0.000", "0.0", "0", "-0.0", "0.0000", "0.00004"], ["0.0001", "-0.001"]),
        (-0.07, ["-0.0", "-0.1", "0", "0.0"], ["0.1", "-0.2"]),
        (1234.5, ["1234.5", "1.2345e3"], ["1234.4", "1.24e3", "1234"]),
    ],
)  # fmt: skip
def test_any_rounding_or_cutting_off_to_the_typed_decimals_is_right(true, right, wrong):
    assert [text for text in right if not read_typed(text).stands_for(true)] == []
    assert [text for text in wrong if read_typed(text).stands_for(true)] == []


@given(
    # Nine decimals: what is nearer to a whole unit than that is float64's noise.
    true=some.floats(-50, 50).map(lambda number: round(number, 9)),
    decimals=some.integers(1, 8),
)
def test_every_way_to_shorten_a_number_is_right_and_two_units_off_is_not(true, decimals):
    exact, step = Decimal(repr(true)), Decimal(1).scaleb(-decimals)
    for way in (ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_HALF_DOWN, ROUND_DOWN):
        assert read_typed(f"{exact.quantize(step, way):f}").stands_for(true)
    for far in (2, -2):
        text = f"{exact.quantize(step, ROUND_HALF_EVEN) + far * step:f}"
        assert not read_typed(text).stands_for(true)


def test_what_comes_of_the_numbers_on_the_screen_is_right():
    # f = 0.99995, c = 6.99990 are printed 1.000 and 7.000; their product is 6.99945.
    assert verdicts(LECTURE, {"f * c_prev": "7.000", "c": "7.000"}, t=4) == {
        "f * c_prev": RIGHT, "c": RIGHT,
    }  # fmt: skip
    assert verdicts(LECTURE, {"f * c_prev": "7.0000"}, t=4) == {"f * c_prev": WRONG}
    assert verdicts(LECTURE, {"f * c_prev": "6.998"}, t=4) == {"f * c_prev": WRONG}


def test_the_lectures_own_step_is_right():
    texts = {"i_pre": "90", "i": "1", "f": "1.000", "g": "4", "o": "0", "f * c_prev": "3",
             "i * g": "4", "c": "7", "h": "0"}  # fmt: skip
    assert set(verdicts(LECTURE, texts).values()) == {RIGHT}


def test_what_follows_from_a_slip_is_not_called_wrong():
    # The bias left out of f: 100 + 10 instead of 100; then c with g and its product mistaken.
    texts = {"g": "5", "i * g": "5", "c": "8", "h": "0"}
    assert verdicts(LECTURE, texts) == {"g": WRONG, "i * g": FOLLOWS, "c": FOLLOWS, "h": RIGHT}
    assert verdicts(LECTURE, texts | {"c": "9"})["c"] == WRONG
    # Right again, whatever stood before.
    assert verdicts(LECTURE, texts | {"c": "7"})["c"] == RIGHT
    # Steps left out carry the slip on.
    assert verdicts(LECTURE, {"g": "5", "c": "8"}) == {"g": WRONG, "c": FOLLOWS}


def test_findings_come_in_order_of_evaluation():
    texts = {"h": "9", "c": "9", "f": "9", "i": "9"}
    assert list(verdicts(LECTURE, texts)) == ["i", "f", "c", "h"]


def test_a_slip_in_one_unit_reaches_another_by_a_matrix():
    trace = drawn("gru", H=3).run()
    r = trace["r"][1]
    assert "r * h_prev" in trace.cell.graph.by_id
    wrong = r.copy()
    wrong[1] += 0.4
    p = trace.params
    pre = p["W_n"] @ trace["x"][1] + p["U_n"] @ (wrong * trace["h"][0]) + p["b_n"]
    texts = {"r": f"{wrong[1]:.4f}", "n_pre": f"{pre[1]:.4f}", "n": f"{np.tanh(pre[1]):.4f}"}
    assert verdicts(trace, texts, unit=2) == {"r": WRONG, "n_pre": FOLLOWS, "n": FOLLOWS}


@pytest.mark.parametrize("cell", RECURRENT)
def test_the_true_numbers_are_right_in_every_cell(cell):
    trace = drawn(cell, H=3).run()
    names = [name for ids in checkable(trace.cell).values() for name in ids]
    assert set(trace.cell.graph.lines) <= set(names)
    for t in (1, 4):
        texts = {name: f"{trace.value(name)[t - 1, 1]:.4f}" for name in names}
        found = verdicts(trace, texts, t, 2)
        assert set(found) == set(names) and set(found.values()) == {RIGHT}


@pytest.mark.parametrize("cell", RECURRENT)
@given(draw=some.data())
def test_the_first_slip_is_always_found(cell, draw):
    """All right before it, and everything worked out from it honestly is no second slip."""
    trace = drawn(cell, H=2).run()
    names = [name for ids in checkable(trace.cell).values() for name in ids]
    names = [name for name in trace.cell.graph.quantities if name in names]
    slip = draw.draw(some.sampled_from(names))
    by = draw.draw(some.sampled_from([-3.0, -0.2, 0.2, 5.0]))
    honest = {}
    for name in names:
        typed = {one: read_typed(text) for one, text in honest.items()}
        value = check_step(trace, 3, 1, typed)[1].value(name)[2, 0]
        honest[name] = f"{value + (by if name == slip else 0):.6f}"
    found = verdicts(trace, honest, t=3)
    assert [name for name, verdict in found.items() if verdict == WRONG] == [slip]


def test_numbers_rounded_on_the_way_are_right():
    trace = drawn("lstm").run()
    ours = {name: trace[name][2, 0] for name in ("f", "i", "g", "c")}
    coarse = {name: f"{ours[name]:.1f}" for name in ("f", "i", "g")}
    numbers = {name: float(text) for name, text in coarse.items()}
    c = numbers["f"] * trace["c"][1, 0] + numbers["i"] * numbers["g"]
    assert abs(c - ours["c"]) > 1e-3
    for text in (f"{c:.4f}", f"{ours['c']:.4f}", f"{(c + ours['c']) / 2:.4f}"):
        assert set(verdicts(trace, coarse | {"c": text}, t=3).values()) == {RIGHT}


def test_a_held_gate_is_what_it_is_set_to():
    scenario = drawn("lstm").changed(clamps=(Clamp("f", 0.25),))
    trace = scenario.run()
    assert verdicts(trace, {"f_pre": "9", "f": "0.25"}, t=3)["f"] == RIGHT
    f_c = f"{0.25 * trace['c'][1, 0]:.4f}"
    assert verdicts(trace, {"f_pre": "9", "f * c_prev": f_c}, t=3)["f * c_prev"] == RIGHT


def test_the_operation_is_written_with_their_numbers():
    typed = {"g": read_typed("5"), "i * g": read_typed("5.5")}
    _, step = check_step(LECTURE, 2, 1, typed)
    # What was not typed is not given away.
    assert formulas.worked(step, "i * g", 2, 1, typed) == r"i_{2} \cdot 5"
    assert formulas.worked(step, "c", 2, 1, typed) == r"f_{2} \cdot 3 + 5.5"
    products = r"0 \cdot 4 + 100 \cdot 1 + 0 \cdot 0 + 0 \cdot "
    assert products in formulas.worked(step, "i", 2, 1, typed)
    known = typed | {"i_pre": read_typed("91")}
    _, step = check_step(LECTURE, 2, 1, known)
    assert formulas.worked(step, "i", 2, 1, known) == r"\sigma\left(91\right)"
    assert formulas.operation(LECTURE.cell, "i * g") == r"i_t \odot g_t"


@pytest.mark.parametrize("cell", RECURRENT)
@pytest.mark.parametrize("X", [2, 16])
def test_an_operation_never_holds_a_computed_number(cell, X):
    trace = drawn(cell, X=X, H=3).run()
    _, step = check_step(trace, 2, 1, {})
    given = [*trace["x"][1], *(n for name in trace.cell.states for n in trace[name][0])]
    given += [number for matrix in trace.params.values() for number in matrix[0].ravel()]
    given += [round(number, 4) for number in given] + [0, 1, 2]
    for name in (one for ids in checkable(trace.cell).values() for one in ids):
        text = re.sub(r"[a-z]_\{[^}]*\}", "", formulas.worked(step, name, 2, 1, ()))
        for number in map(float, re.findall(r"-?\d+\.\d+", text)):
            assert min(abs(abs(number) - abs(one)) for one in given) < 1e-4, (name, number)


def test_what_the_cell_has_not_is_passed_over():
    assert verdicts(LECTURE, {"z": "1", "x": "1", "W_f": "2", "c": "7"}) == {"c": RIGHT}


@pytest.mark.parametrize("true", [np.inf, -np.inf, np.nan])
def test_no_number_stands_for_what_is_none(true):
    assert not Typed(5.0, 1).stands_for(true)


@pytest.mark.parametrize(
    ("text", "true", "right"),
    [
        ("1.235e6", 1234567.0, True), ("1.235e+6", 1234567.0, True), ("1.234e6", 1234567.0, True),
        ("1.236e6", 1234567.0, False), ("1.235e20", 1.2345e20, True), ("1e6", 1234567.0, False),
        ("1235000", 1234567.0, False), ("1.2e-3", 0.00123, True), ("1", 0.73, False),
        ("1e0", 0.73, False), ("2e-3", 0.0024, True), ("1.0e1", 10.4, True), ("1.0e1", 11, False),
    ],
)  # fmt: skip
def test_of_a_power_of_ten_the_written_digits_count(text, true, right):
    assert read_typed(text).stands_for(true) == right


@pytest.mark.parametrize(("H", "written"), [(12, True), (13, False)])
def test_twelve_products_are_written_out_and_more_are_not(H, written):
    trace = drawn("elman", X=2, H=H).run()
    text = formulas.worked(trace, "U_h @ h_prev", 2, 1, ())
    assert text.count(r"\cdot") == (12 if written else 0)
    assert (text == r"U_{h}\, h_{t-1}") is not written

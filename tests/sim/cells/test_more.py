"""The cells under More: worked by hand, run both ways, and gone back through both ways."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import numpy as np
import pytest

import sim
import sim.cells
from sim.adjoint.products import products
from sim.cells import CELLS
from sim.document.initialise import initialise
from sim.graph.schematic import memory_of, schematic
from sim.written import formulas
from tests.cells import RECURRENT, close, drawn
from tests.sim.adjoint.test_by_step import (
    assert_agrees_with_differences,
    assert_both_ways_agree,
)

KEYS = [key for key, cell in RECURRENT.items() if not cell.usual]
ONES = np.ones((2, 2))
WORDS = np.array([[1.0, 1], [1, 1], [2, 2]])


def linear(key: str):
    cell = CELLS[key]
    return cell.with_options(**dict.fromkeys(cell.defaults, "identity"))


def test_every_cells_docstring_shows_a_run():
    for found in pkgutil.iter_modules(sim.cells.__path__, "sim.cells."):
        module = importlib.import_module(found.name)
        assert doctest.testmod(module).failed == 0, found.name
    for cell in map(RECURRENT.get, KEYS):
        assert ">>>" in cell.function.__doc__ and "(H,)" in cell.function.__doc__


def test_jordan_by_hand():
    """Lectures A and B: the all-ones net; with Elman's feedback beside it, chapter C 6.3."""
    params = {"W_h": ONES, "U_h": ONES, "b_h": np.zeros(2), "V_y": ONES, "d_y": np.zeros(2)}
    run = sim.forward(linear("jordan"), params, WORDS)
    assert run["h"][:, 0].tolist() == [2, 10, 44] and run["y"][:, 1].tolist() == [4, 20, 88]
    other = sim.forward(linear("jordan"), params, WORDS[::-1])
    assert other["h"][:, 0].tolist() == [4, 18, 74] and other["y"][:, 0].tolist() == [8, 36, 148]
    both = sim.forward(linear("jordan_elman"), params | {"U_k": ONES}, WORDS)
    assert both["h"][:, 0].tolist() == [2, 14, 88] and both["y"][:, 1].tolist() == [4, 28, 176]
    assert CELLS["jordan"].count(2, 2, 2) == 16


def test_a_leaky_unit_by_hand():
    """Chapter C 6.11.1: a = 0.1 keeps 0.9 a step."""
    none = np.zeros((1, 1))
    params = {"W_n": none, "U_n": none, "b_n": np.zeros(1), "a_h": np.array([0.1])}
    run = sim.forward(CELLS["leaky"], params, np.zeros((4, 1)), {"h": [1.0]})
    assert run["h"][:, 0] == pytest.approx([0.9, 0.81, 0.729, 0.6561], abs=1e-15)
    pulses = np.array([0.5, 0, 0, -0.6, 0, 0, 0.5, 0])[:, None]
    moved = sim.forward(CELLS["leaky"], params | {"W_n": np.full((1, 1), 2.0)}, pulses)
    assert moved["h"][1, 0] == pytest.approx(0.9 * moved["h"][0, 0])


def test_an_echo_state_network_by_hand():
    """Chapter C 6.13.4: N = 2, leak 1/2, linear."""
    params = {
        "W_n": [[1.0], [0]], "U_n": [[0, 0.5], [-0.5, 0]], "U_k": [[0.0], [1]], "a_h": [0.5, 0.5],
        "V_y": [[2.0, 3]], "V_x": [[1.0]], "V_k": [[0.5]], "d_y": [1.0],
    }  # fmt: skip
    run = sim.forward(linear("esn"), params, np.array([[2.0], [0], [0]]))
    assert run["h"].tolist() == [[1, 0], [0.5, 2.25], [0.8125, 6.625]]
    assert run["y"][:, 0].tolist() == [5, 11.25, 28.125]


def test_a_clockwork_rnn_by_hand():
    """Chapter C 6.13.7: periods 1 2 4 8, U the upper triangle of 1/2."""
    cell = linear("clockwork")
    turns = cell.clock(8, 4)["m"]
    groups = [set(np.flatnonzero(row) + 1) for row in turns]
    assert groups == [{1}, {1, 2}, {1}, {1, 2, 3}, {1}, {1, 2}, {1}, {1, 2, 3, 4}]
    params = cell.masked({"W_n": np.ones((4, 1)), "U_n": np.full((4, 4), 0.5), "b_n": np.zeros(4)})
    assert np.count_nonzero(params["U_n"]) == 10
    run = sim.forward(cell, params, np.ones((8, 1)))
    assert run["h"][7].tolist() == [4.9453125, 2.625, 1.5, 1]
    assert run["h"][3].tolist() == [2.625, 1.5, 1, 0] and run["h"][1].tolist() == [1.5, 1, 0, 0]
    mask = cell.mask("U_n", (256, 256))
    incoming = [int(mask[k].sum()) for k in (0, 64, 128, 192)]
    assert incoming == [256, 192, 128, 64] and mask.sum() == 40_960
    assert cell.count(8, 256) == 40_960 + 8 * 256 + 256  # 256 + 192 + 128 + 64 a unit, not 256
    drawn = initialise(cell.shapes(2, 8), mask=cell.mask, sigma_max=1.5, seed=4)
    assert np.linalg.norm(drawn["U_n"], 2) == pytest.approx(1.5) and not drawn["U_n"][2:, :2].any()
    assert cell.clock(8, 256)["m"].mean() == pytest.approx(0.46875)
    with pytest.raises(sim.InputError, match=r"U_n, row 2, column 1: .* has no weight there"):
        sim.forward(cell, params | {"U_n": np.ones((4, 4))}, np.ones((2, 1)))


def test_the_long_memory_of_the_slowest_group():
    """d h_16 / d h_0 of the slowest unit on itself: 0.25; with all periods 1 it is 1.526e-5."""
    cell = linear("clockwork")
    params = cell.masked({"W_n": np.ones((4, 1)), "U_n": np.full((4, 4), 0.5), "b_n": np.zeros(4)})
    run = sim.forward(cell, params, np.ones((16, 1)))
    (whole,) = [one.value for one in products(run) if one.k == 0]
    assert whole[3, 3] == 0.25 and np.linalg.norm(whole, 2) == pytest.approx(2.7239, abs=5e-5)
    busy = sim.forward(cell, params, np.ones((16, 1)), signals={"m": np.ones((16, 4))})
    (fast,) = [one.value for one in products(busy) if one.k == 0]
    assert fast[3, 3] == pytest.approx(1.526e-5, rel=1e-3)
    assert np.linalg.norm(fast, 2) == pytest.approx(0.012799, rel=1e-4)


def test_lecture_bs_peepholes_have_208_weights():
    assert CELLS["lstm_peephole_full"].count(4, 4) == 208
    assert sim.CELLS["lstm"].count(4, 4) == 144 and sim.CELLS["lstm_peephole"].count(4, 4) == 156


@pytest.mark.parametrize("batch", [(), (4,), (2,)], ids=str)
@pytest.mark.parametrize("key", KEYS)
def test_fast_plain_and_both_ways_back(key, batch):
    cell = CELLS[key]
    for sizes in ({"X": 3, "H": 4, "Y": 2}, {"X": 4, "H": 4, "Y": 4}):
        numbers = drawn(cell, T=5, batch=batch, **sizes)
        fast, plain = (sim.forward(cell, **numbers, plain=p) for p in (False, True))
        for name in plain:
            close(fast[name], plain[name])
        assert_both_ways_agree(fast)
        if not cell.periods:  # a nudge would leave the mask
            assert_agrees_with_differences(sim.forward(cell, **drawn(
                cell, T=3, batch=batch, scale=0.5, **sizes)))  # fmt: skip


@pytest.mark.parametrize("key", KEYS)
def test_what_its_graph_tells(key):
    cell = CELLS[key]
    plan = schematic(cell)
    assert sorted(entry["line"] for part in plan.values() for entry in part) == sorted(
        cell.graph.lines
    )
    kept = {"jordan": "y", "jordan_elman": "y", "lstm_peephole_full": "c"}
    assert memory_of(cell) == kept.get(key, "h")
    assert set(formulas.symbols(cell)) == set(cell.graph.lines)
    numbers = drawn(cell, T=2, X=2, H=3, Y=2)
    run = sim.forward(cell, **numbers)
    for unit in (1, 2, 3):
        shown = formulas.numbers(run, 2, unit)
        assert set(shown) == {n for n in cell.graph.lines if unit <= run[n].shape[1]}


def test_what_a_clockwork_unit_does_not_hear_is_not_written_out():
    cell = CELLS["clockwork"]
    run = sim.forward(cell, **drawn(cell, T=8, X=1, H=4))
    for unit in (1, 2, 3, 4):  # of periods 1, 2, 4, 8: one product of x, then those of its U
        products = formulas.numbers(run, 8, unit)["n"].split("=")[1].count(r"\cdot")
        assert products == 1 + (5 - unit)

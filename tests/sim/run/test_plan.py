"""The fast path is used, holds what it promises, and is right for cells nobody has written yet."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

import sim
from sim.run import plan
from tests.cells import LOOPED, RECURRENT, drawn_run, operations, random_cell


@pytest.mark.parametrize("key", RECURRENT)
def test_forward_takes_the_fast_path(key, monkeypatch):
    monkeypatch.setattr("sim.run.forward._plain_run", lambda *_: pytest.fail("took the plain path"))
    cell = sim.CELLS[key]
    for options in ({}, dict.fromkeys(cell.defaults, "hard_sigmoid")):
        drawn_run(cell.with_options(**options), T=3)


@pytest.mark.parametrize("key", RECURRENT)
def test_plain_never_takes_it(key, monkeypatch):
    monkeypatch.setattr("sim.run.forward.fast_run", lambda *_: pytest.fail("took the fast path"))
    drawn_run(sim.CELLS[key], T=3, plain=True)


@pytest.mark.parametrize("key", RECURRENT)
def test_one_matrix_product_for_each_right_hand_side(key):
    cell = sim.CELLS[key]
    stacks = plan.plan_for(cell).stacks
    read = [cell.graph.ids[id(operand)] for operand, _ in stacks]
    assert len(read) == len(set(read)) and set(read) == set(cell.graph.reads.values()) - {"x"}
    assert len(re.findall(r"\bdot\(", plan.explain(cell))) == len(stacks)


@pytest.mark.parametrize("key", ["elman", "lstm", "lstm_coupled", "gru_reset_after"])
def test_a_stacked_product_is_added_at_once(key):
    """The rows of its sums lie side by side, and so do those of gates with one activation."""
    code = plan.explain(sim.CELLS[key])
    assert len(re.findall(r"add\(block\w+, product", code)) == 1
    assert len(re.findall(r"reciprocal\(", code)) == (0 if key == "elman" else 1)


def test_the_peephole_output_gate_sees_the_new_memory():
    cell = sim.CELLS["lstm_peephole"]
    body = plan.explain(cell).splitlines()
    (memory,) = (k for k, line in enumerate(body) if line.endswith(", c)"))
    (peep,) = (k for k, line in enumerate(body) if "multiply(p_o, c, " in line)
    assert memory < peep < len(body) - 1
    assert not any("p_o, c_prev" in line for line in body)


def test_input_products_stand_outside_the_loop():
    for cell in RECURRENT.values():
        assert not re.search(r"\b[Wb]_\w|\binputs\b", plan.explain(cell))


@settings(max_examples=150, phases=[Phase.generate], deadline=None)
@given(
    operations(*LOOPED),
    st.lists(st.integers(0, 50), min_size=5, max_size=5),
    st.sampled_from([(), (3,), (4,)]),
)
def test_any_cell_agrees_with_its_plain_function(made, picks, batch):
    cell = random_cell(made, picks)
    assume(cell.graph.shapes)  # without parameters nothing says how many units there are
    fast = drawn_run(cell, T=4, H=4, batch=batch, scale=0.4)
    plain = drawn_run(cell, T=4, H=4, batch=batch, scale=0.4, plain=True)
    assert set(fast) == set(plain)
    for name in plain:
        assert fast[name].shape == plain[name].shape, name
        sizes = np.abs(plain[name])  # what overflows is compared too, but is no measure
        scale = sizes.max(initial=1.0, where=np.isfinite(sizes))
        np.testing.assert_allclose(fast[name], plain[name], rtol=0, atol=1e-12 * scale)

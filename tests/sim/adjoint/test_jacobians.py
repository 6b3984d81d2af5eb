"""Jacobians of a step, their products over many, and the memory line."""

from __future__ import annotations

import math
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.adjoint.jacobians import blocks
from sim.adjoint.memory_line import memory_line
from sim.adjoint.products import elman_bound, products, singular_values, spectral_norms
from sim.document.initialise import initialise
from sim.graph.cell import Cell, Line
from tests.cells import RECURRENT, close, drawn, drawn_run
from tests.contract.test_new_cells import CASES, numbers_of
from tests.sim.adjoint.test_gradients import elman, lstm

KEYS = list(RECURRENT)


def states_of(trace: sim.Trace, t: int) -> np.ndarray:
    return np.concatenate([trace[name][t] for name in trace.cell.states])


def by_backward(trace: sim.Trace) -> np.ndarray:
    """d state_T / d state_0, a row at a time by reverse accumulation."""
    rows = []
    for name in trace.cell.states:
        for unit in range(trace[name].shape[1]):
            seed = np.zeros_like(trace[name])
            seed[-1, unit] = 1.0
            grads = sim.backward(trace, {name: seed})
            rows.append(np.concatenate([grads.initial[n] for n in trace.cell.states]))
    return np.array(rows)


def all_cells():
    for key in KEYS:
        yield pytest.param(sim.CELLS[key], drawn(sim.CELLS[key], T=6), id=key)
    for name, (cell, _) in CASES.items():
        yield pytest.param(cell, numbers_of(cell, ()), id=name)


@pytest.mark.parametrize(("cell", "numbers"), list(all_cells()))
def test_each_step_against_differences(cell, numbers):
    trace = sim.forward(cell, **numbers)
    J = sim.jacobians(trace)
    size = sum(trace[name].shape[1] for name in cell.states)
    assert J.shape == (6, size, size)
    t, step = 3, 1e-6
    before = {name: trace[f"{name}_prev"][t] for name in cell.states}
    signals = {name: value[t] for name, value in trace.signals.items()}
    column = 0
    for name in cell.states:
        for unit in range(len(before[name])):
            moved = []
            for by in (step, -step):
                state = {n: v.copy() for n, v in before.items()}
                state[name][unit] += by
                lines = sim.step(cell, numbers["params"], trace["x"][t], state, signals)
                moved.append(np.concatenate([lines[n] for n in cell.states]))
            slope = (moved[0] - moved[1]) / (2 * step)
            np.testing.assert_allclose(J[t][:, column], slope, rtol=1e-6, atol=1e-8)
            column += 1


@pytest.mark.parametrize(("cell", "numbers"), list(all_cells()))
def test_their_product_is_what_the_loop_back_finds(cell, numbers):
    trace = sim.forward(cell, **numbers)
    found = {p.k: p.value for p in products(trace)}
    assert list(found) == [6, 5, 4, 3, 2, 1, 0]
    whole = by_backward(trace)
    np.testing.assert_allclose(found[0], whole, rtol=1e-9, atol=1e-11 * np.abs(whole).max())
    J = sim.jacobians(trace)
    np.testing.assert_allclose(found[4], J[5] @ J[4], rtol=1e-9, atol=1e-12)
    same = {p.k: p.value for p in products(J)}
    for k in found:
        np.testing.assert_allclose(same[k], found[k], rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("key", KEYS)
def test_norms_of_blocks(key):
    trace = drawn_run(sim.CELLS[key], T=6)
    at = blocks(trace)
    assert list(at) == list(trace.cell.states)
    for norm, product in zip(spectral_norms(trace), products(trace), strict=True):
        assert norm.k == product.k
        assert 10**norm.full == pytest.approx(np.linalg.norm(product.value, 2), rel=1e-12)
        for name, place in at.items():
            own = np.linalg.norm(product.value[place, place], 2)
            assert 10 ** norm.by_state[name] == pytest.approx(own, rel=1e-10)


def test_thinned_and_stopped():
    trace = drawn_run(sim.CELLS["lstm"], T=10)
    whole = {norm.k: norm for norm in spectral_norms(trace)}
    thin = {norm.k: norm for norm in spectral_norms(trace, every=4)}
    assert list(whole) == list(range(10, -1, -1)) and list(thin) == [10, 6, 2, 0]
    assert all(thin[k] == whole[k] for k in thin)
    chain = products(trace)
    assert next(chain).k == 10 and next(chain).k == 9
    chain.close()
    for every in (0, -1, 1.5, True):
        with pytest.raises(sim.InputError, match="whole number from 1"):
            products(trace, every)


def test_many_pieces_give_the_same_as_one(monkeypatch):
    numbers = drawn(sim.CELLS["lstm"], T=7)
    clamps = [sim.Clamp("f", 0.5, 2, 4), sim.Clamp("i", 1.0, 6)]
    trace = sim.forward("lstm", **numbers, clamps=clamps)
    whole = sim.jacobians(trace)
    for piece in (1, 150, 200):
        monkeypatch.setattr(sys.modules["sim.adjoint.jacobians"], "PIECE", piece)
        np.testing.assert_allclose(sim.jacobians(trace), whole, rtol=1e-13, atol=0)


def test_a_clamped_gate_leaves_no_way_through():
    numbers = drawn(sim.CELLS["lstm"], T=3)
    gates = [sim.Clamp(gate, 0.5) for gate in "ifo"]
    trace = sim.forward("lstm", **numbers, clamps=gates)
    J = sim.jacobians(trace)
    g_slope = 1 - np.tanh(trace["g_pre"]) ** 2
    np.testing.assert_allclose(
        J[:, 4:, :4], 0.5 * g_slope[:, :, None] * trace.params["U_g"], rtol=1e-12
    )
    np.testing.assert_array_equal(J[:, 4:, 4:], np.broadcast_to(0.5 * np.eye(4), (3, 4, 4)))


def test_an_elman_step_is_diag_slope_times_u():
    trace = drawn_run(sim.CELLS["elman"], T=4)
    slope = 1 - trace["h"] ** 2
    np.testing.assert_allclose(
        sim.jacobians(trace), slope[:, :, None] * trace.params["U_h"], rtol=1e-9
    )


def test_a_batch_is_refused():
    batch = drawn_run(sim.CELLS["gru"], batch=(2,))
    for read in (sim.jacobians, products, lambda run: next(spectral_norms(run))):
        with pytest.raises(sim.InputError, match="one sequence"):
            read(batch)


@pytest.mark.parametrize("g", [0.9, 1.1, 0.01, 1000.0])
def test_a_long_product_neither_vanishes_nor_explodes_early(g):
    Q = initialise({"U_h": (6, 6)}, recurrent="orthogonal", seed=3)["U_h"]
    norms = list(spectral_norms(elman(np.zeros((6, 6)), 1)))
    assert norms[-1].full == -math.inf == norms[-1].by_state["h"]
    trace = elman(g * Q, 500)
    norms = list(spectral_norms(trace))
    for norm in norms:
        steps = 500 - norm.k
        assert norm.full == pytest.approx(steps * math.log10(g), rel=1e-11, abs=1e-12)
        assert norm.by_state == {"h": norm.full}
    np.testing.assert_allclose(singular_values(sim.jacobians(trace)[0]), g, rtol=1e-12)
    np.testing.assert_allclose(elman_bound(trace), [n.full for n in norms[::-1]], atol=1e-9)


def test_doubling_is_exact_and_what_overflows_says_so():
    (last,) = (p for p in products(elman(np.ones((2, 2)), 60)) if p.k == 0)
    assert np.array_equal(last.value, np.full((2, 2), 2.0**59))
    *_, last = products(np.full((1100, 1, 1), 2.0))
    assert (last.exponent, last.value.item()) == (1100, math.inf)
    *_, last = products(np.full((1100, 1, 1), 0.5))
    assert (last.exponent, last.value.item()) == (-1100, 0.0)
    *_, last = products(np.full((3, 1, 1), 1e300))
    assert last.exponent * math.log10(2) == pytest.approx(900, rel=1e-2)
    assert np.isnan(singular_values(np.array([[np.inf]]))).all()


# Between 0 and 1e-30 U holds subnormal numbers, whose few digits no bound to 1e-12 can ask for.
SCALES = st.just(0.0) | st.floats(1e-30, 3.0)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 5), st.integers(1, 12), SCALES, st.integers(0, 10**6),
    st.sampled_from(["tanh", "relu", "sigmoid", "identity", "hard_sigmoid"]),
)  # fmt: skip
def test_no_product_exceeds_the_bound_of_pascanu(H, T, scale, seed, act):
    rng = np.random.default_rng(seed)
    cell = sim.CELLS["elman"].with_options(h=act)
    params = {"W_h": rng.normal(size=(H, 2)), "U_h": scale * rng.normal(size=(H, H)),
              "b_h": rng.normal(size=H)}  # fmt: skip
    trace = sim.forward(cell, params, rng.normal(size=(T, 2)))
    bound = elman_bound(trace)
    gamma = {"sigmoid": 0.25, "hard_sigmoid": 0.2}.get(act, 1.0)
    if scale:
        step = math.log10(gamma * np.linalg.svd(params["U_h"])[1][0])
        np.testing.assert_allclose(bound, step * np.arange(T, -1, -1), atol=1e-12)
    for norm in spectral_norms(trace):
        assert norm.full <= bound[norm.k] + 1e-12


def test_only_an_elman_cell_has_the_bound():
    for cell in (sim.CELLS["gru"], sim.CELLS["lstm"]):
        with pytest.raises(sim.InputError, match="Elman"):
            elman_bound(drawn_run(cell))
    cell, _ = CASES["echo_in_one_line"]
    with pytest.raises(sim.InputError, match="Elman"):
        elman_bound(sim.forward(cell, **numbers_of(cell, ())))


@pytest.mark.parametrize(("key", "keep"), [
    ("lstm", "f"), ("lstm_peephole", "f"), ("lstm_coupled", "f"), ("gru", "z"),
    ("gru_reset_after", "z"),
])  # fmt: skip
@pytest.mark.parametrize("batch", [(), (4,)], ids=str)
def test_the_memory_line_is_the_product_of_its_keep_valve(key, keep, batch):
    trace = drawn_run(sim.CELLS[key], T=7, batch=batch)
    line = memory_line(trace)
    assert line.shape == (8, 4, *batch) and (line[-1] == 0).all()
    for k in range(7):
        np.testing.assert_allclose(10 ** line[k], trace[keep][k:].prod(axis=0), rtol=1e-12)


def test_the_memory_line_of_a_cell_without_recurrent_weights_is_all_there_is():
    for b, kept in ((0.0, 8.881784e-16), (1.0, 1.576191e-7), (5.0, 7.147893e-1)):
        trace = lstm(50, f=b)
        norms = list(spectral_norms(trace))
        assert 10 ** memory_line(trace)[0, 0] == pytest.approx(kept, rel=1e-6)
        assert 10 ** norms[-1].by_state["c"] == pytest.approx(kept, rel=1e-6)
        assert norms[-1].by_state["h"] == -math.inf
    faded = memory_line(lstm(500, f=-30.0))
    assert faded[0, 0] == pytest.approx(-500 * 30 / math.log(10), rel=1e-9)


def test_memory_lines_of_other_cells():
    for name, keep in (("echo", lambda r: 1 - r.params["a_h"] + 0 * r["h"]),
                       ("clockwork", lambda r: 1 - r.signals["tick"]),
                       ("quasi", lambda r: r["f"])):  # fmt: skip
        cell, _ = CASES[name]
        trace = sim.forward(cell, **numbers_of(cell, ()))
        with np.errstate(divide="ignore"):
            np.testing.assert_allclose(
                memory_line(trace)[0], np.log10(np.abs(keep(trace))).sum(axis=0), rtol=1e-12
            )
    for name in ("jordan", "linear", "difference"):
        cell, _ = CASES[name]
        with pytest.raises(sim.InputError, match="no memory line"):
            memory_line(sim.forward(cell, **numbers_of(cell, ())))
    with pytest.raises(sim.InputError, match="Elman has no memory line"):
        memory_line(drawn_run(sim.CELLS["elman"]))
    shut = sim.forward("lstm", **drawn(sim.CELLS["lstm"]), clamps=[sim.Clamp("f", 0.0, 3, 3)])
    assert (memory_line(shut)[:3] == -math.inf).all() and np.isfinite(memory_line(shut)[3:]).all()


def test_the_memory_line_goes_past_matrices_and_what_mixes():
    def mixed(x, h_prev, M, U, p, softmax):
        return {"h": p.h * h_prev + U.h @ h_prev + M @ softmax(h_prev)}

    cell = Cell("made", "made", mixed, (Line("h", "h", "memory", ""),), "none")
    trace = sim.forward(cell, **drawn(cell, T=3))
    kept = np.log10(np.abs(trace.params["p_h"]))
    close(memory_line(trace), np.arange(3, -1, -1)[:, None] * kept)

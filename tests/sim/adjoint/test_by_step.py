"""The way back operation by operation, the fast one, and central differences are one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

import sim
from sim.adjoint.chain import structure_of
from sim.adjoint.differences import check_derivative
from sim.adjoint.losses import Loss
from sim.graph.cell import Cell, Line
from sim.run.trace import Trace
from tests.cells import LOOPED, MIXING, RECURRENT, close, drawn, operations, random_cell


def weights_of(run: Trace) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(5)
    return {name: rng.normal(size=run[name].shape) for name in run.cell.graph.lines}


def loss(run: Trace) -> Loss:
    weights = weights_of(run)
    return Loss(sum(float((run[name] * w).sum()) for name, w in weights.items()), weights)


def assert_both_ways_agree(trace: Trace) -> None:
    seeds = weights_of(trace)
    fast, slow = sim.backward(trace, seeds), sim.backward(trace, seeds, by_step=True)
    groups = [({n: fast[n] for n in fast}, {n: slow[n] for n in slow})]
    groups += [(fast.params, slow.params), (fast.initial, slow.initial), (fast.data, slow.data)]
    groups += [({n: fast.state(n) for n in trace.cell.states},
                {n: slow.state(n) for n in trace.cell.states})]  # fmt: skip
    for one, other in groups:
        assert set(one) == set(other)
        for name, value in one.items():
            size = float(np.abs(value).max(initial=0.0))
            np.testing.assert_allclose(other[name], value, rtol=0, atol=1e-12 * max(1.0, size))


@pytest.mark.parametrize("batch", [(), (4,), (2,)], ids=str)
@pytest.mark.parametrize("key", RECURRENT)
def test_every_cell(key, batch):
    for sizes in ({"X": 3, "H": 4}, {"X": 4, "H": 4}):
        cell = sim.CELLS[key]
        assert_both_ways_agree(sim.forward(cell, **drawn(cell, T=6, batch=batch, **sizes)))


@settings(max_examples=100, phases=[Phase.generate], deadline=None)
@given(
    operations(*LOOPED),
    st.lists(st.integers(0, 50), min_size=5, max_size=5),
    st.sampled_from([(), (3,), (4,)]),
)
def test_any_graph(made, picks, batch):
    cell = random_cell(made, picks)
    assume(cell.graph.shapes)
    with np.errstate(all="ignore"):
        trace = sim.forward(cell, **drawn(cell, T=4, batch=batch, scale=0.4))
    assume(all(np.abs(trace[name]).max() < 1e3 for name in trace))
    assert_both_ways_agree(trace)


def assert_agrees_with_differences(trace: Trace, seed: int = 0) -> None:
    """Some numbers of every parameter, state and matrix of data, and of every operation."""
    rng = np.random.default_rng(seed)
    grads = sim.backward(trace, weights_of(trace))
    graph = trace.cell.graph
    wanted = [(name, value.shape) for name, value in trace.params.items()]
    wanted += [(f"{name}_0", value.shape) for name, value in trace.initial.items()]
    wanted += [(name, trace.value(name).shape) for name in grads if name in graph.ids.values()]
    for name, shape in wanted:
        index = tuple(int(rng.integers(n)) for n in shape)
        check = check_derivative(trace, loss, name, index)
        assert check.gradient == pytest.approx(check.difference, rel=1e-4, abs=1e-6), name
    for name, value in trace.data.items():
        index = tuple(int(rng.integers(n)) for n in value.shape)
        sides = []
        for by in (1e-5, -1e-5):
            data = {n: np.array(v) for n, v in trace.data.items()}
            data[name][index] += by
            signals = {n: v[..., 0] if trace.batched else v for n, v in trace.signals.items()}
            run = sim.forward(trace.cell, trace.params, trace["x"], trace.initial, signals,
                              data=data)  # fmt: skip
            sides.append(loss(run).value)
        slope = (sides[0] - sides[1]) / 2e-5
        assert grads.data[name].shape == value.shape
        assert grads.data[name][index] == pytest.approx(slope, rel=1e-4, abs=1e-6), name


@settings(max_examples=60, phases=[Phase.generate], deadline=None)
@given(
    operations(*LOOPED, *MIXING * 3),
    st.lists(st.integers(0, 50), min_size=5, max_size=5),
    st.sampled_from([(), (3,), (4,)]),
    st.integers(0, 100),
)
def test_any_graph_that_mixes(made, picks, batch, seed):
    """With B = N = D = A = H, and with another B."""
    cell = random_cell(made, picks)
    assume(cell.graph.shapes and cell.graph.mixes)
    with np.errstate(all="ignore"):
        numbers = drawn(cell, T=3, X=2, batch=batch, scale=0.3, seed=seed)
        trace = sim.forward(cell, **numbers)
        plain = sim.forward(cell, **numbers, plain=True)
    assume(all(np.abs(trace[name]).max() < 20 for name in trace))
    for name in plain:
        close(trace[name], plain[name], 20)
    for line in cell.graph.lines:  # the evaluator and the plain function
        again = trace._compute(cell.graph.lines[line])
        np.testing.assert_allclose(np.broadcast_to(again, trace[line].shape), trace[line],
                                   rtol=0, atol=1e-12)  # fmt: skip
    assert_both_ways_agree(trace)
    assert_agrees_with_differences(trace, seed)


def attention(x, h_prev, M, W, U, C, Q, K, v, b, act, softmax):
    e = v.e @ act.e(K.e @ M + (Q.e @ h_prev + b.e)[:, None])
    a = softmax(e)
    k = M @ a
    h = act.h(W.h @ x + C.h @ k + U.h @ h_prev)
    return dict(e=e, a=a, k=k, h=h)


def scored(x, h_prev, M, W, U, C, S, act, softmax):
    q = U.q @ h_prev
    a = softmax(q @ (S.e @ M))
    h = act.h(W.h @ x + C.h @ (M @ a)) - h_prev / (2 + act.q(h_prev))
    return dict(q=q, a=a, h=h)


def words(x, W, V, b, d, act, softmax):
    s = act.s(W.s @ x + b.s)
    y = softmax(V.y @ s + d.y)
    return dict(s=s, y=y)


def reader(x, M, W, C, act, softmax):
    a = softmax((W.q @ x) @ M)
    h = act.h(-(C.h @ (M @ a)))
    return dict(a=a, h=h)


def cell_of(function, *names: str) -> Cell:
    return Cell("made", "made", function, tuple(Line(n, n, "output", "") for n in names), "none")


MADE = {
    "attention": cell_of(attention, "e", "a", "k", "h"),
    "scored": cell_of(scored, "q", "a", "h"),
    "without a state": cell_of(words, "s", "y"),
    "data without a state": cell_of(reader, "a", "h"),
}
SIZES = [
    {"X": 2, "H": 3, "D": 5, "N": 6, "A": 7, "Y": 2},
    {"X": 4, "H": 4, "D": 4, "N": 4, "A": 4, "Y": 4},
]


@pytest.mark.parametrize("batch", [(), (4,), (2,)], ids=str)
@pytest.mark.parametrize("sizes", SIZES, ids=["all differ", "all one"])
@pytest.mark.parametrize("name", MADE)
def test_cells_that_mix_and_cells_without_states(name, sizes, batch):
    cell = MADE[name]
    trace = sim.forward(cell, **drawn(cell, T=3, batch=batch, scale=0.7, **sizes))
    plain = sim.forward(cell, **drawn(cell, T=3, batch=batch, scale=0.7, **sizes), plain=True)
    for line in plain:
        close(trace[line], plain[line])
    assert_both_ways_agree(trace)
    assert_agrees_with_differences(trace)
    for name, value in trace.params.items():
        grads = sim.backward(trace, weights_of(trace))
        terms = grads.param_steps(name)
        assert terms.shape == (3, *value.shape)
        np.testing.assert_allclose(terms.sum(axis=0), grads.params[name], rtol=0, atol=1e-12)


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("name", MADE)
def test_a_batch_is_its_sequences_side_by_side(name, plain):
    cell = MADE[name]
    numbers = drawn(cell, T=3, batch=(4,), **SIZES[1])
    together = sim.forward(cell, **numbers, plain=plain)
    whole = sim.backward(together, weights_of(together))
    for k in range(4):
        groups = {g: {n: v[..., k] for n, v in numbers[g].items()} for g in ("state", "data")
                  if g in numbers}  # fmt: skip
        one = sim.forward(cell, numbers["params"], numbers["inputs"][..., k], **groups)
        for line in one:
            close(together[line][..., k], one[line])
        seeds = {n: w[..., k] for n, w in weights_of(together).items()}
        alone = sim.backward(one, seeds)
        for line in alone:
            np.testing.assert_allclose(whole[line][..., k], alone[line], rtol=0, atol=1e-12)


def test_data_of_a_whole_batch_is_given_once():
    cell = MADE["attention"]
    numbers = drawn(cell, T=3, batch=(2,), **SIZES[0])
    one = {name: value[..., 0] for name, value in numbers["data"].items()}
    both = {name: np.stack([value, value], axis=-1) for name, value in one.items()}
    for plain in (False, True):
        once = sim.forward(cell, **numbers | {"data": one}, plain=plain)
        twice = sim.forward(cell, **numbers | {"data": both}, plain=plain)
        for line in once:
            close(once[line], twice[line])


def test_the_fast_loop_is_taken_where_it_can_be(monkeypatch):
    assert [structure_of(cell).mixes for cell in MADE.values()] == [True, True, False, False]
    assert not any(structure_of(cell).mixes for cell in RECURRENT.values())
    monkeypatch.setattr("sim.adjoint.gradients.sweep_by_step", lambda *_: pytest.fail("by step"))
    cell = sim.CELLS["lstm"]
    trace = sim.forward(cell, **drawn(cell))
    sim.backward(trace, weights_of(trace))
    with pytest.raises(pytest.fail.Exception, match="by step"):
        sim.backward(trace, weights_of(trace), by_step=True)


@pytest.mark.parametrize("name", ["attention", "scored"])
def test_jacobians_of_cells_that_mix(name):
    cell = MADE[name]
    for sizes in SIZES:
        numbers = drawn(cell, T=3, scale=0.7, **sizes)
        trace = sim.forward(cell, **numbers)
        J = sim.jacobians(trace)
        for t in range(3):
            for column in range(sizes["H"]):
                after = []
                for by in (1e-6, -1e-6):
                    state = {"h": np.array(trace["h_prev"][t])}
                    state["h"][column] += by
                    lines = sim.step(cell, numbers["params"], numbers["inputs"][t], state,
                                     data=numbers["data"])  # fmt: skip
                    after.append(lines["h"])
                slope = (after[0] - after[1]) / 2e-6
                np.testing.assert_allclose(J[t][:, column], slope, rtol=0, atol=1e-8)


BAD_DATA = {
    "none": ({}, "made needs the data M"),
    "another": ({"M": np.ones((5, 6)), "L": np.ones((5, 6))}, "made has no data L"),
    "too few rows": ({"M": np.ones((4, 6))}, r"K_e: expected shape \(7, 4\), read \(7, 5\)"),
    "a vector": ({"M": np.ones(5)}, r"M: expected shape"),
    "not finite": ({"M": np.full((5, 6), np.nan)}, "M, row 1, column 1"),
}


@pytest.mark.parametrize("case", BAD_DATA)
def test_data_that_does_not_fit_is_refused(case):
    data, message = BAD_DATA[case]
    numbers = drawn(MADE["attention"], T=2, **SIZES[0])
    with pytest.raises(sim.InputError, match=message):
        sim.forward(MADE["attention"], **numbers | {"data": data})

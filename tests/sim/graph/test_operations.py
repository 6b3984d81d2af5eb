"""Each row of the table against itself: slopes, ways back and forward against differences."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.graph.node import Node
from sim.graph.operations import OPERATIONS, pulled, softmax
from tests.cells import RECURRENT, drawn
from tests.sim.adjoint.test_by_step import MADE


def test_every_operation_has_all_that_is_asked_of_it():
    for key, row in OPERATIONS.items():
        assert row.kind in ("sum", "elementwise", "product", "mixing"), key
        assert row.mixes == (row.kind in ("product", "mixing"))
        assert (row.weights is None) == row.mixes
        assert (row.pull is not None and row.push is not None) == row.mixes
        assert row.symbol and row.binding in (1, 2, 3)
        assert row.form in ("between", "before", "call", "turned", "column"), key
        assert (row.binding == 3) == (row.form in ("call", "column")), key
        assert row.sign or key in ("act", "column")
        # The loop over the timesteps computes all but mixing; an activation has its own name.
        assert bool(row.source) == (row.kind != "mixing" and key != "act"), key
        assert not row.source or isinstance(getattr(np, row.source), np.ufunc | type(np.dot))


def every_operation() -> set[str]:
    cells = [*MADE.values(), *RECURRENT.values()]
    return {n.op for cell in cells for n in cell.graph.nodes if n.args}


def test_the_made_cells_hold_every_operation():
    assert every_operation() == set(OPERATIONS)


def bumped(trace, node: Node, arg: Node, place: int, index, by: float) -> np.ndarray:
    args = [np.array(trace.operand(a), float) for a in node.args]
    args = [a[..., 0] if n.is_matrix and a.ndim == 3 else a
            for n, a in zip(node.args, args, strict=True)]  # fmt: skip
    args[place][index] += by
    return OPERATIONS[node.op].value(trace.cell.activations.get(node.name), trace.batched, *args)


@pytest.mark.parametrize("batch", [(), (3,)], ids=str)
@pytest.mark.parametrize("name", [*MADE, "lstm_coupled"])
def test_pull_and_push_are_the_derivatives_of_the_value(name, batch):
    """The product of any vector on the left, any on the right, by way of a central difference."""
    cell = MADE.get(name) or sim.CELLS[name]
    sizes = {"X": 2, "H": 3, "D": 5, "N": 6, "A": 7, "Y": 2}
    trace = sim.forward(cell, **drawn(cell, T=2, batch=batch, scale=0.5, **sizes))
    rng = np.random.default_rng(3)
    for node in (n for n in cell.graph.nodes if n.args):
        made = np.asarray(trace.operand(node))
        above = rng.normal(size=made.shape)
        for place, arg in enumerate(node.args):
            if arg.op == "const" or arg.is_matrix:
                continue
            was = np.asarray(trace.operand(arg))
            index = tuple(int(rng.integers(n)) for n in was.shape)
            up, down = (bumped(trace, node, arg, place, index, by) for by in (1e-6, -1e-6))
            slope = (up - down) / 2e-6
            back = pulled(trace, node, place, above)
            back = np.broadcast_to(back, np.broadcast_shapes(back.shape, was.shape))
            # of what stands once for all timesteps or sequences the terms add up
            extra = tuple(k for k, (n, m) in enumerate(zip(back.shape, was.shape, strict=True))
                          if m == 1 and n > 1)  # fmt: skip
            total = back.sum(axis=extra, keepdims=True)
            assert total[index] == pytest.approx((slope * above).sum(), rel=1e-5, abs=1e-7)
            if OPERATIONS[node.op].mixes and not batch:
                J = np.zeros((*was.shape, 1))
                J[(*index, 0)] = 1.0
                forward = OPERATIONS[node.op].push(trace, node, place, J)[..., 0]
                np.testing.assert_allclose(np.broadcast_to(forward, slope.shape), slope,
                                           rtol=1e-5, atol=1e-7)  # fmt: skip


def test_softmax_is_shifted_and_sums_over_units():
    z = np.array([[1000.0, 0.0], [1001.0, 0.0], [-1000.0, 1.0]])
    a = softmax(z)
    e = np.exp(-1.0)
    assert a[:, 0] == pytest.approx([e / (1 + e), 1 / (1 + e), 0.0])
    assert a.sum(axis=0) == pytest.approx([1.0, 1.0])
    again = OPERATIONS["softmax"].value(None, False, np.stack([z.T[0], z.T[0]]))
    assert np.array_equal(again, np.stack([a[:, 0], a[:, 0]]))


def test_bounds_follow_from_the_arguments():
    bounds = OPERATIONS["sub"].bounds(None, (1, 1), (0.25, 1))
    assert bounds == (0, 0.75) and OPERATIONS["neg"].bounds(None, (0.25, 1)) == (-1, -0.25)
    assert OPERATIONS["softmax"].bounds(None, (-9, 9)) == (0, 1)
    assert OPERATIONS["mul"].bounds(None, (0, 1), (0, 1)) == (-np.inf, np.inf)

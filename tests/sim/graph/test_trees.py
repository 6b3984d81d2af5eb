"""A tree says all that is needed to compute it, without the name of any operation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

import sim
from sim.graph import trees
from sim.graph.operations import softmax
from sim.run.trace import Trace
from tests.cells import LOOPED, MIXING, RECURRENT, drawn, operations, random_cell
from tests.sim.adjoint.test_by_step import MADE, SIZES


def worth(tree: dict, trace: Trace, t: int) -> np.ndarray | float:
    """Value at a step by sign, form and kind, from lines and leaves alone."""
    if "const" in tree:
        return tree["const"]
    if "ref" in tree:
        known = {**trace.params, **trace.data}
        value = known[tree["ref"]] if tree["ref"] in known else trace.value(tree["ref"])[t - 1]
        assert value.ndim == tree.get("rank", 1)
        return value
    args = [worth(arg, trace, t) for arg in tree["args"]]
    match tree["form"], tree["kind"], tree["sign"]:
        case "call", "elementwise", _:
            return trace.cell.activations[tree["key"]](args[0])
        case "call", "mixing", "softmax":
            return softmax(args[0])
        case "column", _, _:
            return args[0][:, None]
        case "before", "elementwise", "−":
            return -args[0]
        case "turned", "mixing", _:
            return args[1].T @ args[0]
        case "between", "product" | "mixing", "·":
            return args[0] @ args[1]
        case "between", _, "+":
            return sum(args)
        case "between", "sum", "−":
            return args[0] - args[1]
        case "between", "elementwise", "·":
            return args[0] * args[1]
        case "between", "elementwise", "/":
            return args[0] / args[1]
    raise ValueError(tree)


def assert_trees_are_worth_it(trace: Trace) -> None:
    graph = trace.cell.graph
    for name in (*graph.quantities, *graph.tables):
        tree = trees.expression(trace.cell, name)
        value = trace.value(name)[1]
        assert value.ndim == tree.get("rank", 1), name
        made = np.broadcast_to(worth(tree, trace, 2), value.shape)
        np.testing.assert_allclose(made, value, rtol=1e-9, atol=1e-9)


@settings(max_examples=100, phases=[Phase.generate], deadline=None)
@given(operations(*LOOPED, *MIXING), st.lists(st.integers(0, 50), min_size=5, max_size=5))
def test_the_trees_of_any_graph(made, picks):
    cell = random_cell(made, picks)
    assume(cell.graph.shapes)
    with np.errstate(all="ignore"):
        trace = sim.forward(cell, **drawn(cell, T=2, X=2, scale=0.3))
    assume(all(np.abs(trace[name]).max() < 50 for name in trace))
    assert_trees_are_worth_it(trace)


@pytest.mark.parametrize("name", [*MADE, *RECURRENT])
def test_the_trees_of_a_cell(name):
    cell = MADE.get(name) or sim.CELLS[name]
    assert_trees_are_worth_it(sim.forward(cell, **drawn(cell, **(SIZES[0] | {"T": 2}))))


def test_what_has_a_number_for_each_position_is_no_quantity_of_a_unit():
    graph = MADE["attention"].graph
    whole = "(K_e @ M) + (Q_e @ h_prev + b_e)[:, None]"
    assert graph.tables == ("K_e @ M", whole, f"act_e({whole})")
    assert graph.quantities == ("Q_e @ h_prev + b_e", "e", "a", "k", "h_pre", "h")
    assert [name for name, _ in trees.order_of_operations(MADE["attention"])] == [
        *graph.quantities
    ]  # fmt: skip

"""What is read off a cell's graph: every value, the order of operations, diagram and formulas."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim import expression, formulas
from sim.schematic import schematic
from sim.trace import Trace
from tests.cells import close, drawn_run, variants

KEYS = list(sim.CELLS)


@pytest.mark.parametrize("batch", [(), (4,)], ids=["one", "batch"])
@pytest.mark.parametrize("key", KEYS)
def test_every_value_of_the_graph(key, batch):
    """Every quantity there is, against an evaluation of its expression tree."""
    cell = sim.CELLS[key]
    trace = drawn_run(cell, T=4, X=4, H=4, batch=batch, plain=True)
    assert set(cell.graph.quantities) >= {*cell.graph.lines, *(f"{k}_pre" for k in cell.graph.pres)}
    for name in cell.graph.quantities:
        value = trace.value(name)
        assert value.shape == (4, 4, *batch) and not value.flags.writeable
        close(value, evaluated(expression.expression(cell, name), trace))
    for name, tree in expression.expressions(cell).items():
        close(trace[name], evaluated(tree, trace))
        assert tree["id"] == name
    for name, array in trace.params.items():
        value = trace.value(name)
        for row in value:
            assert np.array_equal(row[..., 0] if batch else row, array)
    with pytest.raises(KeyError):
        trace.value("f * nothing")


def evaluated(tree: dict, trace: Trace) -> np.ndarray:
    """Value of an expression as a browser would compute it, from leaves and lines alone."""
    if "const" in tree:
        return np.array(tree["const"])
    if "ref" in tree:
        name = tree["ref"]
        if tree["kind"] == "param":
            value = trace.params[name]
            return value[:, None] if trace.batched and value.ndim == 1 else value
        assert tree["kind"] in ("line", "state", "input") and name in trace
        return trace[name]
    args = [evaluated(arg, trace) for arg in tree["args"]]
    if tree["op"] == "act":
        assert tree["name"] == trace.cell.activations[tree["key"]].name
        return trace.cell.activations[tree["key"]](*args)
    if tree["op"] == "matmul":
        return np.stack([args[0] @ column for column in args[1]])
    if tree["op"] == "add":
        return sum(args[1:], args[0])
    first, second = args
    return first - second if tree["op"] == "sub" else first * second


def refs(tree: dict) -> set[str]:
    found = {tree["ref"]} if "ref" in tree else set()
    return found.union(*(refs(arg) for arg in tree.get("args", ())))


@pytest.mark.parametrize("key", KEYS)
def test_the_order_of_operations_computes_nothing_too_early(key):
    cell = sim.CELLS[key]
    order = expression.order_of_operations(cell)
    assert [name for name, _ in order] == list(cell.graph.quantities)
    assert len(set(order)) == len(order)
    done: set[str] = set()
    for name, line in order:
        reads = refs(expression.expression(cell, name))
        assert reads & set(cell.graph.lines) <= done, name
        assert line in cell.graph.lines and line not in done
        done.add(name)
    assert done >= set(cell.graph.lines)
    lines = [name for name, line in order if name == line]
    assert lines == list(expression.expressions(cell)), "each line ends its own operations"


@pytest.mark.parametrize("key", KEYS)
def test_the_diagram_covers_every_line(key):
    cell = sim.CELLS[key]
    plan = schematic(cell)
    covered = [entry["line"] for part in plan.values() for entry in part]
    assert sorted(covered) == sorted(cell.graph.lines)
    fed = {feed["param"] for box in plan["boxes"] for feed in box["feeds"]}
    hidden = {"U_n", "bu_n"} if key == "gru_reset_after" else set()  # both inside r * (...)
    assert set(cell.graph.shapes) - hidden <= fed
    ids = set(cell.graph.by_id)
    for memory in plan["memories"]:
        assert memory["prev"].removesuffix("_prev") == memory["line"]
        valves = memory["keep"] + [v for pipe in memory["writes"] for v in pipe["valves"]]
        assert {valve["id"] for valve in valves} <= ids and memory["keep"] and memory["writes"]
        assert all(cell.line[valve["gate"]].role == "gate" for valve in valves)
    for outlet in plan["outlets"]:
        assert outlet["of"] in cell.states and outlet["valves"]


@pytest.mark.parametrize("key", KEYS)
def test_formulas_name_every_parameter_and_every_line(key):
    for cell in variants(sim.CELLS[key]):
        for write in (formulas.symbols, formulas.joined):
            lines = write(cell)
            assert list(lines) == list(expression.expressions(cell))
            text = " ".join(lines.values())
            for name in cell.graph.shapes:
                group, _, line = name.partition("_")
                wanted = f"b^{{u}}_{{{line}}}" if group == "bu" else f"{group}_{{{line}}}"
                stacked = write is formulas.joined and group == "U"
                assert wanted in text or (stacked and "h_{t-1}" in lines[line]), name
            for line, formula in lines.items():
                assert formula.startswith(f"{line}_t = ") and balanced(formula)


@pytest.mark.parametrize("key", KEYS)
def test_formulas_with_numbers_show_every_number(key):
    cell = sim.CELLS[key]
    trace = drawn_run(cell, T=3)
    lines = formulas.numbers(trace, t=2, unit=3, decimals=5)
    text = " ".join(lines.values())
    for array in trace.params.values():
        for number in np.atleast_1d(array[2]):
            assert f"{number:.5f}" in text
    for number in (*trace["x"][1], *trace["h_prev"][1]):
        assert f"{number:.5f}" in text
    for line, formula in lines.items():
        assert formula.startswith(f"{line}_{{2}} = ") and balanced(formula)
        assert formula.endswith(f" = {trace[line][1, 2]:.5f}")
        for term in formula.split(" = ")[1:]:
            assert computed(term) == pytest.approx(trace[line][1, 2], abs=2e-4), term


def balanced(formula: str) -> bool:
    pairs = formula.count(r"\left(") == formula.count(r"\right)")
    return pairs and formula.count("{") == formula.count("}") and "- -" not in formula


def computed(term: str) -> float:
    """The value of a formula that holds numbers only."""
    code = term.replace(r"\left", "").replace(r"\right", "").replace(r"\cdot", "*")
    code = code.replace(r"\sigma", "sigmoid").replace(r"\tanh", "tanh")
    functions = {"sigmoid": lambda z: 1 / (1 + np.exp(-z)), "tanh": np.tanh}
    return eval(code, {"__builtins__": {}}, functions)

"""What is read off a cell's graph: every value, the order of operations, diagram and formulas."""

from __future__ import annotations

import re

import numpy as np
import pytest

import sim
from sim.graph import trees
from sim.graph.activations import NAMES
from sim.graph.letters import letter_of
from sim.graph.schematic import schematic
from sim.run.trace import Trace
from sim.written import formulas
from tests.cells import RECURRENT, close, drawn, drawn_run, variants

KEYS = list(RECURRENT)


@pytest.mark.parametrize("batch", [(), (4,)], ids=["one", "batch"])
@pytest.mark.parametrize("key", KEYS)
def test_every_value_of_the_graph(key, batch):
    """Every quantity there is, against an evaluation of its expression tree."""
    cell = sim.CELLS[key]
    trace = drawn_run(cell, T=4, X=4, H=4, batch=batch, plain=True)
    assert set(cell.graph.quantities) >= {*cell.graph.lines, *(f"{k}_pre" for k in cell.graph.pres)}
    for name in cell.graph.quantities:
        value = trace.value(name)
        rows = {"H": 4, "Y": 2}[cell.graph.dims[id(cell.graph.by_id[name])]]
        assert value.shape == (4, rows, *batch) and not value.flags.writeable
        made = evaluated(trees.expression(cell, name), trace)  # of a leak once for all steps
        close(value, np.broadcast_to(made, value.shape))
    for name, tree in trees.expressions(cell).items():
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
        assert tree["kind"] in ("line", "state", "input", "signal")
        return trace.signals[name] if tree["kind"] == "signal" else trace[name]
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
    order = trees.order_of_operations(cell)
    assert [name for name, _ in order] == list(cell.graph.quantities)
    assert len(set(order)) == len(order)
    done: set[str] = set()
    for name, line in order:
        reads = refs(trees.expression(cell, name))
        assert reads & set(cell.graph.lines) <= done, name
        assert line in cell.graph.lines and line not in done
        done.add(name)
    assert done >= set(cell.graph.lines)
    lines = [name for name, line in order if name == line]
    assert lines == list(trees.expressions(cell)), "each line ends its own operations"


@pytest.mark.parametrize("key", KEYS)
def test_the_diagram_covers_every_line(key):
    cell = sim.CELLS[key]
    plan = schematic(cell)
    covered = [entry["line"] for part in plan.values() for entry in part]
    assert sorted(covered) == sorted(cell.graph.lines)
    fed = {feed["param"] for box in plan["boxes"] for feed in box["feeds"]}
    hidden = {"U_n", "bu_n"} if key == "gru_reset_after" else set()  # both inside r * (...)
    leaks = {name for name in cell.graph.shapes if letter_of(name).role == "leak"}
    ids = set(cell.graph.by_id)
    for memory in plan["memories"]:
        assert memory["prev"].removesuffix("_prev") == memory["line"]
        valves = memory["keep"] + [v for pipe in memory["writes"] for v in pipe["valves"]]
        assert {valve["id"] for valve in valves} <= ids and memory["keep"] and memory["writes"]
        fed |= {valve["gate"] for valve in valves} & leaks
        gates = {line.name for line in cell.lines if line.role == "gate"}
        assert {valve["gate"] for valve in valves} <= gates | leaks | set(cell.graph.signals)
    assert set(cell.graph.shapes) - hidden <= fed
    for outlet in plan["outlets"]:
        assert outlet["of"] in cell.states and outlet["valves"]


@pytest.mark.parametrize("key", KEYS)
def test_formulas_name_every_parameter_and_every_line(key):
    for cell in variants(sim.CELLS[key]):
        for write in (formulas.symbols, formulas.joined):
            lines = write(cell)
            assert list(lines) == list(trees.expressions(cell))
            text = " ".join(lines.values())
            for name in cell.graph.shapes:
                group, _, line = name.partition("_")
                wanted = f"b^{{u}}_{{{line}}}" if group == "bu" else f"{group}_{{{line}}}"
                stacked = write is formulas.joined and name in cell.graph.reads
                assert wanted in text or (stacked and "[" in lines[cell.owners[name]]), name
            for line, formula in lines.items():
                assert formula.startswith(f"{line}_t = ") and balanced(formula)


@pytest.mark.parametrize("key", KEYS)
def test_formulas_with_numbers_show_every_number(key):
    cell = sim.CELLS[key]
    trace = drawn_run(cell, T=3)
    lines = formulas.numbers(trace, t=2, unit=2, decimals=5)
    # As many decimals as were asked for, or more where the equation needs them to be true.
    shown = np.array([float(n) for n in re.findall(r"-?\d+\.\d+", " ".join(lines.values()))])
    for array in (
        *(array[1] for array in trace.params.values()),
        trace["x"][1],
        *(heard(trace, name, read) for name, read in cell.graph.reads.items()
          if read.endswith("_prev") and read in trace),
        *(trace[f"{name}_prev"][1, 1] for name in cell.states),
    ):  # fmt: skip
        for number in np.atleast_1d(array):
            assert np.abs(shown - number).min() <= 5e-6 or number == 0  # 0 stands as it is
    for line, formula in lines.items():
        assert formula.startswith(f"{line}_{{2}} = ") and balanced(formula)
        last = re.search(r" (?:=|\\approx) (-?\d\.\d{5,})$", formula)
        assert float(last[1]) == pytest.approx(trace[line][1, 1], abs=5e-6)
        for term in re.split(r" = | \\approx ", formula)[1:]:
            assert computed(term) == pytest.approx(trace[line][1, 1], abs=2e-4), term


def heard(trace, name: str, read: str) -> np.ndarray:
    """What the second unit hears at the second step through a matrix, all of it or by its mask."""
    mask = trace.cell.mask(name, trace.params[name].shape)
    return trace[read][1] if mask is None else trace[read][1][mask[1]]


@pytest.mark.parametrize("activation", NAMES)
def test_formulas_with_numbers_of_any_activation(activation):
    """Negative numbers behind a minus, sums in products: every term is worth the line's value."""
    for key in KEYS:
        cell = sim.CELLS[key]
        cell = cell.with_options(**dict.fromkeys(cell.defaults, activation))
        trace = drawn_run(cell, T=2, scale=0.5)
        for unit in range(1, 5):
            for line, formula in formulas.numbers(trace, 2, unit, decimals=9).items():
                assert balanced(formula), formula
                for term in re.split(r" = | \\approx ", formula)[1:]:
                    assert computed(term) == pytest.approx(trace[line][1, unit - 1], abs=1e-6)


def test_formulas_show_what_overflows():
    cell = sim.CELLS["elman"].with_options(h="identity")
    params = {"W_h": [[1e308]], "U_h": [[-1.0]], "b_h": [0.0]}
    trace = sim.forward(cell, params, [[10.0], [10.0], [1.0]])
    last = [formulas.numbers(trace, t, 1)["h"].split(" = ")[-1] for t in (1, 2, 3)]
    assert last == [r"\infty", r"\mathrm{NaN}", r"\mathrm{NaN}"]


def test_a_held_gate_is_set_where_it_is_held_and_nowhere_else():
    numbers = drawn(sim.CELLS["lstm_coupled"], T=3)
    trace = sim.forward("lstm_coupled", **numbers, clamps=[sim.Clamp("f", 0.25, 2, 2)])
    lines = [formulas.numbers(trace, t, 1) for t in (1, 2, 3)]
    assert lines[1]["f"] == "f_{2} := 0.250" and lines[1]["i"].endswith("1 - 0.250 = 0.750")
    assert all(":=" not in lines[t]["f"] and r"\sigma" in lines[t]["f"] for t in (0, 2))


GOLDEN = {
    ("lstm", "f"): (
        r"f_t = \sigma\left(W_{f}\, x_t + U_{f}\, h_{t-1} + b_{f}\right)",
        r"f_t = \sigma\left(W_{f} \cdot \left[h_{t-1}, x_t\right] + b_{f}\right)",
    ),
    ("lstm", "c"): (r"c_t = f_t \odot c_{t-1} + i_t \odot g_t",) * 2,
    ("lstm", "h"): (r"h_t = o_t \odot \tanh\left(c_t\right)",) * 2,
    ("lstm_coupled", "i"): (r"i_t = 1 - f_t",) * 2,
    ("lstm_peephole", "o"): (
        r"o_t = \sigma\left(W_{o}\, x_t + U_{o}\, h_{t-1} + p_{o} \odot c_t + b_{o}\right)",
        r"o_t = \sigma\left(W_{o} \cdot \left[h_{t-1}, x_t\right] + p_{o} \odot c_t + b_{o}\right)",
    ),
    ("gru", "n"): (
        r"n_t = \tanh\left(W_{n}\, x_t + U_{n}\, \left(r_t \odot h_{t-1}\right) + b_{n}\right)",
        r"n_t = \tanh\left(W_{n} \cdot \left[r_t \odot h_{t-1}, x_t\right] + b_{n}\right)",
    ),
    ("gru", "h"): (r"h_t = \left(1 - z_t\right) \odot n_t + z_t \odot h_{t-1}",) * 2,
    ("gru_reset_after", "n"): (
        r"n_t = \tanh\left(W_{n}\, x_t + b_{n}"
        r" + r_t \odot \left(U_{n}\, h_{t-1} + b^{u}_{n}\right)\right)",
    )
    * 2,
}


@pytest.mark.parametrize(("key", "line"), GOLDEN)
def test_formulas_as_the_papers_write_them(key, line):
    cell = sim.CELLS[key]
    assert (formulas.symbols(cell)[line], formulas.joined(cell)[line]) == GOLDEN[key, line]


def test_an_identity_leaves_no_trace_in_a_formula():
    cell = sim.CELLS["lstm"].with_options(g="identity", h="identity")
    assert formulas.symbols(cell)["h"] == r"h_t = o_t \odot c_t"
    assert formulas.symbols(cell)["g"] == r"g_t = W_{g}\, x_t + U_{g}\, h_{t-1} + b_{g}"


def test_quantities_in_the_order_of_the_paper():
    assert sim.CELLS["lstm_peephole"].graph.quantities == (
        "p_i * c_prev", "i_pre", "i", "p_f * c_prev", "f_pre", "f", "g_pre", "g",
        "f * c_prev", "i * g", "c", "p_o * c", "o_pre", "o", "act_h(c)", "h",
    )  # fmt: skip
    assert sim.CELLS["gru_reset_after"].graph.quantities == (
        "r_pre", "r", "z_pre", "z", "U_n @ h_prev + bu_n", "r * (U_n @ h_prev + bu_n)",
        "n_pre", "n", "1 - z", "(1 - z) * n", "z * h_prev", "h",
    )  # fmt: skip


def valve(name: str, gate: str, inverted: bool = False) -> dict:
    return {"id": name, "gate": gate, "inverted": inverted}


GATED = [key for key in KEYS if any(line.role == "gate" for line in sim.CELLS[key].lines)]


@pytest.mark.parametrize("key", GATED)
def test_valves_stand_on_the_pipes_that_they_control(key):
    plan = schematic(sim.CELLS[key])
    (memory,) = plan["memories"]
    if key.startswith("gru"):
        keep, write, pipe = valve("z", "z"), valve("1 - z", "z", True), ("(1 - z) * n", "n")
        assert (memory["kept"], plan["outlets"]) == ("z * h_prev", [])
    else:
        keep, write, pipe = valve("f", "f"), valve("i", "i"), ("i * g", "g")
        assert memory["kept"] == "f * c_prev"
        assert plan["outlets"] == [
            {
                "line": "h", "id": "h", "of": "c", "through": "act_h(c)", "symbol": "tanh",
                "valves": [valve("o", "o")],
            }
        ]  # fmt: skip
    assert memory["keep"] == [keep]
    assert memory["writes"] == [{"id": pipe[0], "from": pipe[1], "valves": [write]}]


def test_feeds_of_a_box():
    boxes = {
        key: {box["line"]: box["feeds"] for box in schematic(sim.CELLS[key])["boxes"]}
        for key in KEYS
    }

    def feeds(key: str, line: str) -> list[tuple]:
        return [(f["kind"], f["param"], f["from"], f["id"]) for f in boxes[key][line]]

    assert feeds("lstm_peephole", "o") == [
        ("matrix", "W_o", "x", "W_o @ x"),
        ("matrix", "U_o", "h_prev", "U_o @ h_prev"),
        ("peephole", "p_o", "c", "p_o * c"),
        ("bias", "b_o", None, "b_o"),
    ]
    assert feeds("gru", "n")[1] == ("matrix", "U_n", "h_prev", "U_n @ (r * h_prev)")
    assert boxes["gru"]["n"][1]["valves"] == [valve("r", "r")]
    assert feeds("gru_reset_after", "n")[2] == (
        "product", "U_n", "h_prev", "r * (U_n @ h_prev + bu_n)",
    )  # fmt: skip
    assert boxes["gru_reset_after"]["n"][2]["valves"] == [valve("r", "r")]


def balanced(formula: str) -> bool:
    pairs = formula.count(r"\left(") == formula.count(r"\right)")
    return pairs and formula.count("{") == formula.count("}") and "- -" not in formula


def computed(term: str) -> float:
    """The value of a formula that holds numbers only."""
    code = term.replace(r"\left", "").replace(r"\right", "").replace(r"\cdot", "*")
    code = code.replace(r"\sigma", "sigmoid").replace(r"\tanh", "tanh")
    code = code.replace(r"\operatorname{relu}", "relu").replace(r"\hat{sigmoid}", "hard")
    functions = {
        "sigmoid": lambda z: 1 / (1 + np.exp(-z)), "tanh": np.tanh,
        "relu": lambda z: max(z, 0), "hard": lambda z: min(max(0.2 * z + 0.5, 0), 1),
    }  # fmt: skip
    return eval(code, {"__builtins__": {}}, functions)

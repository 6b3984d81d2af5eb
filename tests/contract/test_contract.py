"""What every cell owes: a new one inherits all of this."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

import sim
from sim.document.files import from_json, to_json
from sim.document.initialise import initialise
from sim.document.seen import one_cell
from sim.graph.letters import LETTERS
from sim.network.outputs import dense_output
from tests.cells import RECURRENT, close, drawn, drawn_run, variants

KEYS = list(RECURRENT)
SIZES = [  # T, X, H, batch; B = H is where a bias that meets a batch as a row goes unseen
    (5, 3, 4, ()),
    (1, 1, 1, ()),
    (1, 2, 3, (1,)),
    (4, 1, 5, (2,)),
    (6, 3, 4, (4,)),
    (3, 4, 4, (4,)),
]
NUMBERS = {"X": 3, "H": 4, "Y": 2}


@pytest.mark.parametrize("key", KEYS)
def test_parameters_states_and_lines(key):
    cell = sim.CELLS[key]
    assert cell.key == key and set(cell.clock(1, 4)) == set(cell.graph.signals)
    total = 0
    for name, shape in cell.shapes(**NUMBERS).items():
        rows, *columns = cell.graph.shapes[name]
        assert LETTERS[name.partition("_")[0]].rank == len(shape)
        assert cell.owners[name] in cell.line and rows == cell.rows(cell.owners[name])
        assert shape == tuple(NUMBERS[dim] for dim in (rows, *columns))
        mask = cell.mask(name, shape)
        total += math.prod(shape) if mask is None else int(mask.sum())
    assert cell.count(**NUMBERS) == total
    assert cell.output in cell.line and set(cell.states) <= set(cell.line)
    rows = {name: (NUMBERS[cell.rows(name)],) for name in cell.states}
    assert cell.state_shapes(**NUMBERS) == rows
    assert [line.name for line in cell.lines] == list(cell.graph.lines)
    assert all(line.title and line.reads for line in cell.lines)
    assert {line.role for line in cell.lines} <= {"gate", "candidate", "memory", "output"}
    assert cell.code.startswith(f"def {cell.function.__name__}(") and cell.source and cell.title
    again: dict[str, object] = {}
    exec(cell.code, again)
    ran = again[cell.function.__name__]
    assert ran.__doc__ is None and ran.__code__.co_names == cell.function.__code__.co_names
    for line, activation in cell.defaults.items():
        usual = "sigmoid" if cell.line[line].role == "gate" else "tanh"
        assert activation.name == (cell.line[line].activation or usual)


@pytest.mark.parametrize(("T", "X", "H", "batch"), SIZES)
@pytest.mark.parametrize("key", KEYS)
def test_fast_plain_and_step_by_step(key, T, X, H, batch):
    cell = sim.CELLS[key]
    numbers = drawn(cell, T=T, X=X, H=H, batch=batch)
    plain = sim.forward(cell, **numbers, plain=True)
    fast = sim.forward(cell, **numbers)
    names = {"x", *cell.graph.lines, *(f"{s}_prev" for s in cell.states)}
    names |= {f"{line}_pre" for line, node in cell.graph.lines.items() if node.op == "act"}
    assert set(plain) == set(fast) == names
    state = numbers["state"]
    for t, x in enumerate(numbers["inputs"]):
        ticks = {name: value[t] for name, value in numbers["signals"].items()}
        lines = sim.step(cell, numbers["params"], x, state, ticks)
        assert set(lines) == names - {"x"} - {f"{s}_prev" for s in cell.states}
        for name, value in lines.items():
            assert np.array_equal(value, plain[name][t]), name
        for name in cell.states:
            assert np.array_equal(state[name], plain[f"{name}_prev"][t])
        state = {name: lines[name] for name in cell.states}
    for name in names:
        rows = X if name == "x" else {"H": H, "Y": 2}[cell.rows(re.sub("_(pre|prev)$", "", name))]
        assert fast[name].shape == plain[name].shape == (T, rows, *batch)
        close(fast[name], plain[name])


@pytest.mark.parametrize("key", KEYS)
def test_every_choice_of_activations(key):
    for cell in variants(sim.CELLS[key]):
        for batch in ((), (3,)):
            fast = drawn_run(cell, T=3, X=2, H=3, batch=batch, scale=0.5)
            plain = drawn_run(cell, T=3, X=2, H=3, batch=batch, scale=0.5, plain=True)
            for name in plain:
                close(fast[name], plain[name], np.abs(plain[name]).max())
            for line, node in cell.graph.lines.items():
                if node.op == "act":
                    z = plain[f"{line}_pre"]
                    assert np.array_equal(plain[line], cell.activations[node.name](z))


@pytest.mark.parametrize("plain", [False, True], ids=["fast", "plain"])
@pytest.mark.parametrize("key", KEYS)
def test_a_batch_is_its_sequences_side_by_side(key, plain):
    """With B = H, H = X and every other way in which axes could be mixed up unseen."""
    cell = sim.CELLS[key]
    numbers = drawn(cell, T=4, X=4, H=4, batch=(4,))
    together = sim.forward(cell, **numbers, plain=plain)
    assert together.batched
    for k in range(4):
        one = sim.forward(
            cell, numbers["params"], numbers["inputs"][..., k],
            {name: value[:, k] for name, value in numbers["state"].items()}, numbers["signals"],
            plain=True,
        )  # fmt: skip
        assert not one.batched
        for name in (*one, *cell.graph.quantities):
            close(together.value(name)[..., k], one.value(name))


@pytest.mark.parametrize("key", KEYS)
def test_missing_states_are_zeros_and_the_run_goes_on_where_it_stopped(key):
    cell = sim.CELLS[key]
    numbers = drawn(cell, T=6)
    params, inputs, ticks = numbers["params"], numbers["inputs"], numbers["signals"]
    whole = sim.forward(cell, params, inputs, signals=ticks)
    assert all(not value.any() for value in whole.initial.values())
    begin, end = ({n: v[rows] for n, v in ticks.items()} for rows in (slice(2), slice(2, None)))
    first = sim.forward(cell, params, inputs[:2], signals=begin)
    rest = sim.forward(cell, params, inputs[2:], {s: first[s][-1] for s in cell.states}, end)
    for name in whole:
        close(np.concatenate([first[name], rest[name]]), whole[name])


@pytest.mark.parametrize("key", KEYS)
def test_no_step_sees_what_comes_later(key):
    cell = sim.CELLS[key]
    numbers = drawn(cell, T=5)
    numbers["signals"] = {name: np.ones_like(v) for name, v in numbers["signals"].items()}
    before = sim.forward(cell, **numbers)
    numbers["inputs"][3:] += 1
    after = sim.forward(cell, **numbers)
    for name in before:
        assert np.array_equal(before[name][:3], after[name][:3])
        assert name.endswith("_prev") or not np.array_equal(before[name][3], after[name][3])


@pytest.mark.parametrize("key", KEYS)
def test_gates_stay_within_their_bounds_however_hard_they_are_driven(key):
    cell = sim.CELLS[key]
    gates = [line.name for line in cell.lines if line.role == "gate"]
    for scale in (1, 100):
        trace = drawn_run(cell, T=20, scale=scale)
        assert all(np.isfinite(trace[line]).all() for line in cell.graph.lines)
        for name in gates:
            assert ((trace[name] >= 0) & (trace[name] <= 1)).all()
            reached = trace[name].min() < 1e-9 and trace[name].max() > 1 - 1e-9
            assert reached or scale == 1


@pytest.mark.parametrize("plain", [False, True], ids=["fast", "plain"])
@pytest.mark.parametrize("key", KEYS)
def test_a_trace_cannot_be_changed_and_keeps_no_array_of_the_caller(key, plain):
    cell = sim.CELLS[key]
    numbers = drawn(cell)
    trace = sim.forward(cell, **numbers, plain=plain)
    before = {name: trace[name].copy() for name in trace}
    for group in (trace, trace.params, trace.initial, trace.signals):
        for name in group:
            with pytest.raises(ValueError, match="read-only"):
                group[name][...] = 0
            with pytest.raises(TypeError):
                group[name] = np.zeros(1)
    numbers["inputs"] *= 0
    for array in (*numbers["params"].values(), *numbers["state"].values()):
        assert array.flags.writeable
        array *= 0
    assert all(np.array_equal(trace[name], before[name]) for name in trace)
    assert trace.T == 5 and len(trace) == len(list(trace))
    assert trace == trace and trace != sim.forward(cell, **numbers) and hash(trace)


@pytest.mark.parametrize("key", KEYS)
def test_saved_and_loaded_to_the_bit(key):
    cell = sim.CELLS[key]
    numbers = drawn(cell, T=3, X=2, H=3)
    scenario = one_cell(
        key, numbers["params"], numbers["inputs"], numbers["state"],
        {line: {"name": "hard_sigmoid", "slope": 1 / 3, "offset": 0.1} for line in cell.defaults},
        None if cell.own_output else dense_output("softmax", np.full((2, 3), 0.1),
                                             np.array([1e-300, -0.0])),
        "Тест, 測試", 7, {"x": ("a", "b"), "y": ("", "c"), "t": ("1", "2", "3")},
    )  # fmt: skip
    again = from_json(to_json(scenario))
    assert to_json(again) == to_json(scenario)
    for name in scenario.run():
        assert np.array_equal(again.run()[name], scenario.run()[name])


@pytest.mark.parametrize("key", KEYS)
def test_initialised_from_a_seed(key):
    cell = sim.CELLS[key]
    shapes = cell.shapes(**NUMBERS)
    params = initialise(shapes, seed=1)
    assert {name: value.shape for name, value in params.items()} == shapes
    sim.forward(cell, cell.masked(params), np.ones((2, 3)))


BAD_RUNS = {
    "no cell": ({"cell": "lstmm"}, "unknown cell 'lstmm'"),
    "a list for a cell": ({"cell": ["lstm"]}, "unknown cell"),
    "one axis": ({"inputs": np.ones(3)}, "inputs: expected"),
    "four axes": ({"inputs": np.ones((1, 3, 1, 1))}, "inputs: expected"),
    "no step": ({"inputs": np.ones((0, 3))}, "T and B above 0"),
    "a NaN": ({"inputs": [[1, 2, 3], [1, 2, float("nan")]]}, "inputs, row 2, column 3: .* nan"),
    "text": ({"inputs": [["1", "2", "3"]]}, "inputs: .* read text"),
    "booleans": ({"inputs": [[True, False, True]]}, "inputs: .* read true/false"),
    "complex": ({"inputs": np.ones((1, 3), complex)}, "inputs: .* read complex"),
    "ragged": ({"inputs": [[1, 2, 3], [1, 2]]}, "inputs: .* equal length"),
    "wrong X": ({"inputs": np.ones((2, 2))}, r"W_h: expected shape \(4, 2\), read \(4, 3\)"),
    "a state too much": ({"state": {"k": np.ones(4)}}, "Elman has no state k"),
    "a state's shape": ({"state": {"h": np.ones(3)}}, r"h: expected shape \(4,\), read \(3,\)"),
    "a signal": ({"signals": {"tick": np.ones((2, 4))}}, "Elman has no signal tick"),
    "a parameter missing": ({"params": {"W_h": np.ones((4, 3))}}, "needs the parameter U_h"),
    "no parameters": ({"params": {}}, "needs the parameter W_h"),
    "no units": (
        {"params": {"W_h": np.ones((0, 3)), "U_h": np.ones((0, 0)), "b_h": np.ones(0)}},
        "no units",
    ),
    "an infinite bias": (
        {"params": {"W_h": np.ones((1, 3)), "U_h": np.ones((1, 1)), "b_h": [np.inf]}},
        "b_h, row 1: .* inf",
    ),
}


@pytest.mark.parametrize("plain", [False, True], ids=["fast", "plain"])
@pytest.mark.parametrize("case", BAD_RUNS)
def test_what_no_cell_can_run_is_refused(case, plain):
    wrong, message = BAD_RUNS[case]
    numbers = {"cell": "elman", **drawn(sim.CELLS["elman"], T=2)}
    with pytest.raises(sim.InputError, match=message):
        sim.forward(**numbers | wrong, plain=plain)

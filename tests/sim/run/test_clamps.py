"""Gates held at a value: forward, backward, in a scenario and in its file."""

from __future__ import annotations

import json

import numpy as np
import pytest

import sim
from sim.document.clamps import fitted, reordered
from sim.document.convert import with_cell
from sim.document.files import from_json, to_json
from sim.document.generate import generate
from sim.document.resize import resized
from sim.document.seen import PartScenario, one_cell
from sim.graph.cell import Cell
from sim.network.outputs import dense_output
from sim.run import plan
from sim.run.clamps import Clamp, clampable
from tests.cells import RECURRENT, close, drawn

GATES = {
    "elman": (),
    "lstm": ("i", "f", "o"),
    "lstm_peephole": ("i", "f", "o"),
    "lstm_coupled": ("f", "o"),
    "gru": ("r", "z"),
    "gru_reset_after": ("r", "z"),
}
PAIRS = [(key, gate) for key, gates in GATES.items() for gate in gates]


@pytest.mark.parametrize("key", RECURRENT)
def test_which_lines_can_be_held(key):
    cell = sim.CELLS[key]
    gates = {line.name for line in cell.lines if line.role == "gate"} & set(cell.defaults)
    assert set(clampable(cell)) == gates and clampable(cell) == GATES.get(key, clampable(cell))


@pytest.mark.parametrize("plain", [False, True], ids=["fast", "plain"])
@pytest.mark.parametrize("batch", [(), (4,)], ids=str)
@pytest.mark.parametrize(("key", "gate"), PAIRS)
def test_a_gate_is_held_where_it_should_be_and_nowhere_else(key, gate, batch, plain):
    cell = sim.CELLS[key]
    numbers = drawn(cell, T=6, batch=batch)
    free = sim.forward(cell, **numbers, plain=plain)
    trace = sim.forward(cell, **numbers, clamps=[Clamp(gate, 0.25, 3, 4)], plain=plain)
    assert (trace[gate][2:4] == 0.25).all()
    for name in free:
        assert np.array_equal(trace[name][:2], free[name][:2])
    close(trace[f"{gate}_pre"][2], free[f"{gate}_pre"][2])
    assert not np.array_equal(trace[f"{gate}_pre"][4], free[f"{gate}_pre"][4])
    close(trace[gate][4:], cell.activations[gate](trace[f"{gate}_pre"][4:]))
    # by hand: one step at a time, the held ones with the gate replaced
    state = numbers["state"]
    for t, x in enumerate(numbers["inputs"]):
        clamps = [Clamp(gate, 0.25)] if t in (2, 3) else []
        lines = sim.step(cell, numbers["params"], x, state, clamps=clamps)
        for name, value in lines.items():
            close(trace[name][t], value)
        state = {name: lines[name] for name in cell.states}


def test_the_held_gate_enters_the_equations():
    numbers = drawn(sim.CELLS["lstm"], T=4)
    trace = sim.forward("lstm", **numbers, clamps=[Clamp("f", 1.0), Clamp("i", 0.0, 2)])
    assert np.array_equal(trace["c"][1:], np.repeat(trace["c"][:1], 3, axis=0))
    coupled = sim.forward("lstm_coupled", **drawn(sim.CELLS["lstm_coupled"]),
                          clamps=[Clamp("f", 0.75)])  # fmt: skip
    assert (coupled["i"] == 0.25).all()


def test_of_two_clamps_the_later_counts():
    numbers = drawn(sim.CELLS["gru"], T=4)
    trace = sim.forward("gru", **numbers, clamps=[Clamp("z", 1.0), Clamp("z", 0.5, 2, 3)])
    assert trace["z"][:, 0].tolist() == [1.0, 0.5, 0.5, 1.0]


@pytest.mark.parametrize(("key", "gate"), PAIRS)
def test_the_fast_path_holds_too(key, gate, monkeypatch):
    monkeypatch.setattr("sim.run.forward._plain_run", lambda *_: pytest.fail("took the plain path"))
    numbers = drawn(sim.CELLS[key], T=3)
    sim.forward(key, **numbers, clamps=[Clamp(gate, 1.0)])
    assert "held" not in plan.explain(sim.CELLS[key])
    assert f"if on_{gate}:" in plan.explain(sim.CELLS[key], (gate,))


@pytest.mark.parametrize(("key", "gate"), PAIRS)
def test_nothing_goes_back_through_a_held_gate(key, gate):
    cell = sim.CELLS[key]
    numbers = drawn(cell, T=5)
    clamps = [Clamp(gate, 0.5, 2, 3)]
    trace = sim.forward(cell, **numbers, clamps=clamps)
    grads = sim.backward(trace, {"h": np.ones_like(trace["h"])})
    held, free = grads[f"{gate}_pre"][1:3], grads[f"{gate}_pre"][[0, 3, 4]]
    assert (held == 0).all() and (free != 0).all()
    assert (grads[gate][1:3] != 0).any()  # what the gate's value would do is told all the same
    steps = grads.param_steps(f"U_{gate}")
    assert (steps[1:3] == 0).all() and (steps[3:] != 0).all()
    step = 1e-6

    def loss(change: float) -> float:
        params = dict(numbers["params"])
        params["W_" + gate] = params["W_" + gate] + change
        return sim.forward(
            cell, params, numbers["inputs"], numbers["state"], clamps=clamps
        )["h"].sum()  # fmt: skip

    central = (loss(step) - loss(-step)) / (2 * step)
    assert grads.params["W_" + gate].sum() == pytest.approx(central, rel=1e-6, abs=1e-8)


BAD = {
    "no gate": (("g", 1.0), "LSTM has no gate g to hold; it has i, f, o"),
    "no line": (("q", 1.0), "LSTM has no gate q"),
    "no text": ((["f"], 1.0), "LSTM has no gate"),
    "above 1": (("f", 1.5), "f: a gate is held at a number from 0 to 1, read 1.5"),
    "below 0": (("f", -0.1), "read -0.1"),
    "nan": (("f", float("nan")), "read nan"),
    "true": (("f", True), "read True"),
    "text": (("f", "1"), "read 1"),
    "step 0": (("f", 1.0, 0), "f: expected a first timestep from 1 .* read 0"),
    "half a step": (("f", 1.0, 1.5), "read 1.5"),
    "backwards": (("f", 1.0, 3, 2), "read 3 and 2"),
    "late": (("f", 1.0, 6), "f: held from step 6 to 5, but there are 5 steps"),
    "too long": (("f", 1.0, 1, 6), "f: held from step 1 to 6"),
}


@pytest.mark.parametrize("case", BAD)
def test_clamps_that_make_no_sense_are_refused(case):
    fields, message = BAD[case]
    with pytest.raises(sim.InputError, match=message):
        sim.forward("lstm", **drawn(sim.CELLS["lstm"], T=5), clamps=[Clamp(*fields)])
    document = dict(zip(("line", "value", "first", "last"), fields, strict=False))
    with pytest.raises(sim.InputError, match=message):
        scenario("lstm", clamps=[document])


@pytest.mark.parametrize("form", [7, "f", [7], ["f"], [{}], [{"line": "f"}],
                                  [{"line": "f", "value": 1, "to": 2}], [None]])  # fmt: skip
def test_other_forms_are_refused(form):
    with pytest.raises(sim.InputError, match="clamps: expected"):
        scenario("lstm", clamps=form)


def test_too_many_clamps_are_refused():
    with pytest.raises(sim.InputError, match="at most 64"):
        scenario("lstm", clamps=[Clamp("f", 1.0)] * 65)


def scenario(key: str, **fields) -> PartScenario:
    numbers = drawn(sim.CELLS[key], T=5)
    return one_cell(key, numbers["params"], numbers["inputs"], **fields)


def test_a_scenario_keeps_its_clamps_in_its_file():
    clamps = (Clamp("f", 1.0), Clamp("o", 0.25, 2, 3))
    one = scenario("lstm", clamps=clamps)
    again = from_json(to_json(one))
    assert again.clamps == one.clamps == clamps and to_json(again) == to_json(one)
    assert json.loads(to_json(one))["parts"][0]["clamps"][1] == {
        "line": "o", "value": 0.25, "first": 2, "last": 3,
    }  # fmt: skip
    trace = again.run()
    assert (trace["f"] == 1).all() and (trace["o"][1:3] == 0.25).all()
    assert trace.clamps == clamps


def test_clamps_survive_other_sizes_and_other_cells_as_far_as_they_can():
    one = scenario("lstm", clamps=[Clamp("f", 1.0, 2, 5), Clamp("i", 0.0, 4), Clamp("o", 1.0)])
    assert resized(one, T=3).clamps == (Clamp("f", 1.0, 2, 3), Clamp("o", 1.0))
    assert resized(one, T=9).clamps == one.clamps
    assert with_cell(one, "gru")[0].clamps == (Clamp("z", 1.0, 2, 5),)
    assert with_cell(one, "elman")[0].clamps == ()
    assert with_cell(one, "lstm_coupled")[0].clamps == (Clamp("f", 1.0, 2, 5), Clamp("o", 1.0))
    assert fitted(sim.CELLS["lstm"], one.clamps, 1) == (Clamp("o", 1.0),)


WHOLE, PART, OPEN = Clamp("f", 1.0), Clamp("f", 1.0, 2, 4), Clamp("f", 1.0, 3)


@pytest.mark.parametrize(("clamp", "order", "spans"), [
    (WHOLE, [0, None, 1, 2, 3, 4], [(1, None)]),
    (WHOLE, [None, 0, 1, 2, 3, 4, None], [(1, None)]),
    (WHOLE, [4, 0, 1, 2, 3], [(1, None)]),
    (PART, [None, 0, 1, 2, 3, 4], [(3, 5)]),  # before it: it moves along
    (PART, [0, None, 1, 2, 3, 4], [(3, 5)]),  # at its edge: a new step is free
    (PART, [0, 1, 2, 3, None, 4], [(2, 4)]),
    (PART, [0, 1, None, None, 2, 3, 4], [(2, 6)]),  # inside: held too
    (PART, [1, 2, 3, 4], [(1, 3)]),
    (PART, [0, 1, 3, 4], [(2, 3)]),
    (PART, [0, 4], []),
    (PART, [0, 2, 1, 3, 4], [(2, 4)]),  # a held step moved inside the span
    (PART, [0, 1, 4, 2, 3], [(2, 2), (4, 5)]),  # a free step moved in stays free
    (PART, [3, 0, 1, 2, 4], [(1, 1), (3, 4)]),  # a held step moved out stays held
    (OPEN, [0, 1, 2, 3, 4, None], [(3, None)]),
    (OPEN, [0, 1, None, 2, 3, 4], [(4, None)]),
    (OPEN, [0, 1, 2, 4, 3], [(3, None)]),
    (OPEN, [0, 1], []),
    (OPEN, [4, 0, 1, 2, 3], [(1, 1), (4, None)]),
])  # fmt: skip
def test_a_held_step_stays_held_wherever_it_goes(clamp, order, spans):
    assert reordered([clamp], order) == tuple(Clamp("f", 1.0, *span) for span in spans)


def test_of_two_clamps_the_later_still_counts_and_there_are_never_too_many():
    both = (Clamp("f", 1.0), Clamp("f", 0.5, 2, 3))
    assert reordered(both, [None, 0, 1, 2]) == (Clamp("f", 1.0), Clamp("f", 0.5, 3, 4))
    torn = [k // 2 if k % 2 == 0 else 70 + k // 2 for k in range(140)]
    many = reordered([Clamp("f", 1.0, 1, 70)] * 2, torn)
    assert len(many) == 64


def test_a_gate_held_to_the_end_stays_held_while_predictions_are_fed_back():
    readout = dense_output("softmax", np.eye(3, 4) - np.eye(3, 4, 1), np.zeros(3))
    clamps = [Clamp("f", 0.5), Clamp("o", 0.0, 2, 3)]
    one = scenario("lstm", output=readout, clamps=clamps)
    longer = generate(one, 3)
    assert (longer.run()["f"] == 0.5).all() and longer.run().T == 8
    fed = longer.inputs[5:].argmax(axis=1)
    assert (fed == longer.read_out(longer.run())["y"][4:7].argmax(axis=1)).all()
    assert fed[1:].any()  # with h = 0, as while o was shut, all three would be the first


def test_a_gate_that_reads_no_matrix_product_is_held_too():
    def peeping(x, c_prev, W, p, act):
        f = act.f(p.f * c_prev)
        c = f * c_prev + W.c @ x
        return dict(f=f, c=c)

    lines = (sim.Line("f", "f", "gate", ""), sim.Line("c", "c", "memory", ""))
    cell = Cell("peeping", "Peeping", peeping, lines, "a test")
    numbers = drawn(cell, T=4)
    assert plan.explain(cell, ("f",))
    fast = sim.forward(cell, **numbers, clamps=[Clamp("f", 0.25, 2, 3)])
    plain = sim.forward(cell, **numbers, clamps=[Clamp("f", 0.25, 2, 3)], plain=True)
    assert (fast["f"][1:3] == 0.25).all() and not (fast["f"][3] == 0.25).any()
    for name in plain:
        close(fast[name], plain[name])

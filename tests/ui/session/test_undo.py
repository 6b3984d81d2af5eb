"""Undo's documents share the arrays that did not change, and are bounded in number and in bytes."""

import numpy as np
import pytest

from sim.document.seen import PartScenario
from sim.presets import FIRST, PRESETS
from ui.links.fields import read
from ui.memory.sizes import nbytes
from ui.session.state import Session
from ui.session.undo import A_DOCUMENT, DEPTH, MOST_BYTES, remembered


def largest() -> PartScenario:
    place, wrong = read({"c": "lstm_peephole", "n": "16.32.500", "r": "1"})
    assert not wrong
    return place.scenario


def edited(scenario: PartScenario, k: int, name: str = "U_f") -> PartScenario:
    if name == "x":
        inputs = scenario.inputs.copy()
        inputs[k, 0] += 1 + k
        return scenario.changed(inputs=inputs)
    array = scenario.params[name].copy()
    array.flat[k] += 1 + k
    return scenario.changed(params={**scenario.params, name: array})


def test_a_changed_document_shares_every_array_that_did_not_change():
    before = largest()
    after = edited(before, 0)
    assert after.inputs is before.inputs
    assert [n for n in before.params if after.params[n] is not before.params[n]] == ["U_f"]
    assert all(after.initial[n] is before.initial[n] for n in before.initial)


def test_what_somebody_may_still_write_into_is_copied():
    scenario = PRESETS[FIRST].scenario
    small = scenario.changed(inputs=np.zeros((2, scenario.sizes["X"])), labels={}, clamps=())
    inputs = np.zeros((2, scenario.sizes["X"]))
    one = small.changed(inputs=inputs)
    inputs[0, 0] = 7
    assert one.inputs[0, 0] == 0
    view = inputs[:1]
    view.flags.writeable = False  # its base is still written into
    two = small.changed(inputs=view)
    inputs[0, 0] = 8
    assert two.inputs[0, 0] == 7


def test_fifty_edits_of_the_largest_document_cost_what_changed():
    session = Session(largest())
    first = session.scenario
    for k in range(DEPTH):
        session.put(edited(session.scenario, k))
    size = nbytes([session.past, session.scenario])
    assert len(session.past) == DEPTH
    assert size < nbytes(first) + DEPTH * (first.params["U_f"].nbytes + 5_000)
    for _ in range(DEPTH):
        session.undo()
    assert session.scenario is first and session.past == []


@pytest.mark.parametrize(("more", "left"), [(0, DEPTH), (1, DEPTH)])
def test_the_number_of_steps_is_bounded(more, left):
    session = Session(PRESETS[FIRST].scenario)
    for k in range(DEPTH + more):
        session.put(edited(session.scenario, 0, "b_f" if k % 2 else "b_i"))
    assert len(session.past) == left


def test_the_steps_are_bounded_in_bytes_and_the_last_is_always_there():
    session = Session(largest())
    step = session.scenario.inputs.nbytes + A_DOCUMENT
    for k in range(DEPTH):
        session.put(edited(session.scenario, k, "x"))
        room = min(k + 1, MOST_BYTES // step)
        assert len(session.past) == room
    before = session.scenario
    session.put(edited(before, 1))
    session.undo()
    assert session.scenario is before


def test_a_step_beyond_the_bound_alone_can_still_be_undone(monkeypatch):
    monkeypatch.setattr("ui.session.undo.MOST_BYTES", 10)
    one, two = largest(), edited(largest(), 1)
    past = remembered([], one, FIRST, two)
    past = remembered(past, two, FIRST, one)
    assert [step.scenario for step in past] == [two]


def test_how_weights_were_drawn_is_known_as_far_as_undo_goes_back():
    session = Session(PRESETS[FIRST].scenario)
    for seed in range(3 * DEPTH):
        session.randomise(seed)
    assert len(session.draws) <= DEPTH + 2
    for seed in reversed(range(2 * DEPTH, 3 * DEPTH)):
        assert session.scenario.seed == seed and session.draws[seed]["seed"] == seed
        session.undo()
    for seed in range(1000, 1000 + 3 * DEPTH):  # each is taken back, and what was there stays
        session.randomise(seed)
        session.undo()
    assert session.scenario.seed in session.draws and len(session.draws) <= DEPTH + 2

"""The run before the inputs were changed stays as a ghost, until something else is changed."""

from __future__ import annotations

import numpy as np
import pytest

from sim.lab import side
from sim.presets import PRESETS
from ui.compare import settings
from ui.figures import curves
from ui.session.former import former
from ui.session.state import Session
from ui.session.view import View
from ui.shared.blocks import unpack
from ui.stage import preview
from ui.stage.payload import stage_payload

SEQ = iter(range(1, 10_000))
MEMORY = PRESETS["memory_cell"]


def edit(op: str, **what: object) -> dict:
    return {"seq": next(SEQ), "op": op, **what}


def number(text: str, t: int, j: int = 0) -> dict:
    return edit("set", entry=f"x.{t + 1}.{j + 1}", text=text)


@pytest.fixture
def session() -> Session:
    return Session(MEMORY.scenario, "memory_cell")


INPUTS = {
    "a number": lambda: number("9", 1),
    "a reordering": lambda: edit("move_step", **{"from": 1, "to": 4}),
    "a new step": lambda: edit("insert_step", at=2),
    "a step less": lambda: edit("remove_step", at=2),
}


@pytest.mark.parametrize("what", INPUTS)
def test_a_change_of_the_inputs_leaves_the_run_before(session, what):
    old = session.scenario
    session.edit([INPUTS[what]()], "stage")
    assert session.scenario is not old, "the edit was taken"
    assert session.former.scenario is old
    _, arrays = stage_payload(
        session.scenario, session.scenario.run(), View(), former=session.former.trace
    )
    np.testing.assert_array_equal(arrays["former/c"], old.run()["c"])
    np.testing.assert_array_equal(arrays["former/h"], old.run()["h"])


def test_one_number_typed_on_keeps_what_was_before_all_of_it(session):
    first = session.scenario
    for text in ("1", "2", "5"):
        session.edit([number(text, 0)], "stage")
    assert session.former.scenario is first
    second = session.scenario
    session.edit([number("7", 1)], "stage")  # another number: the run just before
    assert session.former.scenario is second


OTHERS = {
    "a weight": lambda s: s.edit([edit("set", entry="b_f.1", text="3")], "editor"),
    "undo": lambda s: s.undo(),
    "the same example again": lambda s: s.begin("memory_cell"),
    "another example": lambda s: s.begin("dinner"),
    "another cell": lambda s: s.change_cell("gru"),
    "another width": lambda s: s.resize(H=3),
    "weights drawn anew": lambda s: s.randomise(3),
    "the number back again": lambda s: s.edit([number("3", 0)], "stage"),
}


@pytest.mark.parametrize("what", OTHERS)
def test_it_goes_with_the_next_change_of_another_kind(session, what):
    assert MEMORY.scenario.inputs[0, 0] == 3
    session.edit([number("9", 0)], "stage")
    assert session.former is not None
    OTHERS[what](session)
    assert session.former is None


ALONGSIDE = {
    "an initial state": {"initial": {"c": np.array([2.0])}},
    "an activation": {"options": {**MEMORY.scenario.options, "g": "tanh"}},
    "a weight": {"params": {**MEMORY.scenario.params, "b_f": np.array([3.0])}},
}


@pytest.mark.parametrize("what", ALONGSIDE)
def test_there_is_none_where_more_than_the_inputs_changed(what):
    old, inputs = MEMORY.scenario, MEMORY.scenario.inputs + 1
    assert former(old, old.changed(inputs=inputs), None).scenario is old
    assert former(old, old.changed(inputs=inputs, **ALONGSIDE[what]), None) is None


def test_it_stays_while_nothing_changes(session):
    session.edit([number("9", 0)], "stage")
    ghost = session.former
    session.edit([number("nine", 1)], "stage")
    session.look({"t": 2, "unit": 1})
    assert session.former is ghost


def test_what_is_shown_ahead_has_the_ghost_of_the_page(session):
    edits = [number("9", 0)]
    _, arrays = unpack(preview.after(session, edits))
    assert session.former is None, "nothing is changed ahead"
    session.edit(edits, "stage")
    np.testing.assert_array_equal(arrays["former/c"], session.former.trace["c"])


def test_every_cell_that_is_compared_has_its_own(session):
    session.edit([edit("remove_step", at=2)], "stage")
    runs = settings.CompareSettings().runs(session)
    for key, one in runs.items():
        assert one.ghost.T == one.trace.T + 1, key
        expected = side(MEMORY.scenario, key).trace
        np.testing.assert_array_equal(one.ghost["h"], expected["h"])


def test_a_ghost_is_pale_named_and_no_longer_than_the_figure():
    new, old = np.arange(4.0)[:, None], np.arange(1.0, 4.0)[:, None]
    figure = curves(
        {"c": new}, 1, titles={"c": "memory"}, former={"c": old}, former_name="was {}".format
    )
    line, ghost = figure["data"]
    assert ghost["name"] == f"was {line['name']}" and not ghost["showlegend"]
    assert ghost["opacity"] < 0.6 and list(ghost["y"]) == [1, 2, 3]
    assert figure["layout"]["xaxis"]["range"] == [0.5, 4.5]

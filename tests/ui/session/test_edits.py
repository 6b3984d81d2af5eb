"""Edits change the scenario or stay visible as typed; nothing from a browser can raise."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.document.initialise import initialise
from sim.document.seen import one_cell
from sim.network.outputs import dense_output
from sim.run.clamps import Clamp
from sim.run.forward import cell_named
from sim.text.limits import BROWSER
from sim.text.nudge import nudged, step_size
from ui.session import state
from ui.session.edits import MUCH_TEXT, apply_edits, have_much_text
from ui.shared.blocks import pack
from ui.words.refusals import told


def scenario(steps=3, **fields):
    shapes = cell_named("lstm").shapes(3, 2)
    return one_cell(
        cell="lstm",
        params=initialise(shapes, seed=1),
        inputs=np.arange(steps * 3, dtype=float).reshape(steps, 3),
        output=dense_output("linear", V=np.zeros((1, 2)), d=np.zeros(1)),
        **fields,
    )


def apply(start, *edits, rejected=None, applied=0):
    numbered = [{"seq": applied + k, **edit} for k, edit in enumerate(edits, 1)]
    return apply_edits(start, numbered, rejected or {}, applied)


def put(entry, text):
    return {"op": "set", "entry": entry, "text": text}


def paste(entry, text, **more):
    return {"op": "paste", "entry": entry, "text": text, **more}


@pytest.mark.parametrize(
    ("entry", "read"),
    [
        ("x.3.2", lambda s: s.inputs[2, 1]),
        ("W_f.2.3", lambda s: s.params["W_f"][1, 2]),
        ("b_f.2", lambda s: s.params["b_f"][1]),
        ("c_0.1", lambda s: s.initial["c"][0]),
        ("V.1.2", lambda s: s.output.params["V_y"][0, 1]),
        ("d.1", lambda s: s.output.params["d_y"][0]),
    ],
)
def test_set(entry, read):
    start = scenario()
    before = read(start)
    result = apply(start, put(entry, "－7．5"))
    assert read(result.scenario) == -7.5
    assert read(start) == before
    assert result.applied_seq == 1
    assert result.rejected == {}


def test_a_refused_edit_changes_nothing_and_stays():
    start = scenario()
    result = apply(start, put("W_f.1.2", "abc"), put("b_f.2", "2,5"))
    assert result.scenario is start
    assert result.applied_seq == 2
    assert told(result.rejected) == {
        "W_f.1.2": {
            "text": "abc",
            "message": "Row 1, column 2: expected a number, read 'abc'",
        },
        "b_f.2": {
            "text": "2,5",
            "message": "Row 2: write a decimal point, not a comma: 2.5, not 2,5",
        },
    }


def test_held_gates_go_with_their_steps():
    start = scenario(4, clamps=[Clamp("f", 0.5, 2, 3), Clamp("o", 1.0)])
    for edit, span in (
        ({"op": "insert_step", "at": 1}, (3, 4)),
        ({"op": "insert_step", "at": 3}, (2, 4)),
        ({"op": "remove_step", "at": 1}, (1, 2)),
        ({"op": "move_step", "from": 4, "to": 1}, (3, 4)),
    ):
        clamps = apply(start, edit).scenario.clamps
        assert clamps == (Clamp("f", 0.5, *span), Clamp("o", 1.0)), edit


def test_an_input_is_named_by_its_step():
    result = apply(scenario(), put("x.2.1", "x"))
    assert told(result.rejected)["x.2.1"]["message"] == (
        "Step 2, input 1: expected a number, read 'x'"
    )


@pytest.mark.parametrize(
    "cure",
    [
        put("W_f.1.2", "5"),
        {"op": "forget", "entry": "W_f.1.2"},
        {"op": "nudge", "entry": "W_f.1.2", "steps": 1},
        paste("W_f.1.1", "1 2 3; 4 5 6"),
    ],
)
def test_a_later_good_edit_clears_the_mark(cure):
    bad = apply(scenario(), put("W_f.1.2", "abc"))
    assert apply(bad.scenario, cure, rejected=bad.rejected, applied=1).rejected == {}
    assert "W_f.1.2" in bad.rejected


def test_what_was_applied_is_not_applied_again():
    edits = [{"seq": 2, **put("x.1.1", "9")}, {"seq": 1, **put("x.1.1", "8")}]
    assert apply_edits(scenario(), edits, {}, 0).scenario.inputs[0, 0] == 9
    late = apply_edits(scenario(), edits, {}, 1)
    assert (late.scenario.inputs[0, 0], late.applied_seq) == (9, 2)
    assert apply_edits(scenario(), edits, {}, 2).scenario.inputs[0, 0] == 0


def test_paste_a_block():
    result = apply(scenario(), paste("W_f.1.2", "1\t2\n3\t4"))
    np.testing.assert_array_equal(result.scenario.params["W_f"][:, 1:], [[1, 2], [3, 4]])


@pytest.mark.parametrize("text", ["5 6", "5; 6", "[5, 6]", "5\n6\n"])
def test_paste_a_vector_as_row_or_column(text):
    assert apply(scenario(), paste("b_f.1", text)).scenario.params["b_f"].tolist() == [
        5,
        6,
    ]


def test_pasted_inputs_append_steps():
    start = scenario(labels={"t": ("a", "b", "c")})
    result = apply(start, paste("x.3.1", "[[1, 2, 3], [4, 5, 6]]"))
    assert result.scenario.inputs.tolist() == [[0, 1, 2], [3, 4, 5], [1, 2, 3], [4, 5, 6]]
    assert result.scenario.labels["t"] == ("a", "b", "c", "")


def test_paste_with_steps_across():
    result = apply(scenario(), paste("x.1.1", "7\t8\n9\t10", transposed=True))
    assert result.scenario.inputs[:2, :2].tolist() == [[7, 9], [8, 10]]


@pytest.mark.parametrize(
    ("entry", "text", "words"),
    [
        ("W_f.1.3", "1 2", "2 columns, 1 fit"),
        ("W_f.2.1", "1; 2", "2 rows, 1 fit"),
        ("b_f.2", "1; 2", "2 rows, 1 fit"),
        ("b_f.1", "1 2; 3 4", "2 columns, 1 fit"),
        ("x.1.1", "1 2 3; 4 x 6", "Row 2, column 2"),
        ("x.3.1", "1 2 3\n" * BROWSER.T, "at most 500 steps"),
        ("x.3.1", "2,5; 3,1", "'2,5' can be one number or several"),
    ],
)
def test_a_block_that_does_not_fit_is_not_half_pasted(entry, text, words):
    start = scenario()
    result = apply(start, paste(entry, text))
    assert result.scenario is start
    [(key, refused)] = told(result.rejected).items()
    assert key == entry
    assert refused["message"].startswith("Nothing was pasted. ")
    assert words in refused["message"]
    assert len(refused["text"]) <= 200


def test_steps_are_inserted_removed_and_moved_with_their_marks():
    start = scenario(labels={"t": ("a", "b", "c")})
    rejected = {
        "x.2.3": {"text": "x", "message": "m"},
        "W_f.2.3": {"text": "y", "message": "m"},
    }
    inserted = apply(start, {"op": "insert_step", "at": 2}, rejected=rejected)
    assert inserted.scenario.inputs.tolist() == [[0, 1, 2], [0, 0, 0], [3, 4, 5], [6, 7, 8]]
    assert inserted.scenario.labels["t"] == ("a", "", "b", "c")
    assert set(inserted.rejected) == {"x.3.3", "W_f.2.3"}

    moved = apply(start, {"op": "move_step", "from": 3, "to": 1}, rejected=rejected)
    assert moved.scenario.inputs[:, 0].tolist() == [6, 0, 3]
    assert moved.scenario.labels["t"] == ("c", "a", "b")
    assert set(moved.rejected) == {"x.3.3", "W_f.2.3"}

    removed = apply(start, {"op": "remove_step", "at": 2}, rejected=rejected)
    assert removed.scenario.inputs[:, 0].tolist() == [0, 6]
    assert removed.scenario.labels["t"] == ("a", "c")
    assert set(removed.rejected) == {"W_f.2.3"}

    appended = apply(start, {"op": "insert_step", "at": 4})
    assert appended.scenario.inputs.shape == (4, 3)


@pytest.mark.parametrize("nowhere", [0, -1, 5, True, 1.0, "1", None])
def test_steps_are_counted_from_1(nowhere):
    start = scenario(4)
    known = {"from": 1, "to": 2}
    edits = [{"op": "remove_step", "at": nowhere}, *({"op": "move_step", **known, end: nowhere}
             for end in known)]  # fmt: skip
    if nowhere != 5:  # behind the last one
        edits.append({"op": "insert_step", "at": nowhere})
    for edit in (*edits, {"op": "insert_step", "at": 6}):
        assert apply(start, edit).scenario is start, edit
    first = [row.tolist() for row in start.inputs]
    moved = apply(start, {"op": "move_step", "from": 4, "to": 1}).scenario.inputs.tolist()
    assert moved == [first[3], *first[:3]]
    last = apply(start, {"op": "remove_step", "at": 4}).scenario.inputs.tolist()
    assert last == first[:3]


def test_limits_of_the_sequence_are_said():
    full = scenario(steps=BROWSER.T)
    result = apply(full, {"op": "insert_step", "at": 1})
    assert result.scenario is full
    assert result.message == "A sequence has at most 500 steps"
    single = scenario(steps=1)
    result = apply(single, {"op": "remove_step", "at": 1})
    assert result.scenario is single
    assert result.message == "A sequence keeps at least one step"


def test_nudging_is_decimal():
    value, seen = 0.0, []
    for _ in range(12):
        value = nudged(value, 1)
        seen.append(value)
    assert seen == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2]
    result = apply(scenario(), *[{"op": "nudge", "entry": "d.1", "steps": 1}] * 3)
    assert result.scenario.output.params["d_y"][0] == 0.3
    assert apply(scenario(), {"op": "nudge", "entry": "d.1", "steps": -10}).scenario.output.params[
        "d_y"
    ].tolist() == [-1]


@pytest.mark.parametrize(
    ("value", "step"),
    [(0, "0.1"), (0.35, "0.1"), (-9.99, "0.1"), (10, "1"), (-99, "1"), (100, "10"),
     (0.04, "0.01"), (-0.003, "0.001"), (5e-324, "1E-324"), (1e300, "1E+299")],
)  # fmt: skip
def test_a_step_suits_the_value(value, step):
    assert step_size(value) == Decimal(step)


def test_a_nudge_keeps_the_other_digits_and_crosses_zero():
    assert nudged(0.4371827, 1) == 0.5371827
    assert nudged(0.1, -2) == -0.1
    assert nudged(0.04, -10) == -0.06
    assert str(nudged(0.1, -1)) == "0.0"


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=12)  # half characters too
    | st.sampled_from(["set", "paste", "x.1.1", "W_f", "b_f.1", "V", "9 9"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["seq", "op", "entry", "text", "at", "from", "to"]), inner
        )
    ),
    max_leaves=10,
)
entries = st.lists(
    st.sampled_from(["x", "V", "d", "W_f", "b_f", "h_0", "0", "1", "2", "6", "-1", "", "1.5"]),
    max_size=5,
).map(".".join)
edit = st.fixed_dictionaries(
    {
        "seq": st.integers(1, 20) | anything,
        "op": st.sampled_from(
            ["set", "paste", "nudge", "insert_step", "remove_step", "move_step", "forget"]
        )
        | anything,
    },
    optional={
        "entry": entries | anything,
        "text": st.text(st.characters(), max_size=20) | anything,
        "at": st.integers(-2, 5) | anything,
        "from": st.integers(-2, 5) | anything,
        "to": st.integers(-2, 5) | anything,
        "steps": st.integers(-2000, 2000) | anything,
        "transposed": anything,
    },
)


@given(st.lists(edit, max_size=6) | anything)
def test_hostile_edits_never_raise(edits):
    result = apply_edits(scenario(), edits, {}, 0)
    assert all(np.isfinite(v).all() for v in result.scenario.params.values())
    assert np.isfinite(result.scenario.inputs).all()
    assert 0 <= result.applied_seq <= 2**53
    assert pack({"rejected": result.rejected}, {})


def test_half_a_character_is_refused_and_can_be_shown():
    result = apply(scenario(), put("x.1.1", "\ud800"), paste("x.2.1", "[\udfff]"))
    assert {key: entry["text"] for key, entry in result.rejected.items()} == {
        "x.1.1": "?",
        "x.2.1": "[?]",
    }
    assert pack({"rejected": result.rejected}, {})


@pytest.mark.parametrize(
    "entry",
    [
        None, "", "x", "x.1", "x.1.", "x.4.1", "x.1.4", "x.0.1", "x.1.0", "x.-1.1", "x.1.1.1",
        "x.1.1 ", "x.1,1", "x/1/1", ["x", 1, 1], ["x.1.1"], 7, "W_q.1.1", "W_f.1", "b_f.1.1",
        "inputs.1.1", "c.1", "V.2.1", "kind.1", "title.1", "__class__.1", "f.1.1", "x.1.1" * 99,
    ],
)  # fmt: skip
@pytest.mark.parametrize("op", ["set", "paste", "nudge"])
def test_an_entry_of_nothing_is_skipped(entry, op):
    start = scenario()
    result = apply(start, {"op": op, "entry": entry, "text": "1", "steps": 1})
    assert result.scenario is start
    assert result.rejected == {}
    assert result.applied_seq == 1


@pytest.mark.parametrize("more", [0, 1])
def test_of_very_much_text_some_is_read_and_the_rest_when_it_is_sent_again(more):
    half = BROWSER.characters // 2
    edits = [
        {"seq": k, "op": "set", "entry": "x.1.1", "text": text}
        for k, text in enumerate(["x" * half, "x" * (half - 1 + more), "7"], 1)
    ]
    result = apply_edits(scenario(), edits, {}, 0)
    assert result.applied_seq == 3 - more
    result = apply_edits(result.scenario, edits, result.rejected, result.applied_seq)
    assert result.applied_seq == 3 and result.scenario.inputs[0, 0] == 7


def test_one_text_that_is_too_long_is_refused_and_holds_nothing_up():
    edit = {"op": "paste", "entry": "x.1.1", "text": "1 " * BROWSER.characters}
    result = apply_edits(scenario(), [{"seq": k, **edit} for k in (1, 2)], {}, 0)
    assert result.applied_seq == 1 and "x.1.1" in result.rejected


def test_much_text_is_read_in_turn(monkeypatch):
    at_once, most, both = [], [], threading.Barrier(2)

    def slow(*args):
        at_once.append(1)
        most.append(len(at_once))
        time.sleep(0.05)
        at_once.pop()
        return apply_edits(*args)

    monkeypatch.setattr(state, "apply_edits", slow)

    def edit(text):
        session = state.Session(scenario())
        both.wait()
        session.edit([{"seq": 1, "op": "set", "entry": "x.1.1", "text": text}], "stage")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(edit, ["x" * (MUCH_TEXT + 1)] * 2))
    assert most == [1, 1]
    assert not have_much_text([{"text": "x" * (MUCH_TEXT - 1)}, {"text": "x"}, {"text": 7}, None])
    assert have_much_text([{"text": "x" * MUCH_TEXT}, {"text": "x"}])
    assert not have_much_text("x" * (MUCH_TEXT + 1))

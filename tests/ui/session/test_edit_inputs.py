"""Tables, words, names and signals put into the inputs; nothing from a browser can raise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.document.arrays import FIELDS
from sim.document.files import from_json, to_json
from sim.presets import PRESETS
from sim.text.checks import MAX_TEXT
from sim.text.errors import InputError
from sim.text.limits import BROWSER
from tests.ui.session.test_edits import apply, scenario
from ui.session import edit_inputs
from ui.session.edit_inputs import words_of
from ui.session.edits import _OPERATIONS, apply_edits
from ui.words import speaking
from ui.words.refusals import told

LECTURE = PRESETS["memory_cell"].scenario
SENTENCE = PRESETS["arrive"].scenario
AS_SEEN = "3\t4\t2\t1\t3\n1\t1\t0\t0\t-1\n0\t0\t0\t1\t0\n"  # as the lecture prints it


def table(text, step=0, row=0):
    return {"op": "paste_table", "entry": f"x.{step + 1}.{row + 1}", "text": text}


def typed(text, step=0, row=0):
    return {"op": "words", "entry": f"x.{step + 1}.{row + 1}", "text": text}


def rename(axis, at, text):
    return {"op": "rename", "axis": axis, "at": at, "text": text}


def signal(**changes):
    usual = {"kind": "square", "amplitude": "1", "period": "4", "seed": "0"}
    return {"op": "signal", "input": 1, **usual, **changes}


def reason(result) -> str:
    (entry,) = told(result.rejected).values()
    return entry["message"]


def test_the_lectures_table_goes_in_as_it_stands():
    blank = LECTURE.changed(inputs=np.zeros((5, 3)))
    result = apply(blank, table(AS_SEEN))
    np.testing.assert_array_equal(result.scenario.inputs, LECTURE.inputs)
    assert result.rejected == {}


def test_a_square_table_is_not_turned():
    result = apply(scenario(steps=3), table("1 2 3\n4 5 6\n7 8 9"))
    np.testing.assert_array_equal(result.scenario.inputs, np.arange(1, 10).reshape(3, 3).T)


def test_a_longer_table_adds_steps_up_to_the_most():
    most = "\t".join(["1"] * BROWSER.T)
    result = apply(scenario(), table(most, row=1))
    assert result.scenario.inputs.shape == (BROWSER.T, 3)
    assert result.scenario.inputs[:, 1].all()
    result = apply(scenario(), table(most + "\t1", row=1))
    assert result.scenario.inputs.shape == (3, 3)
    assert reason(result) == f"Nothing was pasted. A sequence has at most {BROWSER.T} steps"
    assert apply(scenario(), table(most, step=1)).rejected


def test_names_of_a_spreadsheet_become_names():
    result = apply(scenario(), table("\tmon\ttue\na\t1\t2\nb\t3\t4", step=1, row=1))
    assert result.scenario.labels == {"x": ("", "a", "b"), "t": ("", "mon", "tue")}
    np.testing.assert_array_equal(result.scenario.inputs[1:, 1:], [[1, 3], [2, 4]])


def test_what_would_fit_turned_is_refused_and_says_so():
    turned = "\n".join(["3 1 0", "4 1 0", "2 0 0", "1 0 1", "3 -1 0"])
    result = apply(LECTURE, table(turned))
    assert result.scenario is LECTURE
    assert "turned, with rows and columns exchanged, it would fit" in reason(result)
    both = "\n".join(["1 2 3 4"] * 4)
    assert "turned" not in reason(apply(LECTURE, table(both)))
    assert apply(LECTURE, table("1\n2\n3\n4")).rejected.keys() == {"x.1.1"}


def test_where_inputs_stand_side_by_side_a_block_goes_in_like_that():
    down = {"down": True}
    result = apply(scenario(), {**table("a b\n1 2\n3 4", step=1, row=1), **down})
    np.testing.assert_array_equal(result.scenario.inputs[1:, 1:], [[1, 2], [3, 4]])
    assert result.scenario.labels == {"x": ("", "a", "b")}
    told_why = reason(apply(LECTURE, {**table("1 2 3 4"), **down}))
    assert "4 columns" in told_why and "turned" in told_why


@pytest.mark.parametrize("text", ["\t1\n2\t3", "1\t2\n\t3", "\n1\t2", "1\t\t2"])
def test_an_empty_cell_shifts_nothing(text):
    result = apply(LECTURE, table(text))
    assert result.scenario is LECTURE
    assert reason(result).startswith("Nothing was pasted. Row ")


@pytest.mark.parametrize("kind", [InputError, KeyError])
def test_a_table_that_fails_when_steps_were_added_leaves_none_behind(monkeypatch, kind):
    def fail(*given):
        raise kind("empty")

    monkeypatch.setattr(edit_inputs, "_named", fail)
    result = apply(scenario(), table("mon\ttue\n1\t2", step=2))
    assert result.scenario.inputs.shape == (3, 3) and result.scenario.labels == {}
    assert reason(result).startswith("Nothing was pasted. ")


def test_words_make_one_hot_inputs():
    result = apply(LECTURE, typed("arrive Taipei on November 2nd"))
    new = result.scenario
    words = ("arrive", "Taipei", "on", "November", "2nd")
    assert new.labels == {"x": words, "t": words}
    np.testing.assert_array_equal(new.inputs, np.eye(5))
    np.testing.assert_array_equal(new.params["W_f"][:, :3], LECTURE.params["W_f"])
    assert not new.params["W_f"][:, 3:].any()
    assert "5 steps" in result.message and "5 columns instead of 3" in result.message


def test_a_word_that_comes_again_has_one_input():
    new = apply(LECTURE, typed("to be or not to be")).scenario
    assert new.labels["x"] == ("to", "be", "or", "not")
    assert new.inputs.argmax(axis=1).tolist() == [0, 1, 2, 3, 0, 1]


def test_words_of_the_examples_own_inputs_use_them():
    result = apply(SENTENCE, typed("leave Taipei on November 2nd"))
    new = result.scenario
    assert new.labels["x"] == SENTENCE.labels["x"] and new.labels["y"] == SENTENCE.labels["y"]
    assert new.inputs.argmax(axis=1).tolist() == [1, 2, 3, 3, 3]
    assert new.params["W_h"].tolist() == SENTENCE.params["W_h"].tolist()
    assert "go to “other”" in result.message
    with speaking("zh-Hant", None):  # a name that is shown in the visitor's language
        shown = apply(SENTENCE, typed("leave 其他")).scenario
    assert shown.labels["x"] == SENTENCE.labels["x"]
    assert shown.inputs.argmax(axis=1).tolist() == [1, 3]


def words(count: int, different: int) -> str:
    return " ".join(f"w{chr(0x4E00 + k % different)}" for k in range(count))


def test_the_most_words():
    assert apply(LECTURE, table(words(500, 90))).scenario.inputs.shape == (500, 90)
    assert "at most 500 steps" in reason(apply(LECTURE, table(words(501, 90))))
    assert apply(LECTURE, table(words(128, 128))).scenario.inputs.shape == (128, 128)
    assert "129 different words" in reason(apply(LECTURE, table(words(129, 129))))
    assert "at most 50000" in reason(apply(LECTURE, table(words(500, 100))))


def test_words_change_no_locked_weights():
    edits = [{"seq": 1, **typed("a b c d")}]
    result = apply_edits(LECTURE, edits, {}, 0, locked={"params"})
    assert result.scenario is LECTURE and "x.1.1" in result.rejected
    same = [{"seq": 1, **typed("aa bb cc")}]
    assert apply_edits(LECTURE, same, {}, 0, locked={"params"}).scenario.labels["x"]


@pytest.mark.parametrize(
    ("text", "count"),
    [("arrive Taipei on November 2nd", 5), ("arrive, Taipei, on", 3), ("到達 台北", 2),
     ("a\nb\nc", 3), ("a\tb", 2), ("go on November 2", 4),
     ("1 0 x", None), ("x 1 0 1", None), ("abc", None), ("1 2", None), ("", None),
     ("nan inf", None), ("1e5 2e5", None), ("5cm 6cm", None), ("array([1, 2, 3])", None),
     ("tensor([[1., 2.],\n [3., 4.]])", None), ("\ta\tb\nx\t1\t2", None), ("true false", None)],
)  # fmt: skip
def test_what_are_words(text, count):
    assert (words_of(text) and len(words_of(text))) == count


def test_a_number_typed_among_words_is_still_a_number():
    assert apply(LECTURE, typed("7")).scenario.inputs[0, 0] == 7
    assert apply(LECTURE, typed("seven")).rejected


@pytest.mark.parametrize("axis", ["x", "t", "y"])
def test_renaming(axis):
    start = scenario()
    last = {"x": 3, "t": 3, "y": 1}[axis]
    named = apply(start, rename(axis, last, "  a <b>\u202e\u200b name\n")).scenario
    assert named.labels == {axis: ("",) * (last - 1) + ("a <b> name",)}
    assert apply(named, rename(axis, last, " ")).scenario.labels == {}
    assert apply(start, rename(axis, 1, "a")).scenario.labels[axis][0] == "a"
    for nowhere in (0, -1, last + 1, True, "1"):
        assert apply(start, rename(axis, nowhere, "a")).scenario is start
    assert apply(start, rename(axis, last, "n" * MAX_TEXT)).scenario.labels
    long = apply(start, rename(axis, last, "n" * (MAX_TEXT + 1)))
    assert long.scenario is start and long.message == "A name has at most 200 characters"


def test_names_are_locked_with_what_they_name():
    for axis, lock in (("x", "inputs"), ("t", "inputs"), ("y", "readout")):
        edits = [{"seq": 1, **rename(axis, 1, "a")}]
        start = scenario()
        assert apply_edits(start, edits, {}, 0, locked={lock}).scenario is start
        assert apply_edits(start, edits, {}, 0, locked={"params"}).scenario is not start


def test_a_signal_fills_a_row():
    result = apply(scenario(steps=5), typed("abc", 2, 1), signal(input=2, amplitude="2"))
    assert result.scenario.inputs[:, 1].tolist() == [2, 2, -2, -2, 2]
    assert result.rejected == {}
    for nowhere in (0, -1, 4, True, "1"):
        assert apply(start := scenario(), signal(input=nowhere)).scenario is start
    assert "2 to 1000 steps" in apply(scenario(), signal(period="1")).message
    assert "whole number" in apply(scenario(), signal(seed="1.5")).message
    for name, word in (("amplitude", "Amplitude"), ("period", "Period"), ("seed", "Seed")):
        said = apply(scenario(), signal(**{name: "2,5"})).message
        assert f"{word}: " in said and "2,5" in said


def test_names_survive_a_file():
    named = apply(LECTURE, typed("arrive Taipei on November 2nd")).scenario
    assert from_json(to_json(named)).labels == named.labels


_anything = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20),
    st.lists(st.integers(-2, 5), max_size=4), st.just("x.1.1"),
)  # fmt: skip


_FIELDS = ("entry", "text", "axis", "at", "input", "kind", "amplitude", "period", "seed")
_OPS = st.sampled_from(["paste_table", "words", "rename", "signal"])
_LIKELY = {
    "axis": st.sampled_from(["x", "y", "t"]),
    "kind": st.sampled_from(["noise", "sine", "saw"]),
    "at": st.integers(-1, 3),
    "input": st.integers(-1, 3),
}
_EDIT = st.fixed_dictionaries(
    {"seq": st.integers(1, 9), "op": _OPS},
    optional={name: _LIKELY.get(name, _anything) | _anything for name in _FIELDS},
)


@given(st.lists(_EDIT, max_size=4))
def test_hostile_edits_never_raise(edits):
    result = apply_edits(scenario(), edits, {}, 0)
    told(result.rejected)
    assert result.message is None or "edits.failed" not in result.message


@pytest.mark.parametrize("entry", [["params"], "x", "W_f", 0, "x.1.1", "b_f.1"])
@pytest.mark.parametrize("operation", _OPERATIONS)
def test_an_entry_that_means_nothing_opens_no_lock(operation, entry):
    more = {"from": 1, "to": 3, "at": 1, "input": 1, "steps": 1, "axis": "t", "text": "1 2"}
    more |= {"kind": "ramp", "amplitude": "1", "period": "3", "seed": "1"}
    for text in ("9", "1 2", "one two three"):
        edit = {"seq": 1, "op": operation, **more, "entry": entry, "text": text}
        assert apply_edits(LECTURE, [edit], {}, 0, locked=FIELDS).scenario is LECTURE
        free = apply_edits(LECTURE, [edit], {}, 0, locked=set(FIELDS) - {"inputs"}).scenario
        np.testing.assert_equal(dict(free.params), dict(LECTURE.params))
        np.testing.assert_equal(dict(free.initial), dict(LECTURE.initial))

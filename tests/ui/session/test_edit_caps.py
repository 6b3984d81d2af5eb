"""Every cap on what a browser sends as edits, on both sides of it."""

from __future__ import annotations

import numpy as np
import pytest

from sim.document.resize import resized
from sim.presets import PRESETS
from ui.session import worked
from ui.session.edits import apply_edits, have_much_text
from ui.session.former import former
from ui.session.undo import remembered
from ui.words.refusals import latest, refusal

MEMORY = PRESETS["memory_cell"].scenario
FIRST = "x.1.1"


def put(seq: int, text: str, at: str = FIRST) -> dict:
    return {"seq": seq, "op": "set", "entry": at, "text": text}


def test_at_most_500_edits_are_taken_at_once():
    edits = [put(seq, str(seq)) for seq in range(1, 502)]
    whole = apply_edits(MEMORY, edits[:500], {}, 0)
    assert (whole.applied_seq, whole.scenario.inputs[0, 0]) == (500, 500)
    more = apply_edits(MEMORY, edits, {}, 0)
    assert (more.applied_seq, more.scenario.inputs[0, 0]) == (500, 500)


def test_at_most_400000_characters_are_read_at_once():
    half = "5" + " " * 199_999
    both = apply_edits(MEMORY, [put(1, half), put(2, half)], {}, 0)
    assert both.applied_seq == 2
    one = apply_edits(MEMORY, [put(1, half), put(2, half + " ")], {}, 0)
    assert one.applied_seq == 1
    alone = apply_edits(MEMORY, [put(1, half * 3)], {}, 0)
    assert alone.applied_seq == 1 and alone.rejected


@pytest.mark.parametrize(("length", "much"), [(16_000, False), (16_001, True)])
def test_from_16000_characters_on_a_turn_is_taken(length, much):
    assert have_much_text([put(1, "x" * (length - 1)), put(2, "x")]) == much


@pytest.mark.parametrize(("seq", "taken"), [(0, 0), (1, 1), (2**53, 2**53), (2**53 + 1, 0)])
def test_an_edits_number_is_one_that_a_browser_counts_to(seq, taken):
    assert apply_edits(MEMORY, [put(seq, "9")], {}, 0).applied_seq == taken


def test_edits_are_taken_once_and_in_their_order():
    edits = [put(3, "30"), put(2, "20"), put(2, "21"), put(1, "10")]
    assert apply_edits(MEMORY, edits, {}, 1).scenario.inputs[0, 0] == 30
    assert apply_edits(MEMORY, edits[1:], {}, 1).scenario.inputs[0, 0] == 20
    assert apply_edits(MEMORY, edits, {}, 3).scenario is MEMORY


@pytest.mark.parametrize("steps", [1000, -1000, 1001, -1001, 0, True, 1.5])
def test_a_number_is_nudged_by_at_most_a_thousand_steps(steps):
    edit = {"seq": 1, "op": "nudge", "entry": FIRST, "steps": steps}
    moved = apply_edits(MEMORY, [edit], {}, 0).scenario is not MEMORY
    assert moved == (type(steps) is int and abs(steps) == 1000)


def test_an_edit_stays_within_its_array():
    T, X = MEMORY.inputs.shape
    changed = apply_edits(MEMORY, [put(1, "8", f"x.{T}.{X}")], {}, 0).scenario
    assert changed.inputs[-1, -1] == 8
    for at in (f"x.{T + 1}.1", f"x.1.{X + 1}", "x.0.1", "x.-1.1", "x.1", "x.1.1.1", "x", 7, None):
        assert apply_edits(MEMORY, [put(1, "8", at)], {}, 0).scenario is MEMORY


@pytest.mark.parametrize("op", ["insert_step", "paste"])
def test_there_are_at_most_500_steps(op):
    for T, fits in ((499, True), (500, False)):
        run = resized(MEMORY, T=T)
        edit = {"seq": 1, "op": op, "at": T + 1, "entry": f"x.{T}.1", "text": "1 1\n2 2"}
        done = apply_edits(run, [edit], {}, 0)
        assert done.scenario.sizes["T"] == 500
        assert bool(done.message or done.rejected) != fits


def test_the_last_step_stays():
    for T in (2, 1):
        done = apply_edits(resized(MEMORY, T=T), [{"seq": 1, "op": "remove_step", "at": 1}], {}, 0)
        assert done.scenario.sizes["T"] == 1 and bool(done.message) == (T == 1)


def test_a_block_fits_into_its_matrix_or_is_refused():
    W = resized(MEMORY, H=2)
    for text, fits in (("1 2 3\n4 5 6", True), ("1 2 3 4", False), ("1\n2\n3", False)):
        edit = {"seq": 1, "op": "paste", "entry": "W_f.1.1", "text": text}
        done = apply_edits(W, [edit], {}, 0)
        assert (done.scenario is not W) == fits == (not done.rejected)
    edit["entry"], edit["text"] = "W_f.2.2", "7 8"
    placed = apply_edits(W, [edit], {}, 0).scenario.params["W_f"]
    assert placed[1, 1:].tolist() == [7, 8]
    edit["text"] = "7 8 9"
    assert apply_edits(W, [edit], {}, 0).scenario is W


def test_at_most_200_refusals_stay_marked():
    wrong = {f"x.{k}.1": refusal("x", "edits.failed") for k in range(201)}
    assert list(latest(dict(list(wrong.items())[:200]))) == list(wrong)[:200]
    assert list(latest(wrong)) == list(wrong)[1:]


def test_refusals_take_at_most_60000_bytes():
    one = {"text": "x" * 20_000, "code": "", "fields": ""}
    assert list(latest({"a": one, "b": one, "c": one | {"text": "x" * 19_997}})) == ["a", "b", "c"]
    assert list(latest({"a": one, "b": one, "c": one | {"text": "x" * 19_998}})) == ["b", "c"]
    assert list(latest({"a": one | {"text": "x" * 70_000}})) == ["a"]


def test_a_visitors_own_numbers_are_kept_of_300_places():
    mine = {}
    for t in range(1, 301):
        mine = worked.with_text(mine, ("lstm", t, 1), "c", "1")
    assert len(mine) == 300
    mine = worked.with_text(mine, ("lstm", 301, 1), "c", "1")
    assert len(mine) == 300 and ("lstm", 1, 1) not in mine and ("lstm", 2, 1) in mine


def test_a_visitors_own_numbers_take_at_most_60000_bytes():
    texts = {f"{k:03}": "7" * 197 for k in range(150)}  # 30,000 bytes
    full = {("lstm", 1, 1): texts, ("lstm", 2, 1): texts}
    last = ("lstm", 2, 1), "149", "7" * 197
    assert worked.with_text(full, *last).keys() == full.keys()
    assert worked.with_text(full, *last[:2], "7" * 198).keys() == {("lstm", 2, 1)}


@pytest.mark.parametrize(("typed", "kept"), [(401, 401), (402, 401)])
def test_one_of_them_has_at_most_401_characters(typed, kept):
    place = ("lstm", 1, 1)
    assert len(worked.with_text({}, place, "c", "7" * typed)[place]["c"]) == kept


def test_24_places_are_judged_for_a_message():
    run = resized(MEMORY, T=30)
    mine = {("lstm", t, 1): {"c": "0"} for t in range(1, 31)}
    told = worked.sent(run.run(), mine, None, 1, 1)
    assert len(told) == 30
    judged = {int(key.split(".")[1]) for key, one in told.items() if "verdict" in one}
    assert judged == set(range(1, 25))  # those next to the step on screen


@pytest.mark.parametrize("times", [50, 51])
def test_undo_goes_back_fifty_times(times):
    past = []
    for k in range(times):
        past = remembered(past, MEMORY, str(k), MEMORY)
    assert [step.preset for step in past] == [str(k) for k in range(times)][-50:]


def test_undo_keeps_two_million_bytes():
    """A large table takes 64,000 bytes and a document 3000: 29 of both fit and no more."""
    wide = resized(MEMORY, X=16, T=500)
    past = []
    for k in range(40):
        now = wide.changed(inputs=wide.inputs + 1)
        past = remembered(past, wide, str(k), now)
        wide = now
    assert len(past) == 29 and past[-1].preset == "39"
    assert sum(step.bytes for step in past) == 29 * 67_000


def test_the_ghost_of_a_number_goes_by_its_path():
    other = MEMORY.changed(inputs=MEMORY.inputs + 1)
    third = MEMORY.changed(inputs=MEMORY.inputs + 2)
    edits = [put(1, "9")]
    first = former(MEMORY, other, None, edits)
    assert first.scenario is MEMORY
    assert former(other, third, first, edits) is first
    assert former(other, third, first, [put(1, "9", "x.1.2")]).scenario is other
    assert former(other, MEMORY, first, edits) is None
    assert former(MEMORY, MEMORY.changed(params={**MEMORY.params, "b_f": np.ones(1)}), None) is None

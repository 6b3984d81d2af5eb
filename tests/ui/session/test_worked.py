"""A visitor's own numbers: kept within bounds, judged as Check mine does, never trusted."""

from __future__ import annotations

import pytest

from sim.presets import PRESETS
from sim.written.handcheck import check_step
from tests.e2e.bare import drawn
from ui.session import worked
from ui.session.edits import apply_edits
from ui.session.worked import MOST_BYTES, MOST_PLACES, judge, read, sent, with_text, without

PLACE = ("lstm", 2, 1)
MEMORY = PRESETS["memory_cell"].scenario


def predict(*edits: dict, scenario=MEMORY, **options):
    listed = [{"seq": n + 1, "op": "predict", **edit} for n, edit in enumerate(edits)]
    return apply_edits(scenario, listed, {}, 0, **options)


def test_a_prediction_changes_no_document_and_needs_no_leave():
    edit = {"entry": "c.2.1", "text": " 7 "}
    locked = ("inputs", "params", "initial", "readout")
    result = predict(edit, {"entry": "f * c_prev.2.1", "text": "x"}, locked=locked)
    assert result.scenario is MEMORY and result.rejected == {} and result.message is None
    assert result.applied_seq == 2
    assert result.mine == {PLACE: {"c": "7", "f * c_prev": "x"}}
    again = predict({**edit, "text": " "}, mine=result.mine)
    assert again.mine == {PLACE: {"f * c_prev": "x"}}
    assert result.mine == {PLACE: {"c": "7", "f * c_prev": "x"}}  # as it was


@pytest.mark.parametrize(
    "entry",
    [None, "mine", [], ["c.2.1"], "c", "c.2", "c.2.1.1", "c.0.1", "c.6.1", "c.-1.1", "c.2.0",
     "c.2.2", "c.2.x", "c.2.1.0", "W_f.2.1", "c_0.1", "x.2.1", "y.2.1", "__class__.2.1",
     "mine.c.2.1", "g * i.2.1"],
)  # fmt: skip
def test_what_is_no_place_is_passed_over(entry):
    assert predict({"entry": entry, "text": "1"}).mine == {}


@pytest.mark.parametrize("text", [None, 7, ["7"], {}])
def test_what_is_no_text_is_passed_over(text):
    assert predict({"entry": "c.2.1", "text": text}).mine == {}


def test_an_output_of_the_readout_has_a_place_too():
    run = drawn("gru", H=2, T=3, Y=3)
    y = run.read_out(run.run())["y"]
    edits = [{"entry": f"y.3.{k + 1}", "text": text} for k, text in enumerate(("9", "z", "?"))]
    edits[0]["text"] = f"{y[2, 0]:.3f}"
    result = predict(*edits, {"entry": "y.3.4", "text": "0"}, scenario=run)
    told = sent(run.run(), result.mine, y, 1, 1)
    assert told["y.3.1"] == {"text": edits[0]["text"], "verdict": "right"}
    assert "refused" in told["y.3.2"] and len(told) == 3


def test_texts_are_bounded_and_the_latest_stay():
    mine = {}
    for k in range(MOST_PLACES + 2):
        mine = with_text(mine, ("lstm", k + 1, 1), "c", "1")
    assert len(mine) == MOST_PLACES and next(iter(mine)) == ("lstm", 3, 1)
    for k in range(MOST_BYTES // 401 + 50):
        mine = with_text(mine, ("gru", k + 1, 1), "h", "1" * 1000)
    size = sum(len(text) for texts in mine.values() for text in texts.values())
    assert MOST_BYTES - 1000 < size <= MOST_BYTES and list(mine)[-1][1] == MOST_BYTES // 401 + 50
    assert with_text({}, PLACE, "c", "\ud800") == {PLACE: {"c": "?"}}  # half a character
    assert without({PLACE: {"c": "1"}}, PLACE) == {}


def test_the_verdict_is_that_of_check_mine():
    trace = drawn("lstm", H=2).run()
    texts = {"i": "0.9", "g": "0.1", "c": "0.09", "h": "nothing", "o": f"{trace['o'][1, 0]:.2f}"}
    typed, refused = read(texts)
    findings, _ = check_step(trace, 2, 1, typed)
    judged = judge(trace, PLACE, texts)
    assert {name: one.verdict for name, one in judged.items() if one.verdict} == {
        one.name: one.verdict for one in findings
    }
    assert set(refused) == {"h"} and judged["h"].why is not None


def test_only_what_is_near_is_judged_at_once_and_only_what_is_there_is_told():
    trace = drawn("lstm", T=60).run()
    mine = {("lstm", t, 1): {"c": "0"} for t in range(1, 71)} | {("gru", 1, 1): {"h": "0"}}
    told = sent(trace, mine, None, 60, 1)
    assert len(told) == 60
    judged = [key for key, one in told.items() if "verdict" in one]
    assert len(judged) == worked.MOST_SENT and "c.60.1" in judged and "c.1.1" not in judged

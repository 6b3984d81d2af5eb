"""A class link's task and hint, and what stays when the example is changed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from sim.document.convert import with_cell
from sim.document.resize import resized
from sim.presets import PRESETS
from tests.browser import ROOT
from tests.parts import another
from tests.ui.links.test_links_page import edited, session, visit
from ui import PAGES
from ui.links import fields
from ui.links.text.codecs import one_line, words
from ui.links.text.errors import LinkError
from ui.session.screen import MOST_TASK, Screen
from ui.session.state import Session
from ui.session.view import View
from ui.stage.payload import stage_payload
from ui.step.hints import hint, look
from ui.words import LANGUAGES, speaking, t

TASK = words(MOST_TASK)
MEMORY = PRESETS["memory_cell"].scenario


@given(st.text(max_size=300))
def test_any_task_comes_back_as_one_line(text):
    line = one_line(text, MOST_TASK)
    assert TASK.read(TASK.write(text)) == line and len(line) <= MOST_TASK
    written = TASK.write(text)
    assert set(written) <= set(map(chr, range(33, 127))) and not set(written) & set(
        "&=%+#<>\"'`|\\^{} "
    )
    assert not written.endswith(".")


def test_a_task_in_english_can_be_read_in_the_link():
    assert TASK.write("Compute c at step 2.") == "Compute_c_at_step_2~2e~"
    assert TASK.write("1.5 and more") == "1.5_and_more"


@pytest.mark.parametrize(
    "text", ["~", "a~zz~", "~110000~", "~d800~", "~202e~", "~a~", "~2028~", "__", "_a",
             "a~20~~20~b", "x" * (MOST_TASK + 1), "~0000041~", "~~"],
)  # fmt: skip
def test_no_other_text_is_a_task(text):
    with pytest.raises(LinkError):
        TASK.read(text)
    assert fields.read({"task": text})[1] == [LinkError("links.broken_fields", names=["task"])]


def test_a_task_has_a_most():
    assert TASK.read("x" * MOST_TASK) == "x" * MOST_TASK
    assert len(TASK.read(TASK.write("中" * 300))) == MOST_TASK


@pytest.mark.parametrize("page", PAGES)
def test_the_task_stands_on_every_page_as_plain_text(page):
    asked = "<b>2</b> *bold* [a](http://b) $x$"
    app = visit(page, task=TASK.write(asked))
    assert t("step.task", task=asked) in [one.value for one in app.text]
    said = [one.value for kind in ("markdown", "html", "caption") for one in app.get(kind)]
    assert not any("bold" in str(one) for one in said)


@pytest.mark.parametrize("page", PAGES[1:])
def test_a_page_without_the_stage_leads_to_the_one_that_has_it(page):
    more = {"gof": "scenario"} if page == "gradients" else {}
    app = visit(page, cover="1", **more)
    said = [one.value for one in app.text]
    assert t("present.covered_elsewhere", page=t("app.page_step")) in said
    assert t("present.covered") not in said
    (link,) = app.get("page_link")
    assert link.proto.page == "" or link.proto.page.endswith("step")
    assert app.button(key="show_all")


def test_the_hint_stays_under_a_cover_if_the_teacher_said_so():
    one = Session(MEMORY)
    for keeps in (False, True):
        one.switch(Screen(covered=True, hint=keeps))
        assert hint(one, MEMORY.run()) == (look("memory_cell") if keeps else "")


@pytest.mark.parametrize("key", PRESETS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_hint_stays_after_a_change_and_says_so(key, lang):
    preset = PRESETS[key]
    changed = another(preset.scenario)
    one = Session(changed, preset=key)
    with speaking(lang):
        said = hint(one, changed.run())
        assert said.startswith(t("step.changed"))
        assert said.endswith(look(key))
        # The example's own rate, whatever is on screen.
        own = hint(
            Session(preset.scenario, preset=key, view=View(unit=preset.unit)), preset.scenario.run()
        )
        assert own.startswith(look(key))
        one.switch(Screen(locked=True))
        assert hint(one, changed.run()).startswith(t("step.changed_for_good"))
        one.switch(Screen(hidden=frozenset({"reset"})))
        assert hint(one, changed.run()).startswith(t("step.changed_for_good"))


def test_of_another_cell_the_hint_says_nothing():
    scenario, _ = with_cell(MEMORY, "gru")
    assert hint(Session(scenario), scenario.run()) == t("step.changed")


def rows(scenario, key: str = "memory_cell") -> list[dict]:
    return stage_payload(scenario, scenario.run(), View(), PRESETS[key].beside(scenario))[0][
        "expected"
    ]


def test_the_lectures_rows_stay_beside_a_changed_run():
    inputs = MEMORY.inputs.copy()
    inputs[0, 0] = 5
    c, h = rows(MEMORY.changed(inputs=inputs))
    assert c["values"] == [3, 7, 7, 7, 0] and c["ok"] == [False, False, False, False, True]
    assert h["ok"] == [True, True, True, False, True] and c["changed"] and h["changed"]
    assert [one["changed"] for one in rows(MEMORY)] == [False, False]
    assert all(all(one["ok"]) for one in rows(MEMORY))


@pytest.mark.parametrize(("T", "known"), [(2, 2), (5, 5), (9, 5)])
def test_of_a_longer_or_shorter_run_the_steps_that_are_there_stay(T, known):
    for one in rows(resized(MEMORY, T=T, X=2)):
        assert len(one["ok"]) == len(one["values"]) == known and one["changed"]


def test_what_is_not_there_is_not_compared():
    assert rows(with_cell(MEMORY, "gru")[0]) == []
    ones = PRESETS["all_ones"].scenario
    assert {(one["line"], one["unit"]) for one in rows(ones, "all_ones")} == {
        ("h", 1), ("h", 2), ("y", 1), ("y", 2)
    }  # fmt: skip
    less = resized(ones, H=1).changed(output=None)
    assert {(one["line"], one["unit"]) for one in rows(less, "all_ones")} == {("h", 1)}


def test_another_order_of_the_lectures_inputs_keeps_that_orders_rows():
    ones = PRESETS["all_ones"].scenario
    other = ones.changed(inputs=np.array([[2, 2], [1, 1], [1, 1]], float))
    weights = {**ones.params, "b_h": np.array([1.0, 0])}
    for scenario in (other, other.changed(params=weights)):
        assert [one["values"] for one in rows(scenario, "all_ones")] == [[8, 20, 44]] * 2
        assert all(one["by_hand"] for one in rows(scenario, "all_ones"))
    assert not any(one["by_hand"] for one in rows(ones, "all_ones"))


def test_the_rows_are_on_the_stage_after_an_edit():
    app = edited(visit(), "x.1.1", "5")
    assert session(app).scenario.inputs[0, 0] == 5
    (text,) = [one.value for one in app.text if "x₂ = 1" in one.value]
    assert text.startswith("Changed from the example")
    assert all(one.changed for one in PRESETS["memory_cell"].beside(session(app).scenario))


@pytest.mark.parametrize("covered", [False, True])
def test_the_hint_is_offered_where_nothing_was_covered_yet(covered):
    app = AppTest.from_file(str(ROOT / "ui" / "frame" / "main.py"), default_timeout=30).run()
    app.session_state["gatescope"].screen.cover(covered)
    for key in ("share", "share_class"):
        if any(button.key == key for button in app.button):
            app.button(key=key).click().run()
        else:
            app.session_state[key] = True
            app.run()
    assert not app.exception
    hint, cover = app.toggle(key="class_hint"), app.toggle(key="class_cover")
    assert (hint.value, hint.disabled) == (not covered, not covered)
    assert cover.value == covered and app.toggle(key="class_free").disabled

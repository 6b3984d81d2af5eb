"""Inputs as a whole in Chromium: blocks as they stand, names in place, words, signals, 0 and 1."""

from __future__ import annotations

import numpy as np
import pytest

from sim.presets import PRESETS
from tests.browser import PHONE, settled
from tests.e2e.bare import Stage, bare_stage, drawn, payload
from tests.e2e.pages.test_app import STAGE, new_run, still  # noqa: F401
from tests.e2e.stage.test_score import CLIPPED
from ui.session.view import View
from ui.words.refusals import refusal

LECTURE = PRESETS["memory_cell"].scenario
SENTENCE = PRESETS["arrive"].scenario
AS_SEEN = "2\t4\t2\t1\t3\t5\n1\t1\t0\t0\t-1\t0\n0\t0\t0\t1\t0\t1\n"
BLOCK = {"x.1.1": dict(refusal("3\t1\n4\t1\n", "edits.too_wide", count=2, room=1))}


@pytest.fixture
def part(chromium):
    with bare_stage(chromium) as stage:
        yield stage.give(payload(LECTURE, View(t=1)))


def paste(part: Stage, entry: str, text: str) -> None:
    part.field(entry).focus()
    part.field(entry).evaluate(
        """(input, text) => { const data = new DataTransfer(); data.setData("text/plain", text);
        input.dispatchEvent(new ClipboardEvent("paste",
            {clipboardData: data, bubbles: true, cancelable: true})); }""",
        text,
    )


@pytest.mark.parametrize("text", ["\t1\n2\t3", "\n1\t2", "1\t\n", " \t1"])
def test_nothing_is_trimmed_on_its_way(part, text):
    paste(part, "x.1.1", text=text)
    paste(part, "W_f.1.1", text=text)
    assert [edit["text"] for edit in part.edits] == [text, text]
    assert [edit["op"] for edit in part.edits] == ["paste_table", "paste"]


def test_a_refused_block_keeps_its_reason_until_it_is_dismissed(part):
    field = part.field("x.1.1")
    paste(part, "x.1.1", text="3\t1\n4\t1\n")
    part.answer(LECTURE, View(rev=1, ack=1, rejected=BLOCK))
    note = part.page.locator(".field-note")
    assert "The block has 2 columns" in note.inner_text()
    part.field("x.2.2").click()
    part.field("b_f.1").click()
    assert note.is_visible() and field.input_value() == "3 1; 4 1"
    part.field("x.1.1").focus()
    part.field("x.2.2").focus()
    assert len(part.edits) == 1, "leaving it sends nothing, or what is left of it would be a number"
    note.get_by_role("button").click()
    assert part.edits[-1] == {"op": "forget", "entry": "x.1.1"}
    part.answer(LECTURE, View(rev=2, ack=2))
    assert note.is_hidden() and field.input_value() == "3"


def test_a_name_is_changed_where_it_stands(part):
    height = part.page.evaluate("document.body.scrollHeight")
    name = part.page.locator(".score-input .score-name").first
    name.click()
    part.page.keyboard.type("pizza <b>x</b> ")
    assert part.page.evaluate("document.body.scrollHeight") == height
    part.press("ArrowLeft", "Home", "End")
    assert part.t == 1, "the keys are the field's"
    part.press("Enter")
    sent = {"op": "rename", "axis": "x", "at": 1, "text": "pizza <b>x</b> "}
    assert part.edits == [sent]
    part.answer(LECTURE.changed(labels={"x": ["<b>x</b>", "", ""]}), View(rev=1, ack=1))
    assert part.page.locator(".score-input .score-title").first.inner_text() == "<b>x</b>"
    assert part.page.locator(".score-input b b, .part-diagram b").count() == 0


def test_escape_keeps_the_name_and_f2_opens_it(part):
    name = part.page.locator(".score-input .score-name").nth(1)
    name.focus()
    part.press("F2")
    part.page.keyboard.type("other")
    part.press("Escape")
    assert part.edits == [] and name.inner_text() == "input"
    part.press("Enter")
    part.page.keyboard.type("n" * 250)
    part.press("Tab")
    assert part.edits[0]["text"] == "n" * 200


def test_a_step_is_named_by_f2_a_double_click_or_its_menu(part):
    part.page.locator(".score-step").nth(0).focus()
    part.press("F2")
    part.page.keyboard.type("Mon")
    part.press("Enter")
    part.page.locator(".score-step").nth(1).dblclick()
    part.page.keyboard.type("Tue")
    part.press("Enter")
    part.page.locator(".score-menu-place button").first.click()
    part.page.get_by_role("menuitem", name="name step 2").click()
    part.page.keyboard.type("Wed")
    part.press("Enter")
    named = [(edit["axis"], edit["at"], edit["text"]) for edit in part.edits]
    assert named == [("t", 1, "Mon"), ("t", 2, "Tue"), ("t", 2, "Wed")]


def test_an_answer_leaves_a_name_being_typed_alone(part):
    part.page.locator(".score-input .score-name").first.click()
    part.page.keyboard.type("piz")
    longer = LECTURE.changed(inputs=np.vstack([LECTURE.inputs, [0, 0, 0]]))
    part.answer(longer, View(rev=1))
    part.page.keyboard.type("za")
    part.press("Enter")
    assert part.edits == [{"op": "rename", "axis": "x", "at": 1, "text": "pizza"}]


def test_what_is_locked_has_no_names_to_change(chromium):
    with bare_stage(chromium) as part:
        part.give(payload(SENTENCE, View(t=1, locked=("params", "initial", "readout"))))
        assert part.page.locator(".score-input .score-name").count() == 4
        assert part.page.locator(".score-readout .score-name").count() == 0
        part.give(payload(SENTENCE, View(t=1, rev=1, locked=("inputs",)), read_only=True))
        part.page.locator(".score-bits .score-td").first.click(position={"x": 100, "y": 8})
        assert part.edits == []


def test_words_are_sent_as_words_and_numbers_as_numbers(part):
    for text in ("arrive Taipei on November 2nd", "到達 台北", "7", "seven"):
        part.field("x.1.1").fill(text)
        part.field("x.1.1").press("Enter")
    assert [edit["op"] for edit in part.edits] == ["words", "words", "set", "set"]


def test_zero_and_one_are_toggled_by_a_click_and_by_space(part):
    row = part.page.locator(".score-input").nth(2)
    assert "score-bits" in row.get_attribute("class")
    assert part.page.locator(".score-bits").count() == 1
    cell = row.locator(".score-td").nth(1)
    box = cell.bounding_box()
    cell.click(position={"x": box["width"] - 92, "y": box["height"] / 2})
    part.field("x.4.3").focus()
    part.press(" ")
    part.field("x.1.1").focus()
    part.press(" ")
    assert part.edits == [
        {"op": "set", "entry": "x.2.3", "text": "1"},
        {"op": "set", "entry": "x.4.3", "text": "0"},
    ]
    part.field("x.2.3").click()
    part.page.keyboard.type("0.5")
    part.press("Enter")
    assert part.edits[-1] == {"op": "set", "entry": "x.2.3", "text": "0.5"}


def test_a_row_is_filled_with_a_signal(part):
    part.page.get_by_label("fill x₂ with a signal").click()
    part.page.get_by_label("amplitude").fill("2")
    part.page.get_by_label("period").fill("4")
    part.page.get_by_role("menuitem", name="square").click()
    signal = {"op": "signal", "input": 2, "kind": "square"}
    assert part.edits == [{**signal, "amplitude": "2", "period": "4", "seed": "0"}]


@pytest.mark.sampled("dark", "size", count=2)
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("size", [(1280, 720), PHONE])
def test_named_rows_of_zero_and_one_fit(chromium, size, dark):
    with bare_stage(chromium, size=size, dark=dark) as part:
        part.give(payload(SENTENCE, View(t=2)))
        # A long name of a step is cut, and whole in its title.
        assert part.page.evaluate(CLIPPED.replace(".score-step, ", "")) == []
        assert part.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        head = part.page.locator(".score-input .score-head").first.bounding_box()
        button = part.page.locator(".score-signal").first.bounding_box()
        assert button["x"] + button["width"] <= head["x"] + head["width"]
        # The name of the current step ends where its tools do, however long it is.
        tools = part.page.locator(".score-menu-place button").first.bounding_box()
        name = part.page.locator(".score-now .score-step").first.evaluate(
            "one => one.getBoundingClientRect().x + parseFloat(getComputedStyle(one).paddingLeft)"
        )
        assert name >= tools["x"] + tools["width"]


def test_in_strips_names_and_words_too(chromium):
    with bare_stage(chromium) as part:
        part.give(payload(drawn("lstm", X=2, H=1, T=70), View(t=3)))
        part.page.locator(".score-typed .score-name").first.click()
        part.page.keyboard.type("pizza")
        part.press("Enter")
        part.page.locator(".score-menu-place button").first.click()
        part.page.get_by_role("menuitem", name="name step 3").click()
        part.page.keyboard.type("Wed")
        part.press("Enter")
        assert [(e["axis"], e["at"], e["text"]) for e in part.edits] == [
            ("x", 1, "pizza"),
            ("t", 3, "Wed"),
        ]
        paste(part, "x.3.1", text="1\t2")
        assert part.edits[-1]["down"] is True, "there the inputs of a step stand side by side"


def test_a_phone_has_a_point_beside_the_sign(chromium):
    with bare_stage(chromium, size=PHONE, has_touch=True, is_mobile=True) as part:
        part.give(payload(LECTURE, View(t=1)))
        field = part.field("x.1.1")
        field.tap()
        part.page.keyboard.type("1")
        part.page.get_by_label("decimal point").tap()
        part.page.keyboard.type("5")
        part.page.get_by_label("change the sign").tap()
        assert field.input_value() == "−1.5" and part.focused() == "x.1.1"
        keys = part.page.locator(".field-keys").bounding_box()
        assert keys["x"] >= 0 and keys["x"] + keys["width"] <= PHONE[0]


def copied(page, text: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("(text) => navigator.clipboard.writeText(text)", text)


def value(page, step: int, k: int) -> str:
    return page.locator(f"input[data-entry='x.{step + 1}.{k + 1}']").input_value()


def test_the_lectures_table_is_pasted_from_the_clipboard_and_undone(still):  # noqa: F811
    copied(still, AS_SEEN)
    still.locator("input[data-entry='x.1.1']").click()
    new_run(still, lambda: still.keyboard.press("Control+v"))
    assert [value(still, k, 0) for k in range(6)] == ["2", "4", "2", "1", "3", "5"]
    assert value(still, 4, 1) == "−1"
    new_run(still, lambda: still.locator(".st-key-undo button").first.click())
    assert value(still, 0, 0) == "3"
    assert still.locator("input[data-entry='x.6.1']").count() == 0


def test_a_sentence_typed_becomes_inputs_and_a_name_is_kept_in_the_link(still, visitors):  # noqa: F811
    field = still.locator("input[data-entry='x.1.1']")
    field.fill("arrive Taipei on November 2nd")
    new_run(still, lambda: field.press("Enter"))
    still.get_by_text("5 columns instead of 3").wait_for()
    assert [value(still, k, k) for k in range(5)] == ["1"] * 5
    heads = still.locator(".score-input .score-title").all_inner_texts()
    assert heads == ["arrive", "Taipei", "on", "November", "2nd"]
    still.locator(".score-input .score-name").nth(1).click()
    still.keyboard.type("<i>Taipei</i>")
    new_run(still, lambda: still.keyboard.press("Enter"))
    settled(still)
    other = visitors(still.url.removeprefix(visitors.url), reduced_motion="reduce")
    other.wait_for_selector(f"{STAGE}[data-rev]")
    heads = other.locator(".score-input .score-title").all_inner_texts()
    assert heads == ["arrive", "<i>Taipei</i>", "on", "November", "2nd"]
    assert other.locator("i", has_text="Taipei").count() == 0

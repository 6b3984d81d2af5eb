"""The score and the arithmetic in Chromium: typing, dragging, changing steps, and every number."""

from __future__ import annotations

import re
from contextlib import ExitStack

import numpy as np
import pytest

from sim import CELLS
from sim.document.seen import PartScenario
from sim.presets import PRESETS
from tests.browser import PHONE, ROOT
from tests.cells import RECURRENT
from tests.e2e.bare import Stage, bare_stage, drawn, payload
from tests.printed import unit, value
from ui.session.view import View
from ui.stage.payload import Expected
from ui.words import words
from ui.words.refusals import refusal

CLIPPED = """() => [...store.root.querySelectorAll(
    ".score-number, .score-title, .score-step, .score-field, .score-value, .arith-field"
  )].filter(node => node.offsetWidth && node.scrollWidth > node.clientWidth + 1
    && getComputedStyle(node).display !== "inline").map(node => node.value ?? node.textContent)"""
RED = refusal("2,5", "decimal_comma", text="2,5", hint="2.5")


@pytest.fixture
def parts(chromium):
    """`parts(scenario, view, expected, size=PHONE)` opens a stage; errors on it fail at the end."""
    with ExitStack() as opened:

        def open_stage(scenario, view, expected=(), **options) -> Stage:
            stage = opened.enter_context(bare_stage(chromium, **options))
            return stage.give(payload(scenario, view, expected))

        yield open_stage


def lecture(**changes: object) -> PartScenario:
    """The memory cell of the lecture, with true sigmoids."""
    return PRESETS["memory_cell"].scenario.changed(**changes)


def shown(value: float) -> str:
    """A value as it stands in the table."""
    text = f"{abs(value):.3f}"
    return ("−" if value < 0 and float(text) else "") + text


def row(part: Stage, title: str) -> list[str]:
    line = part.page.locator(
        ".score-table tr", has=part.page.locator(".score-title", has_text=title)
    )
    return line.locator(".score-number, .score-field").evaluate_all(
        "nodes => nodes.map(node => node.value ?? node.textContent)"
    )


def test_every_number_of_the_table_is_the_engines(parts):
    scenario = drawn("lstm", X=2, H=2, T=6, Y=2)
    part = parts(scenario, View(t=3, unit=2))
    trace = scenario.run()
    titles = {"input gate": "i", "forget gate": "f", "candidate": "g", "output gate": "o"}
    for title, name in {**titles, "memory after": "c"}.items():
        assert row(part, title) == [shown(v) for v in trace[name][:, 1]], name
    before = [0.0, *trace["c"][:-1, 1]]
    assert row(part, "memory before") == [shown(v) for v in before]
    y = scenario.read_out(trace)["y"]
    assert row(part, "probability")[:6] == [shown(v) for v in y[:, 0]]


def test_the_lectures_numbers_stand_beneath_ours(parts):
    expected = [Expected("c", 0, (3, 7, 7, 7, 1)), Expected("h", 0, (0, 0, None, 7, 0))]
    part = parts(lecture(), View(t=4), expected)
    memory, output = part.page.locator(".score-expected").all()
    assert memory.locator(".score-ok").count() == 4
    assert memory.locator(".score-off").count() == 1
    assert output.locator(".score-ok").count() == 4
    assert memory.locator("td").nth(4).text_content() == "1 ✗ differs from ours"


def test_numbers_by_hand_are_not_said_to_be_the_lectures(parts):
    preset = PRESETS["all_ones"]
    for example, said in zip(preset.examples, ("lecture", "by hand"), strict=True):
        scenario = preset.scenario.changed(inputs=np.array(example.inputs, float))
        part = parts(scenario, View(t=1), preset.expected(scenario))
        heads = part.page.locator(".score-expected th > span:last-child").all_text_contents()
        assert set(heads) == {said}


def test_typing_sends_the_text_and_keeps_it_until_the_answer(parts):
    part = parts(lecture(), View(t=1))
    field = part.field("x.2.1")
    field.click()
    part.page.keyboard.type("−1.5e0")
    part.page.keyboard.press("Enter")
    assert part.edits == [{"op": "set", "entry": "x.2.1", "text": "−1.5e0"}]
    assert part.focused() == "x.2.2", "Enter moves down"
    assert field.input_value() == "−1.5e0"
    changed = lecture().inputs.copy()
    changed[1, 0] = -1.5
    part.answer(lecture(inputs=changed), View(rev=1, ack=1))
    assert field.input_value() == "−1.5"
    assert part.edits[0]["op"] == "set"
    assert part.page.evaluate("store.pending.length") == 0


def test_what_was_not_changed_is_not_sent(parts):
    part = parts(lecture(), View(t=1))
    for entry in ("x.1.1", "b_i.1", "c_0.1"):
        part.field(entry).focus()
    part.page.keyboard.press("Tab")
    assert part.edits == []


def test_an_answer_leaves_alone_what_is_being_typed(parts):
    part = parts(lecture(), View(t=1))
    part.field("x.1.1").click()
    part.page.keyboard.type("12")
    part.page.keyboard.press("ArrowLeft")
    part.answer(lecture(), View(rev=1))
    part.page.keyboard.type("0")
    assert part.field("x.1.1").input_value() == "102"
    more = np.vstack([lecture().inputs, [[1, 1, 1]]])
    part.answer(lecture(inputs=more), View(rev=2))
    part.page.keyboard.type("5")
    assert part.field("x.1.1").input_value() == "1052", "also where a step was added"
    assert part.focused() == "x.1.1"
    part.page.keyboard.press("Escape")
    assert part.field("x.1.1").input_value() == "3"
    assert part.edits == []


def test_what_was_refused_stays_with_its_reason(parts):
    part = parts(lecture(), View(t=1))
    height = part.page.evaluate("document.body.scrollHeight")
    field = part.field("x.2.1")
    field.click()
    part.page.keyboard.type("2,5")
    part.page.keyboard.press("Tab")
    part.answer(lecture(), View(rev=1, ack=1, rejected={"x.2.1": RED}))
    assert field.input_value() == "2,5"
    assert field.get_attribute("aria-invalid") == "true"
    note = part.page.get_by_role("alert")
    assert note.inner_text() == "Write a decimal point, not a comma: 2.5, not 2,5"
    assert part.page.evaluate("document.body.scrollHeight") == height
    # It lies over other fields, and they can be clicked all the same.
    box = note.bounding_box()
    hit = part.page.evaluate(
        "([x, y]) => store.root.getRootNode().elementFromPoint(x, y).className",
        [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2],
    )
    assert "note" not in hit
    field.focus()
    part.page.keyboard.press("Escape")
    assert part.edits[-1] == {"op": "forget", "entry": "x.2.1"}
    assert field.input_value() == "4"
    assert not note.is_visible()


def test_a_reason_goes_with_what_it_was_about(parts):
    part = parts(lecture(), View(t=1))
    part.answer(lecture(), View(rev=1, rejected={"x.2.1": RED}))
    note = part.page.get_by_role("alert")
    assert note.is_visible()
    # Another document, whose table is built again.
    part.answer(drawn("gru", 2, 1, 4), View(rev=2, place=1))
    assert not note.is_visible()


def test_a_block_is_pasted_and_a_number_is_not_a_block(parts):
    part = parts(lecture(), View(t=1))
    paste = """(input, text) => { const data = new DataTransfer(); data.setData("text/plain", text);
        return input.dispatchEvent(new ClipboardEvent("paste",
            {clipboardData: data, bubbles: true, cancelable: true})); }"""
    field = part.field("W_f.1.1")
    field.focus()
    assert field.evaluate(paste, "2.5\n"), "the browser pastes a single number itself"
    assert not field.evaluate(paste, "1\t2\n3\t4\n")
    assert not field.evaluate(paste, "[[1, 2]]")
    assert not field.evaluate(paste, "3 1 0")
    assert field.evaluate(paste, "2,5"), "a decimal comma is refused where it was typed"
    assert part.edits == [
        {"op": "paste", "entry": "W_f.1.1", "text": "1\t2\n3\t4\n"},
        {"op": "paste", "entry": "W_f.1.1", "text": "[[1, 2]]"},
        {"op": "paste", "entry": "W_f.1.1", "text": "3 1 0"},
    ]


def test_moving_and_nudging_in_the_table(parts):
    part = parts(lecture(), View(t=1))
    part.field("x.1.1").click()
    for key, place in {
        "ArrowRight": "x.2.1", "ArrowDown": "x.2.2", "ArrowLeft": "x.1.2",
        "Tab": "x.2.2", "ArrowUp": "x.2.1",
    }.items():  # fmt: skip
        part.page.keyboard.press(key)
        assert part.focused() == place, key
    part.page.keyboard.press("Alt+ArrowUp")
    part.page.keyboard.press("Alt+Shift+ArrowDown")
    assert part.edits == [
        {"op": "nudge", "entry": "x.2.1", "steps": 1},
        {"op": "nudge", "entry": "x.2.1", "steps": -10},
    ]
    assert part.view["t"] == 1, "arrows in a field do not step"


def test_a_weight_is_changed_where_it_stands(parts):
    part = parts(lecture(), View(t=4))
    bias = part.field("b_i.1")
    assert bias.input_value() == "10", "the minus stands before the field"
    bias.click()
    assert bias.input_value() == "−10"
    part.page.keyboard.type("-5")
    part.page.keyboard.press("Enter")
    assert part.edits == [{"op": "set", "entry": "b_i.1", "text": "-5"}]


def block(part: Stage, name: str) -> str:
    # What a person reads: the fields' texts among the rest.
    return part.page.evaluate(
        """name => { const block = [...store.root.querySelectorAll(".arith-block")]
            .find(one => one.querySelector(".arith-name").textContent === name);
          const read = node => node.value ?? (node.nodeType === 3 ? node.data
            : node.hidden ? "" : [...node.childNodes].map(read).join(""));
          return [...block.querySelectorAll(".arith-row")].map(read).join(" "); }""",
        name,
    )


def test_the_arithmetic_of_the_lecture(parts):
    part = parts(lecture(), View(t=1))
    assert block(part, "i") == "= σ(0·3 + 100·1 + 0·0 + 0·0 − 10) = σ(90.000) = 1.000"
    assert block(part, "g") == "= 1·3 + 0·1 + 0·0 + 0·0 + 0 = 3.000"
    assert block(part, "c") == "= f·c₀ + i·g = 1.000·0.000 + 1.000·3.000 = 3.000"
    part.go(t=5)
    assert block(part, "f").startswith("= σ(0·3 + 100·(−1) + 0·0 + 0·7.000 + 10) = σ(−90.000)")
    assert block(part, "h") == "= o·c₅ = 0.000·0.000 = 0.000"
    assert part.page.locator(".arith-note").all_inner_texts() == [
        "here g and h are linear; usually tanh"
    ]
    part.page.locator(".arith-name").first.click()
    assert block(part, "i").startswith("= σ(Wi·x + Ui·h₄ + bi)")


@pytest.mark.sampled("cell", "H", count=6)
@pytest.mark.parametrize("cell", RECURRENT)
@pytest.mark.parametrize("H", [1, 8])
def test_every_cell_is_written_out(parts, cell, H):
    scenario = drawn(cell, X=3, H=H, T=12, Y=2)
    part = parts(scenario, View(t=7, unit=H))
    trace = scenario.run()
    own = CELLS[cell].own_output  # shown at the unit; with two outputs of eight units it says which
    for name in CELLS[cell].graph.lines:
        if name != own:
            assert is_last(block(part, name), trace[name][6, H - 1]), name
    if own:
        assert is_last(block(part, "y" if H == 1 else "y₂"), trace[own][6, min(H, 2) - 1])
    else:
        assert is_last(block(part, "y₁"), scenario.read_out(trace)["y"][6, 0])


def is_last(text: str, number: float) -> bool:
    """Whether a text ends in a number, to the decimals that its equation needs to be true."""
    last = re.search(r"[=≈] (−?\d+\.\d{3,6})$", text)[1]
    return abs(value(last) - number) <= unit(last) / 2


def test_a_long_sum_unfolds_and_every_weight_is_there(parts):
    scenario = drawn("gru", X=16, H=32, T=3)
    part = parts(scenario, View(t=2, unit=5))
    more = part.page.locator(".arith-more")
    trace = scenario.run()
    W, x = scenario.params["W_r"], scenario.inputs
    assert more.first.inner_text().startswith("… 14 more = ")
    assert is_last(more.first.inner_text(), W[4, 2:] @ x[1, 2:])
    more.first.click()
    items = part.page.locator(".arith-list li")
    assert items.count() == 16
    assert is_last(items.last.inner_text(), W[4, 15] * x[1, 15])
    assert part.field("W_r.5.16").is_visible()
    more.nth(1).click()
    U, h = scenario.params["U_r"], trace["h"]
    assert is_last(items.last.inner_text(), U[4, 31] * h[0, 31])


def test_stepping_never_changes_a_height(parts):
    part = parts(drawn("lstm", X=3, H=3, T=20, scale=6), View(t=1), size=(420, 900))
    heights = (
        "() => [...store.root.querySelectorAll('.arith-block, .score')].map(n => n.offsetHeight)"
    )
    first = part.page.evaluate(heights)
    for t in range(2, 21):
        part.go(t=t)
        assert part.page.evaluate(heights) == first, t


def test_inside_a_step_the_rest_is_blank(parts):
    part = parts(lecture(), View(t=4))
    order = part.page.evaluate("store.model.order.map(([id]) => id)")
    part.go(phase=order.index("f_pre"))
    now = part.page.locator(".score-td.score-now .score-number").all_inner_texts()
    assert now == ["0.000", "·", "·", "·", "7.000", "·", "·"]
    assert block(part, "f").endswith("= σ(10.000) = ·")
    assert part.page.locator(".arith-value.arith-now").inner_text() == "10.000"
    part.go(phase=order.index("i * g"))
    assert part.page.locator(".arith-term.arith-now").inner_text() == "+ 0.000·1.000"
    part.go(phase=None)
    assert part.page.locator(".score-blank").count() == 0
    assert "·" not in part.page.locator(".score-td.score-now .score-number").all_inner_texts()


def test_a_click_and_a_drag_on_the_header_move_the_step(parts):
    part = parts(lecture(), View(t=1))
    steps = part.page.locator(".score-step")
    steps.nth(3).click()
    assert part.view["t"] == 4
    boxes = [steps.nth(k).bounding_box() for k in range(5)]
    at = [(b["x"] + b["width"] * 0.6, b["y"] + b["height"] / 2) for b in boxes]
    part.page.mouse.move(*at[3])
    part.page.mouse.down()
    part.page.mouse.move(*at[2])
    assert part.view["t"] == 3
    part.page.mouse.move(at[0][0], at[0][1] + 200)
    part.page.mouse.up()
    assert part.view["t"] == 1
    assert steps.first.get_attribute("aria-current") == "step"


def test_steps_are_added_moved_and_removed(parts):
    part = parts(lecture(), View(t=2))
    part.page.get_by_label("add a step at the end").click()
    menu = part.page.locator(".score-menu-place > button")
    for entry in ("insert a step before", "insert a step after", "delete step 2"):
        menu.click()
        part.page.get_by_role("menuitem", name=entry).click()
    assert part.edits == [
        {"op": "insert_step", "at": 6}, {"op": "insert_step", "at": 2},
        {"op": "insert_step", "at": 3}, {"op": "remove_step", "at": 2},
    ]  # fmt: skip
    part.page.locator(".score-step").nth(1).focus()
    part.page.keyboard.press("Alt+Shift+ArrowRight")
    assert part.edits[-1] == {"op": "move_step", "from": 2, "to": 3}
    assert part.view["t"] == 3
    grip = part.page.locator(".score-grip").bounding_box()
    part.page.mouse.move(grip["x"] + 4, grip["y"] + 8)
    part.page.mouse.down()
    part.page.mouse.move(grip["x"] + 420, grip["y"] + 8)
    part.page.mouse.up()
    assert part.edits[-1] == {"op": "move_step", "from": 3, "to": 5}


def test_the_only_step_stays(parts):
    part = parts(drawn("lstm", X=1, H=1, T=1), View(t=1))
    part.page.locator(".score-menu-place > button").click()
    remove = part.page.get_by_role("menuitem", name="delete step 1")
    assert remove.is_disabled()
    assert remove.get_attribute("title")


def test_numbers_and_strips(parts):
    scenario = drawn("gru", X=2, H=4, T=30)
    part = parts(scenario, View(t=2, unit=1))
    assert part.page.locator(".score-canvas").count() == 5, "strips for many units and steps"
    box = part.page.get_by_label("z, update gate").bounding_box()
    part.page.mouse.move(box["x"] + box["width"] * 9.5 / 30, box["y"] + box["height"] * 2.5 / 4)
    value = scenario.run()["z"][9, 2]
    tip = part.page.locator(".score-tip").inner_text()
    assert tip == f"z, unit 3, step 10: {float(value)!r}"
    part.page.mouse.down()
    part.page.mouse.up()
    assert (part.view["t"], part.view["unit"]) == (10, 3)
    assert part.field("x.10.2").input_value() == str(scenario.inputs[9, 1]).replace("-", "−")
    part.page.get_by_role("button", name="numbers").click()
    assert row(part, "update gate") == [shown(v) for v in scenario.run()["z"][:, 2]]
    part.page.get_by_label("next unit").click()
    assert row(part, "update gate") == [shown(v) for v in scenario.run()["z"][:, 3]]
    page = part.page
    assert page.evaluate("scrollX") == 0
    assert page.locator(".score-th.score-now").bounding_box()["x"] > 188, "kept in view"


def test_the_largest_run_shows_every_digit(parts):
    scenario = drawn("lstm", X=2, H=32, T=500)
    part = parts(scenario, View(t=250, unit=1))
    box = part.page.get_by_label("f, forget gate").bounding_box()
    part.page.mouse.move(box["x"] + box["width"] * 9.5 / 500, box["y"] + box["height"] * 4.5 / 32)
    value = float(scenario.run()["f"][9, 4])
    assert part.page.locator(".score-tip").inner_text() == f"f, unit 5, step 10: {value!r}"
    weight = float(scenario.params["W_i"][0, 0])
    assert part.field("W_i.1.1").get_attribute("title") == repr(weight).replace("-", "−")


def test_a_strip_is_drawn_in_the_lines_colour(parts):
    part = parts(drawn("lstm", X=1, H=1, T=70), View(t=2))
    colours = part.page.get_by_label("f, forget gate").evaluate(
        "c => [...c.getContext('2d').getImageData(0, 0, c.width, c.height).data]"
    )
    pixels = np.reshape(colours, (-1, 4))[:, :3]
    f = part.page.evaluate("store.model.series('f', 1)")
    # Towards #E69F00 the blue falls as the gate opens.
    assert np.corrcoef(f, pixels[:, 2])[0, 1] < -0.99
    assert part.page.get_by_role("button", name="numbers").count() == 0, "not for 70 steps"


@pytest.mark.sampled("size", "dark", count=2)
@pytest.mark.parametrize("size", [(1280, 720), (1600, 900), PHONE])
@pytest.mark.parametrize("dark", [False, True])
def test_nothing_is_cut_off(parts, size, dark):
    linear = {"g": "identity", "h": "identity"}
    huge = drawn("lstm", X=3, H=2, T=20, scale=4000).changed(options=linear)
    for scenario in (lecture(), huge):
        part = parts(scenario, View(t=2), size=size, dark=dark)
        assert part.page.evaluate(CLIPPED) == []
        assert part.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_on_a_phone_a_minus_is_a_tap_and_dragging_does_not_scroll_sideways(parts):
    part = parts(lecture(), View(t=1), size=PHONE, has_touch=True, is_mobile=True)
    part.field("x.1.1").tap()
    sign = part.page.get_by_label("change the sign")
    sign.tap()
    assert part.focused() == "x.1.1"
    assert part.field("x.1.1").input_value() == "−3"
    assert part.field("x.1.1").evaluate("n => parseFloat(getComputedStyle(n).fontSize)") == 16
    part.page.keyboard.press("Escape")
    header = part.page.locator(".score-th").first
    assert header.evaluate("n => getComputedStyle(n).touchAction") == "pan-y"
    assert part.page.locator(".score-box").evaluate("n => n.scrollWidth > n.clientWidth")
    assert part.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    touch = part.page.context.new_cdp_session(part.page)
    box = part.page.locator(".score-step").first.bounding_box()

    def send(kind: str, x: float) -> None:
        points = [] if kind == "touchEnd" else [{"x": x, "y": box["y"] + 10}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    x = box["x"] + box["width"] / 2
    send("touchStart", x)
    for step in range(1, 9):
        send("touchMove", x + step * 25)
    assert part.view["t"] >= 3
    send("touchEnd", 0)
    assert part.page.evaluate("[scrollX, scrollY]") == [0, 0]


def test_playing_builds_nothing(parts):
    part = parts(drawn("gru", X=8, H=16, T=200), View(t=1))
    part.go(playing=True)  # which changes the icon of the button
    built = part.page.evaluate(
        """() => new Promise(done => { let count = 0;
          const watch = new MutationObserver(list => { count += list.reduce((sum, one) =>
            sum + [...one.addedNodes].filter(n => n.nodeType === 1).length, 0); });
          watch.observe(store.root, { childList: true, subtree: true });
          for (let t = 1; t <= 200; t += 1) store.go({ t, playing: true });
          setTimeout(() => done(count), 0); })"""
    )
    assert built == 0


def test_the_new_step_is_the_one_to_type_in(parts):
    part = parts(lecture(), View(t=2))
    part.page.get_by_label("add a step at the end").click()
    more = np.vstack([lecture().inputs, [[1, 1, 1]]])
    part.answer(lecture(inputs=more), View(t=2, rev=1, ack=1))
    part.page.wait_for_function("store.view.t === 6")


def test_two_new_steps_in_one_answer(parts):
    part = parts(lecture(), View(t=2))
    for _ in range(2):
        part.page.get_by_label("add a step at the end").click()
    part.answer(lecture(), View(t=2, rev=1, ack=1))
    part.page.wait_for_timeout(50)
    assert part.view["t"] == 2, "not before the answer to the second"
    more = np.vstack([lecture().inputs, np.ones((2, 3))])
    part.answer(lecture(inputs=more), View(t=2, rev=2, ack=2))
    part.page.wait_for_function("store.view.t === 6")


def test_a_factor_shows_where_it_comes_from(parts):
    part = parts(lecture(), View(t=4))
    factor = part.page.locator(".arith-block", has_text="f·c₃").locator(".arith-from").nth(1)
    factor.hover()
    marked = part.page.locator(".score-source")
    assert marked.count() == 1
    assert marked.evaluate("n => [n.cellIndex, n.parentNode.textContent.slice(0, 1)]") == [3, "c"]
    assert factor.get_attribute("title").startswith("c₃ = 6.99977")


def test_a_refused_input_elsewhere_is_flagged(parts):
    refused = {"x.50.1": RED}
    part = parts(drawn("lstm", X=2, H=1, T=80), View(t=1, rejected=refused))
    part.page.get_by_role("button", name="step 50: Write").click()
    assert part.view["t"] == 50
    assert part.field("x.50.1").input_value() == "2,5"


def test_the_strips_follow_the_theme(parts):
    part = parts(drawn("lstm", X=1, H=1, T=70), View(t=2))
    pixel = """() => [...store.root.querySelectorAll(".score-canvas")[1]
        .getContext("2d").getImageData(0, 0, 1, 1).data].join()"""
    light = part.page.evaluate(pixel)
    part.page.evaluate(
        "document.getElementById('host').style.setProperty('--st-background-color', '#11141A')"
    )
    part.page.wait_for_function(f"light => ({pixel})() !== light", arg=light)
    assert part.page.evaluate("store.root.dataset.theme") == "dark"


def test_bars_say_what_the_numbers_say(parts):
    scenario = drawn("lstm", X=2, H=1, T=4, Y=2)
    part = parts(scenario, View(t=1))
    trace = scenario.run()

    def bars(title: str) -> list[tuple[float, float]]:
        line = part.page.locator(".score-table tr", has=part.page.get_by_text(title).first)
        ends = line.locator(".score-bar i").evaluate_all(
            "bars => bars.map(bar => [parseFloat(bar.style.left), parseFloat(bar.style.width)])"
        )
        return [tuple(one) for one in ends]

    assert bars("forget gate") == [(0, pytest.approx(100 * v, abs=1e-3)) for v in trace["f"][:, 0]]
    y = scenario.read_out(trace)["y"][:, 0]
    assert bars("probability")[:4] == [(0, pytest.approx(100 * v, abs=1e-3)) for v in y]
    h = trace["h"][:, 0] / np.abs(trace["h"]).max() * 50
    signed = [(pytest.approx(50 + min(0, v), abs=1e-3), pytest.approx(abs(v), abs=1e-3)) for v in h]
    assert bars("output")[-4:] == signed


def test_every_word_is_used():
    folders = (ROOT / "ui" / "stage", ROOT / "ui" / "shared")
    files = [file for folder in folders for file in folder.rglob("*.js")]
    code = "".join(file.read_text(encoding="utf-8") for file in files)
    for key in words("score"):
        assert f'"{key}"' in code or key.startswith("activation_"), key


def test_an_input_without_a_name_is_called_by_its_place(parts):
    unnamed = drawn("lstm", X=2, H=1, T=3).changed(labels={"x": ["pizza", ""]})
    part = parts(unnamed, View(t=1))
    rows = part.page.locator(".score-input .score-head").all_inner_texts()
    assert rows == ["x₁ pizza", "x₂ input"]
    many = drawn("lstm", X=2, H=1, T=70).changed(labels={"x": ["pizza", ""]})
    part = parts(many, View(t=1))
    assert part.page.locator(".score-typed-box").all_inner_texts() == ["pizza", "x₂"]


@pytest.mark.sampled("size")
@pytest.mark.parametrize("size", [(1280, 720), (1440, 900)])
def test_a_run_with_longer_numbers_gets_the_room_that_it_needs(parts, size):
    """The arithmetic of an edited run stands as that of a page opened with it."""
    short = drawn("lstm", X=3, H=2, T=6)
    long = short.changed(inputs=short.inputs * 123456.789)
    room = """() => { const { classList, style, clientHeight } = store.root.querySelector(".arith");
      const rows = [...store.root.querySelectorAll(".arith-block")].map((one) => one.offsetHeight);
      return [[...classList].sort(), style.height, style.minHeight, clientHeight, rows]; }"""
    opened = parts(long, View(t=2, rev=1), size=size).page.evaluate(room)
    part = parts(short, View(t=2), size=size)
    before = part.page.evaluate(room)
    part.give(payload(long, View(t=2, rev=1)))
    part.page.wait_for_timeout(200)
    assert part.page.evaluate(room) == opened != before

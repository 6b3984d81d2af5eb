"""The stage in Chromium, without a server: what it draws, and how it is driven."""

from __future__ import annotations

import re

import numpy as np
import pytest

import sim
from sim.graph.trees import order_of_operations
from sim.presets import PRESETS
from tests.browser import PHONE, PROJECTOR
from tests.cells import RECURRENT
from tests.e2e.bare import Stage, bare_stage, drawn, payload
from tests.walks.seen import check_labels, overlap
from ui.look.theme import colour
from ui.session.view import View
from ui.words import words

LECTURE = "memory_cell"
WIDTHS = (1280, 1000, 390)
CASES = {
    "lecture": lambda: PRESETS[LECTURE].scenario,
    **{f"{cell} H=1": lambda cell=cell: drawn(cell) for cell in RECURRENT},
    **{f"{cell} H=8": lambda cell=cell: drawn(cell, 3, 8, 12, Y=3) for cell in RECURRENT},
    "linear with huge weights": lambda: drawn(
        "lstm", 3, 2, 8, 400.0, options={"g": "identity", "h": "identity"}
    ),
    "gates beyond 1": lambda: drawn(
        "gru", 3, 2, 8, -90.0, options={"z": "identity", "n": "relu"}
    ),
    "largest sizes, long names": lambda: drawn(
        "elman", 16, 32, 20, Y=16, options={"h": "identity"},
        labels={"x": tuple(f"a very long name {k}" for k in range(16)),
                "y": tuple(f"another rather long name {k}" for k in range(16))},
    ),
    "one step": lambda: drawn("lstm_peephole", 1, 1, 1),
}  # fmt: skip


@pytest.fixture
def stage(chromium):
    with bare_stage(chromium) as stage:
        yield stage


@pytest.fixture
def lecture(stage: Stage) -> Stage:
    return stage.give(payload(PRESETS[LECTURE].scenario))


@pytest.mark.sampled("width")
@pytest.mark.parametrize("width", WIDTHS)
def test_no_two_labels_overlap(chromium, width):
    with bare_stage(chromium, (width, 800)) as stage:
        for name, make in CASES.items():
            run = make()
            stage.give(payload(run)).press("Home")
            check_labels(stage.page, f"{name}, {width} px, t = 1")
            stage.press("End", *["ArrowDown"] * (run.sizes["H"] - 1))
            check_labels(stage.page, f"{name}, {width} px, last step")
            stage.press(".")
            check_labels(stage.page, f"{name}, {width} px, first operation")
            stage.press(".")


@pytest.mark.sampled("width")
@pytest.mark.parametrize("width", WIDTHS)
def test_extreme_values_overlap_nothing(chromium, width):
    extremes = (1e300, -1e300, -123456.789, -999999.0, -1e-9, float("nan"), float("-inf"))
    with bare_stage(chromium, (width, 800)) as stage:
        for cell in ("lstm", "gru", "elman"):
            data = payload(drawn(cell, 3, 1, 3))
            for value in extremes:
                stage.give(replaced(data, value))
                check_labels(stage.page, f"{cell}, {width} px, {value}")


def replaced(data: bytes, value: float) -> bytes:
    """The payload with one value in every place."""
    length = int.from_bytes(data[:4], "little")
    numbers = np.frombuffer(data, "<f8", offset=4 + length)
    return data[: 4 + length] + np.full_like(numbers, value).tobytes()


def test_the_stage_has_the_keyboard_from_the_start(lecture):
    focused = "() => document.getElementById('host').shadowRoot.activeElement?.className"
    assert lecture.page.evaluate(focused) == "gatescope-stage"
    assert lecture.press("ArrowRight").t == 2
    # As after a rerun that took the focus away.
    lecture.page.evaluate("() => document.getElementById('host').shadowRoot.activeElement.blur()")
    assert lecture.press("ArrowRight").t == 3


def test_the_stage_leaves_the_focus_to_others(chromium):
    with bare_stage(chromium, before="<input id=other>") as stage:
        stage.page.focus("#other")
        stage.give(payload(PRESETS[LECTURE].scenario))
        assert stage.press("ArrowRight", "Home", "End").t == 1
        assert stage.page.evaluate("() => document.activeElement.id") == "other"


def test_keys_move_as_a_clicker_does(lecture):
    for key, t in [("PageDown", 2), ("ArrowRight", 3), ("PageUp", 2), ("ArrowLeft", 1),
                   ("ArrowLeft", 1), ("End", 5), ("ArrowRight", 5), ("Home", 1)]:  # fmt: skip
        assert lecture.press(key).t == t, key
    for chord in (
        "Control+ArrowRight",
        "Alt+End",
        "Meta+ArrowRight",
        "Shift+ArrowRight",
        "ArrowDown",
    ):
        assert lecture.press(chord).t == 1, chord


def test_up_and_down_choose_the_unit(stage):
    stage.give(payload(drawn("gru", 2, 3)))
    chosen = ".un-unit[aria-selected=true] .un-number"
    stage.press("ArrowUp")
    assert stage.text(chosen) == "1"
    stage.press("ArrowDown", "ArrowDown", "ArrowDown")
    assert stage.text(chosen) == "3"
    stage.page.locator(".un-unit").nth(1).click()
    assert stage.text(chosen) == "2"
    for H in (1, 3):
        stage.give(payload(drawn("gru", 2, H)))
    assert stage.page.locator(".un-unit").count() == 3


def test_keys_are_deaf_while_someone_types(lecture):
    lecture.page.locator(".part-score input").first.focus()
    assert lecture.press("End", "Home", "ArrowRight", "Space", ".").t == 1
    assert lecture.data("playing") == "false"
    assert lecture.data("phase") == ""


def test_a_clicker_works_wherever_the_last_click_went(chromium):
    others = """<button id=push>b</button><input type=checkbox id=switch>
      <input role=combobox aria-expanded=false id=closed><input id=text>
      <input role=combobox aria-expanded=true id=open>
      <div role=dialog><button id=inner>b</button></div><div role=tab tabindex=0 id=tab>b</div>"""
    with bare_stage(chromium, before=others) as stage:
        stage.give(payload(PRESETS[LECTURE].scenario))

        def after(place: str, *keys: str) -> int:
            stage.page.locator(place).first.focus()
            return stage.press(*keys).t

        for place in ("#push", "#switch", "#closed", "#tab", ".pl-scrub", ".pl-speed",
                      "input.score-field"):  # fmt: skip
            assert after(place, "PageDown", "PageDown") == 3, place
            assert after(place, "PageUp", "PageUp") == 1, place
        assert stage.page.locator(".pl-speed").input_value() == "1"
        for place in ("#push", "#switch"):
            assert after(place, "ArrowRight") == 2, place
            assert after(place, "ArrowLeft") == 1, place
            assert after(place, "Home", "End", "Space") == 1, place
        for place in ("#text", "#open", "#inner"):
            assert after(place, "PageDown", "ArrowRight") == 1, place
        for place in ("#closed", "#tab"):
            assert after(place, "ArrowRight") == 1, place


def test_play_stops_at_the_end_and_starts_over(lecture):
    lecture.page.locator(".pl-speed").select_option("4")
    play = lecture.page.locator(".pl-play")
    play.click()
    lecture.page.wait_for_selector(".gatescope-stage[data-t='5'][data-playing=false]")
    play.click()
    assert lecture.t == 1
    assert play.get_attribute("aria-label") == words("stage")["pause"]
    lecture.press("Space")  # on a button it presses the button
    assert lecture.data("playing") == "false"


def test_a_step_by_hand_pauses(lecture):
    lecture.press("Space")
    assert lecture.data("playing") == "true"
    lecture.press("ArrowRight")
    assert (lecture.t, lecture.data("playing")) == (2, "false")


def test_inside_a_step_operation_by_operation(lecture):
    order = lecture_order()
    lecture.press("ArrowRight", ".")
    assert (lecture.t, lecture.data("phase")) == (2, "0")
    memory = lecture.page.locator(".dg-item[data-kind=state]", has_text="c₂").locator(".dg-state")
    assert memory.text_content() == "·"
    for _ in range(order.index("c")):
        lecture.press("ArrowRight")
    assert memory.text_content() == "7.000"
    assert lecture.page.locator(".dg-now .dg-plus").count() == 1
    lecture.press("ArrowLeft")
    assert memory.text_content() == "·"
    for _ in range(len(order) - order.index("c") + 1):
        lecture.press("ArrowRight")
    assert (lecture.t, lecture.data("phase")) == (3, "0")
    lecture.press(".")
    assert (lecture.t, lecture.data("phase")) == (3, "")


def test_the_narration_sets_an_index_low(lecture):
    lecture.press(".")
    text = lecture.page.locator(".se-text")
    name = lecture_order()[0].removesuffix("_pre")
    assert text.locator("sub").all_text_contents() == [name] * 3  # W, U and b of the first sum
    assert "_" not in text.text_content()
    assert "_" not in lecture.text(".se-spoken")


def test_what_an_identity_leaves_as_it_is_stands_once(stage):
    linear, usual = (drawn("lstm", options={"g": name}) for name in ("identity", "tanh"))
    for rev, scenario in enumerate((linear, usual)):
        stage.give(payload(scenario, View(rev=rev)))
        stage.go(phase=stage.page.evaluate("store.model.order.map(([id]) => id)").index("g"))
        said = stage.text(".se-text")
        numbers = re.findall(r"(?<= )−?\d+\.\d+", said)
        assert len(numbers) == len(set(numbers)) > 0, said
    assert "tanh" in said


def lecture_order() -> list[str]:
    return [name for name, _ in order_of_operations(PRESETS[LECTURE].scenario.run().cell)]


def test_gates_are_only_wide_open_where_they_are(stage):
    rounded = drawn("lstm").changed(params=biases(12.0))
    stage.give(payload(rounded))
    assert "> 99.9 %" in stage.text(".dg-item[data-kind=valve] text")
    assert "all" not in stage.text(".se-text")
    stage.give(payload(drawn("lstm").changed(params=biases(90.0)), View(rev=1)))
    assert stage.text(".dg-item[data-kind=valve] text").startswith("100 %")
    assert "Keeps all" in stage.text(".se-text")


def biases(f: float) -> dict[str, np.ndarray]:
    shapes = sim.CELLS["lstm"].shapes(2, 1)
    return {name: np.full(shape, f if name == "b_f" else 0.0) for name, shape in shapes.items()}


def test_the_sentence_says_what_happened(lecture):
    lecture.press("ArrowRight")
    said = lecture.text(".se-text")
    assert said.startswith("Keeps all 3.000 of the memory, writes 4.000: memory 7.000.") or (
        "Keeps 3.000 of the memory" in said and "memory 7.000" in said
    )
    assert lecture.page.locator("svg.dg").get_attribute("aria-label") == said
    assert said in lecture.text(".se-spoken")
    lecture.press("Space")
    spoken = lecture.text(".se-spoken")
    lecture.page.wait_for_selector(".gatescope-stage[data-t='3']")
    assert lecture.text(".se-spoken") == spoken  # quiet while it plays


@pytest.mark.sampled("width", count=2)
@pytest.mark.parametrize("width", [*WIDTHS, 900, 700])
def test_the_sentence_is_never_cut_off(chromium, width):
    with bare_stage(chromium, (width, 720)) as stage:
        stage.give(payload(PRESETS[LECTURE].scenario))
        stage.press("End")
        cut = "n => n.scrollHeight > n.clientHeight || n.scrollWidth > n.clientWidth"
        assert not stage.page.locator(".se-text").evaluate(cut)


def test_linear_elman_shows_what_each_side_adds(stage):
    stage.give(payload(PRESETS["all_ones"].scenario))
    stage.press("ArrowRight")
    assert stage.text(".se-text").startswith("Input adds 2.000, memory adds 4.000, bias 0.000")
    terms = stage.page.locator(".dg-item[data-kind=term] .dg-value").all_text_contents()
    assert sorted(terms) == ["0.000", "2.000", "4.000", "6.000"]


def test_popovers_pin_and_unpin(lecture):
    box = lecture.page.locator(".dg-box").first.bounding_box()
    x, y = box["x"] + 8, box["y"] + 8
    lecture.page.mouse.move(x, y)
    assert lecture.page.locator(".po").count() == 1
    lecture.page.mouse.click(x, y)
    lecture.page.mouse.move(5, 5)
    ring = lecture.page.locator(".dg-ring").first.bounding_box()
    lecture.page.mouse.click(ring["x"] + ring["width"] / 2, ring["y"] + ring["height"] / 2)
    lecture.page.mouse.move(5, 5)
    assert lecture.page.locator(".po-pinned").count() == 2
    before = lecture.text(".po-pinned .po-value")
    lecture.press("End")
    assert lecture.text(".po-pinned .po-value") != before
    lecture.press("Escape")
    assert lecture.page.locator(".po").count() == 0


@pytest.mark.parametrize("size", [PROJECTOR, PHONE])
def test_popovers_stay_in_view_beside_their_item(chromium, size):
    with bare_stage(chromium, size) as stage:
        stage.give(payload(drawn("lstm_peephole")))
        for kind in ("box", "plus", "pill", "state", "input"):
            for one in stage.page.locator(f".dg-item[data-kind={kind}]").all():
                one.dispatch_event("click")
                item, card = one.bounding_box(), stage.page.locator(".po-pinned").bounding_box()
                assert card["x"] >= 0 and card["x"] + card["width"] <= size[0], kind
                assert card["y"] >= 0 and card["y"] + card["height"] <= size[1], kind
                sides = [[r["x"], r["y"], r["x"] + r["width"], r["y"] + r["height"]]
                         for r in (item, card)]  # fmt: skip
                assert not overlap(*sides), kind
                stage.press("Escape")


def test_first_visit_plays_by_itself_until_someone_acts(chromium):
    data = payload(PRESETS[LECTURE].scenario, View(t=3), autoplay=True)
    with bare_stage(chromium) as stage:
        stage.give(data)
        assert (stage.t, stage.data("playing")) == (1, "true")
        stage.page.mouse.click(300, 60)
        assert stage.data("playing") == "false"
    with bare_stage(chromium) as stage:
        stage.give(data)
        stage.page.locator(".pl-play").click()
        assert stage.data("playing") == "false"
    with bare_stage(chromium, reduced_motion="reduce") as stage:
        stage.give(data)
        assert (stage.t, stage.data("playing")) == (3, "false")


def test_reduced_motion_lets_nothing_glide(chromium):
    with bare_stage(chromium, reduced_motion="reduce") as stage:
        stage.give(payload(PRESETS[LECTURE].scenario)).press("ArrowRight")
        assert not stage.page.locator(".dg-beads").first.is_visible()
        glide = "n => getComputedStyle(n).transitionDuration"
        assert stage.page.locator(".dg-jaw").first.evaluate(glide) == "0s"


@pytest.mark.parametrize("dark", [False, True])
def test_colours_follow_the_theme(chromium, dark):
    run = PRESETS[LECTURE].scenario
    with bare_stage(chromium, dark=dark) as stage:
        stage.give(payload(run))
        stroke = stage.page.locator(".dg-ring").first.evaluate("n => getComputedStyle(n).stroke")
    wanted = colour("f", dark).lstrip("#")
    assert stroke == "rgb({}, {}, {})".format(*bytes.fromhex(wanted))


def test_edits_keep_the_place_and_the_nodes(lecture):
    lecture.press("ArrowRight", "ArrowRight")
    lecture.page.evaluate("() => { document.getElementById('host').shadowRoot"
                          ".querySelector('svg.dg').mark = 1; }")  # fmt: skip
    changed = PRESETS[LECTURE].scenario
    changed = changed.changed(inputs=changed.inputs[:2])
    lecture.give(payload(changed, View(t=1, rev=7)))
    assert (lecture.t, lecture.data("rev")) == (2, "7")
    assert lecture.page.locator("svg.dg").evaluate("n => n.mark") == 1


def test_others_on_the_page_follow_and_lead(lecture):
    lecture.page.evaluate("""() => {
      window.heard = [];
      window.addEventListener("gatescope-clock", ({ detail }) => window.heard.push(detail.t));
    }""")
    lecture.press("ArrowRight")
    assert lecture.page.evaluate("() => window.heard") == [2]
    lecture.page.evaluate("""() => window.dispatchEvent(
      new CustomEvent("gatescope-clock", { detail: { t: 4, from: null } }))""")
    assert lecture.t == 4
    lecture.page.wait_for_function("() => window.sent.some(([name]) => name === 'view')")
    name, view = lecture.page.evaluate("() => window.sent.at(-1)")
    assert name == "view" and view["t"] == 4 and view["unit"] == 1


def test_nothing_listens_after_the_end(lecture):
    lecture.page.evaluate("() => window.end()")
    lecture.page.evaluate("() => document.activeElement?.blur()")
    assert lecture.press("ArrowRight").t == 1
    lecture.give(payload(PRESETS[LECTURE].scenario))
    assert lecture.page.locator(".part").count() == 6, "mounted once more, not twice"
    assert lecture.press("ArrowRight").t == 2


def test_a_place_from_elsewhere_stays_inside_the_run(lecture):
    for detail in ("{ t: 99, unit: 99 }", "{ t: -3, unit: 0 }", "{ t: 2, unit: 'x' }", "null"):
        lecture.page.evaluate(f"""() => window.dispatchEvent(
          new CustomEvent("gatescope-clock", {{ detail: {detail} }}))""")
    assert lecture.t == 1
    lecture.press("ArrowRight")
    assert lecture.text(".se-text").startswith("Keeps")


def test_no_two_parts_use_one_word():
    assert not words("stage").keys() & words("score").keys()


CUT_ROWS = """() => { const part = store.root.querySelector(".part-arithmetic");
  const end = part.getBoundingClientRect().bottom;
  return [...part.querySelectorAll(".arith-row, .arith-note")]
    .map((row) => [row.textContent, row.getBoundingClientRect()])
    .filter(([, r]) => r.height && r.top < end - 1 && r.bottom > end + 1)
    .map(([text]) => text); }"""


@pytest.mark.sampled("cell", "size", count=2)
@pytest.mark.parametrize("size", [(1280, 720), (1440, 900)])
@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_no_line_of_the_arithmetic_is_cut(chromium, cell, size):
    with bare_stage(chromium, size) as stage:
        for H in (1, 2, 3):
            stage.give(payload(drawn(cell, X=3, H=H)))
            assert stage.page.evaluate(CUT_ROWS) == [], H

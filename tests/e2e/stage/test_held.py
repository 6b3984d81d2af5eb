"""Gates held at a value, as the stage shows them; and a stage on which nothing can be changed."""

from __future__ import annotations

import pytest

import sim
from sim.presets import PRESETS
from sim.run.clamps import clampable
from tests.cells import RECURRENT
from tests.e2e.bare import bare_stage, drawn, payload

LECTURE = PRESETS["memory_cell"].scenario
SHOWN_LOCKS = """() => [...store.root.querySelectorAll(".dg-lock")]
  .filter((lock) => lock.style.display !== "none")
  .map((lock) => lock.closest(".dg-item").style.getPropertyValue("--line"))"""
LOCKS_AND_TEXTS = """() => {
  const flat = (node) => { const r = node.getBoundingClientRect();
    return [r.left, r.top, r.right, r.bottom]; };
  const all = (selector) => [...store.root.querySelectorAll(`svg.dg ${selector}`)];
  return [all(".dg-lock").filter((one) => one.style.display !== "none").map(flat),
          all("[data-label]").filter((one) => one.textContent).map(flat)]; }"""


@pytest.fixture
def held(chromium):
    with bare_stage(chromium) as stage:
        yield stage.give(payload(LECTURE.changed(clamps=[sim.Clamp("f", 0.5, 2, 3)])))


def locks(stage):
    return [colour.split("--line-")[1].split(",")[0] for colour in stage.page.evaluate(SHOWN_LOCKS)]


def test_a_held_valve_has_a_lock_while_it_is_held(held):
    seen = []
    for t in range(1, 6):
        held.go(t=t)
        seen.append(locks(held))
    assert seen == [[], ["f"], ["f"], [], []]


def test_the_arithmetic_says_that_the_value_is_held(held):
    row = held.page.locator(".arith-block[style*='--line-f)']")
    assert "10" in row.inner_text() and "held" not in row.inner_text()
    held.go(t=2)
    assert "held at 0.500" in row.inner_text()
    assert not held.page.locator(".arith-is-held .arith-made").is_visible()
    assert held.page.locator(".arith-is-held").count() == 1
    held.go(t=4)
    assert held.page.locator(".arith-is-held").count() == 0
    assert held.page.locator(".arith-held").is_hidden()


def test_words_say_it_too(held):
    held.go(t=2)
    said = "The forget gate is held at 0.500."
    assert said in held.text(".se-text") and said in held.text(".se-spoken")
    assert said in held.page.locator("svg.dg").get_attribute("aria-label")
    ring = held.page.locator(".dg-ring").first.bounding_box()
    held.page.mouse.click(ring["x"] + ring["width"] / 2, ring["y"] + ring["height"] / 2)
    card = held.page.locator(".po").inner_text()
    assert "held at 0.5" in card and "σ" not in card
    order = [q for q, _ in held.page.evaluate("store.model.order")]
    held.go(phase=order.index("f"))
    assert held.text(".se-text") == said
    held.go(t=4, phase=None)
    assert "held" not in held.text(".se-text")
    assert held.page.locator(".score-held").count() == 2


def test_a_gate_that_follows_a_held_one_is_marked_as_well(chromium):
    with bare_stage(chromium) as stage:
        stage.give(payload(drawn("lstm_coupled", clamps=[sim.Clamp("f", 0.25)])))
        assert sorted(locks(stage)) == ["f", "i"]
        rows = [row.inner_text() for row in stage.page.locator(".arith-is-held").all()]
        assert len(rows) == 1 and "held at 0.250" in rows[0]


@pytest.mark.sampled("width")
@pytest.mark.parametrize("width", [1280, 660, 390])
def test_locks_hide_no_text(chromium, width):
    with bare_stage(chromium, (width, 900)) as stage:
        for key, cell in RECURRENT.items():
            clamps = [sim.Clamp(gate, 1.0) for gate in clampable(cell)]
            stage.give(payload(drawn(key, 3, 2, 5, clamps=clamps)))
            found, texts = stage.page.evaluate(LOCKS_AND_TEXTS)
            assert len(found) >= len(clamps)
            for a in found:
                for b in texts:
                    apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
                    assert apart, (key, width, a, b)


def test_nothing_can_be_changed_where_nothing_should(chromium):
    with bare_stage(chromium) as stage:
        stage.give(payload(LECTURE, parts=["score"], read_only=True))
        field = stage.field("x.1.1")
        field.click()
        stage.press("9", "Enter", "Alt+ArrowUp", "-", "Delete")
        assert field.input_value() == "3" and stage.edits == []
        assert field.get_attribute("tabindex") == "-1"
        for tool in (".score-tools", ".score-plus"):
            assert stage.page.locator(tool).first.is_hidden()
        stage.page.evaluate("store.edit({ op: 'insert_step', at: 1 })")
        assert stage.edits == []

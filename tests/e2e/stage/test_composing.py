"""While somebody composes a character, or just has, no key does anything: in every handler."""

from __future__ import annotations

import re

import pytest

from sim.presets import PRESETS
from tests.browser import ROOT
from tests.e2e.bare import Stage, bare_stage, drawn, payload
from tests.e2e.stage.test_editor import acknowledged, cell, editor_url, focused, visit  # noqa: F401
from ui.session.view import View

KEYS = ["Enter", "Escape", "Tab", " ", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]
KEYS += ["PageDown", "PageUp", "Home", "End", ".", "p", "F2"]
# Chromium sends the key that ends a composition before `compositionend`, Safari after it; and some
# input methods let it through with a code of its own.
COMPOSE = """(node, [key, order]) => {
  const target = node ?? document.body;
  const send = (name, more) => {
    const kind = name.startsWith("key") ? KeyboardEvent : CompositionEvent;
    return target.dispatchEvent(
      new kind(name, { bubbles: true, composed: true, cancelable: true, ...more }));
  };
  send("compositionstart", { data: "" });
  send("keydown", { key: "Process", keyCode: 229, isComposing: order === "chromium" });
  send("compositionupdate", { data: "3" });
  const end = () => send("compositionend", { data: "3" });
  if (order !== "chromium") end();
  const free = order === "chromium" ? { keyCode: 229, isComposing: true }
    : order === "safari" ? { keyCode: 229 } : { keyCode: 13 };
  const untouched = send("keydown", { key, ...free });
  if (order === "chromium") end();
  return untouched;
}"""
ORDERS = ["chromium", "safari", "just after"]
STATE = """() => JSON.stringify([
  store.view, store.grain, sent.length, store.pending.length, store.screen.large, store.cover.on,
  store.root.getRootNode().activeElement?.dataset.entry ?? null,
  Boolean(store.screen.dark), store.root.querySelectorAll(".po-pinned").length,
  [...store.root.querySelectorAll("input")].map((input) => input.value),
])"""
PLACES = {
    "the page": "document.body",
    "the stage": "store.root",
    "an input": "store.root.querySelector('[data-entry=\"x.2.2\"]')",
    "a weight": "store.root.querySelector('.arith-field')",
    "the head of a step": "store.root.querySelector('.score-step')",
    "the grip": "store.root.querySelector('.score-grip')",
    "the menu of a step": "store.root.querySelector('.score-menu-place button')",
    "the player": "store.root.querySelector('.pl-play')",
    "a name": "store.root.querySelector('.score-head .score-name')",
}


@pytest.fixture
def stage(chromium):
    with bare_stage(chromium) as stage:
        screen = {"large": False, "covered": False}
        scenario = drawn("lstm", X=2, H=2, T=5)
        stage.give(payload(scenario, View(t=2), screen=screen))
        stage.page.locator(".dg-item[data-kind=box]").first.click()  # a popover for Escape
        yield stage


def composed(stage: Stage, place: str, order: str) -> None:
    for key in KEYS:
        if order == "just after" and key != "Enter":
            continue
        handle = stage.page.evaluate_handle(f"() => {place}")
        stage.page.evaluate("(node) => node.focus?.()", handle)
        before = stage.page.evaluate(STATE)
        assert handle.evaluate(COMPOSE, [key, order]), f"{key} in {order}: it was taken"
        stage.page.wait_for_timeout(20)
        assert stage.page.evaluate(STATE) == before, f"{key} in {order}"


@pytest.mark.sampled("order", "place", count=3)
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("place", PLACES)
def test_composing_moves_nothing_on_the_stage(stage, place, order):
    composed(stage, PLACES[place], order)
    stage.page.wait_for_timeout(80)
    stage.page.evaluate("() => store.root.focus()")
    assert stage.press("ArrowRight").t == 3, "afterwards keys are keys again"


@pytest.mark.sampled("order")
@pytest.mark.parametrize("order", ORDERS)
def test_a_name_being_composed_stays_open(stage, order):
    stage.page.locator(".score-head .score-name").first.click()
    field = stage.page.locator(".score-name-field")
    stage.page.keyboard.type("pizz")
    for key in ("Enter", "Escape", " ", "ArrowLeft", "Home"):
        assert field.evaluate(COMPOSE, [key, order])
        assert field.input_value() == "pizz" and stage.edits == [] and stage.t == 2
    stage.page.wait_for_timeout(80)
    stage.press("Enter")
    assert stage.edits[0]["text"] == "pizz"


@pytest.mark.sampled("order")
@pytest.mark.parametrize("order", ORDERS)
def test_a_dark_screen_does_not_wake(stage, order):
    stage.page.evaluate("() => store.screen.blank()")
    composed(stage, PLACES["the page"], order)
    assert stage.page.locator(".dark-screen").count() == 1


@pytest.mark.sampled("order")
@pytest.mark.parametrize("order", ORDERS)
def test_a_menu_stays_where_it_is(stage, order):
    stage.page.locator(".score-menu-place button").first.click()
    here = "store.root.getRootNode().activeElement.textContent"
    entry = stage.page.evaluate(here)
    for key in ("ArrowDown", "ArrowUp", " ", "Enter"):
        item = stage.page.evaluate_handle("() => store.root.getRootNode().activeElement")
        assert item.evaluate(COMPOSE, [key, order])
        assert stage.page.evaluate(here) == entry
    assert stage.edits == []


def test_playing_goes_on(chromium):
    with bare_stage(chromium) as stage:
        stage.give(payload(PRESETS["memory_cell"].scenario, autoplay=True))
        assert stage.view["playing"]
        for order in ORDERS:
            stage.page.evaluate(f"() => ({COMPOSE})(null, ['Enter', '{order}'])")
        assert stage.view["playing"]


@pytest.mark.sampled("order")
@pytest.mark.parametrize("order", ORDERS)
def test_composing_moves_nothing_in_the_editor(visit, order):  # noqa: F811
    page = visit()
    for key in ("Enter", "Escape", "Tab", " ", "ArrowRight", "ArrowDown", "F2"):
        cell(page, "W_f.1.2").focus()
        value = cell(page, "W_f.1.2").input_value()
        assert cell(page, "W_f.1.2").evaluate(COMPOSE, [key, order])
        assert focused(page) == "W_f.1.2"
        assert cell(page, "W_f.1.2").input_value() == value
    assert page.locator(".editor").get_attribute("data-rev") == "0"


def ime(page, **more: object) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"selectionStart": 1, "selectionEnd": 1, **more})


def enter_of_an_input_method(page) -> None:
    session = page.context.new_cdp_session(page)
    code = {"windowsVirtualKeyCode": 229, "key": "Enter", "code": "Enter"}
    session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **code})


def test_a_number_composed_by_an_input_method_waits_for_its_own_enter(stage):
    stage.field("x.2.1").click()
    ime(stage.page, text="2")
    enter_of_an_input_method(stage.page)
    assert stage.edits == [] and stage.focused() == "x.2.1"
    stage.page.context.new_cdp_session(stage.page).send("Input.insertText", {"text": "２"})
    stage.page.wait_for_timeout(80)
    assert stage.edits == []
    stage.press("Enter")
    assert stage.edits == [{"op": "set", "entry": "x.2.1", "text": "２"}]


def test_a_cell_of_the_editor_composed_by_an_input_method(visit):  # noqa: F811
    page = visit()
    cell(page, "W_f.1.1").click()
    ime(page, text="5")
    enter_of_an_input_method(page)
    assert focused(page) == "W_f.1.1"
    page.context.new_cdp_session(page).send("Input.insertText", {"text": "5"})
    page.wait_for_timeout(80)
    page.keyboard.press("Enter")
    acknowledged(page, 1)


def test_every_handler_of_keys_asks():
    """A new one is added to this file, and asks `composing` as the others do."""
    deaf = {"editor/editor.js", "links/history.js"}  # they only pass on, or only count
    for file in (ROOT / "ui").rglob("*.js"):
        name = file.relative_to(ROOT / "ui").as_posix()
        text = file.read_text(encoding="utf-8")
        if re.search(r"\"key(down|up|press)\"", text) and name not in deaf:
            assert re.search(r"(composing|stepKey)\(", text), name

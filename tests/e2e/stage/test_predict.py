"""Predict: a number is typed where it will stand, and compared once it is revealed."""

from __future__ import annotations

import numpy as np
import pytest

from sim.presets import PRESETS
from sim.run.clamps import Clamp
from tests.e2e.bare import Stage, bare_stage, drawn, payload
from tests.e2e.stage.test_present import COVERED, check_legible, read, values
from ui.session.view import View

LARGE = {"large": True, "covered": True}
MEMORY = PRESETS["memory_cell"].scenario
MINE = {("lstm", 2, 1): {"i": "1", "g": "5", "c": "8", "o": "0.2", "h": "abc"}}


def asked(stage: Stage) -> list[str]:
    """Paths of the fields that are on screen, in order."""
    fields = stage.page.locator(".predict-field")
    return [fields.nth(k).get_attribute("data-entry") for k in range(fields.count())]


def typed(stage: Stage) -> list[tuple[str, str]]:
    return [
        (edit["entry"].split(".")[0], edit["text"])
        for edit in stage.edits
        if edit["op"] == "predict"
    ]


def answer(stage: Stage, scenario, view: View, **header: object) -> None:
    """The server's answer to what was typed; `view.ack` says to how much."""
    stage.give(payload(scenario, view, screen=COVERED, **header))


def marks(stage: Stage, t: int) -> list[str]:
    return stage.page.evaluate(
        """t => [...store.root.querySelectorAll(".score-row")].flatMap((row) => {
          const node = row.querySelectorAll("td")[t - 1].querySelector(".predict-typed");
          const [mark, text] = [...(node?.children ?? [])].map((part) => part.textContent);
          return node?.checkVisibility() ? [`${mark} ${text}`] : [];
        })""",
        t,
    )


def test_every_covered_number_of_the_step_is_asked_in_its_place(chromium):
    with bare_stage(chromium) as stage:
        stage.give(payload(MEMORY, View(t=2), screen=COVERED))
        assert asked(stage) == [f"{name}.2.1" for name in "ifgoch"]
        stage.page.locator(".predict-field").first.click()
        for text in ("1", "", "4", "0", "7", "0"):
            stage.page.keyboard.type(text)
            assert stage.page.evaluate("store.cover.waits")
            stage.press("Enter")
        # Behind the last one Enter reveals, once more goes on, and the next is typed at once.
        assert typed(stage) == [("i", "1"), ("g", "4"), ("o", "0"), ("c", "7"), ("h", "0")]
        assert asked(stage) == [] and stage.t == 2
        assert not stage.page.evaluate("store.cover.waits")
        stage.press("Enter")
        assert stage.t == 3 and stage.focused() == "i.3.1"


def test_typing_is_no_command_and_is_never_lost(chromium):
    with bare_stage(chromium) as stage:
        stage.give(payload(MEMORY, View(t=2), screen=COVERED))
        field = stage.field("g.2.1")
        field.click()
        stage.press("4", ".", "p", "b", " ", "ArrowLeft", "ArrowRight", "Home", "End", "5")
        assert field.input_value() == "4.pb 5" and stage.t == 2 and stage.view["phase"] is None
        assert not stage.page.evaluate("store.screen.large || store.screen.dark || false")
        # A new run while somebody types, and one for which the score is built again.
        for scenario in (MEMORY, MEMORY.changed(labels={"x": ("a", "b", "c")})):
            stage.give(payload(scenario, View(t=2), screen=COVERED))
            field = stage.field("g.2.1")
            assert field.input_value() == "4.pb 5" and stage.focused() == "g.2.1"
        # A candidate taken with Enter is no Enter.
        field.fill("４")
        stage.page.evaluate(
            """() => store.root.querySelector("[data-entry='g.2.1']").dispatchEvent(
              new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true }))"""
        )
        assert stage.focused() == "g.2.1" and typed(stage) == []
        # The clicker reveals with a text half typed, which goes its way all the same.
        stage.press("PageDown")
        assert asked(stage) == [] and typed(stage) == [("g", "４")]
        assert marks(stage, 2) == [" ４"]  # nothing said of it as long as the server has not


def test_the_clicker_reveals_with_nothing_typed(chromium):
    with bare_stage(chromium) as stage:
        stage.give(payload(MEMORY, View(t=2), screen=LARGE))
        assert len(asked(stage)) == 6
        stage.press("PageDown")
        assert asked(stage) == [] and stage.edits == [] and marks(stage, 2) == []
        stage.press("PageDown")
        assert stage.t == 3 and stage.focused() is None


@pytest.mark.parametrize("strips", [False, True])
def test_nothing_is_told_of_what_was_typed_before_the_reveal(chromium, strips):
    run = drawn("lstm", 2, 6, 4, Y=2)
    trace = run.run()
    mine = {("lstm", 2, 1): {"c": f"{trace['c'][1, 0]:.1f}", "h": "9", "y": "x", "f_pre": "0"}}
    with bare_stage(chromium) as stage:
        stage.give(payload(run, View(t=2, mine=mine), screen=COVERED))
        if strips:
            stage.page.get_by_text("strips", exact=True).click()
        matrices = [*run.params.values(), run.output.params["V_y"]]
        given = values(trace, 1) | set(run.inputs.ravel())
        given |= {round(s * w, 3) for m in matrices for w in m.ravel() for s in (1, -1)}
        given |= {round(float(text), 3) for text in mine["lstm", 2, 1].values() if text != "x"}
        assert (values(trace, 2, 3, 4) - given) & read(stage) == set()
        said = "✓✗≈"
        assert not any(mark in stage.page.locator(".score").inner_text() for mark in said)
        stage.page.evaluate("store.root.focus()")
        stage.press("Enter")
        assert round(float(trace["h"][1, 0]), 3) in read(stage)
        assert "✗" in stage.page.locator(".score").inner_text()


def test_what_was_typed_stands_beside_the_number(chromium):
    with bare_stage(chromium) as stage:
        stage.give(payload(MEMORY, View(t=2, mine=MINE), screen=COVERED)).press("Enter")
        assert marks(stage, 2) == ["✓ 1", "✗ 5", "✗ 0.2", "≈ 8", "? abc"]
        assert stage.text(".se-text").startswith("Right: 1 of 5.")
        spoken = stage.text(".se-spoken")
        for said in (
            "i: you typed 1: right.",
            "g: you typed 5; it is 4",
            "abc, which is no number",
        ):
            assert said in spoken
        # It stays with its step, and goes with the cover.
        stage.press("Enter")
        assert len(marks(stage, 2)) == 5 and marks(stage, 3) == []
        stage.give(payload(MEMORY, View(t=2, mine=MINE), screen={"large": False, "covered": False}))
        assert marks(stage, 2) == []


def test_what_was_typed_for_the_readout_counts(chromium):
    run = drawn("lstm", T=4, Y=2)
    y = run.read_out(run.run())["y"][1]
    # Row 2 of the readout and, of unit 1, a gate.
    mine = {("lstm", 2, 1): {"f": "9", "y": f"{y[0]:.3f}"}, ("lstm", 2, 2): {"y": "0.001"}}
    with bare_stage(chromium) as stage:
        stage.give(payload(run, View(t=2, mine=mine), screen=COVERED)).press("Enter")
        assert stage.text(".se-text").startswith("Right: 1 of 3.")
        spoken = stage.text(".se-spoken")
        assert f"y₁: you typed {y[0]:.3f}: right" in spoken
        assert f"y₂: you typed 0.001; it is {y[1]:.3f}" in spoken


def test_every_operation_of_a_step_asks_for_its_number(chromium):
    run = drawn("gru", T=3, Y=2)
    with bare_stage(chromium) as stage:
        stage.give(payload(run, View(t=2), screen=COVERED)).press(".")
        order = [name for name, _ in stage.page.evaluate("store.model.order")]
        for name in order[:-1]:
            assert asked(stage) == [f"{name}.2.1"], name
            stage.page.locator(".se-text .predict-field").click()
            stage.page.keyboard.type("0.5")
            stage.press("Enter")
            assert "you typed 0.5" in stage.text(".se-text")
            stage.press("Enter")  # and the next field has the focus
        assert [name for name, _ in typed(stage)] == order[:-1]
        # The readout comes with the last one.
        assert asked(stage) == ["h.2.1", "y.2.1", "y.2.2"]


def test_fields_follow_the_unit_and_a_held_gate_has_none(chromium):
    run = drawn("lstm", H=3, T=4)
    with bare_stage(chromium) as stage:
        mine = {("lstm", 2, 3): {"c": "0.25"}}
        stage.give(payload(run, View(t=2, mine=mine), screen=COVERED))
        stage.field("f.2.1").fill("0.5")
        stage.go(unit=3)  # as another component may ask for
        assert stage.field("c.2.3").input_value() == "0.25"
        assert stage.edits[-1]["entry"] == "f.2.1"
        held = run.changed(clamps=(Clamp("f", 0.25, 2, 3),))
        stage.give(payload(held, View(t=2, ack=9), screen=COVERED))
        assert [entry.split(".")[0] for entry in asked(stage)] == list("igoch")


def test_what_is_no_number_says_so_and_waits_on_a_lost_line(chromium):
    with bare_stage(chromium) as stage:
        stage.give(payload(MEMORY, View(t=2), screen=COVERED))
        field = stage.field("c.2.1")
        field.click()
        stage.page.keyboard.type("seven")
        stage.press("Enter")
        stage.page.wait_for_selector(".predict-field.field-waits")
        mine = {("lstm", 2, 1): {"c": "seven"}}
        stage.give(payload(MEMORY, View(t=2, ack=1, mine=mine), screen=COVERED))
        assert field.get_attribute("aria-invalid") == "true"
        assert "seven" in stage.text(".field-note") and field.input_value() == "seven"
        field.fill("")
        stage.press("Enter")
        assert typed(stage)[-1] == ("c", "")


@pytest.mark.sampled("dark")
@pytest.mark.parametrize("dark", [False, True])
def test_fields_and_marks_are_legible_in_presenter_mode(chromium, dark):
    with bare_stage(chromium, dark=dark) as stage:
        for run in (MEMORY, drawn("lstm", 3, 8, 12, Y=3)):
            mine = {("lstm", 2, 1): {"i": "0.25", "f": "−1.25", "c": "7", "h": "0", "y": "0.5"}}
            stage.give(payload(run, View(t=2, place=run is MEMORY, mine=mine), screen=LARGE))
            check_legible(stage, "asked")
            before = stage.page.locator(".score").bounding_box()
            stage.press("PageDown")
            check_legible(stage, "revealed")
            after = stage.page.locator(".score").bounding_box()
            assert np.allclose(list(before.values()), list(after.values()), atol=1)


def test_check_mine_covers_on_the_way_back_too(chromium):
    checks = {"large": False, "covered": True, "checks": True}
    with bare_stage(chromium) as stage:
        stage.give(payload(MEMORY, View(t=4), screen=checks))
        waits = "[store.view.t, store.cover.waits]"
        assert stage.page.evaluate(waits) == [4, True]
        stage.press("Home")
        assert stage.page.evaluate(waits) == [1, True] and len(asked(stage)) == 6
        stage.press("Enter", "End")
        # What leads up to the place is given; what was revealed once is not asked again.
        assert stage.page.evaluate(waits) == [5, True]
        stage.press("Home")
        assert stage.page.evaluate(waits) == [1, False]
        stage.press("ArrowRight")
        assert stage.page.evaluate(waits) == [2, True]

"""Check mine, the tab: what is typed stays, is judged, and is never a way in."""

from __future__ import annotations

import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from sim import CELLS
from sim.presets import FIRST
from tests.browser import ROOT
from tests.cells import RECURRENT
from tests.fields import fields, type_numbers


@pytest.fixture
def app() -> AppTest:
    app = AppTest.from_file(str(ROOT / "ui" / "frame" / "main.py"), default_timeout=20).run()
    app.session_state["gatescope"].view.t = 2
    app.session_state["section"] = "Check mine"
    return app.run()


def typed(app: AppTest, **texts: str) -> AppTest:
    return type_numbers(app, {f"handcheck {name}": text for name, text in texts.items()})


def shown(app: AppTest) -> str:
    return fields(app)["handcheck c"]["text"]


def stage(app: AppTest) -> dict:
    """Header of what the stage was sent."""
    (one,) = [
        node for node in app.get("bidi_component") if node.proto.component_name == "gatescope_stage"
    ]
    data = one.proto.bytes
    length = int.from_bytes(data[:4], "little")
    return json.loads(data[4 : 4 + length])


def names(app: AppTest) -> list[str]:
    return [key.removeprefix("handcheck ") for key in fields(app) if key.startswith("handcheck ")]


def progress(app: AppTest) -> list[tuple[str, str]]:
    """State of each step, and what is said of it."""
    found = [one.proto.body for one in app.get("html") if "gs-progress" in one.proto.body]
    return re.findall(r'<li class="gs-(\w+)"[^>]*title="([^"]*)"', found[0])


def said(app: AppTest) -> list[str]:
    return [one.value for one in app.text if one.value.strip()]


def test_the_first_slip_is_pointed_out_with_their_own_numbers(app):
    typed(app, i="1", g="5", c="8", h="0")
    text = "\n".join(said(app))
    assert "The first wrong number is g." in text
    assert text.count("✓ right") == 2 and "follow rightly from your earlier numbers: c" in text
    assert r"1 \cdot 4" in app.latex[0].value
    assert "✗ the first wrong one" in text and "✗ wrong" not in text
    typed(app, g="4", c="7")
    assert any("All numbers that you typed are right" in line for line in said(app))
    assert not app.latex


def test_numbers_belong_to_their_step_and_can_be_cleared(app):
    typed(app, c="7")
    session = app.session_state["gatescope"]
    session.view.t = 3
    app.run()
    assert shown(app) == ""
    session.view.t = 2
    app.run()
    assert shown(app) == "7"
    app.button(key="handcheck_clear").click().run()
    assert shown(app) == ""


def test_what_is_no_number_is_refused_beside_its_field(app):
    typed(app, c="1,5", h="<b>x</b>")
    text = "\n".join(said(app))
    assert "! Write a decimal point" in text and "read '<b>x</b>'" in text
    assert not any("<b>" in one.value for one in app.markdown)
    assert "All numbers" not in text


def test_the_answers_are_covered_as_long_as_it_is_open(app):
    session = app.session_state["gatescope"]
    assert stage(app)["screen"] == {"large": False, "covered": True, "checks": True}
    assert any("stay covered" in line for line in said(app))
    # Nothing of the page tells them either, and it is no setting of the visitor's.
    assert not session.screen.covered
    session.arrange({"covered": False})  # Predict is pressed on the stage
    assert stage(app.run())["screen"]["covered"] is False
    session.arrange({"covered": True})
    assert stage(app.run())["screen"]["covered"] is True
    app.session_state["section"] = "Charts"
    assert stage(app.run())["screen"] == {"large": False, "covered": False}
    app.session_state["section"] = "Check mine"
    session.arrange({"covered": False})
    assert stage(app.run())["screen"]["covered"] is True  # opened anew
    session.arrange({"large": True})
    assert stage(app.run())["screen"]["covered"] is False  # presented, it is not on screen


def test_predict_stays_on_beside_it(app):
    session = app.session_state["gatescope"]
    app.session_state["section"] = "Charts"
    app.run()
    session.arrange({"covered": True})
    for section in ("Check mine", "Charts"):
        app.session_state["section"] = section
        assert stage(app.run())["screen"]["covered"] is True


def test_how_far_one_is_over_all_steps(app):
    count = len([key for key in fields(app) if key.startswith("handcheck ")])
    typed(app, i="1", g="5", c="8")
    text = "\n".join(said(app))
    assert f"All steps: 1 of {5 * count} numbers right. To do again: 1." in text
    session = app.session_state["gatescope"]
    session.view.t = 3
    app.run()
    right = {name: f"{session.scenario.run().value(name)[2, 0]:.6f}" for name in names(app)}
    typed(app, **{name: right[name] for name in right if name.isidentifier()})
    steps = progress(app)
    assert [state for state, _ in steps] == ["none", "wrong", "some", "none", "none"]
    type_numbers(app, {f"handcheck {name}": text for name, text in right.items()})
    assert progress(app)[2] == ("right", f"step 3: {count} of {count} right")
    assert progress(app)[1] == ("wrong", f"step 2: 1 of {count} right, to do again: 1")
    assert f"All steps: {count + 1} of" in "\n".join(said(app))


def test_what_was_typed_on_the_stage_stands_here_and_there(app):
    session = app.session_state["gatescope"]
    edit = {"seq": 1, "op": "predict", "entry": "c.2.1", "text": " 7 "}
    session.edit([edit], "stage")
    assert shown(app.run()) == "7"
    assert stage(app)["mine"] == {"c.2.1": {"text": "7", "verdict": "right"}}
    typed(app, c="6")
    assert stage(app)["mine"] == {"c.2.1": {"text": "6", "verdict": "wrong"}}
    # Another example has its own, and Reset leaves them.
    session.begin("dinner")
    assert session.view.mine == {}
    session.begin(FIRST)
    session.reset()
    assert session.view.mine == {("lstm", 2, 1): {"c": "6"}}


@pytest.mark.parametrize("cell", RECURRENT)
def test_every_cell_has_its_fields(app, cell):
    app.selectbox(key="cell").set_value(cell).run()
    assert not app.exception
    names = {key for key in fields(app) if key.startswith("handcheck ")}
    assert {f"handcheck {line.name}" for line in CELLS[cell].lines} <= names

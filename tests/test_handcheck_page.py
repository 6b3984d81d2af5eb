"""Check mine, the tab: what is typed stays, is judged, and is never a way in."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from sim import CELLS
from tests.browser import ROOT
from tests.fields import fields, type_numbers


@pytest.fixture
def app() -> AppTest:
    app = AppTest.from_file(str(ROOT / "ui" / "main.py"), default_timeout=20).run()
    app.session_state["gatescope"].view.t = 2
    app.session_state["section"] = "Check mine"
    return app.run()


def typed(app: AppTest, **texts: str) -> AppTest:
    return type_numbers(app, {f"handcheck {name}": text for name, text in texts.items()})


def shown(app: AppTest) -> str:
    return fields(app)["handcheck c"]["text"]


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


@pytest.mark.parametrize("cell", CELLS)
def test_every_cell_has_its_fields(app, cell):
    app.selectbox(key="cell").set_value(cell).run()
    assert not app.exception
    names = {key for key in fields(app) if key.startswith("handcheck ")}
    assert {f"handcheck {line.name}" for line in CELLS[cell].lines} <= names

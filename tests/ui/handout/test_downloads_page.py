"""The Download tab without a browser: what is offered follows the run on screen."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from sim.document.resize import resized
from sim.presets import PRESETS
from tests.browser import ROOT


@pytest.fixture
def app():
    app = AppTest.from_file(str(ROOT / "ui" / "frame" / "main.py"), default_timeout=30).run()
    app.session_state["section"] = "Download"
    return app.run()


def buttons(app) -> dict[str, bool]:
    """Download buttons by key: whether they can be pressed."""
    found = [*app.get("download_button")]
    return {b.proto.id.rsplit("-", 1)[-1]: not b.proto.disabled for b in found}


def test_what_is_too_much_for_paper_is_said_and_not_made(app):
    assert all(buttons(app).values()) and len(buttons(app)) >= 3
    session = app.session_state["gatescope"]
    session.put(resized(PRESETS["random_lstm"].scenario, X=16, H=32, T=100))
    app.run()
    assert app.slider(key="handout_units").value == (1, 1)
    assert app.slider(key="handout_steps").value == (1, 38) and not app.warning
    app.slider(key="handout_units").set_value((1, 20)).run()
    assert "at most 1 step" in app.warning[0].value
    assert not buttons(app)["handout_page"] and not buttons(app)["handout_markdown"]
    assert buttons(app)["download_csv"]
    app.slider(key="handout_steps").set_value((7, 7)).run()
    assert not app.warning and buttons(app)["handout_page"]


def test_a_shorter_run_takes_the_range_along(app):
    app.slider(key="handout_steps").set_value((4, 5)).run()
    session = app.session_state["gatescope"]
    for T in (3, 1, 8):
        session.put(resized(session.scenario, T=T))
        app.run()
        assert not app.exception
    assert app.slider(key="handout_steps").value == (1, 8)


def test_covered_values_are_not_given_away(app):
    assert buttons(app)
    app.session_state["gatescope"].screen.covered = True
    app.run()
    assert not buttons(app)


@pytest.mark.parametrize("chosen", ["png", "svg"])
def test_a_charts_picture_has_the_chosen_format_and_a_name(app, chosen):
    app.session_state["chart_format"] = chosen
    app.session_state["section"] = "Charts"
    app.run()
    options = json.loads(app.get("plotly_chart")[0].proto.config)["toImageButtonOptions"]
    assert options["format"] == chosen and options["filename"] == "gatescope-lstm-states"

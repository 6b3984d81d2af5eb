"""What presenter mode and covered values change around the stage."""

from __future__ import annotations

import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from sim.lab import Curve
from sim.presets import PRESETS
from tests.browser import ROOT
from ui.figures import curves, described, heat_map
from ui.figures.described import enlarged
from ui.figures.gradients import reach
from ui.session.state import Session
from ui.widgets.chart import spoken


def opened(**switches: bool) -> AppTest:
    """The Step page with switches of its screen set."""
    app = AppTest.from_file(str(ROOT / "ui" / "frame" / "main.py"), default_timeout=20).run()
    for name, value in switches.items():
        setattr(app.session_state["gatescope"].screen, name, value)
    return app.run()


def test_covered_values_are_covered_under_the_stage_too():
    app = opened(covered=True)
    assert not app.get("plotly_chart")
    assert "covered" in app.text[-1].value
    app.button(key="show_all").click().run()
    assert len(app.get("plotly_chart")) == 3
    assert not app.session_state["gatescope"].screen.covered


@pytest.mark.parametrize("page", ["compare", "gradients"])
def test_no_other_page_shows_what_is_covered(page):
    app = opened(covered=True).switch_page(str(ROOT / "pages" / f"{page}.py")).run()
    if page == "gradients":
        assert app.get("plotly_chart")  # of the laboratory: nobody is to predict it
        app.segmented_control(key="gradients_source").set_value("scenario").run()
    assert not app.get("plotly_chart") and not app.get("html")[1:]
    app.button(key="show_all").click().run()
    assert app.get("plotly_chart")
    assert not app.session_state["gatescope"].screen.covered


@pytest.mark.parametrize(("section", "kind"), [("Table", "dataframe"), ("Formulas", "latex")])
def test_no_tab_shows_what_is_covered(section, kind):
    shown = []
    for app in (opened(), opened(covered=True)):
        app.session_state["section"] = section
        app.run()
        shown.append(len(getattr(app, kind)))
    assert shown[1] == shown[0] - 1


def test_presenting_leaves_the_charts_and_makes_them_large():
    app = opened(large=True)
    assert not app.tabs
    fonts = [
        json.loads(chart.proto.spec)["layout"]["font"]["size"] for chart in app.get("plotly_chart")
    ]
    assert fonts and min(fonts) >= 18


def test_a_switch_takes_nothing_but_its_two_words():
    session = Session(PRESETS["memory_cell"].scenario)
    for wish in (None, [], {"large": 1}, {"hidden": True}, {"locked": True}, {"covered": "yes"}):
        session.arrange(wish)
    assert session.screen == type(session.screen)()
    session.arrange({"large": True, "covered": True})
    assert session.screen.large and session.screen.covered


def test_an_enlarged_figure_has_no_small_text_and_is_a_copy():
    data = {"f": np.linspace(0, 1, 30)[:, None]}
    figure = curves(data, 3, titles={"f": "forget gate"})
    before = json.dumps(figure, default=str)
    large = enlarged(figure)
    assert json.dumps(figure, default=str) == before
    assert large["data"][0]["line"]["width"] > figure["data"][0]["line"]["width"]
    words = dict.fromkeys(("zero", "overflow", "lost", "backward", "between"), "")
    words |= {"lost_of": "{cell}", "bound": "{cell}"}
    far = {"lstm": Curve.of(np.logspace(-9, 0, 20))}
    others = [
        heat_map("c", np.ones((4, 6)), 1),
        reach(far, 1, 20, titles={"lstm": "LSTM"}, lost=1e-7, words=words),
    ]
    assert "starts at 1e−9, ends at 1" in spoken(others[1])
    for one in (large, *map(enlarged, others)):
        assert min(sizes(one)) >= 18


def test_an_enlarged_figure_has_lines_marks_and_margins_larger_by_as_much():
    thin = {"line": {"width": 3}, "marker": {"size": 6, "symbol": "x"}, "name": "n"}
    figure = {
        "data": [thin, {"type": "scatter"}, {"type": "heatmap"}],
        "layout": {"height": 100, "margin": {"l": 20, "t": 0}, "xaxis": {"type": "log"},
                   "yaxis": {"ticktext": ["0"]}, "legend": {"font": {"size": 4, "width": 9}}},
    }  # fmt: skip
    large = enlarged(figure)
    one, usual, other = large["data"]
    assert one["line"]["width"] == 3 * described.LARGER
    assert one["marker"] == {"size": 6 * described.LARGER, "symbol": "x"}
    assert usual["line"]["width"] == 2 * described.LARGER > 2 and "line" not in other
    layout = large["layout"]
    assert layout["height"] == round(100 * described.LARGER)
    assert layout["margin"] == {"l": round(20 * described.LARGER), "t": 0}
    assert layout["xaxis"]["tickfont"] == {"size": described.LARGE_EXPONENTS}
    assert "tickfont" not in layout["yaxis"]
    assert layout["legend"]["font"] == {"size": described.LARGE_LEAST, "width": 9}


def sizes(part, name=""):
    if isinstance(part, dict):
        if name.lower().endswith("font") and "size" in part:
            yield part["size"]
        for key, value in part.items():
            yield from sizes(value, key)
    elif isinstance(part, list):
        for one in part:
            yield from sizes(one, name)


def test_a_chart_is_told_in_numbers():
    values = np.array([3.0, 7.0, np.nan, 0.0])[:, None]
    figure = curves({"c": values}, 1, titles={"c": "memory"})
    assert spoken(figure) == ("c memory: starts at 3, ends at 0, lowest 0 at 4, highest 7 at 2.")
    many = {name: values for name in "fighoz"} | {"c": np.repeat(values, 4, axis=1)}
    text = spoken(curves(many, 1, titles=dict.fromkeys(many, "")))
    assert text.count("starts at") == 8 and text.endswith("There are more curves.")
    assert spoken(curves({"c": values * np.nan}, 1, titles={"c": ""})) == ""

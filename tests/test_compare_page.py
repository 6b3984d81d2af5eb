"""The Compare page without a browser: the same inputs in several cells, a gate held or not."""

import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from sim import CELLS, Clamp
from sim.presets import PRESETS
from sim.transform import with_cell
from tests.browser import ROOT
from ui.compare import counts, equations, run
from ui.compare_sections import proportions
from ui.payload import unpack

LECTURE = next(iter(PRESETS.values())).scenario


@pytest.fixture
def app():
    app = AppTest.from_file(str(ROOT / "ui" / "main.py"), default_timeout=30).run()
    return app.switch_page(str(ROOT / "pages" / "compare.py")).run()


def stages(app):
    """(header, arrays) of every stage on the page, the player's first."""
    found = [
        unpack(c.proto.bytes)
        for c in app.get("bidi_component")
        if c.proto.component_name.endswith("stage")
    ]
    return sorted(found, key=lambda one: "player" not in one[0]["parts"])


def drawn(app, which):
    """Name -> values of the curves of a chart."""
    charts = [c.proto for c in app.get("plotly_chart") if c.proto.id.endswith(which)]
    spec = json.loads(charts[0].spec)
    return {one["name"]: decoded(one["y"]) for one in spec["data"]}


def decoded(y):
    if isinstance(y, dict):
        import base64

        return np.frombuffer(base64.b64decode(y["bdata"]), y["dtype"]).ravel()
    return np.array(y, float)


def test_the_first_view_plays_three_cells_under_one_player(app):
    assert not app.exception
    (first, _), *others = stages(app)
    assert first["parts"] == ["player"]
    assert [header["cell"]["key"] for header, _ in others] == ["lstm", "gru", "elman"]
    assert all(header["parts"] == ["diagram", "sentence"] for header, _ in others)
    for header, arrays in others:
        np.testing.assert_array_equal(arrays["x"], LECTURE.inputs)
        wanted = with_cell(LECTURE, header["cell"]["key"])[0].run()["h"]
        np.testing.assert_array_equal(arrays["h"], wanted)


def test_charts_lay_the_states_over_each_other(app):
    h, c = drawn(app, "chart_h"), drawn(app, "chart_c")
    assert list(h) == ["LSTM h", "GRU h", "Elman h"]
    assert list(c) == ["LSTM c"]
    np.testing.assert_array_equal(h["GRU h"], with_cell(LECTURE, "gru")[0].run()["h"][:, 0])
    assert list(drawn(app, "chart_gates")) == ["LSTM f", "GRU z"]
    app.segmented_control(key="compare_gates").set_value("others").run()
    assert list(drawn(app, "chart_gates")) == ["LSTM i", "LSTM o", "GRU r"]


def test_a_held_gate_leaves_the_run_before_as_a_ghost(app):
    before = drawn(app, "chart_c")["LSTM c"]
    app.toggle(key="compare_hold").set_value(True).run()
    app.slider(key="compare_held").set_value(0.25).run()
    assert not app.exception
    c = drawn(app, "chart_c")
    np.testing.assert_array_equal(c["LSTM c, not held"], before)
    held = LECTURE.changed(clamps=(Clamp("f", 0.25),)).run()
    np.testing.assert_array_equal(c["LSTM c"], held["c"][:, 0])
    assert not np.array_equal(c["LSTM c"], before)
    assert "Elman h, not held" not in drawn(app, "chart_h")
    assert "0.25" in app.text[0].value


@pytest.mark.parametrize("cells", [["gru", "gru_reset_after"], list(CELLS)[:4], list(CELLS)[2:]])
def test_other_choices_of_cells(app, cells):
    app.toggle(key="compare_hold").set_value(True).run()
    app.multiselect(key="compare_cells").set_value(cells).run()
    assert not app.exception
    assert [header["cell"]["key"] for header, _ in stages(app)[1:]] == cells


def test_fewer_than_two_cells_leave_the_last_choice_on_screen(app):
    app.multiselect(key="compare_cells").set_value(["gru"]).run()
    assert not app.exception
    assert app.text[0].value.startswith("Choose")
    assert len(stages(app)) == 4


def test_the_choice_outlives_a_visit_to_another_page(app):
    app.multiselect(key="compare_cells").set_value(["gru", "elman"]).run()
    app.switch_page(str(ROOT / "pages" / "step.py")).run()
    app.switch_page(str(ROOT / "pages" / "compare.py")).run()
    assert app.multiselect(key="compare_cells").value == ["gru", "elman"]


def test_what_was_drawn_is_said(app):
    said = " ".join(html.proto.body for html in app.get("html"))
    assert "f → z" in said and "W_r" in said


def test_only_lines_with_another_formula_elsewhere_are_marked():
    runs = {key: run(LECTURE, key, None) for key in ("gru", "gru_reset_after")}
    for lines in equations(runs).values():
        assert {name for name, (_, differs) in lines.items() if differs} == {"n"}
    runs = {key: run(LECTURE, key, None) for key in ("lstm", "lstm_peephole")}
    marked = equations(runs)["lstm"]
    assert {name for name, (_, differs) in marked.items() if differs} == {"i", "f", "o"}


def test_counts_by_hand():
    found = counts(("elman", "lstm", "gru", "gru_reset_after"), 3, 5)
    assert found["elman"] == {"W": 15, "U": 25, "vectors": 5, "all": 45}
    assert [found[key]["all"] for key in ("lstm", "gru", "gru_reset_after")] == [180, 135, 140]
    for parts in found.values():
        assert parts["W"] + parts["U"] + parts["vectors"] == parts["all"]
    said = " ".join(proportions(tuple(found), 3, 5))
    assert "4 times" in said and "3 times" in said and "25 %" in said and "5 more" in said

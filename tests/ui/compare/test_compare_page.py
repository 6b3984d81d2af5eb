"""The Compare page without a browser: the same inputs in several cells, a gate held or not."""

import json
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from sim import Clamp
from sim.adjoint.losses import last_step
from sim.cells import LISTED_CELLS
from sim.lab import counts, equations, scenario_runs, side
from sim.presets import PRESETS
from sim.run.clamps import MOST
from tests.browser import ROOT
from tests.e2e.bare import drawn as drawn_scenario
from ui.compare.sections import proportions_said
from ui.links.fields import write
from ui.links.place import Place
from ui.session.carried import in_cell
from ui.shared.blocks import unpack
from ui.words import t

KEYS = list(LISTED_CELLS)
LECTURE = next(iter(PRESETS.values())).scenario


@pytest.fixture
def app():
    app = AppTest.from_file(str(ROOT / "ui" / "frame" / "main.py"), default_timeout=30).run()
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
    assert t("compare.beside") in [one.value for one in app.caption]
    (first, _), *others = stages(app)
    assert first["parts"] == ["player"]
    assert [header["cell"]["key"] for header, _ in others] == ["lstm", "gru", "elman"]
    assert all(header["parts"] == ["diagram", "sentence"] for header, _ in others)
    for header, arrays in others:
        np.testing.assert_array_equal(arrays["x"], LECTURE.inputs)
        wanted = in_cell(LECTURE, header["cell"]["key"])[0].run()["h"]
        np.testing.assert_array_equal(arrays["h"], wanted)


def test_charts_lay_the_states_over_each_other(app):
    h, c = drawn(app, "chart_h"), drawn(app, "chart_c")
    assert list(h) == ["LSTM h", "GRU h", "Elman h"]
    assert list(c) == ["LSTM c"]
    np.testing.assert_array_equal(h["GRU h"], in_cell(LECTURE, "gru")[0].run()["h"][:, 0])
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


def test_changed_inputs_leave_the_run_before_in_every_cell(app):
    session = app.session_state["gatescope"]
    before = drawn(app, "chart_h")
    edit = {"seq": 1, "op": "remove_step", "at": 1}
    session.edit([edit], "stage")
    h = drawn(app.run(), "chart_h")
    assert (
        len(h) == 6 and len(h["GRU h"]) == session.scenario.sizes["T"] == len(before["GRU h"]) - 1
    )
    for name, values in before.items():  # as far as there are steps now
        np.testing.assert_array_equal(h[f"{name}, before the change"], values[:-1])
    assert app.text[0].value.endswith("Dashed: before the inputs were changed.")
    longer = {"seq": 2, "op": "insert_step", "at": 1}
    session.edit([longer], "stage")
    spec = json.loads(next(c.proto.spec for c in app.run().get("plotly_chart")))
    assert spec["layout"]["xaxis"]["range"] == [0.5, len(before["GRU h"]) + 0.5]
    app.toggle(key="compare_hold").set_value(True).run()
    assert {"LSTM c", "LSTM c, not held"} == set(drawn(app, "chart_c"))
    assert "Elman h, before the change" not in drawn(app, "chart_h")  # a change of another kind
    assert app.text[0].value.endswith("dashed: the run without.")


def test_a_run_before_keeps_what_was_held_in_it():
    old = LECTURE.changed(clamps=(Clamp("f", 0.25, 5, 5),))
    new = old.changed(inputs=old.inputs[:4], clamps=())
    one = side(new, new.cell, None, old)
    np.testing.assert_array_equal(one.ghost["c"], old.run()["c"])


def held(app, key):
    """What the browser is told to mark as held in a cell: line -> value at each step."""
    (arrays,) = (arrays for header, arrays in stages(app)[1:] if header["cell"]["key"] == key)
    return {name[5:]: list(v) for name, v in arrays.items() if name.startswith("held/")}


def here_of(app):
    session = app.session_state["gatescope"]
    return Place(session.scenario, session.preset, compare=app.session_state["compare"])


def open_panel(app, key="compare_held_gates"):
    app.session_state[key] = True
    return app.run()


def hold(app, place):
    """Add a clamp by the panel's field."""
    field = app.selectbox(key="held_add")
    field.set_value(next(one for one in field.options if one.startswith(place))).run()
    assert not app.exception


def test_any_gate_of_any_cell_for_some_steps(app):
    open_panel(app)
    hold(app, "GRU r")
    hold(app, "LSTM o")
    app.slider(key="held_value_gru_0").set_value(0.25).run()
    app.slider(key="held_steps_gru_0").set_value((2, 3)).run()
    nan = float("nan")
    np.testing.assert_array_equal(held(app, "gru")["r"], [nan, 0.25, 0.25, nan, nan])
    assert held(app, "lstm") == {"o": [1.0] * 5} and held(app, "elman") == {}
    document = app.session_state["gatescope"].scenario
    assert document.clamps == (Clamp("o", 1.0),)  # of its own cell alone
    gru = in_cell(LECTURE, "gru")[0]
    clamped = gru.changed(clamps=(Clamp("r", 0.25, 2, 3),))
    h = drawn(app, "chart_h")
    np.testing.assert_array_equal(h["GRU h"], clamped.run()["h"][:, 0])
    np.testing.assert_array_equal(h["GRU h, not held"], gru.run()["h"][:, 0])
    assert "GRU r = 0.25 (steps 2 to 3)" in app.text[0].value
    app.slider(key="held_steps_gru_0").set_value((3, 5)).run()
    assert app.session_state["compare"].clamps["gru"] == (Clamp("r", 0.25, 3),)
    hold(app, "GRU z")
    assert app.session_state["compare"].clamps["gru"] == (Clamp("r", 0.25, 3), Clamp("z", 1.0))
    app.button(key="held_gone_gru_1").click().run()
    app.button(key="held_gone_gru_0").click().run()
    assert held(app, "gru") == {} and held(app, "lstm") == {"o": [1.0] * 5}


def test_a_gate_is_left_out_at_a_touch_in_every_cell_that_has_it(app):
    app.multiselect(key="compare_cells").set_value(["lstm", "lstm_coupled", "lstm_peephole"]).run()
    open_panel(app)
    app.pills(key="compare_open").set_value(["NIG"]).run()
    assert held(app, "lstm") == held(app, "lstm_peephole") == {"i": [1.0] * 5}
    assert held(app, "lstm_coupled") == {}  # its input gate follows f
    app.pills(key="compare_open").set_value(["NIG", "NFG"]).run()
    assert set(held(app, "lstm")) == {"i", "f"} and set(held(app, "lstm_coupled")) == {"f"}
    assert app.toggle(key="compare_hold").value and app.slider(key="compare_held").value == 1.0
    app.pills(key="compare_open").set_value(["NFG"]).run()
    assert set(held(app, "lstm")) == {"f"}
    app.toggle(key="compare_hold").set_value(False).run()
    assert not app.exception and app.pills(key="compare_open").value == []


def test_a_document_with_held_gates_holds_them_in_every_cell_until_told_otherwise(app):
    app.session_state["gatescope"].put(LECTURE.changed(clamps=[Clamp("f", 0.75, 2)]))
    app.run()
    assert set(held(app, "lstm")) == {"f"} and set(held(app, "gru")) == {"z"}
    open_panel(app)
    app.button(key="held_gone_lstm_0").click().run()
    assert app.session_state["gatescope"].scenario.clamps == ()
    assert held(app, "lstm") == {} and set(held(app, "gru")) == {"z"}


def test_the_largest_runs_of_four_cells_are_not_sent_again_at_each_step(app):
    largest = drawn_scenario("lstm", X=16, H=32, T=500, scale=0.3)
    app.session_state["gatescope"].put(largest)
    app.multiselect(key="compare_cells").set_value(["lstm", "gru", "elman", "lstm_peephole"])
    app.toggle(key="compare_hold").set_value(True).run()
    assert not app.exception

    def sent():
        return {c.proto.id: c.proto.bytes for c in app.get("bidi_component") if c.proto.bytes}

    before = sent()
    app.session_state["gatescope"].look({"t": 400, "unit": 30})
    app.run()
    after = sent()
    assert len(after) == 5
    changed = [after[key] for key in after if after[key] != before.get(key)]
    assert len(changed) == 1 and len(changed[0]) < 50_000  # the player's
    assert sum(len(block) for block in after.values()) > 5_000_000


def test_another_document_starts_with_what_it_holds_itself(app):
    app.toggle(key="compare_hold").set_value(True).run()
    assert held(app, "lstm") and held(app, "gru")
    app.session_state["gatescope"].begin("memory_cell")
    app.run()
    assert not app.exception and not held(app, "lstm") and not held(app, "gru")
    assert not app.toggle(key="compare_hold").value


def test_what_is_locked_is_not_held_or_let_go(app):
    app.toggle(key="compare_hold").set_value(True).run()
    app.session_state["gatescope"].screen = replace(
        app.session_state["gatescope"].screen, locked=True
    )
    app.run()
    assert not app.exception and held(app, "lstm") == {"f": [0.5] * 5}
    assert not [one for one in app.toggle if one.key == "compare_hold"]


def test_a_link_leads_to_what_is_held(app):
    open_panel(app)
    hold(app, "GRU r")
    hold(app, "LSTM o")
    again = AppTest.from_file(str(ROOT / "ui" / "frame" / "main.py"), default_timeout=30)
    for name, text in write(here_of(app)).items():
        again.query_params[name] = text
    again.switch_page(str(ROOT / "pages" / "compare.py")).run()
    assert not again.exception
    for key in ("lstm", "gru", "elman"):
        assert held(again, key) == held(app, key)


def test_numbers_in_the_place_of_the_stages(app):
    app.segmented_control(key="compare_view").set_value("numbers").run()
    assert not app.exception
    shown = [header for header, _ in stages(app)]
    assert [header["parts"] for header in shown] == [["player"], *[["score"]] * 3]
    assert all(header["read_only"] for header in shown)


@pytest.mark.parametrize("cells", [["gru", "gru_reset_after"], KEYS[:4], KEYS[4:8], KEYS[8:]])
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


def test_it_is_said_what_a_cell_can_not_do_or_what_was_carried_over(app):
    said = " ".join(html.proto.body for html in app.get("html"))
    assert said.count("Weights by hand for this task") == 2 and "x₂ = −1 can&#x27;t clear" in said
    app.session_state["gatescope"].begin("latch")
    app.run()
    said = " ".join(html.proto.body for html in app.get("html"))
    assert "6 of its 9 arrays" in said and "f → z" in said and "by hand" not in said


def test_only_lines_with_another_formula_elsewhere_are_marked():
    runs = {key: side(LECTURE, key, None) for key in ("gru", "gru_reset_after")}
    for lines in equations(runs).values():
        assert {name for name, (_, differs) in lines.items() if differs} == {"n"}
    runs = {key: side(LECTURE, key, None) for key in ("lstm", "lstm_peephole")}
    marked = equations(runs)["lstm"]
    assert {name for name, (_, differs) in marked.items() if differs} == {"i", "f", "o"}


def test_counts_by_hand():
    found = counts(("elman", "lstm", "gru", "gru_reset_after"), 3, 5)
    assert found["elman"] == {"W": 15, "U": 25, "vectors": 5, "all": 45}
    assert [found[key]["all"] for key in ("lstm", "gru", "gru_reset_after")] == [180, 135, 140]
    for parts in found.values():
        assert parts["W"] + parts["U"] + parts["vectors"] == parts["all"]
    said = " ".join(proportions_said(tuple(found), 3, 5))
    assert "4 times" in said and "3 times" in said and "25 %" in said and "5 more" in said


def test_more_held_gates_than_a_run_takes_lose_the_first():
    many = (*[Clamp("r", 0.0)] * MOST, Clamp("z", 0.5))
    assert side(LECTURE, "gru", many).clamps == many[1:]
    full = LECTURE.changed(clamps=(Clamp("f", 0.25),) * MOST)
    held = scenario_runs(full, last_step, 0.75, ("lstm",))["lstm"].trace
    assert (held["f"] == 0.75).all()

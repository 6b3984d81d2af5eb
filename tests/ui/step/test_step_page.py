"""The Step page without a browser: every preset, every cell, every control."""

import json
import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from sim import CELLS
from sim.graph.schematic import schematic
from sim.network.outputs import dense_output
from sim.presets import LISTED, PRESETS
from tests.browser import ROOT
from tests.cells import RECURRENT
from tests.fields import fields, type_number, type_numbers
from tests.parts import parts_of
from ui.session.screen import SECTIONS
from ui.session.state import Session
from ui.shared.blocks import unpack
from ui.words import speaking, t
from ui.words.lines import plain


@pytest.fixture
def app():
    return AppTest.from_file(str(ROOT / "ui" / "frame" / "main.py"), default_timeout=30).run()


def sent(app):
    """Header and arrays that the stage was sent."""
    stages = [c for c in app.get("bidi_component") if c.proto.component_name.endswith("stage")]
    return unpack(stages[0].proto.bytes)


def session(app):
    return app.session_state["gatescope"]


def test_first_visit_shows_the_memory_cell_of_the_lecture(app):
    assert not app.exception
    header, arrays = sent(app)
    assert header["cell"]["key"] == "lstm"
    assert header["autoplay"]
    np.testing.assert_allclose(arrays["c"][:4, 0], [3, 7, 7, 7])
    assert all(one["ok"] == [True] * 5 for one in header["expected"])
    assert len(header["expected"]) == 2


def test_every_preset_shows_its_own_numbers(app):
    """One visit that goes on from example to example."""
    for key in reversed(LISTED):
        app.selectbox(key="preset").set_value(key).run()
        preset = PRESETS[key]
        view = sent(app)[0]["view"]
        assert view == {"t": preset.start, "unit": preset.unit}, key
        for name, scenario in parts_of(key).items():
            if scenario is not session(app).scenario:
                app.selectbox(key="part").set_value(name).run()
            assert not app.exception, (key, name)
            header, arrays = sent(app)
            trace, found = scenario.run(), set(arrays) & set(scenario.chosen_cell.graph.lines)
            assert found, (key, name)
            for line in found:
                np.testing.assert_array_equal(arrays[line], trace[line], f"{key} {name} {line}")
            ticks = [ok for one in header["expected"] for ok in one["ok"] if ok is not None]
            assert all(ticks), (key, name)
            assert bool(ticks) == bool(preset.expected(scenario)), (key, name)


# section -> what it alone shows: how many there are on the page
HOLDS = {
    "charts": lambda app: len(app.get("plotly_chart")),
    "weights": lambda app: len(components(app, "editor")),
    "mine": lambda app: sum(key.startswith("handcheck ") for key in fields(app)),
    "table": lambda app: len(app.dataframe),
    "formulas": lambda app: len(app.latex),
    "code": lambda app: len(app.code),
    "download": lambda app: len(components(app, "pictures")),
}


def components(app, name):
    found = app.get("bidi_component")
    return [one for one in found if one.proto.component_name == f"gatescope_{name}"]


def test_what_every_page_has_is_there_once(app):
    for name in ("language", "copying", "painter", "history"):
        assert len(components(app, name)) == 1, name


def test_every_section_of_every_cell(app):
    """One visit that goes on from cell to cell."""
    assert set(HOLDS) == set(SECTIONS)
    for key in RECURRENT:
        app.selectbox(key="cell").set_value(key).run()
        for section in SECTIONS:
            app.session_state["section"] = t(f"step.tab_{section}")
            app.run()
            assert not app.exception, (key, section)
            assert session(app).section == section
            assert {one for one, count in HOLDS.items() if count(app)} == {section}, key
            assert sent(app)[0]["cell"]["key"] == key


def test_the_table_writes_no_number_out_in_zeros(app):
    app.session_state["section"] = "Table"
    app.run()
    columns = json.loads(app.dataframe[0].proto.columns)
    assert columns["i[1]"]["type_config"]["format"] == "%.6g"
    assert set(columns) == set(app.dataframe[0].value.columns)


def test_exact_gates_give_the_lectures_integers(app):
    app.toggle(key="exact_gates").set_value(True).run()
    _, arrays = sent(app)
    assert arrays["c"][:, 0].tolist() == [3, 7, 7, 7, 0]
    assert arrays["h"][:, 0].tolist() == [0, 0, 0, 7, 0]
    app.toggle(key="exact_gates").set_value(False).run()
    assert sent(app)[1]["c"][3, 0] == pytest.approx(6.999500633749106, rel=1e-15)


def test_changing_the_cell_says_what_became_of_the_weights(app):
    app.selectbox(key="cell").set_value("gru").run()
    note = app.text[0].value
    assert note == t("compare.task_memory_gru")
    np.testing.assert_array_equal(sent(app)[1]["W_n"], [[1, 0, 0]])
    np.testing.assert_allclose(sent(app)[1]["h"][:, 0], [3, 7, 7, 7, 7], atol=2e-3)
    app.button(key="undo").click().run()
    assert sent(app)[0]["cell"]["key"] == "lstm"
    assert app.selectbox(key="cell").value == "lstm"


def test_sizes_keep_the_other_numbers(app):
    app.session_state["settings"] = True
    app.run()
    type_number(app, "size_H", 3)
    type_number(app, "size_T", 7)
    header, arrays = sent(app)
    assert header["sizes"] == {"X": 3, "H": 3, "Y": 0, "T": 7}
    np.testing.assert_allclose(arrays["c"][3, 0], 7)
    assert not arrays["x"][5:].any()
    type_number(app, "size_H", 1)
    type_number(app, "size_T", 5)
    np.testing.assert_array_equal(sent(app)[1]["x"], PRESETS["memory_exact"].scenario.inputs)


def test_new_weights_come_from_the_seed_that_is_shown(app):
    app.session_state["settings"] = True
    app.run()
    type_number(app, "seed", 41)
    app.button(key="draw").click().run()
    first = sent(app)[1]["W_i"]
    assert session(app).scenario.seed == 41
    type_number(app, "seed", 41)
    app.button(key="draw").click().run()
    np.testing.assert_array_equal(sent(app)[1]["W_i"], first)
    app.button(key="reset").click().run()
    assert sent(app)[1]["W_i"].tolist() == [[0, 100, 0]]


def test_cutting_the_memory_makes_both_senses_alike(app):
    app.session_state["settings"] = True
    outputs = []
    for key in ("slots_arrive", "slots_leave"):
        app.selectbox(key="preset").set_value(key).run()
        told_apart = sent(app)[1]["y"][1]
        app.button(key="cut_memory").click().run()
        outputs.append((told_apart, sent(app)[1]["y"][1]))
    (arrive, arrive_cut), (leave, leave_cut) = outputs
    assert arrive.argmax() == 1 and leave.argmax() == 2
    np.testing.assert_array_equal(arrive_cut, leave_cut)


def test_a_gate_is_held_and_let_go_in_the_settings(app):
    app.session_state["settings"] = True
    app.run()
    field = app.selectbox(key="held_add")
    field.set_value(next(one for one in field.options if one.startswith("f "))).run()
    app.slider(key="held_value_lstm_0").set_value(0.5).run()
    assert sent(app)[1]["held/f"].tolist() == [0.5] * 5
    assert sent(app)[1]["f"].tolist() == [[0.5]] * 5
    assert {one["changed"] for one in sent(app)[0]["expected"]} == {True}
    app.button(key="held_gone_lstm_0").click().run()
    assert not app.exception and "held/f" not in sent(app)[1]
    assert {one["changed"] for one in sent(app)[0]["expected"]} == {False}


def test_dinner_feeds_its_own_prediction_back(app):
    app.session_state["settings"] = True
    app.selectbox(key="preset").set_value("dinner").run()
    app.button(key="feed_back").click().run()
    x = sent(app)[1]["x"]
    assert x.shape == (15, 3)
    menu = x[8:].argmax(axis=1)
    assert (np.diff(menu) % 3 == 1).all()


def test_what_the_browser_sends_is_never_trusted(app):
    for edits in (None, 7, [{"seq": "x"}], [{"seq": 1, "op": "set", "entry": "x.100.1"}]):
        session(app).edit(edits, "stage")
        session(app).look(edits)
    app.run()
    assert not app.exception
    assert sent(app)[0]["view"] == {"t": 1, "unit": 1}


def test_charts_carry_the_run_and_the_cursor(app):
    charts = [json.loads(c.proto.spec) for c in app.get("plotly_chart")]
    assert len(charts) == 3
    assert all(c["layout"]["meta"] == "gatescope-time" for c in charts)
    assert all(c["layout"]["shapes"][0]["x0"] == 1 for c in charts)


def test_the_states_alone_have_a_ghost_of_the_run_before(app):
    def names():
        charts = [json.loads(c.proto.spec) for c in app.get("plotly_chart")]
        return [[one["name"] for one in chart["data"]] for chart in charts]

    states, gates, moved = names()
    edit(app, "x.2.1", "9")
    assert names() == [states + [f"{name}, before the change" for name in states], gates, moved]
    assert len([one for one in app.markdown if "pale: before the change" in one.value]) == 1
    edit(app, "W_g.1.1", "2")
    assert names() == [states, gates, moved]


def edit(app, path, text):
    """As the stage sends it."""
    known = session(app).view.ack
    change = {"seq": known + 1, "op": "set", "entry": path, "text": text}
    session(app).edit([change], "stage")
    app.run()
    assert not app.exception
    return app.text[0].value


def test_a_hint_is_said_of_the_example_alone(app):
    look = app.text[0].value
    assert "3, then 7" in look
    assert app.toggle(key="exact_gates").set_value(True).run().text[0].value == look
    assert "Changed from" in edit(app, "W_g.1.1", "2")
    assert app.button(key="undo").click().run().text[0].value == look
    assert "Changed from" in edit(app, "x.1.1", "5")
    assert edit(app, "x.1.1", "3") == look


@pytest.mark.parametrize("where", ["stage", "editor"])
def test_undo_undoes_the_edit_that_came_with_the_click(app, where):
    change = {"op": "set", "entry": "W_g.1.1"}
    session(app).edit([{**change, "seq": 1, "text": "2"}], where)
    kept = session(app).scenario
    app.session_state["section"] = "Weights"
    app.run()
    app.session_state[where] = {"edits": [{**change, "seq": 2, "text": "3"}]}
    app.button(key="undo").click().run()
    assert session(app).scenario is kept


def test_undo_goes_back_to_the_example_before(app):
    look = app.text[0].value
    app.selectbox(key="preset").set_value("latch").run()
    app.button(key="undo").click().run()
    assert app.selectbox(key="preset").value == "memory_exact"
    assert app.text[0].value == look
    app.button(key="reset").click().run()
    assert sent(app)[0]["cell"]["title"] == "LSTM" and sent(app)[1]["x"].shape == (5, 3)


@pytest.mark.parametrize(
    ("bias", "said"),
    [("0", "halves in 1 step."), ("1", "halves in 2.21 steps"), ("50", "exactly 1")],
)
def test_a_half_life_is_that_of_the_run(app, bias, said):
    app.selectbox(key="preset").set_value("latch").run()
    assert said in edit(app, "b_f.1", bias)


def test_the_forgetters_share_is_computed(app):
    hint = app.selectbox(key="preset").set_value("forgetter").run().text[0].value
    assert "each step is × 0.731 for the memory" in hint and "halves in 2.21 steps" in hint


@pytest.mark.parametrize("key", RECURRENT)
def test_a_held_value_in_any_cell(app, key):
    app.selectbox(key="preset").set_value("latch").run()
    app.selectbox(key="cell").set_value(key).run()
    said = edit(app, "x.1.1", "2")
    keeps = schematic(CELLS[key])["memories"] and not CELLS[key].periods
    assert ("halves" in said) == bool(keeps)


def test_a_gate_beyond_one_has_no_half_life(app):
    app.selectbox(key="preset").set_value("latch").run()
    session(app).attempt(lambda s: s.changed(options={"f": "identity"}))
    assert "halves" not in edit(app, "x.1.1", "2")


def test_a_gate_beyond_one_is_not_cut_off(app):
    def gates():
        figures = [json.loads(c.proto.spec) for c in app.get("plotly_chart")]
        return next(f for f in figures if f["data"][0]["name"].startswith("i "))["layout"]["yaxis"]

    assert gates()["range"] == [-0.05, 1.05]
    session(app).attempt(lambda s: s.changed(options={**s.options, "f": "identity"}))
    app.run()
    assert "range" not in gates()


def test_a_seed_and_the_button_may_come_together(app):
    app.session_state["settings"] = True
    app.run()
    type_number(app, "seed", 41, click="draw")
    assert not app.exception
    assert session(app).scenario.seed == 41
    app.selectbox(key="scale").set_value("sigma_max").run()
    type_numbers(app, {"scale_to": "0.5", "keep_bias": "2"}, click="draw")
    params = session(app).scenario.params
    assert np.linalg.norm(params["U_i"], 2) == pytest.approx(0.5)
    assert params["b_f"].tolist() == [2.0]


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("memory_exact", "20 parameters"),
        ("all_ones", "10 + 6 parameters"),
        ("dinner", "21 + 12 parameters"),
    ],
)
def test_the_readouts_numbers_are_counted_too(app, key, said):
    app.selectbox(key="preset").set_value(key).run()
    assert any(one.value.endswith(f"· {said}") for one in app.caption)


def test_a_readout_without_weights_adds_none(app):
    app.selectbox(key="preset").set_value("all_ones").run()
    session(app).put(session(app).scenario.changed(output=dense_output("softmax_h")))
    app.run()
    assert any(one.value.endswith("· 10 parameters") for one in app.caption)


@pytest.mark.parametrize("key", RECURRENT)
def test_settings_name_an_activation_in_words(app, key):
    app.session_state["settings"] = True
    app.selectbox(key="cell").set_value(key).run()
    labels = [one.label for one in app.selectbox if str(one.key).startswith("activation_")]
    cell = CELLS[key]
    assert labels == [f"{line} · {plain(cell, line)}" for line in cell.activations]
    assert len(set(labels)) == len(labels) and not any(one.endswith("· ") for one in labels)


def test_switched_to_true_sigmoids_it_is_said_what_changes_and_why(app):
    app.toggle(key="exact_gates").set_value(False).run()
    one = app.session_state["gatescope"]
    assert one.note == t("step.true_sigmoids", name="c₄", true="6.9995", exact="7")
    assert one.note in " ".join(text.value for text in (*app.caption, *app.text, *app.markdown))
    app.toggle(key="exact_gates").set_value(True).run()
    assert app.session_state["gatescope"].note == ""
    two = Session(PRESETS["gru_before"].scenario)
    two.exact_gates(True)
    assert not set(np.unique(two.scenario.run()["z"])) <= {
        0,
        1,
    }  # nothing is fully open or shut here
    two.exact_gates(False)
    said = r"With true .* values: [hc][₀-₉]+\[\d\] is −?\d\.\d{3,}, not −?\d"
    assert re.search(said, two.note)


def test_a_change_that_no_digits_show_is_not_said_to_be_one():
    scenario = PRESETS["memory_exact"].scenario
    params = {n: a * (3 if n[0] == "b" else 1) for n, a in scenario.params.items()}
    large = scenario.changed(params=params, inputs=scenario.inputs * [1e7, 1, 1])
    one = Session(large)
    one.exact_gates(False)
    assert one.note == t("step.true_sigmoids_same")


def test_what_a_click_answers_is_in_the_language_of_the_page():
    app = AppTest.from_file(str(ROOT / "ui" / "frame" / "main.py"), default_timeout=30)
    app.query_params["lang"] = "zh-Hans"
    app.session_state["settings"] = True
    app.run()
    with speaking("zh-Hans"):  # the browser here names the options too
        app.button(key="cut_memory").click().run()
        said = t("step.memory_cut")
        assert said in " ".join(text.value for text in (*app.caption, *app.text, *app.markdown))
    assert said != t("step.memory_cut") == session(app).note

"""The Gradients page without a browser: its curves, its reading, every control."""

import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import sim
from sim.adjoint import losses
from sim.adjoint.differences import Check
from sim.lab import Curve, laboratory, memory_only, reach_of, scenario_runs
from sim.presets import OF_ONE_CELL, PRESETS
from sim.run.clamps import Clamp
from tests.browser import ROOT
from tests.fields import type_number
from tests.parts import WITH_MEMORY
from tests.verdicts.numbers import number
from ui.gradients.settings import Settings
from ui.gradients.tabs import TABS, checked_state, judged
from ui.words import t

LABORATORY = {"T": 100, "H": 16, "sigma": 1.0, "keep": 2.0, "seed": 3, "activation": "tanh",
              "loss": losses.last_step, "hold": None}  # fmt: skip


@pytest.fixture
def app():
    app = AppTest.from_file(str(ROOT / "ui" / "frame" / "main.py"), default_timeout=30).run()
    return app.switch_page(str(ROOT / "pages" / "gradients.py")).run()


def drawn(app):
    """Cell's name -> the numbers of its curve."""
    spec = json.loads(app.get("plotly_chart")[0].proto.spec)
    return {one["name"]: np.array([number(v) for v in one["customdata"]]) for one in spec["data"]}


@pytest.mark.parametrize("loss", ["squared_error", "cross_entropy"])
def test_a_loss_that_reads_no_state_is_said_and_the_page_goes_on(loss):
    """Typed targets are met by a readout of h, which is no state of a Jordan cell."""
    link = {"gcells": "jordan", "gloss": loss, "gtab": "expansion"}
    app = AppTest.from_file(str(ROOT / "ui" / "frame" / "main.py"), default_timeout=30)
    for name, text in link.items():
        app.query_params[name] = text
    app.switch_page(str(ROOT / "pages" / "gradients.py")).run()
    assert not app.exception
    assert any("h, which is no state" in one.value for one in app.info)


def test_the_first_view_compares_three_cells(app):
    assert not app.exception
    curves = drawn(app)
    assert list(curves) == ["LSTM", "GRU", "Elman"]
    for run, values in zip(laboratory(**LABORATORY).values(), curves.values(), strict=True):
        np.testing.assert_allclose(values, run.grads.state_norms(), rtol=1e-5)
    assert curves["LSTM"][0] > 1e3 * curves["Elman"][0]


def test_all_cells_get_the_same_inputs_and_the_same_bias():
    runs = laboratory(**LABORATORY)
    first = runs["lstm"].trace["x"]
    assert all(np.array_equal(run.trace["x"], first) for run in runs.values())
    assert (runs["lstm"].trace.params["b_f"] == 2).all()
    assert (runs["gru"].trace.params["b_z"] == 2).all()
    for run in runs.values():
        for name, value in run.trace.params.items():
            if name.startswith("U_"):
                assert np.linalg.norm(value, 2) == pytest.approx(1.0)


def test_the_lstm_survives_is_broken_and_is_mended(app):
    app.slider(key="gradients_keep").set_value(4.0).run()
    survives = drawn(app)["LSTM"][0]
    app.slider(key="gradients_keep").set_value(-2.0).run()
    broken = drawn(app)["LSTM"][0]
    app.slider(key="gradients_keep").set_value(4.0).run()
    assert drawn(app)["LSTM"][0] == survives > 1e9 * broken
    app.toggle(key="gradients_hold").set_value(True).run()
    held = drawn(app)["LSTM"][0]
    assert held < 1e-9 * survives
    app.slider(key="gradients_held").set_value(1.0).run()
    assert drawn(app)["LSTM"][0] > survives
    assert not app.exception


def test_my_scenario_is_the_one_of_the_step_page(app):
    app.segmented_control(key="gradients_source").set_value("scenario").run()
    assert not app.exception
    trace = next(iter(PRESETS.values())).scenario.run()
    seed = np.zeros_like(trace["h"])
    seed[-1] = 1
    wanted = sim.backward(trace, {"h": seed}).state_norms()
    np.testing.assert_allclose(drawn(app)["LSTM"], wanted, rtol=1e-5)


def test_settings_outlive_a_visit_to_another_page(app):
    app.slider(key="gradients_keep").set_value(5.0).run()
    app.selectbox(key="gradients_quantity").set_value("c").run()
    before = drawn(app)
    app.switch_page(str(ROOT / "pages" / "step.py")).run()
    app.switch_page(str(ROOT / "pages" / "gradients.py")).run()
    assert app.slider(key="gradients_keep").value == 5.0
    assert list(before) == list(drawn(app)) == ["LSTM"]


def test_every_quantity(app):
    runs = laboratory(**LABORATORY)
    for quantity in ("h", "x", "f", "z", "n"):
        app.selectbox(key="gradients_quantity").set_value(quantity).run()
        assert not app.exception, quantity
        run, name = (runs["gru"], "GRU") if quantity in "zn" else (runs["lstm"], "LSTM")
        wanted = np.linalg.norm(run.grads[quantity], axis=1)
        np.testing.assert_allclose(drawn(app)[name], wanted, rtol=1e-5, err_msg=quantity)


def test_the_cursor_goes_to_both_ends(app):
    for step in (1, 100):
        app.slider(key="gradients_t_100").set_value(step).run()
        assert not app.exception
    app.select_slider(key="gradients_T").set_value(10).run()
    assert not app.exception
    assert app.slider(key="gradients_t_10").value == 10


def test_readings():
    steady = reach_of(Curve.of(np.full(50, 2.0)))
    assert (steady.factor, steady.lost_after, steady.verdict) == (1.0, None, "steady")
    halved = reach_of(Curve.of(0.5 ** np.arange(99, -1, -1.0)))
    assert halved.factor == pytest.approx(0.5)
    assert (halved.lost_after, halved.verdict) == (23, "vanishing")
    grown = reach_of(Curve.of(2.0 ** np.arange(99, -1, -1.0)))
    assert (grown.lost_after, grown.verdict) == (None, "exploding")
    cut = reach_of(Curve.of(np.array([0.0, 0.0, 1e-3, 1.0])))
    assert (cut.factor, cut.lost_after, cut.verdict) == (pytest.approx(1e-3), 1, "vanishing")
    early = reach_of(Curve.of(np.array([1e-9, 1.0, 0.0, 0.0])))  # the loss looks at step 2
    assert (early.factor, early.lost_after) == (pytest.approx(1e-9), 0)
    thinned = reach_of(Curve(np.array([1, 11, 21]), np.array([-400.0, -6.0, 0.0])))
    assert (thinned.factor, thinned.lost_after) == (pytest.approx(1e-20), 10)
    assert reach_of(Curve.of(np.zeros(4))).verdict == "zero"
    assert reach_of(Curve.of(np.array([np.inf, 1.0]))).verdict == "overflow"


def test_held_at_one_the_memory_line_keeps_all():
    run = laboratory(**LABORATORY | {"hold": 1.0})["lstm"]
    ways = memory_only(run, 1, 100)
    assert ways.state == "c"
    assert ways.memory == pytest.approx(np.linalg.norm(run.grads["c"][-1]), rel=1e-12)
    assert memory_only(laboratory(**LABORATORY)["elman"], 1, 100) is None


def test_a_gate_is_held_in_my_scenario_too():
    scenario = PRESETS["memory_cell"].scenario
    runs = scenario_runs(scenario, losses.last_step, 0.25)
    assert (runs["lstm"].trace["f"] == 0.25).all() and (runs["gru"].trace["z"] == 0.25).all()
    free = scenario_runs(scenario, losses.last_step, None)["lstm"].trace
    np.testing.assert_array_equal(free["f"], scenario.run()["f"])
    full = scenario.changed(clamps=[Clamp("i", 0.5, 1, 1), *[Clamp("i", 0.75, 1, 1)] * 63])
    both = scenario_runs(full, losses.last_step, 0.25)["lstm"].trace
    assert (both["f"] == 0.25).all() and both["i"][0, 0] == 0.75 and len(both.clamps) == 64


def test_what_can_be_moved_is_what_changes_the_curve():
    for source, hold, cell, wanted in (
        ("laboratory", False, "lstm", {"sigma", "keep"}),
        ("laboratory", True, "lstm", {"sigma", "held"}),
        ("laboratory", True, "elman", {"sigma"}),
        ("scenario", True, "gru", {"held"}),
        ("scenario", False, "lstm", set()),
    ):
        assert set(Settings(source=source, hold=hold).controls(cell)) == wanted, (source, cell)


def open_tab(app, key):
    """Open a tab under the curves, and see that it is this one."""
    app.session_state["gradients_section"] = t(f"gradients.tab_{key}")
    app.run()
    assert not app.exception, key
    assert app.session_state["gradients"].section == key


@pytest.mark.parametrize("source", ["laboratory", "scenario"])
def test_every_tab(app, source):
    app.segmented_control(key="gradients_source").set_value(source).run()
    last = app.session_state["gradients"].t
    held = {}
    for key in TABS:
        for step in (1, last):
            app.session_state["gradients"].t = step
            open_tab(app, key)
        texts = [one.value for one in [*app.markdown, *app.caption]]
        held[key] = len(app.get("plotly_chart")), *texts
    assert len(set(held.values())) == len(TABS) == 8


def test_the_check_agrees_where_two_runs_can_tell():
    for run in laboratory(**LABORATORY).values():
        for state in run.trace.cell.states:
            assert judged(run, checked_state(run, state, 95)[1]) == "agrees"
            assert judged(run, checked_state(run, state, 100)[1]) == "agrees"
    elman = laboratory(**LABORATORY)["elman"]
    early = checked_state(elman, "h", 5)[1]
    assert judged(elman, early) == "small"
    assert judged(elman, Check(1.0, 1.1, early.step)) == "differs"


def test_truncation_cuts_the_early_steps_off(app):
    open_tab(app, "terms")
    app.toggle(key="gradients_truncate").set_value(True).run()
    type_number(app, "gradients_truncate_after", 5)
    each = laboratory(**LABORATORY)["lstm"].grads.param_steps("U_f")
    told = app.text[-1].value
    assert f"{np.linalg.norm(each[-5:].sum(axis=0)):.6g}" in told
    assert f"{np.linalg.norm(each.sum(axis=0)):.6g}" in told


def test_clipping_shortens_what_is_too_long(app):
    open_tab(app, "remedies")
    type_number(app, "gradients_clip", 0.25)
    tables = [one.proto.body for one in app.get("html")]
    assert max(body.count("<td>0.25</td>") for body in tables) == 3


@pytest.mark.parametrize("activation", ["relu", "identity", "sigmoid"])
def test_extremes_are_shown_not_hidden(app, activation):
    app.selectbox(key="gradients_activation").set_value(activation).run()
    app.slider(key="gradients_sigma").set_value(3.0).run()
    app.select_slider(key="gradients_T").set_value(1000).run()
    assert not app.exception
    for key in TABS:
        open_tab(app, key)
    app.slider(key="gradients_sigma").set_value(0.0).run()
    assert not app.exception
    assert not drawn(app)["Elman"][:-1].any()


def test_every_preset_as_my_scenario(app):
    app.segmented_control(key="gradients_source").set_value("scenario").run()
    for name, scenario in WITH_MEMORY.items():
        key = name.partition("/")[0]
        for held in (False, True) if key in OF_ONE_CELL else (False,):
            app.session_state["gatescope"].begin(key)
            app.session_state["gatescope"].look_at(scenario.part)
            app.toggle(key="gradients_hold").set_value(held).run()
            assert not app.exception, name
            title = t(f"cells.{scenario.cell}")
            curves = drawn(app)
            assert len(curves[title]) == scenario.sizes["T"], name
            if not held:
                trace = scenario.alone().run()
                seed = np.zeros_like(trace[trace.cell.output])
                seed[-1] = 1
                wanted = sim.backward(trace, {trace.cell.output: seed}).state_norms()
                np.testing.assert_allclose(curves[title], wanted, rtol=1e-5, err_msg=name)


def test_a_small_number_is_not_rounded_to_nothing(app):
    app.segmented_control(key="gradients_source").set_value("scenario").run()
    shown = " ".join(one.proto.body for one in app.get("html"))
    assert "0.000<" not in shown and "100 %" not in app.text[0].value
    assert "× " in app.text[0].value

"""The sweep, the remedies and the written-out terms of the Gradients page; work in slices."""

import re
from itertools import pairwise

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from sim.cells.leaky import LEAKY
from sim.lab import REMEDIES, Curve, Setup, laboratory, reach_of, remedy_runs, survived
from tests.browser import ROOT
from tests.cells import drawn_run
from tests.fields import type_number
from tests.ui.gradients.test_gradients_page import LABORATORY
from tests.verdicts.numbers import number
from ui import links
from ui.gradients import remedies
from ui.gradients.survey import Sweep
from ui.reruns import jobs
from ui.reruns.jobs import Job
from ui.words import t

SETUP = {"grid": "coarse", "T": 60, "H": 4, "seed": 3, "activation": "tanh", "scale": "sigma_max"}


@pytest.fixture
def app():
    app = AppTest.from_file(str(ROOT / "ui" / "frame" / "main.py"), default_timeout=60).run()
    app.switch_page(str(ROOT / "pages" / "gradients.py"))
    return app


def opened(app, tab):
    app.session_state["gradients_section"] = t(f"gradients.tab_{tab}")
    app.run()
    assert not app.exception
    return app


def test_a_job_is_done_in_slices_and_stops_when_cancelled():
    found = []
    job = Job("key", 5, (found.append(k) for k in range(5)))
    job.work(0.0)
    assert (found, job.done, job.state) == ([0], 1, "running")
    job.cancel()
    job.work(10.0)
    assert (found, job.done, job.state) == ([0], 1, "cancelled")
    whole = Job("key", 2, iter(range(2)))
    whole.work(10.0)
    whole.cancel()
    assert (whole.done, whole.state) == (2, "done")


def test_the_whole_page_stays_alive_while_a_job_is_at_work(app, monkeypatch):
    """What a run ends without, Streamlit takes for gone: the menus of the header come first."""
    seen = []
    for name, where in (("menu", links), ("rerun", jobs.st)):
        real = getattr(where, name)

        def noted(*, real=real, name=name, **options) -> None:
            seen.append(name)
            real(**options)

        monkeypatch.setattr(where, name, noted)
    monkeypatch.setattr(jobs, "SLICE_SECONDS", 0.0)
    monkeypatch.setattr(jobs, "REPORT_SECONDS", 0.0)  # a piece a slice, on a quick machine too
    opened(app, "sweep").button(key="gradients_sweep_start").click().run()
    assert seen.count("rerun") > 1
    assert not any(a == b == "rerun" for a, b in pairwise(seen))


def test_what_survives_is_what_the_page_reads():
    run = laboratory(**LABORATORY)["elman"]
    setup = Setup("elman", **SETUP | {"T": 100, "H": 16})
    assert survived(setup, 0.0, 1.0) == reach_of(Curve.of(run.grads.state_norms())).lost_after == 31
    assert survived(Setup("lstm", **SETUP), 8.0, 1.0) == 59  # none of 60 steps is lost
    relu = Setup("elman", **SETUP | {"activation": "identity", "T": 1000, "H": 16})
    assert survived(relu, 0.0, 5.0) == np.inf
    # Without recurrence an LSTM at b_f loses what sigmoid(b_f) ** k does.
    quiet = Setup("lstm", **SETUP | {"scale": "sigma_max"})
    assert abs(survived(quiet, 0.0, 0.0) - np.log(1.2e-7) / np.log(0.5)) < 3


def test_a_cell_without_a_keeping_gate_has_one_row():
    assert Sweep(Setup("elman", **SETUP)).steps.shape == (1, 7)
    assert Sweep(Setup("gru", **SETUP | {"grid": "fine"})).steps.shape == (13, 13)


def test_a_sweep_that_was_cancelled_keeps_what_it_has():
    swept = Sweep(Setup("gru", **SETUP))
    for _ in range(9):
        swept.job.work(0.0)
    swept.job.cancel()
    swept.job.work(10.0)
    assert np.isfinite(swept.steps).sum() == swept.job.done == 9
    assert np.isfinite(swept.steps[0]).all() and np.isnan(swept.steps[1, 2:]).all()


def test_the_map_is_made_on_the_page(app, monkeypatch):
    monkeypatch.setattr("ui.reruns.jobs.SLICE_SECONDS", 0.05)
    opened(app, "sweep")
    app.select_slider(key="gradients_T").set_value(30).run()
    app.select_slider(key="gradients_H").set_value(4).run()
    app.button(key="gradients_sweep_start").click().run()
    assert not app.exception
    swept = app.session_state["gradients"].sweep
    assert swept.job.state == "done" and not np.isnan(swept.steps).any()
    assert swept.steps[0, 2] == survived(swept.setup, -4.0, 1.0)
    assert "gradients_sweep_cancel" not in [button.key for button in app.button]
    type_number(app, "gradients_seed", 4)
    assert t("sweep.changed") in [caption.value for caption in app.caption]


def test_a_later_edit_stops_a_running_map(app):
    opened(app, "sweep")
    settings = app.session_state["gradients"]
    settings.sweep = Sweep(Setup("lstm", **SETUP))
    type_number(app, "gradients_seed", 4)
    assert settings.sweep.job.state == "cancelled"


def test_large_settings_are_capped(app):
    opened(app, "sweep")
    app.select_slider(key="gradients_T").set_value(1000).run()
    assert any("T = 200, H = 16" in caption.value for caption in app.caption)


def test_remedies_beside_the_plain_network(app):
    runs = remedy_runs(100, 16, 1.0, "sigma_max", 3)
    assert set(runs) == {"plain", *REMEDIES}
    plain = laboratory(**LABORATORY)["elman"]
    np.testing.assert_array_equal(runs["plain"].grads.state_norms(), plain.grads.state_norms())
    for run in runs.values():
        np.testing.assert_array_equal(run.trace["x"], plain.trace["x"])
    U = runs["orthogonal"].trace.params["U_h"]
    np.testing.assert_allclose(U @ U.T, np.eye(16), atol=1e-12)
    np.testing.assert_array_equal(runs["identity"].trace.params["U_h"], np.eye(16))
    for key in ("orthogonal", "leaky", "bias"):
        assert reach_of(Curve.of(runs[key].grads.state_norms())).lost_after is None, key
    opened(app, "remedies")
    said = [caption.value for caption in app.caption if "a step back" in caption.value]
    assert len(said) == len(REMEDIES) and not any(".." in one for one in said)
    assert sum("Plain tanh" in one.value and one.value.endswith(".") for one in app.markdown) == 1
    for size in (0.0, 3.0):
        app.slider(key="gradients_sigma").set_value(size).run()
        assert not app.exception


@pytest.mark.parametrize(
    ("norms", "said"),
    [
        ([0.0, 0.0], "zero"),
        ([np.inf, 1.0], "overflow"),
        ([1e-8, 1.0], "cut"),
        ([2.0, 2.0], "steady"),
    ],
)
def test_a_remedys_curve_is_judged_in_words(norms, said):
    text = remedies._said(reach_of(Curve.of(np.array(norms))))
    verdict = t(f"gradients.verdict_{said}")
    assert text == verdict if said in ("zero", "overflow") else verdict in text
    assert ("× 1e−8" in text) == (said == "cut") and ("× 1" in text) == (said in ("cut", "steady"))


def test_leaky_units_by_hand():
    trace = drawn_run(LEAKY, T=4)
    p, h = trace.params, trace.initial["h"]
    for x, got in zip(trace["x"], trace["h"], strict=True):
        h = (1 - p["a_h"]) * h + p["a_h"] * np.tanh(p["W_n"] @ x + p["U_n"] @ h + p["b_n"])
        np.testing.assert_allclose(got, h, rtol=1e-12)


@pytest.mark.parametrize("loss", ["last_step", "every_step"])
def test_the_terms_written_out_on_the_page(app, loss):
    opened(app, "expansion")
    app.button(key="gradients_make_small").click().run()
    app.selectbox(key="gradients_loss").set_value(loss).run()
    for cell in ("elman", "gru", "lstm"):
        app.selectbox(key="gradients_by_hand_cell").set_value(cell).run()
        assert not app.exception
        formula, *terms, total = [one.value for one in app.latex]
        assert len(terms) == 3
        assert (r"\prod" in formula) == (loss == "last_step")
        told = app.caption[-1].value.split()[-1].rstrip(".")
        summed = re.split(r"=|\\approx", total)[-1].strip(" $\n")
        mantissa, _, power = summed.replace("}", "").partition(r" \times 10^{")
        unit = 10.0 ** (int(power or 0) - len(mantissa.partition(".")[2]))
        found = float(mantissa) * 10.0 ** int(power or 0)
        assert found == pytest.approx(number(told), abs=0.5 * unit + 1e-6)

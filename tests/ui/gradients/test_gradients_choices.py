"""What can be chosen on the Gradients page: cells, scale, long products, losses."""

import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import sim
from sim.adjoint import losses
from sim.lab import LossChoice, laboratory, read_targets
from sim.lab.long_products import bounds, work
from sim.network.outputs import dense_output
from sim.text.errors import InputError
from tests.browser import ROOT
from tests.cells import RECURRENT
from tests.fields import fields, type_number
from tests.verdicts.numbers import number
from ui.gradients.products import Products

LABORATORY = {"T": 30, "H": 4, "sigma": 1.0, "keep": 2.0, "seed": 3, "activation": "tanh",
              "loss": losses.last_step, "hold": None}  # fmt: skip


@pytest.fixture
def app():
    app = AppTest.from_file(str(ROOT / "ui" / "frame" / "main.py"), default_timeout=30).run()
    app = app.switch_page(str(ROOT / "pages" / "gradients.py")).run()
    app.select_slider(key="gradients_T").set_value(30).run()
    return app.select_slider(key="gradients_H").set_value(4).run()


def drawn(app):
    spec = json.loads(app.get("plotly_chart")[0].proto.spec)
    return {one["name"]: np.array([number(v) for v in one["customdata"]]) for one in spec["data"]}


def pick(app, **choices):
    kinds = {"cells": "multiselect", "targets": "text_area"}
    for name, value in choices.items():
        getattr(app, kinds.get(name, "selectbox"))(key=f"gradients_{name}").set_value(value).run()
        assert not app.exception
    return app


@pytest.mark.parametrize("key", RECURRENT)
def test_every_cell_can_be_chosen_alone(app, key):
    pick(app, cells=[key])
    (values,) = drawn(app).values()
    run = laboratory(**LABORATORY | {"cells": (key,)})[key]
    np.testing.assert_allclose(values, run.grads.state_norms(), rtol=1e-5)


def test_four_cells_and_no_cell(app):
    pick(app, cells=["elman", "lstm_coupled", "gru_reset_after", "lstm_peephole"])
    assert len(drawn(app)) == 4
    pick(app, cells=[])
    assert len(drawn(app)) == 4 and "one to four" in app.text[0].value
    pick(app, cells=["gru"])
    app.segmented_control(key="gradients_source").set_value("scenario").run()
    assert list(drawn(app)) == ["LSTM", "GRU"]  # the scenario's own cell stays


def test_a_quantity_that_no_cell_has_gives_way(app):
    pick(app, quantity="f", cells=["elman"])
    assert app.selectbox(key="gradients_quantity").value == "s"
    assert len(drawn(app)["Elman"]) == 30


def test_the_spectral_radius_can_be_set_instead(app):
    pick(app, scale="spectral_radius")
    runs = laboratory(**LABORATORY | {"scale": "spectral_radius"})
    for run in runs.values():
        for name in (n for n in run.trace.params if n.startswith("U_")):
            radius = np.abs(np.linalg.eigvals(run.trace.params[name])).max()
            assert radius == pytest.approx(1.0)
    np.testing.assert_allclose(drawn(app)["Elman"], runs["elman"].grads.state_norms(), rtol=1e-5)
    assert "ρ(U)" in app.slider(key="gradients_sigma").label


@pytest.mark.parametrize("part", ["", "h", "c"])
def test_long_products_are_those_of_the_jacobians(app, part):
    pick(app, quantity=f"products_{part}".rstrip("_"))
    curves = drawn(app)
    for key, run in laboratory(**LABORATORY).items():
        name = {"lstm": "LSTM", "gru": "GRU", "elman": "Elman"}[key]
        if part and part not in run.trace.cell.states:
            assert name not in curves
            continue
        rows = slice({"": 0, "h": 0, "c": 4}[part], {"": None, "h": 4, "c": 8}[part])
        product, J, wanted = np.eye(len(sim.jacobians(run.trace)[0])), sim.jacobians(run.trace), []
        for step in J[:0:-1]:
            wanted.append(np.linalg.norm(product[rows, rows], 2))
            product = product @ step
        wanted.append(np.linalg.norm(product[rows, rows], 2))
        np.testing.assert_allclose(curves[name], wanted[::-1], rtol=1e-5)
    assert ("bound" in " ".join(curves)) == (part != "c")


def test_the_bound_is_never_crossed(app):
    pick(app, quantity="products")
    curves = drawn(app)
    bound = next(values for name, values in curves.items() if "bound" in name)
    assert (curves["Elman"] <= bound * (1 + 1e-6)).all()
    runs = laboratory(**LABORATORY | {"activation": "sigmoid", "sigma": 2.0})
    assert list(bounds(runs)) == ["elman"]
    np.testing.assert_allclose(bounds(runs)["elman"].logs[[0, -1]], [29 * np.log10(0.5), 0])


def test_costly_products_wait_until_they_are_asked_for(app, monkeypatch):
    monkeypatch.setattr("ui.gradients.products.QUICK", 0)
    monkeypatch.setattr("ui.reruns.jobs.SLICE_SECONDS", 0.0)
    monkeypatch.setattr("ui.reruns.jobs.REPORT_SECONDS", 0.0)
    pick(app, quantity="products")
    assert list(drawn(app)) == ["bound of Elman: (γ·σ<sub>max</sub>(U))<sup>T−t</sup>"]
    app.button(key="gradients_products_ask").click().run()
    assert not app.exception
    assert [len(values) for values in drawn(app).values()] == [30] * 4
    assert "gradients_products_ask" not in [button.key for button in app.button]


def test_unfinished_products_are_not_read():
    runs = laboratory(**LABORATORY)
    products = Products(runs, every=7)
    products.ask()
    for _ in range(18):  # the products of 30, 29 ... 13
        products.job.work(0.0)
    (curve,) = products.curves("").values()
    assert list(curve.at) == [16, 23, 30] and not curve.whole
    products.job.work(float("inf"))
    assert products.job.done == products.job.total and products.job.state == "done"
    whole = products.curves("")["elman"]
    assert list(whole.at) == [1, 2, 9, 16, 23, 30] and whole.whole
    assert work(runs) == 30 * (8**3 + 4**3 + 4**3)


def test_a_loss_at_one_unit(app):
    pick(app, loss="one_value")
    type_number(app, "gradients_loss_t_30", 12)
    type_number(app, "gradients_loss_unit_4", 3)
    wanted = laboratory(**LABORATORY | {"loss": lambda run: losses.one_value(run, 12, 3)})
    np.testing.assert_allclose(drawn(app)["GRU"], wanted["gru"].grads.state_norms(), rtol=1e-5)
    assert not drawn(app)["GRU"][12:].any()
    assert any("looks at step 12" in one.value for one in app.markdown)
    app.select_slider(key="gradients_T").set_value(5).run()
    assert not app.exception and fields(app)["gradients_loss_t_5"]["text"] == "5"


@pytest.mark.parametrize("kind", ["squared_error", "cross_entropy"])
def test_a_loss_against_typed_targets(app, kind):
    pick(app, loss=kind, targets="1 0\n0 1")
    runs = laboratory(**LABORATORY | {"loss": LossChoice(kind, targets="1 0; 0 1").made(3)})
    np.testing.assert_allclose(drawn(app)["LSTM"], runs["lstm"].grads.state_norms(), rtol=1e-5)
    assert any("steps 29 to 30" in one.value for one in app.caption)


def test_a_mistyped_target_is_told_and_the_last_good_ones_stay(app):
    pick(app, loss="squared_error", targets="1 0 2")
    before = drawn(app)
    pick(app, targets="1 zero")
    assert "column 2" in app.error[0].value and "zero" in app.error[0].value
    np.testing.assert_array_equal(drawn(app)["LSTM"], before["LSTM"])
    pick(app, loss="cross_entropy", targets="-1 2")
    assert "below 0" in app.error[0].value
    pick(app, targets="0 1")
    assert not app.error
    pick(app, loss="last_step")
    assert "gradients_targets" not in [area.key for area in app.text_area]


@pytest.mark.parametrize(
    ("kind", "text"),
    [("squared_error", ""), ("squared_error", "1 2; 3"), ("cross_entropy", "1"),
     ("squared_error", " ".join("1" * 65))],
)  # fmt: skip
def test_targets_that_cannot_be_used(kind, text):
    with pytest.raises(InputError):
        read_targets(kind, text)


def test_the_squared_error_by_hand():
    """L = 1/2 (V h - 2)^2 at the last step alone: dL/dh = (V h - 2) V."""
    run = laboratory(**LABORATORY | {"H": 1})["elman"].trace
    readout = dense_output("linear", np.array([[3.0]]), np.array([0.5]))
    loss = LossChoice("squared_error", targets="2").made(0, readout)(run)
    off = 3 * run["h"][-1, 0] + 0.5 - 2
    assert loss.value == pytest.approx(off**2 / 2)
    assert loss.seeds["h"][-1, 0] == pytest.approx(3 * off)
    assert not loss.seeds["h"][:-1].any()
    more = LossChoice("squared_error", targets=";".join("2" * 99)).made(0, readout)(run)
    assert more.value == pytest.approx(np.sum((3 * run["h"][:, 0] + 0.5 - 2) ** 2) / 2)
    rows = ";".join(["9"] * 9 + ["2"] * 30)
    late = LossChoice("squared_error", targets=rows).made(0, readout)(run)
    assert late.value == more.value  # the last row is that of the last step


def test_the_check_agrees_for_a_loss_against_targets(app):
    app.session_state["gradients_section"] = "Check"
    pick(app, loss="cross_entropy", targets="0.2 0.8; 1 0; 0 1")
    told = next(one.proto.body for one in app.get("html") if "∂L/∂h" in one.proto.body)
    assert told.count("✓") == 4 and "✗" not in told


def test_the_hint_names_a_slider_that_helps(app):
    said = [app.text[0].value]
    for keep, sigma, T in ((-4.0, 1.0, 100), (6.0, 3.0, 1000), (6.0, 1.0, 1000), (6.0, 1.0, 100)):
        app.slider(key="gradients_keep").set_value(keep)
        app.slider(key="gradients_sigma").set_value(sigma)
        app.select_slider(key="gradients_T").set_value(T)
        app.select_slider(key="gradients_H").set_value(16).run()
        said.append(app.text[0].value)
    assert "Raise the keeping bias to 8.00. Then LSTM is steady" in said[1]
    assert "Lower the recurrent scale" in said[2]  # f is 0.996 there, and still it is lost
    assert "Lower the recurrent scale" in said[3]  # a bias of 8 leaves it fading
    assert "Lower the keeping bias" in said[4] and "lost after" in said[4].split("Then LSTM")[1]

"""What the Gradients page is set to: what of it changes a run, and what a tab tells of."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.browser import ROOT
from ui.gradients.settings import Settings
from ui.session.screen import Screen
from ui.shared.setting import redraw_key, settings

# The neighbours that a run does not hang on: quantity, t, section, and all of a tab's own.
OF_A_RUN = {
    "source": "scenario", "sigma": 1.35, "keep": 2.25, "T": 30, "H": 4, "seed": 4,
    "activation": "relu", "loss": "every_step", "loss_t": 7, "loss_unit": 2, "targets": "0 1",
    "cells": ["gru"], "scale": "spectral_radius", "hold": True, "held": 0.55,
}  # fmt: skip
OF_A_VIEW = {
    "quantity": "h", "t": 12, "section": "terms", "looked_at": "gru", "parameter": "U_z",
    "truncate": True, "truncate_after": 7, "by_hand": "gru", "by_hand_of": "U_z",
    "by_hand_row": 2, "by_hand_column": 2, "map_of": "gru", "map_grid": "fine", "clip": 0.25,
}  # fmt: skip


def test_every_setting_is_of_a_run_or_of_a_view():
    assert {*OF_A_RUN, *OF_A_VIEW} == set(settings(Settings))
    assert not OF_A_RUN.keys() & OF_A_VIEW.keys()


@pytest.mark.parametrize("name", [*OF_A_RUN, *OF_A_VIEW])
def test_a_run_is_made_anew_for_what_it_hangs_on_and_for_nothing_else(name):
    usual = Settings()
    changed = Settings(**{name: (OF_A_RUN | OF_A_VIEW)[name]})
    assert getattr(changed, name) != getattr(usual, name)
    same = redraw_key(changed, "runs") == redraw_key(usual, "runs")
    assert same is (name in OF_A_VIEW)


def test_targets_change_a_run_of_the_losses_that_take_them():
    one, other = (Settings(loss="squared_error", targets=text) for text in ("1 0", "0 1"))
    assert redraw_key(one, "runs") != redraw_key(other, "runs")


def test_what_cannot_be_run_leaves_the_run_as_it_is():
    page = Settings(loss="squared_error")
    before = redraw_key(page, "runs")
    page.cells = []
    page.targets = "no number"
    assert redraw_key(page, "runs") == before
    page.cells = ["gru"]
    assert redraw_key(page, "runs") != before


def test_the_frame_is_drawn_anew_for_what_it_shows():
    changes = {
        "large": True, "covered": True, "hidden": frozenset({"cell"}), "locked": True,
        "free_inputs": True, "hint": True, "task": "x", "embedded": True,
    }  # fmt: skip
    usual = redraw_key(Screen(), "frame")
    found = {n for n, v in changes.items() if redraw_key(Screen(**{n: v}), "frame") != usual}
    assert found == {"large", "hidden", "embedded"} and changes.keys() == settings(Screen).keys()


def test_what_is_not_on_screen_gives_way_to_the_first_that_is():
    page = Settings(looked_at="gru")
    assert page.picked("looked_at", ["lstm", "gru"]) == "gru"
    assert page.picked("looked_at", ["lstm", "elman"]) == "lstm" and page.looked_at == "gru"
    assert Settings().picked("looked_at", ["elman", "lstm"]) == "elman"


def visit(**link: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "ui" / "frame" / "main.py"), default_timeout=60)
    for name, text in ({"gT": "10", "gH": "2"} | link).items():
        app.query_params[name] = text
    app.run()
    return app.switch_page(str(ROOT / "pages" / "gradients.py")).run()


def test_a_link_opens_a_tab_as_it_was_and_says_what_is_chosen_there():
    app = visit(gtab="terms", glook="gru", gpar="U_r", gcut="1", gback="4")
    assert not app.exception
    assert app.selectbox(key="gradients_cell").value == "gru"
    assert app.selectbox(key="gradients_parameter_gru").value == "U_r"
    assert app.toggle(key="gradients_truncate").value is True
    page = app.session_state["gradients"]
    assert page.truncate_after == 4
    app.selectbox(key="gradients_parameter_gru").set_value("W_z").run()
    app.selectbox(key="gradients_cell").set_value("lstm").run()
    assert (page.looked_at, page.parameter) == ("lstm", "W_z")
    assert app.selectbox(key="gradients_parameter_lstm").value == "U_f"  # has no W_z
    texts = app.session_state["address"].texts
    assert (texts["glook"], texts["gpar"], texts["gcut"]) == ("lstm", "W_z", "1")

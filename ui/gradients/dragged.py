"""The chart of the Gradients page while a slider is dragged."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from sim import CELLS
from sim.lab.long_products import work
from ui.gradients import sections
from ui.gradients.products import QUICK
from ui.gradients.settings import NUMBERS, PRODUCTS, STEPS, UNITS, Settings
from ui.session.state import Session
from ui.shared.setting import redraw_key
from ui.widgets import drag
from ui.widgets.number import Unfit

CHOICES = {"T": STEPS, "H": UNITS}
SLIDERS = ("sigma", "keep", "held", "t", *CHOICES)


def drawn(settings: Settings, setting: str, value: float, session: Session, dark: bool) -> dict:
    """The figures of a slider's value, by chart; none where values are covered.

    Args:
        settings: the page's, not changed.
        setting: one of SLIDERS.
        value: of the slider, where it chooses among some the place from 0.
        session: the visitor's.
        dark: the background.

    Raises:
        KeyError, Unfit: there is no such setting or value.
        drag.TooMuch: the run is too large.
    """
    if settings.source == "scenario" and session.screen.covered:
        return {}
    other = replace(settings, **{setting: _taken(setting, value)})
    sizes = session.scenario.sizes if settings.source == "scenario" else vars(other)
    drag.fits((CELLS[cell] for cell in other.shown), sizes["T"], sizes["H"])
    runs = other.runs(session.scenario)
    other.fit(runs)
    if other.quantity in PRODUCTS and work(runs) > QUICK:
        raise drag.TooMuch
    T = next(iter(runs.values())).trace.T
    return {"chart_reach": sections.figure(other, runs, other.curves(runs), T, dark)}


def _taken(setting: str, value: float) -> float:
    if setting not in SLIDERS:
        raise KeyError(setting)
    if setting in CHOICES:
        places = CHOICES[setting]
        if value not in range(len(places)):
            raise KeyError(value)
        return places[int(value)]
    number = NUMBERS[setting]
    if number.within(value) != value:
        raise Unfit("number.any")
    return round(value) if number.whole else value


def offer(settings: Settings, session: Session, T: int) -> None:
    """Let the chart follow the page's sliders.

    Args:
        settings: the page's.
        session: the visitor's.
        T: timesteps of the runs on screen.
    """
    dark = st.context.theme.type == "dark"
    keys = {f"gradients_{name}": name for name in SLIDERS if name != "t"}
    keys[f"gradients_t_{T}"] = "t"
    stamp = [*redraw_key(settings, "runs"), settings.quantity, settings.t]
    drag.drag(
        session, "gradients", keys,
        lambda setting, value: drawn(settings, setting, value, session, dark),
        (session.view.rev, session.view.place, dark, *stamp),
    )  # fmt: skip

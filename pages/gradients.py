"""Gradients: how far back they reach, in several cells on the same inputs."""

import streamlit as st

from sim.lab import reach_of
from ui.frame import present
from ui.frame.page import page
from ui.gradients import dragged, header, sections
from ui.gradients import settings as gradients_settings
from ui.gradients import tabs as gradients_tabs
from ui.gradients.said import hint
from ui.session import state
from ui.widgets import part
from ui.widgets.html import html
from ui.words import sentences


def content() -> None:
    """What stands on the page."""
    session, settings = state.current(), gradients_settings.current()
    of_scenario = settings.source == "scenario"
    if of_scenario and not part.has_memory(session):
        with st.container(key="gradients_top"):
            header.header(settings, {})
        part.say_no_memory(session)
        return
    runs = settings.runs(session.scenario)
    settings.fit(runs)
    T = next(iter(runs.values())).trace.T
    step = min(settings.t, T)
    curves = settings.curves(runs)
    readings = {cell: reach_of(curve) for cell, curve in curves.items() if curve.whole}

    top = st.container(key="gradients_top")
    if of_scenario and session.screen.covered:
        with top:
            header.header(settings, runs)
        present.unless_covered(session, lambda: None, has_stage=False)
        return
    body = st.container(key="gradients_body")
    with body:
        chart = st.container(key="gradients_chart")
        sliders = st.container(key="gradients_sliders")
        right = st.container(key="gradients_reading")
        said = st.container(key="gradients_hint")
    # The chart runs first: a dragged slider is repainted before the rest of the page runs.
    with chart:
        sections.chart(settings, runs, curves, T)
    settings.let_paint()
    with right:
        html(sections.reading(readings) + sections.at_step(settings, runs, step))
    with top:
        header.header(settings, runs)
        header.symbols(settings, runs, T)
    with sliders:
        header.sliders(settings, runs, T)
        header.loss(settings, runs, T)
    told = hint.sentence(settings, session.scenario, runs, readings)
    said.text(sentences([told, *(part.said(session) if of_scenario else [])]))
    gradients_tabs.tabs(settings, runs, step)
    sections.clicks(settings, T)
    dragged.offer(settings, session, T)


page("gradients", content)

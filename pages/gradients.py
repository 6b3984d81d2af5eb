"""Gradients: how far back they reach, in several cells on the same inputs."""

import streamlit as st

from ui import gradients_controls as controls
from ui import gradients_sections as sections
from ui import gradients_settings, gradients_tabs, state
from ui.gradients_reading import read

settings = gradients_settings.current()
runs = settings.runs(state.current().scenario)
T = next(iter(runs.values())).trace.T
step = min(settings.t, T)
norms = {cell: run.norms(settings.quantity) for cell, run in runs.items()}
curves = {cell: values for cell, values in norms.items() if values is not None}
readings = {cell: read(values) for cell, values in curves.items()}

top = st.container(key="gradients_top")
left, right = st.columns([2, 1], gap="medium")
# The chart runs first: a dragged slider is repainted before the rest of the page is worked out.
with left:
    sections.chart(settings, curves, T)
settings.let_paint()
with right:
    st.html(sections.reading(readings, T) + sections.at_step(settings, runs, step))
with top:
    controls.header(settings, runs)
controls.sliders(settings, T)
st.container(key="hint").text(sections.sentence(settings, readings, T))
gradients_tabs.tabs(settings, runs, step)

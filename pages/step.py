"""Step: one cell, one timestep at a time."""

import streamlit as st

from sim.presets import PRESETS
from ui import ahead, controls, handcheck, present, sections, state
from ui.handout.downloads import downloads
from ui.hints import hint
from ui.stage import stage

session = state.current()
top, below_it = st.container(key="top"), st.container(key="hint")
trace = session.scenario.run()
# The stage runs first: an edit is repainted before the rest of the page is worked out.
stage(
    session.scenario, trace, session.view, PRESETS[session.preset].expected(session.scenario),
    key="stage", on_edits=lambda edits: session.edit(edits, "stage"), on_view=session.look,
    autoplay=session.autoplay, screen=session.screen, on_screen=session.arrange, covers=True,
    ahead=ahead.address(session),
)  # fmt: skip
session.let_paint()
if not session.screen.embedded:
    with top:
        controls.header(session)
    below_it.text(hint(session, trace))

show = {
    "charts": lambda: present.charts(session, trace),
    "weights": lambda: sections.weights(session),
    "mine": lambda: handcheck.panel(session, trace),
    "table": lambda: present.unless_covered(session, lambda: sections.table(session, trace)),
    "formulas": lambda: sections.formulas(session, trace),
    "code": lambda: sections.code(trace),
    "download": lambda: present.unless_covered(session, lambda: downloads(session, trace)),
}
if session.screen.large:
    show["charts"]()
elif session.screen.shows("sections"):
    sections.tabs(session, show)

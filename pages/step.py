"""Step: one cell, one timestep at a time."""

import streamlit as st

from sim.measures import half_life, kept_a_step
from sim.presets import PRESETS
from ui import controls, sections, state
from ui.stage import stage
from ui.words import t

TABS = ("charts", "weights", "table", "formulas", "code")


def hint(session: state.Session, trace) -> str:
    """What there is to say: the last note, else what to look for in the example."""
    if session.note:
        return session.note
    preset = PRESETS[session.preset]
    text = t(f"presets.{preset.key}_look")
    if preset.held:
        steps = float(half_life(kept_a_step(trace, session.view.unit)))
        endless = steps == float("inf")
        text += " " + (
            t("step.half_life_never") if endless else t("step.half_life", steps=f"{steps:.3g}")
        )
    return text


session = state.current()
top, below = st.container(key="top"), st.container(key="hint")
trace = session.scenario.run()
# The stage runs first: an edit is repainted before the rest of the page is worked out.
stage(
    session.scenario, trace, session.view, PRESETS[session.preset].expected(session.scenario),
    key="stage", on_edits=lambda edits: session.edit(edits, "stage"), on_view=session.look,
    autoplay=session.autoplay,
)  # fmt: skip
session.let_paint()
with top:
    controls.header(session)
below.text(hint(session, trace))

tabs = st.tabs([t(f"step.tab_{name}") for name in TABS], key="section", on_change="rerun")
show = {
    "charts": lambda: sections.charts(session, trace),
    "weights": lambda: sections.weights(session),
    "table": lambda: sections.table(session, trace),
    "formulas": lambda: sections.formulas(session, trace),
    "code": lambda: sections.code(trace),
}
for name, tab in zip(TABS, tabs, strict=True):
    if tab.open:
        with tab:
            show[name]()

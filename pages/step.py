"""Step: one cell, one timestep at a time."""

import streamlit as st

from sim.presets import PRESETS
from ui.frame import present
from ui.frame.page import page
from ui.handout.downloads import downloads
from ui.reruns import bound
from ui.reruns.turns import turn
from ui.session import asked, state
from ui.stage import preview, stage
from ui.step import controls, handcheck, sections
from ui.step.hints import heading, hint


def content() -> None:
    """What stands on the page."""
    session = state.current()
    below_header = st.container(key="hint")
    sections.follow(session)
    where = asked.address(session)
    trace, ready = preview.run(session)
    # The stage runs first: an edit is repainted before the rest of the page runs.
    stage(
        session.scenario, trace, session.view,
        () if ready else PRESETS[session.preset].beside(session.scenario),
        key="stage", on_edits=lambda edits: preview.edit(session, edits), on_view=session.look,
        autoplay=session.autoplay, screen=session.screen, on_screen=session.arrange, covers=True,
        ahead=where, ready=ready, former=session.former and session.former.trace,
        heading=heading(session, trace),
    )  # fmt: skip
    session.preview.painted.wait(session.view.rev)
    if not session.screen.embedded:
        below_header.text(hint(session, trace))

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


top = st.container(key="top")
page("step", content, around=lambda: controls.shown(state.current()))
if not state.current().screen.embedded:
    with top, turn(), bound.region("header"):
        controls.header(state.current())
        bound.acknowledge()

"""Compare: several cells on the same inputs, under one clock."""

import streamlit as st

from ui.compare import dragged, presented, sections
from ui.compare import header as head
from ui.compare import settings as compare
from ui.frame import present
from ui.frame.page import page
from ui.session import state


def content() -> None:
    """What stands on the page."""
    session = state.current()
    present.unless_covered(session, lambda: cells(session), has_stage=False)


def cells(session: state.Session) -> None:
    """The cells beside each other.

    Args:
        session: of the visitor.
    """
    choice = compare.current()
    above = st.container(key="compare_above")
    runs = choice.runs(session)
    large = session.screen.large
    with above:
        if large:
            presented.heading(session, choice, runs)
        else:
            head.header(session, choice, runs)
            sections.player(session, runs)
    if large:
        presented.cells(session, choice, runs)
        head.header(session, choice, runs)
    else:
        st.container(key="hint").text(head.sentence(choice, runs))
    left, right = st.columns([11, 9], gap="medium")
    if not large:
        with left:
            sections.stages(session, choice, runs)
    session.preview.painted.wait(session.view.rev)
    with right, st.container(key="compare_charts", gap=None):
        sections.charts(session, choice, runs)
    sections.formulas(runs)
    left, right = st.columns(2, gap="medium")
    with left:
        sections.parameters(runs)
    with right:
        sections.conventions(runs)
    dragged.offer(session, choice, runs)


page("compare", content)

"""Compare: several cells on the same inputs, under one clock."""

import streamlit as st

from ui.compare import dragged, presented, sections
from ui.compare import header as head
from ui.compare import settings as compare
from ui.compare.other import KEPT
from ui.frame import present
from ui.frame.page import page
from ui.links.text.kept import fits
from ui.session import state
from ui.widgets import part
from ui.words import sentences, t


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
    if not part.has_memory(session):
        with st.container(key="compare_header", horizontal=True):
            part.part_picker(session)
        part.say_no_memory(session)
        return
    above = st.container(key="compare_above")
    runs = choice.runs(session)
    large = session.screen.large
    with above:
        if large:
            presented.heading(session, choice, runs)
        else:
            head.header(session, choice, runs)
            sections.player(session, choice, runs)
    if large:
        presented.cells(session, choice, runs)
        head.header(session, choice, runs)
    else:
        with st.container(key="compare_said", horizontal=True, vertical_alignment="center"):
            head.beside(session, choice)
            st.container(key="hint").text(said(session, choice, runs))
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


def said(session: state.Session, choice: compare.CompareSettings, runs: sections.Runs) -> str:
    """What is compared, and what of it a link would leave out.

    Args:
        session: of the visitor.
        choice: of the page.
        runs: on screen, by name.
    """
    other = choice.other
    left_out = other.scenario is not None and other.what == KEPT and not fits(other.scenario)
    texts = [head.sentence(choice, runs), *part.said(session)]
    return sentences([*texts, *[t("compare.kept_not_in_link")] * left_out])


page("compare", content)

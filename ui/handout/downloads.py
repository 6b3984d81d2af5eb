"""What a person can take away from the Step page; nothing of it is made before it is asked for."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from sim.presets import PRESETS
from sim.run.trace import Trace
from ui.handout.choice import Choice, most_steps
from ui.handout.markdown import markdown
from ui.handout.page import handout
from ui.handout.picture import pictures
from ui.handout.texts import Source, texts
from ui.links import address
from ui.links.menu.link import link_to
from ui.memory.work import run_of
from ui.session.screen import SECTIONS
from ui.session.state import Session
from ui.step.table import csv_button
from ui.widgets.chart import FORMATS
from ui.widgets.number import number_field, whole
from ui.words import t

DECIMALS = whole(1, 8, usual=3)
FEW = 4  # so many units are all printed unless the visitor says otherwise


def downloads(session: Session, trace: Trace) -> None:
    """The worked solution, the pictures and the numbers of the run on screen.

    Args:
        session: of the visitor.
        trace: the run on screen.
    """
    paper, picture, numbers = st.columns([5, 4, 4], gap="large")
    name = f"gatescope-{session.scenario.cell}"
    with paper:
        _paper(session, trace, name)
    with picture:
        st.markdown(f"**{t('handout.pictures')}**")
        st.caption(t("handout.pictures_text"))
        pictures(name, _title(session) or trace.cell.title)
        st.segmented_control(
            t("handout.charts"), FORMATS, key="chart_format", required=True, default=FORMATS[0],
            format_func=str.upper, persist_state="session", help=t("handout.charts_text"),
        )  # fmt: skip
    with numbers:
        st.markdown(f"**{t('handout.numbers')}**")
        has_state = bool(session.scenario.chosen_cell.states)
        st.caption(t("handout.numbers_text" if has_state else "handout.numbers_text_no_state"))
        csv_button(session, "download_csv")


def _paper(session: Session, trace: Trace, name: str) -> None:
    scenario = session.scenario
    st.markdown(f"**{t('handout.paper')}**")
    st.caption(t("handout.paper_text"))
    choice = _choice(session, trace)
    most = most_steps(trace, scenario.output, len(choice.rows))
    fits = len(choice.timesteps) <= most
    say = texts(scenario, _title(session))
    preset = PRESETS[session.preset]
    lines = preset.expected(scenario)
    source = Source(preset.source, lines) if lines else None
    link = link_to(replace(address.here(), t=None, unit=None, section=SECTIONS[0])) or ""
    with st.container(horizontal=True):
        st.download_button(
            t("handout.page"),
            lambda: handout(scenario, run_of(scenario), choice, say, source, link),
            f"{name}-worked.html", "text/html", key="handout_page", on_click="ignore",
            disabled=not fits, icon=":material/print:", help=t("handout.page_help"),
        )  # fmt: skip
        st.download_button(
            t("handout.markdown"),
            lambda: markdown(scenario, run_of(scenario), choice, say, link),
            f"{name}-worked.md", "text/markdown", key="handout_markdown", on_click="ignore",
            disabled=not fits, icon=":material/functions:", help=t("handout.markdown_help"),
        )  # fmt: skip
    if not fits:
        st.warning(t("handout.too_long", most=most) if most else t("handout.too_wide"))


def _choice(session: Session, trace: Trace) -> Choice:
    """What the widgets say, within what the run has."""
    T, H = trace.T, session.scenario.units
    kind = st.segmented_control(
        t("handout.kind"), ("solution", "exercise"), key="handout_kind", required=True,
        default="solution", format_func=lambda key: t(f"handout.kind_{key}"),
        label_visibility="collapsed", persist_state="session",
    ) or "solution"  # fmt: skip
    left, right = st.columns([3, 2], gap="medium")
    with left:
        units = _range("units", H, H if H <= FEW else 1)
        fit = most_steps(trace, session.scenario.output, units[1] - units[0] + 1)
        steps = _range("steps", T, max(1, min(T, fit)))
    with right:
        decimals = number_field(t("handout.decimals"), DECIMALS, key="handout_decimals")
    return Choice(steps, units, decimals, kind == "exercise")


def _range(name: str, most: int, usual: int) -> tuple[int, int]:
    """First and last of so many; as chosen before as far as the run goes."""
    number = whole(1, most)
    if most == 1:
        return 1, 1
    kept = f"handout_{name}_of"
    if st.session_state.get(kept) != most:
        st.session_state[kept], st.session_state[f"handout_{name}"] = most, (1, usual)
    label = t(f"handout.range_{name}")
    return st.slider(
        label, number.least, number.most, key=f"handout_{name}", persist_state="session"
    )


def _title(session: Session) -> str:
    """The scenario's title; of an example in the visitor's language."""
    title, preset = session.scenario.title, PRESETS[session.preset]
    return t(f"presets.{preset.key}") if title == preset.scenario.title else title

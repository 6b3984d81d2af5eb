"""Presenter mode and covered values: what they change on the page around the stage."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from sim.run.trace import Trace
from ui import PAGES
from ui.look import FOLDER, layout
from ui.session.state import Session, current
from ui.step import sections
from ui.words import in_this_language, t

ROOT = Path(__file__).resolve().parents[2]
LARGE = (FOLDER / "present.css").read_text(encoding="utf-8") + layout("large")
WITHOUT_PLAYER = {"gradients"}  # the player has the switch elsewhere


def style() -> str:
    """The CSS of presenter mode, "" outside of it."""
    return LARGE if current().screen.large else ""


def switch(page: str) -> None:
    """Presenter mode on and off, on a page whose stage does not offer it.

    Args:
        page: its path in the address.
    """
    session = current()
    large = session.screen.large
    if page in WITHOUT_PLAYER:
        st.button(
            t("present.leave") if large else t("present.present"), key="present_page",
            icon=":material/fullscreen_exit:" if large else ":material/fullscreen:",
            type="tertiary", shortcut="Escape" if large else None,
            on_click=in_this_language(lambda: session.arrange({"large": not large})),
        )  # fmt: skip


def charts(session: Session, trace: Trace) -> None:
    """The charts under the stage, unless their values are still to be predicted."""
    unless_covered(session, lambda: sections.charts(session, trace))


def unless_covered(session: Session, show: Callable[[], object], has_stage: bool = True) -> None:
    """Run `show`, or say that values are covered and offer to show them.

    Args:
        session: of the visitor.
        show: draws what tells values.
        has_stage: whether the page has the stage on which they are revealed; else it leads there.
    """
    if not (session.screen.covers if has_stage else session.screen.covered):
        show()
        return
    first = t(f"app.page_{PAGES[0]}")
    st.text(t("present.covered") if has_stage else t("present.covered_elsewhere", page=first))
    with st.container(horizontal=True, vertical_alignment="center"):
        if not has_stage:
            st.page_link(
                ROOT / "pages" / f"{PAGES[0]}.py", label=t("present.to_stage"),
                icon=":material/arrow_forward:",
            )  # fmt: skip
        st.button(
            t("present.show_all"), key="show_all",
            on_click=in_this_language(lambda: session.arrange({"covered": False})),
        )  # fmt: skip

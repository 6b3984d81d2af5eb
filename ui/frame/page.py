"""A page runs alone when something on it changes: without the frame around it, the header's menus.

So an edit costs half as much, for the server and for the browser, which redraws only what was sent.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ui import links
from ui.frame import language
from ui.memory.work import working
from ui.reruns import bound, jobs
from ui.reruns.turns import turn
from ui.session import state
from ui.shared.setting import redraw_key
from ui.words import speaking, t

MADE_FOR = "frame_made_for"  # what the frame on screen was made for


def frame() -> None:
    """The frame runs, and the page with it: `page` need not ask for that."""
    st.session_state[MADE_FOR] = None


def page(
    name: str, content: Callable[[], object], around: Callable[[], object] = lambda: None
) -> None:
    """Show a page, and again whenever something on it changes.

    Args:
        name: its key in PAGES.
        content: draws what stands on it.
        around: gives what the rest of the page's script shows; it runs again when that changes.
    """

    @st.fragment
    def run() -> None:
        screen = state.current().screen
        switches = redraw_key(screen, "frame")
        made_for = (language.chosen(), switches, links.shown(), around())
        alone = st.session_state[MADE_FOR] is not None
        if alone and st.session_state[MADE_FOR] != made_for:
            st.rerun()
        st.session_state[MADE_FOR] = made_for
        jobs.begin()
        with speaking(*language.chosen()), bound.region("page"):
            with turn(), working():
                if screen.task:
                    st.container(key="task").text(t("step.task", task=screen.task))
                content()
            links.bar(name)
            bound.acknowledge()
            if alone:
                jobs.carry_on("fragment")

    run()

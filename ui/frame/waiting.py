"""The page for newcomers while there is no room: it asks again by itself."""

from __future__ import annotations

from weakref import WeakSet

import streamlit as st

from ui.memory.pressure import PRESSURE
from ui.words import in_this_language, t

ASK_SECONDS = 4
_PLACE = "let_in"


class _Place:
    """Of one who has been let in; gone with the session."""


_taken: WeakSet[_Place] = WeakSet()


def waits() -> bool:
    """Whether this visitor has not been let in yet and there is no room; who is in stays in.

    The first always comes in: memory that is not free again when all have left shuts nobody out.
    """
    if _PLACE not in st.session_state:
        if len(_taken) and PRESSURE.newcomers_wait():
            return True
        st.session_state[_PLACE] = place = _Place()
        _taken.add(place)
    return False


def room() -> None:
    """Ask for patience, in the visitor's language."""

    @st.fragment(run_every=ASK_SECONDS)
    @in_this_language
    def ask() -> None:
        if not waits():
            st.rerun()
        with st.container(key="waiting_room", horizontal_alignment="center"):
            st.subheader(t("app.waiting_title"), anchor=False, text_alignment="center")
            st.markdown(t("app.waiting_text"), text_alignment="center")

    ask()

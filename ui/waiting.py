"""The page for newcomers while there is no room: it asks again by itself."""

from __future__ import annotations

import streamlit as st

from ui.memory.pressure import PRESSURE
from ui.words import t

ASK_SECONDS = 4
_WAITS = "waits_for_room"


def waits() -> bool:
    """Whether this visitor has not been let in yet and there is no room; who is in stays in."""
    if _WAITS not in st.session_state or st.session_state[_WAITS]:
        st.session_state[_WAITS] = PRESSURE.newcomers_wait()
    return st.session_state[_WAITS]


def room() -> None:
    """Ask for patience, in the visitor's language."""

    @st.fragment(run_every=ASK_SECONDS)
    def ask() -> None:
        with st.container(key="waiting_room", horizontal_alignment="center"):
            st.markdown(f"### {t('app.waiting_title')}", text_alignment="center")
            st.markdown(t("app.waiting_text"), text_alignment="center")
        if not waits():
            st.rerun()

    ask()

"""Which dialog of the Share menu stands open: it is drawn in every run of the frame."""

from __future__ import annotations

import streamlit as st

OPEN = "share_dialog"


def close() -> None:
    """Let the dialog be gone from the next run on."""
    st.session_state.pop(OPEN, None)

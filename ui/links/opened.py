"""Which dialog of the Share menu stands open.

It is called in every run of the page, so that a run that comes from the stage does not close it.
"""

from __future__ import annotations

import streamlit as st

OPEN = "share_dialog"


def close() -> None:
    """Let the dialog be gone from the next run on."""
    st.session_state.pop(OPEN, None)

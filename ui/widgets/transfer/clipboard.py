"""Copy buttons that copy wherever the page is shown, or say that they can't."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ui.shared.bundle import bundle
from ui.words import words

_component = st.components.v2.component(
    "gatescope_copying", js=bundle(Path(__file__).parent, "clipboard.js")
)


def copying() -> None:
    """Let the page's copy buttons find another way where the browser's clipboard is closed."""
    _component(key="copying", data={"by_hand": words("transfer")["copy_by_hand"]})

"""When charts are drawn: only those that are looked at, one at a time, and behind an edit."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ui.shared.bundle import bundle
from ui.shared.served import served

FOLDER = Path(__file__).parent

_component = st.components.v2.component(
    "gatescope_painter", js=served("painter", bundle(FOLDER, "main.js"), "")
)


def painter() -> None:
    """Take over the drawing of Streamlit's charts for as long as the browser's page stands."""
    _component(key="painter")

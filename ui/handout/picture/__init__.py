"""Buttons that save what the stage shows as SVG or PNG; the browser draws, the server is not asked.

The score is drawn from what is seen, box by box: a `foreignObject` would keep the browser from
making a PNG of it, and other programs from showing the SVG.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ui.shared.bundle import bundle
from ui.shared.served import served
from ui.words import words

FOLDER = Path(__file__).parent
PREFIX = "picture_"

_component = st.components.v2.component(
    "gatescope_pictures",
    html='<div class="gatescope-pictures"></div>',
    js=served(
        "pictures",
        bundle(FOLDER, "main.js"),
        (FOLDER / "picture.css").read_text(encoding="utf-8"),
    ),
)


def pictures(name: str, title: str) -> None:
    """Show the buttons.

    Args:
        name: how the files begin.
        title: of the pictures, for a screen reader.
    """
    said = {key: text for key, text in words("handout").items() if key.startswith(PREFIX)}
    _component(key="pictures", data={"words": said, "name": name, "title": title})

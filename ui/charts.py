"""How every chart is shown: which buttons it has, and in which language."""

from __future__ import annotations

import streamlit as st

from ui.words import ENGLISH, language, words

FORMATS = ("png", "svg")  # of a chart's picture, the first unless the visitor chose


def chart_config(**image: object) -> dict[str, object]:
    """What `st.plotly_chart(config=...)` takes.

    Args:
        image: more for the picture that the camera button makes, such as `filename`.
    """
    lang, wanted = language(), st.session_state.get("chart_format", FORMATS[0])
    config: dict[str, object] = {
        "displaylogo": False,
        "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d", "zoomIn2d", "zoomOut2d"],
        "toImageButtonOptions": {"format": wanted, "scale": 2, **image},
    }
    if lang != ENGLISH:
        # Handed over with the chart, so that no bundle is fetched.
        config |= {"locale": lang, "locales": {lang: {"dictionary": words("plotly", lang)}}}
    return config

"""How every chart is shown: which buttons it has, and in which language."""

from __future__ import annotations

from itertools import islice

import streamlit as st

from ui.figures.described import enlarged, read_curves
from ui.session.state import current
from ui.widgets.drawn import Drawn
from ui.words import ENGLISH, language, sentences, t, words

MOST_SPOKEN = 8
FORMATS = ("png", "svg")  # of a chart's picture, the first unless the visitor chose


def chart_config(**image: object) -> dict[str, object]:
    """What `st.plotly_chart(config=...)` takes.

    Args:
        image: more for the picture that the camera button makes, such as `filename`.
    """
    lang, wanted = language(), st.session_state.get("chart_format") or FORMATS[0]
    config: dict[str, object] = {
        "displaylogo": False,
        "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d", "zoomIn2d", "zoomOut2d"],
        "toImageButtonOptions": {"format": wanted, "scale": 2, **image},
    }
    if lang != ENGLISH:
        # Handed over with the chart, so that no bundle is fetched.
        config |= {"locale": lang, "locales": {lang: {"dictionary": words("plotly", lang)}}}
    return config


def chart(figure: dict, key: str, alt: str, fills: bool = False, **image: object) -> None:
    """Show a figure: larger in presenter mode, and in words for a screen reader.

    Args:
        figure: a Plotly dict.
        key: of the element, unique on the page.
        alt: what it shows, in a few words; its numbers are added.
        fills: in presenter mode, as high as the container that it stands in.
        image: as for `chart_config`.
    """
    config = chart_config(**image)
    look = {}
    if current().screen.large:
        figure, config["displayModeBar"] = enlarged(figure), False
        if fills:
            figure["layout"]["height"], look = None, {"height": "stretch"}
    said = sentences([t("joins.sentence", text=alt), *filter(None, [spoken(figure)])])
    st.plotly_chart(Drawn(figure), key=key, theme=None, config=config, alt=said, **look)


def spoken(figure: dict) -> str:
    """The curves of a figure in sentences, computed from its data."""
    curves = list(islice(read_curves(figure), MOST_SPOKEN + 1))
    said = [
        t(
            "present.curve", name=curve.name, first=curve.first, last=curve.last,
            low=curve.low, low_at=curve.low_at, high=curve.high, high_at=curve.high_at,
        )
        for curve in curves[:MOST_SPOKEN]
    ]  # fmt: skip
    if len(curves) > MOST_SPOKEN:
        said.append(t("present.more_curves"))
    return sentences(said)

"""Clicks on charts, and keys that walk one.

Streamlit's own selection knows neither lines without markers nor heat maps.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import streamlit as st

from ui.shared.bundle import bundle
from ui.words import in_this_language

FOLDER = Path(__file__).parent

_component = st.components.v2.component(
    "gatescope_clicks",
    html="<span hidden></span>",
    js=bundle(FOLDER, "clicks.js"),
)


def clicks(
    key: str,
    taken: dict[str, Callable[[float, float], object]],
    walk: tuple[str, int, int] | None = None,
) -> None:
    """Hear clicks on charts of the page.

    Args:
        key: of the component.
        taken: key of a chart -> called with the (x, y) of the point that was clicked, before the
            next run of the page.
        walk: a chart of these whose cursor the arrow keys and a clicker move, the step that it is
            on, from 1, and the last one.
    """

    def heard() -> None:
        click = st.session_state[key].get("click")
        if not isinstance(click, dict) or click.get("chart") not in taken:
            return
        place = [click.get("x"), click.get("y")]
        if all(type(v) in (int, float) and math.isfinite(v) for v in place):
            taken[click["chart"]](*map(float, place))

    walked = walk and dict(zip(("chart", "t", "T"), walk, strict=True))
    _component(
        key=key,
        data={"charts": list(taken), "walk": walked},
        on_click_change=in_this_language(heard),
    )

"""HTML on the page: of `ui.words.markup` alone, where what a person typed was escaped."""

from __future__ import annotations

import streamlit as st

from ui.words.markup import Markup


def html(markup: Markup) -> None:
    """Show HTML; raises TypeError for a text, which nobody has escaped.

    Args:
        markup: as `ui.words.markup` makes it.
    """
    if not isinstance(markup, Markup):
        raise TypeError(f"a text is no HTML: {type(markup).__name__}")
    st.html(str(markup))

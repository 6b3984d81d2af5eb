"""Tabs of which only the open one runs, and which stays open in another language."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st


def tabs(
    key: str, titles: Mapping[str, str], show: Mapping[str, Callable[[], object]], shown: str
) -> str:
    """Show tabs and what the open one holds; returns its name.

    Args:
        key: of the widget, whose value is a title and so belongs to one language.
        titles: name -> what the tab is called.
        show: name -> what draws it, in order.
        shown: name of the tab to open where the widget knows none; the first for any other.
    """
    if st.session_state.get(key) not in titles.values():
        st.session_state[key] = titles[shown if shown in titles else next(iter(titles))]
    made = st.tabs(list(titles.values()), key=key, on_change="rerun")
    for name, tab in zip(titles, made, strict=True):
        if tab.open:
            shown = name
            with tab:
                show[name]()
    return shown

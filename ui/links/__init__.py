"""Links, scenario files, the teacher's link: what carries a scenario from one screen to another."""

from __future__ import annotations

import streamlit as st

from ui.links.address import arrive, keep, listen, told, turn
from ui.links.menu.share import menu, shown
from ui.links.text.errors import sentence

__all__ = ["arrive", "bar", "listen", "menu", "shown", "turn"]


def bar(page: str) -> None:
    """What links need on every page: the address kept and what was wrong with it said.

    Args:
        page: key of the page on screen.
    """
    keep(page)
    for error in told():
        st.toast(sentence(error), icon=":material/link_off:", duration="infinite")

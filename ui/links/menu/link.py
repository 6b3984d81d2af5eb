"""The link to a place, as this visitor reaches the app."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from ui.links import fields
from ui.links.menu.reach import reach
from ui.links.place import Place
from ui.links.text.document import NOT_HERE
from ui.words import t

LINES = 120  # px; a longer link scrolls in its box
LONG = 300


def link_to(place: Place, first: bool = False) -> str | None:
    """The link to a place on the page on screen, None if no link can hold it.

    Args:
        place: where to.
        first: whether it leads to the first page instead.
    """
    texts = fields.written(place)
    link = reach(first).page + (f"?{urlencode(texts)}" if texts else "")
    return None if texts.get("d") == NOT_HERE or len(link) > fields.MOST_LINK else link


def warn() -> None:
    """Say so where no other device finds the app by its link."""
    if word := reach().warning:
        st.warning(t(word), icon=":material/wifi_off:")


def show_link(link: str | None) -> None:
    """A link with a button to copy it, or why there is none.

    Args:
        link: as `link_to` gives it.
    """
    if link is None:
        st.warning(t("links.no_link", most=fields.MOST_LINK), icon=":material/link_off:")
        return
    st.code(link, language=None, wrap_lines=True, height=LINES if len(link) > LONG else "content")
    st.caption(t("links.length", count=len(link)))

"""The Share menu in the header: the link, its QR code, a link for a class, and scenario files."""

from __future__ import annotations

import streamlit as st

from ui.links import address
from ui.links.menu import files, qr, teacher
from ui.links.menu.link import link_to, show_link, warn
from ui.links.menu.opened import OPEN, close
from ui.words import in_this_language, t

DIALOGS = {
    "qr": ("large", ":material/qr_code_2:", qr.dialog),
    "class": ("medium", ":material/school:", teacher.dialog),
    "file": ("small", ":material/folder_open:", files.dialog),
}


def shown() -> object:
    """What the open menu or dialog shows: it is redrawn when this changes."""
    if not st.session_state.get("share") and not st.session_state.get(OPEN):
        return None
    return address.parameters()


def menu() -> None:
    """The button, what it opens, and the dialog that stands open."""
    with st.popover(
        t("links.share"), key="share", icon=":material/share:", type="tertiary", on_change="rerun"
    ) as opened:
        if opened.open:
            _content()
    if chosen := st.session_state.get(OPEN):
        width, icon, show = DIALOGS[chosen]
        opened = st.dialog(
            t(f"links.title_{chosen}"), width=width, icon=icon, on_dismiss=in_this_language(close)
        )
        opened(in_this_language(show))()


def _content() -> None:
    st.caption(t("links.share_text"))
    show_link(link_to(address.here()))
    warn()
    with st.container(gap="xsmall"):
        for name, (_, icon, _) in DIALOGS.items():
            st.button(
                t(f"links.share_{name}"), key=f"share_{name}", icon=icon, type="tertiary",
                on_click=in_this_language(_show), args=(name,),
            )  # fmt: skip
        files.save()


def _show(name: str) -> None:
    st.session_state[OPEN], st.session_state["share"] = name, False

"""Which part of a network a page looks at."""

from __future__ import annotations

import streamlit as st

from ui.reruns.bound import bound
from ui.session.state import Session
from ui.words import t
from ui.words.lines import part_name


def part_picker(session: Session) -> None:
    """A choice of the part, where there is more than one; else nothing.

    Args:
        session: of the visitor.
    """
    names = session.parts()
    if len(names) < 2:
        return
    st.selectbox(
        t("parts.choose"), names, label_visibility="collapsed", width=190, help=t("parts.help"),
        format_func=lambda name: t("parts.named", name=part_name(name)),
        **bound("part", session.scenario.part, session.look_at, in_words=True),
    )  # fmt: skip

"""Which part of a network a page looks at."""

from __future__ import annotations

import streamlit as st

from ui.reruns.bound import bound
from ui.session.state import Session
from ui.words import t
from ui.words.lines import part_name

WIDTH = 190  # pixels


def part_picker(session: Session, width: int = WIDTH) -> None:
    """A choice of the part, where there is more than one; else nothing.

    Args:
        session: of the visitor.
        width: in pixels.
    """
    names = session.parts()
    if len(names) < 2:
        return
    st.selectbox(
        t("parts.choose"), names, label_visibility="collapsed", width=width, help=t("parts.help"),
        format_func=lambda name: t("parts.named", name=part_name(name)),
        **bound("part", session.scenario.part, session.look_at, in_words=True),
    )  # fmt: skip


def has_memory(session: Session) -> bool:
    """Whether the part that is looked at has a state: a page about memory shows no other.

    Args:
        session: of the visitor.
    """
    return bool(session.scenario.chosen_cell.states)


def say_no_memory(session: Session) -> None:
    """What stands on a page about memory for a part that has none.

    Args:
        session: of the visitor.
    """
    with st.container(key="no_memory"):
        st.text(t("parts.no_memory", name=part_name(session.scenario.part)))


def said(session: Session) -> list[str]:
    """A sentence on what is left of a network where one part of it is looked at alone, or none.

    Args:
        session: of the visitor.
    """
    if len(session.parts()) < 2:
        return []
    return [t("parts.alone", name=part_name(session.scenario.part))]

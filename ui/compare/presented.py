"""The Compare page before a class: every cell's numbers at the step, one cell's equations."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ui.compare import header
from ui.compare.sections import Runs, player, stage_of
from ui.compare.settings import Choice
from ui.session.state import Session
from ui.widgets.html import html
from ui.words import in_this_language, t
from ui.words.markup import tag


def heading(session: Session, choice: Choice, runs: Runs) -> None:
    """Title and hint of what is on screen, and the player.

    Args:
        session: of the visitor; choice: of the page; runs: on screen, by cell.
    """
    title = t(f"presets.{session.preset}")
    said = header.sentence(choice, runs)
    html(tag("p", tag("b", title), " ", tag("span", said), class_="gs-presented"))
    player(session, runs)


def cells(session: Session, choice: Choice, runs: Runs) -> None:
    """The numbers of every cell side by side, and the equations of the cell in focus.

    Args:
        session: of the visitor; choice: of the page; runs: on screen, by cell.
    """
    focus = choice.focused(runs)
    with st.container(key="compare_presented", gap=None):
        for key, column in zip(runs, st.columns(len(runs), gap="small"), strict=True):
            with column:
                st.button(
                    t(f"cells.{key}"), key=f"compare_focus_{key}", width="stretch",
                    type="primary" if key == focus else "secondary", help=t("compare.focus"),
                    on_click=in_this_language(partial(setattr, choice, "focus", key)),
                )  # fmt: skip
                stage_of(session, runs[key], f"compare_score_{key}", ["score"])
        stage_of(session, runs[focus], f"compare_equations_{focus}", ["arithmetic"])

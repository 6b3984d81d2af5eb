"""The Compare page before a class: every cell's numbers at the step, one cell's equations."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ui.compare import header
from ui.compare.sections import Runs, player, stage_of, title
from ui.compare.settings import CompareSettings
from ui.session.state import Session
from ui.widgets.html import html
from ui.words import in_this_language, t
from ui.words.markup import tag


def heading(session: Session, choice: CompareSettings, runs: Runs) -> None:
    """Title and hint of what is on screen, and the player.

    Args:
        session: of the visitor.
        choice: of the page.
        runs: on screen, by name.
    """
    name = t(f"presets.{session.preset}")
    said = header.sentence(choice, runs)
    html(tag("p", tag("b", name), " ", tag("span", said), class_="gs-presented"))
    player(session, choice, runs)


def cells(session: Session, choice: CompareSettings, runs: Runs) -> None:
    """The numbers of every run side by side, and the equations of the one in focus.

    Args:
        session: of the visitor.
        choice: of the page.
        runs: on screen, by name.
    """
    focus = choice.focused(runs)
    with st.container(key="compare_presented", gap=None):
        for key, column in zip(runs, st.columns(len(runs), gap="small"), strict=True):
            with column:
                st.button(
                    title(session, choice, key), key=f"compare_focus_{key}", width="stretch",
                    type="primary" if key == focus else "secondary", help=t("compare.focus"),
                    on_click=in_this_language(partial(setattr, choice, "focus", key)),
                )  # fmt: skip
                stage_of(session, choice, key, runs[key], "score", ["score"])
        stage_of(session, choice, focus, runs[focus], "equations", ["arithmetic"])

"""Scenario files: saved exactly, opened whole or not at all."""

from __future__ import annotations

from functools import partial

import streamlit as st

from sim.document.files import from_json, to_json
from sim.document.seen import PartScenario
from sim.text.errors import InputError
from ui.links.menu.opened import OPEN, close
from ui.links.text.errors import LinkError, sentence
from ui.reruns.mishaps import noted
from ui.session import state
from ui.widgets.transfer import File, opener
from ui.words import t
from ui.words.errors import message

# 50,000 numbers of 26 bytes are 1,300, the rest is for words. In a message it is a third more, and
# has to leave room for the page's widgets there.
MOST_KB = 1_450


def save() -> None:
    """A button that saves the scenario on screen."""
    session = state.current()
    st.download_button(
        t("links.file_save"), lambda: to_json(session.scenario), mime="application/json",
        file_name=f"gatescope-{session.scenario.cell}.json", key="file_save", on_click="ignore",
        icon=":material/download:", type="tertiary",
    )  # fmt: skip


def dialog() -> None:
    """A field for a file; what cannot be opened changes nothing and says why."""
    opener("file_open", t("links.file_text"), ".json,application/json", 1000 * MOST_KB, _take, _why)
    if not st.session_state.get(OPEN):
        st.rerun()  # a dialog runs by itself; the scenario is on the page


def _take(file: File) -> None:
    scenario = opened(file.content)
    state.current().load(scenario, partial(t, "links.file_opened", name=file.name))
    close()


def _why(error: Exception) -> str:
    if isinstance(error, LinkError):
        reason = sentence(error)
    else:
        reason = message(error) if isinstance(error, InputError) else t("links.file_not_text")
    return t("links.file_not_opened", reason=reason)


def opened(content: bytes) -> PartScenario:
    """The scenario of a file.

    Args:
        content: bytes of the file, not trusted.

    Raises:
        LinkError: too large, no text, or what nobody thought of.
        InputError: no scenario.
    """
    if len(content) > 1000 * MOST_KB:
        raise LinkError("links.file_too_large", most=MOST_KB)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LinkError("links.file_not_text") from error
    try:
        return from_json(text)
    except InputError:
        raise
    except Exception as error:
        noted(error, "scenario file")
        raise LinkError("links.file_failed") from error

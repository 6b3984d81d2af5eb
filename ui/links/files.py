"""Scenario files: saved exactly, opened whole or not at all."""

from __future__ import annotations

import streamlit as st

from sim.errors import InputError
from sim.scenario import Scenario
from ui import state
from ui.links.errors import LinkError, sentence
from ui.links.opened import close
from ui.plain import plain
from ui.words import t
from ui.words.errors import message

MOST_KB = 2_000


def save() -> None:
    """A button that saves the scenario on screen."""
    session = state.current()
    st.download_button(
        t("links.file_save"), lambda: session.scenario.to_json(), mime="application/json",
        file_name=f"gatescope-{session.scenario.cell}.json", key="file_save", on_click="ignore",
        icon=":material/download:", type="tertiary",
    )  # fmt: skip


def dialog() -> None:
    """A field for a file; what cannot be opened changes nothing and says why."""
    file = st.file_uploader(
        t("links.file_text"), type="json", key="file_open", max_upload_size=MOST_KB // 1000
    )
    if file is None:
        return
    try:
        scenario = opened(file.getvalue())
    except LinkError as error:
        reason = sentence(error)
    except InputError as error:
        reason = message(error)
    else:
        state.current().load(scenario, t("links.file_opened", name=file.name))
        close()
        st.rerun()
    st.error(t("links.file_not_opened", reason=plain(reason)))


def opened(content: bytes) -> Scenario:
    """The scenario of a file.

    Args:
        content: bytes of the file, not trusted.

    Raises:
        LinkError: too large, or no text; InputError: no scenario.
    """
    if len(content) > 1000 * MOST_KB:
        raise LinkError("links.file_too_large", most=MOST_KB)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LinkError("links.file_not_text") from error
    return Scenario.from_json(text)

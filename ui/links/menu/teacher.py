"""The link for a class: where it begins, and what those who open it can change."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from ui import PAGES
from ui.links import address
from ui.links.menu import qr
from ui.links.menu.link import link_to, show_link, warn
from ui.links.menu.reach import reach
from ui.links.text.codecs import one_line
from ui.session.screen import CONTROLS, MOST_TASK
from ui.step.hints import look
from ui.widgets.number import number_field, whole
from ui.words import t
from ui.words.markup import tag

# The stage of a cell, player and score included, fits into it from 700 to 1280 px of width.
FRAME_HEIGHT = 820
QR_WIDTH = 220


def dialog() -> None:
    """Switches, and the link that carries them."""
    place = address.here()
    screen, steps = place.screen, place.scenario.sizes["T"]
    task = st.text_input(
        t("links.class_task"), screen.task, max_chars=MOST_TASK, key="class_task",
        placeholder=t("links.class_task_example"),
    )  # fmt: skip
    left, right = st.columns(2, gap="medium")
    with left:
        number = whole(1, steps, usual=min(place.t, steps))
        step = number_field(t("links.class_step"), number, key="class_t", passing=True)
        covered = st.toggle(t("links.class_cover"), screen.covered, key="class_cover")
        locked = st.toggle(t("links.class_lock"), screen.locked, key="class_lock")
        free = st.toggle(
            t("links.class_free"), screen.free_inputs, key="class_free", disabled=not locked
        )
        # Covered values are told by the hint, so its maker sees what it says.
        hint = st.toggle(
            t("links.class_hint"), screen.hint or not screen.covered, key="class_hint",
            disabled=not covered, help=look(place.preset),
        )  # fmt: skip
    with right:
        hidden = st.multiselect(
            t("links.class_hide"), CONTROLS, sorted(screen.hidden), key="class_hide",
            placeholder=t("links.class_hide_none"),
            format_func=lambda name: t(f"links.hide_{name}"),
        )  # fmt: skip
        framed = st.toggle(t("links.class_embed"), key="class_embed")
    screen = replace(
        screen, covered=covered, locked=locked, free_inputs=locked and free,
        hidden=frozenset(hidden), task=one_line(task, MOST_TASK), hint=covered and hint,
    )  # fmt: skip
    # What is covered can be revealed on the stage of the first page alone.
    elsewhere = covered and reach().page != reach(first=True).page
    if elsewhere:
        st.caption(t("links.class_first", page=t(f"app.page_{PAGES[0]}")))
    _result(link_to(replace(place, t=step, screen=screen), first=covered), framed)


def frame(link: str) -> str:
    """The HTML that shows a link in a course page.

    Args:
        link: to the page.
    """
    address = f"{link}{'&' if '?' in link else '?'}embed=true"
    return tag(
        "iframe", src=address, title="Gatescope", width="100%", height=FRAME_HEIGHT,
        allow="clipboard-write; fullscreen", style="border: 0",
    )  # fmt: skip


def _result(link: str | None, framed: bool) -> None:
    if link is None:
        show_link(None)
        return
    warn()
    if framed:
        st.caption(t("links.class_embed_text"))
        st.code(frame(link), language="html", wrap_lines=True)
    else:
        with st.container(key="class_link"):
            left, right = st.columns([3, 2], gap="medium")
        with left:
            show_link(link)
            st.link_button(t("links.class_try"), link, icon=":material/open_in_new:")
        with right:
            qr.show(link, QR_WIDTH)

"""The frame around every page: title, look, navigation."""

from pathlib import Path

import streamlit as st

from ui import PAGES, links
from ui.frame import language, present, waiting
from ui.frame.page import frame
from ui.look import layout
from ui.reruns import bound, jobs
from ui.session import state
from ui.step import examples
from ui.widgets import cell_list
from ui.widgets.html import html
from ui.widgets.painter import painter
from ui.widgets.transfer import copying
from ui.words import speaking, t
from ui.words.markup import style

ROOT = Path(__file__).resolve().parents[2]
BRAND = ROOT / "ui" / "look" / "brand"

waits = waiting.waits()
if not waits:
    links.arrive()
screen = state.current().screen
# Beside what every page has from the browser's first moment on (`ui.frame.shell`).
FRAMED = layout("embedded") if screen.embedded else ""
LOOK = style(f"html {{ {FRAMED + present.style()} }}")  # stronger than it

with speaking(*language.chosen()):
    st.set_page_config(page_title=t("app.title"), page_icon=BRAND / "icon.svg", layout="wide")
    st.logo(str(BRAND / "logo.svg"), size="medium")
    page = st.navigation(
        [
            st.Page(
                ROOT / "pages" / f"{name}.py", title=t(f"app.page_{name}"), default=name == PAGES[0]
            )
            for name in PAGES
        ],
        position="top" if screen.shows("pages") and not (screen.embedded or waits) else "hidden",
    )
    if waits:
        waiting.room()
        st.stop()
name = page.url_path or PAGES[0]
links.turn(name)  # Back may lead to another language
with speaking(*language.chosen()):
    with st.container(key="bar", horizontal=True, horizontal_alignment="right"):
        html(LOOK + style(examples.style()) + style(cell_list.style()))
        language.tell_browser()
        copying()
        painter()
        links.listen()
        if not screen.embedded:
            present.switch(page.url_path)
            links.menu()
            language.menu()
        bound.acknowledge()
    frame()
    page.run()
    jobs.carry_on("app")

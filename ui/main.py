"""The frame around every page: title, look, navigation."""

from pathlib import Path

import streamlit as st

from ui import PAGES, bound, jobs, language, links, present, state, theme
from ui.turns import turn
from ui.words import speaking, t

ROOT = Path(__file__).resolve().parents[1]
BRAND = Path(__file__).parent / "brand"

links.arrive()
st.set_page_config(page_title=t("app.title"), page_icon=BRAND / "icon.svg", layout="wide")
st.logo(str(BRAND / "logo.svg"), size="medium")
screen = state.current().screen
SHEETS = ("main.css", "embed.css") if screen.embedded else ("main.css",)
STYLE = "\n".join((Path(__file__).parent / name).read_text(encoding="utf-8") for name in SHEETS)
LOOK = f"<style>:root {{ {theme.css_variables()} }}\n{STYLE + present.style()}</style>"
# The first time before the page, so that it never stands there bare; later behind it, since the
# browser checks and applies it anew in each run, 4 ms ahead of every repaint.
is_new = st.session_state.get("look") != LOOK
st.session_state["look"] = LOOK

page = st.navigation(
    [
        st.Page(
            ROOT / "pages" / f"{name}.py", title=t(f"app.page_{name}"), default=name == PAGES[0]
        )
        for name in PAGES
    ],
    position="top" if screen.shows("pages") and not screen.embedded else "hidden",
)
name = page.url_path or PAGES[0]
links.turn(name)
bar = st.container(key="bar", horizontal=True, horizontal_alignment="right")
with bar:
    if is_new:
        st.html(LOOK)
jobs.begin()
with speaking(*language.chosen()):
    with turn():
        page.run()
    # After the page: an edit's repaint does not wait for it.
    with bar:
        if not is_new:
            st.html(LOOK)
        language.tell_browser()
        links.bar(name)
        if not screen.embedded:
            present.switch(page.url_path)
            links.menu()
            language.menu()
        bound.acknowledge()
    jobs.carry_on()

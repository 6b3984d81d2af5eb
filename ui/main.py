"""The frame around every page: title, look, navigation."""

from pathlib import Path

import streamlit as st

from ui import PAGES, language, present, theme
from ui.turns import turn
from ui.words import remember, t

ROOT = Path(__file__).resolve().parents[1]
BRAND = Path(__file__).parent / "brand"

remember()
st.set_page_config(page_title=t("app.title"), page_icon=BRAND / "icon.svg", layout="wide")
st.logo(str(BRAND / "logo.svg"), size="medium")
STYLE = (Path(__file__).parent / "main.css").read_text(encoding="utf-8")
LOOK = STYLE + present.style()
st.html(f"<style>:root {{ {theme.css_variables()} }}\n{LOOK}</style>")

page = st.navigation(
    [
        st.Page(
            ROOT / "pages" / f"{name}.py", title=t(f"app.page_{name}"), default=name == PAGES[0]
        )
        for name in PAGES
    ],
    position="top",
)
bar = st.container(key="bar", horizontal=True, horizontal_alignment="right")
with turn():
    page.run()
# After the page: an edit's repaint does not wait for it.
with bar:
    present.switch(page.url_path)
    language.menu()

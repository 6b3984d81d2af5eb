"""The Step page."""

import streamlit as st

from ui.words import t

st.write(t("app.placeholder"))

"""The controls of the Gradients page."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from ui.gradients_runs import Run
from ui.gradients_settings import (
    ELMAN_ACTIVATIONS,
    LOSSES,
    SOURCES,
    STEPS,
    UNITS,
    Settings,
)
from ui.words import t


def header(settings: Settings, runs: Mapping[str, Run]) -> None:
    """The question, whose numbers answer it, and the derivative by what is drawn."""
    with st.container(
        key="gradients_header", horizontal=True, vertical_alignment="center", gap="small"
    ):
        st.markdown(f"#### {t('gradients.question')}", width="content")
        st.space("stretch")
        st.selectbox(
            t("gradients.quantity"), _quantities(runs), width=230, label_visibility="collapsed",
            format_func=lambda q: t("gradients.quantity_s") if q == "s" else f"‖∂L/∂{q}ₜ‖",
            **_bound(settings, "quantity"),
        )  # fmt: skip
        st.segmented_control(
            t("gradients.source"), SOURCES, label_visibility="collapsed", required=True,
            format_func=lambda name: t(f"gradients.source_{name}"), **_bound(settings, "source"),
        )  # fmt: skip


def sliders(settings: Settings, T: int) -> None:
    """Everything that changes the curves.

    Args:
        settings: the page's; T: timesteps of the runs on screen.
    """
    with st.container(key="gradients_sliders"):
        columns = st.columns(4, gap="medium")
        mine = settings.source == "scenario"
        with columns[0]:
            st.slider(t("gradients.sigma"), 0.0, 3.0, step=0.05, disabled=mine,
                      help=t("gradients.sigma_help"), **_bound(settings, "sigma"))  # fmt: skip
            st.select_slider(t("gradients.T"), STEPS, disabled=mine, **_bound(settings, "T"))
        with columns[1]:
            st.slider(t("gradients.keep"), -4.0, 8.0, step=0.25, disabled=mine,
                      help=t("gradients.keep_help"), **_bound(settings, "keep"))  # fmt: skip
            st.select_slider(t("gradients.H"), UNITS, disabled=mine, **_bound(settings, "H"))
        with columns[2]:
            _step(settings, T)
            with st.container(horizontal=True, gap="small"):
                st.selectbox(
                    t("gradients.activation"), ELMAN_ACTIVATIONS, disabled=mine, width=120,
                    format_func=lambda name: t(f"step.activation_{name}"),
                    **_bound(settings, "activation"),
                )  # fmt: skip
                st.number_input(t("gradients.seed"), 0, 99999, step=1, disabled=mine, width=120,
                                **_bound(settings, "seed"))  # fmt: skip
        with columns[3]:
            st.slider(t("gradients.held"), 0.0, 1.0, step=0.05, disabled=not settings.hold,
                      **_bound(settings, "held"))  # fmt: skip
            with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
                st.selectbox(
                    t("gradients.loss"), LOSSES, width=140, **_bound(settings, "loss"),
                    format_func=lambda name: t(f"gradients.loss_{name}"),
                )  # fmt: skip
                st.toggle(t("gradients.hold"), help=t("gradients.hold_help"),
                          **_bound(settings, "hold"))  # fmt: skip


def _bound(settings: Settings, name: str) -> dict:
    return {"key": settings.key(name), "on_change": lambda: settings.take(name)}


def _step(settings: Settings, T: int) -> None:
    """The cursor; its widget is a new one where the run has another length."""
    key = f"gradients_t_{T}"
    if key not in st.session_state:
        st.session_state[key] = min(settings.t, T)

    def take() -> None:
        settings.t = st.session_state[key]

    if T > 1:
        st.slider(t("gradients.t"), 1, T, key=key, on_change=take)


def _quantities(runs: Mapping[str, Run]) -> list[str]:
    """The whole state, then the states, the input, and every other line of a cell on screen."""
    lines = [line.name for run in runs.values() for line in run.trace.cell.lines]
    return ["s", *dict.fromkeys(["h", *(n for n in lines if n == "c"), "x", *lines])]

"""The three-step expansion of back-propagation through time, with this run's numbers."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from sim.adjoint.expansion import expand
from sim.lab import Run
from sim.text.write import significant
from sim.written import expansion_latex
from ui.gradients.settings import Settings
from ui.widgets.number import number_field, whole
from ui.words import listed, t

SMALL = {"T": 3, "H": 2}


def expansion(settings: Settings, runs: Mapping[str, Run], step: int) -> None:
    """One entry of a matrix: its gradient as a sum over timesteps, each term multiplied out."""
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        cells = sorted(runs, key=lambda key: key != "elman")
        cell = st.selectbox(
            t("gradients.cell"), cells, key="gradients_by_hand_cell", width=200,
            persist_state="session", format_func=lambda key: t(f"cells.{key}"),
        )  # fmt: skip
        run = runs[cell]
        matrices = [name for name, value in run.trace.params.items() if value.ndim == 2]
        matrices.sort(key=lambda name: not name.startswith("U_"))
        name = st.selectbox(
            t("gradients.parameter"), matrices, key=f"gradients_by_hand_{cell}", width=110,
            persist_state="session",
        )  # fmt: skip
        rows, columns = run.trace.params[name].shape
        row = _place(t("sweep.row"), f"gradients_by_hand_row_{rows}", rows)
        column = _place(t("sweep.column"), f"gradients_by_hand_column_{columns}", columns)
        small = all(getattr(settings, key) == value for key, value in SMALL.items())
        if settings.source == "laboratory" and not small:
            st.button(
                t("sweep.make_small", **SMALL), key="gradients_make_small",
                on_click=lambda: [setattr(settings, key, value) for key, value in SMALL.items()],
            )  # fmt: skip
    seeds = run.loss(run.trace).seeds
    first, last = settings.choice.looks_at(run.trace.T)
    one_seed = first == last
    made = expand(run.grads, seeds, name, (row - 1, column - 1))
    states = run.trace.cell.states
    st.caption(t("sweep.expansion_text" if one_seed else "sweep.expansion_text_many"))
    if len(states) > 1:
        st.caption(t("sweep.expansion_states", states=listed(states)))
    with st.container(key="gradients_expansion"):
        st.latex(expansion_latex.formula(made, states, one_seed=one_seed))
        for line in expansion_latex.terms(made, states, one_seed=one_seed):
            st.latex(line)
        rest = t("sweep.rest", last=int(made.ks[0]) - 1)
        st.latex(expansion_latex.total(made, rest))
    st.caption(
        t(
            "sweep.expansion_check",
            value=significant(run.grads.params[name][row - 1, column - 1], 6),
        )
    )


def _place(label: str, key: str, most: int) -> int:
    return number_field(label, whole(1, most), key=key, width=110)

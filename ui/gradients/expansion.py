"""The three-step expansion of back-propagation through time, with this run's numbers."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from sim.adjoint.expansion import expand
from sim.lab import Run
from sim.text.errors import InputError
from sim.text.write import significant
from sim.written import expansion_latex
from ui.gradients.settings import Settings
from ui.widgets.number import number_field
from ui.words import in_this_language, listed, t
from ui.words.errors import message

SMALL = {"T": 3, "H": 2}


def expansion(settings: Settings, runs: Mapping[str, Run], step: int) -> None:
    """One entry of a matrix: its gradient as a sum over timesteps, each term multiplied out."""
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        cells = sorted(runs, key=lambda key: runs[key].cell.sole_activation is None)
        cell = st.selectbox(
            t("gradients.cell"), width=200, format_func=lambda key: t(f"cells.{key}"),
            **settings.pick("by_hand", cells, "gradients_by_hand_cell"),
        )  # fmt: skip
        run = runs[cell]
        matrices = [name for name, value in run.trace.params.items() if value.ndim == 2]
        matrices.sort(key=lambda name: not name.startswith("U_"))
        name = st.selectbox(
            t("gradients.parameter"), width=110,
            **settings.pick("by_hand_of", matrices, f"gradients_by_hand_{cell}"),
        )  # fmt: skip
        rows, columns = run.trace.params[name].shape
        row = number_field(t("sweep.row"), width=110, **settings.field("by_hand_row", rows))
        column = number_field(
            t("sweep.column"), width=110, **settings.field("by_hand_column", columns)
        )
        small = all(getattr(settings, key) == value for key, value in SMALL.items())
        if settings.source == "laboratory" and not small:
            st.button(
                t("sweep.make_small", **SMALL), key="gradients_make_small",
                on_click=in_this_language(
                    lambda: [setattr(settings, key, value) for key, value in SMALL.items()]
                ),
            )  # fmt: skip
    seeds = run.loss(run.trace).seeds
    first, last = settings.choice.looks_at(run.trace.T)
    one_seed = first == last
    try:
        made = expand(run.grads, seeds, name, (row - 1, column - 1))
    except InputError as error:  # of a loss that reads no state
        st.info(message(error))
        return
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

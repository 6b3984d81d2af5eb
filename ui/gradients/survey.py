"""How many steps the gradient survives, over keeping bias and recurrent scale."""

from __future__ import annotations

import streamlit as st

from sim.cells import CELLS
from sim.lab import GRIDS, Setup, Survey
from ui.figures.survey import heat
from ui.gradients.settings import Settings
from ui.reruns import jobs
from ui.widgets.chart import chart
from ui.words import in_this_language, t

MOST_T, MOST_H = 200, 32


class Sweep(Survey):
    """A map that is computed in slices, while the page stays alive."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.job = jobs.Job(self.setup, self.steps.size, self.pieces())


def sweep(settings: Settings, runs, step: int) -> None:
    """The map's controls, the map so far, and what it was made of."""
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        cells = [cell for cell in settings.shown if cell in runs]
        cell = st.selectbox(
            t("gradients.cell"), width=220, format_func=lambda key: t(f"cells.{key}"),
            **settings.pick("map_of", cells, "gradients_sweep_cell"),
        )  # fmt: skip
        grid = st.segmented_control(
            t("sweep.grid"), required=True, format_func=lambda name: t(f"sweep.grid_{name}"),
            **settings.pick("map_grid", GRIDS, "gradients_sweep_grid"),
        ) or GRIDS[0]  # fmt: skip
        setup = Setup(
            cell, grid, min(settings.T, MOST_T), min(settings.H, MOST_H), settings.seed,
            settings.activation if CELLS[cell].sole_activation else "tanh", settings.scale,
        )  # fmt: skip
        known = settings.sweep if settings.sweep and settings.sweep.setup == setup else None
        if settings.sweep and not known:
            settings.sweep.job.cancel()

        def start() -> None:
            settings.sweep = Sweep(setup)

        running = known is not None and known.job.state == "running"
        st.button(
            t("sweep.start"), key="gradients_sweep_start", type="primary",
            on_click=in_this_language(start), icon=":material/play_arrow:", disabled=running,
        )  # fmt: skip
    with st.container(key="gradients_sweep_state", height="content"):
        if running:
            jobs.controls(known.job, "gradients_sweep_cancel")
        else:
            st.caption(_state(known, settings))
    if known is not None:
        _map(settings, known)
    st.caption(
        t("sweep.made_of", T=setup.T, H=setup.H, seed=setup.seed, most_T=MOST_T, most_H=MOST_H)
    )


def _state(known: Sweep | None, settings: Settings) -> str:
    if known is None:
        return t("sweep.changed" if settings.sweep else "sweep.ask")
    job = known.job
    if job.state == "cancelled":
        return t("sweep.stopped", done=job.done, total=job.total)
    return t("sweep.done" if known.setup.gate else "sweep.done_one_row")


def _map(settings: Settings, known: Sweep) -> None:
    setup = known.setup
    gate = setup.gate
    words = {
        "x": t(f"gradients.scale_{setup.scale}"),
        "y": t("sweep.bias", gate=gate) if gate else "",
        "here": t("sweep.here"), "all": t("sweep.all", steps=setup.T - 1),
        "steps": t("sweep.steps"), "overflow": t("gradients.overflow"),
    }  # fmt: skip
    chart(
        heat(
            known.steps, setup.sigmas, setup.biases, setup.T - 1,
            (settings.sigma, settings.keep if gate else 0.0), words=words,
            dark=st.context.theme.type == "dark",
        ),
        "chart_sweep", t("sweep.alt", cell=t(f"cells.{setup.cell}")),
    )  # fmt: skip

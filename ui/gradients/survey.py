"""How many steps the gradient survives, over keeping bias and recurrent scale."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import streamlit as st

from sim.adjoint.losses import last_step
from ui.figures.gradients import Curve
from ui.figures.survey import heat
from ui.gradients.runs import keeping, laboratory
from ui.gradients.said.reading import read
from ui.gradients.settings import GRIDS, NUMBERS, Settings
from ui.reruns import jobs
from ui.widgets.chart import chart
from ui.words import in_this_language, t

MOST_T, MOST_H = 200, 32
POINTS = dict(zip(GRIDS, (7, 13), strict=True))
SIGMAS, BIASES = (
    {grid: np.linspace(NUMBERS[name].least, NUMBERS[name].most, n) for grid, n in POINTS.items()}
    for name in ("sigma", "keep")
)


@dataclass(frozen=True)
class Setup:
    """What a map is made of.

    Args:
        cell: key in CELLS; grid: one of GRIDS; the rest as for `laboratory`.
    """

    cell: str
    grid: str
    T: int
    H: int
    seed: int
    activation: str
    scale: str

    @property
    def sigmas(self) -> np.ndarray:
        """Recurrent scales, from left to right."""
        return SIGMAS[self.grid]

    @property
    def biases(self) -> np.ndarray:
        """Keeping biases, from below; a single 0 where the cell has no such gate."""
        return BIASES[self.grid] if keeping(self.cell) else np.zeros(1)


@dataclass
class Sweep:
    """A map as far as it is worked out.

    Args:
        setup: what it was asked for.
        steps: survived, (biases, sigmas): NaN where not worked out yet, infinite for an overflow.
    """

    setup: Setup
    steps: np.ndarray = field(init=False)
    job: jobs.Job = field(init=False)

    def __post_init__(self) -> None:
        self.steps = np.full((len(self.setup.biases), len(self.setup.sigmas)), np.nan)
        self.job = jobs.Job(self.setup, self.steps.size, self._pieces())

    def _pieces(self) -> Iterator[None]:
        for row, bias in enumerate(self.setup.biases):
            for column, sigma in enumerate(self.setup.sigmas):
                self.steps[row, column] = survived(self.setup, float(bias), float(sigma))
                yield


def survived(setup: Setup, bias: float, sigma: float) -> float:
    """Steps back over which the gradient stays above 1.2e-7 of its largest; T - 1 for all of them.

    Args:
        setup: cell and sizes; bias: of the keeping gate; sigma: size of every U.
    """
    (run,) = laboratory(
        T=setup.T, H=setup.H, sigma=sigma, keep=bias, seed=setup.seed, scale=setup.scale,
        activation=setup.activation, loss=last_step, hold=None, cells=(setup.cell,),
    ).values()  # fmt: skip
    one = read(Curve.of_rows(run.grads.all_states()))
    if one.verdict == "overflow":
        return float("inf")
    return float(setup.T - 1 if one.lost_after is None else one.lost_after)


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
            settings.activation if cell == "elman" else "tanh", settings.scale,
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
    return t("sweep.done" if keeping(known.setup.cell) else "sweep.done_one_row")


def _map(settings: Settings, known: Sweep) -> None:
    setup = known.setup
    gate = keeping(setup.cell)
    words = {
        "x": t(f"gradients.scale_{setup.scale}"),
        "y": t("sweep.bias", gate=gate[0]) if gate else "",
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

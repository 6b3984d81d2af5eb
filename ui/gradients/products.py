"""Sizes of ∂s_T/∂s_t: at once where that is quick, else when asked for, with progress."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from sim.lab import LongProducts, Run
from sim.lab.long_products import every_for, work
from ui.reruns import jobs
from ui.words import in_this_language, t

QUICK = 2e7  # multiplications: 0.1 s for three cells of 16 units over 300 steps


@dataclass
class Products(LongProducts):
    """The norms of some runs, computed in slices while the page stays alive.

    Args:
        runs, every, found: as for `LongProducts`; job: of the work, None until asked for.
    """

    job: jobs.Job | None = None

    @classmethod
    def of(cls, runs: Mapping[str, Run]) -> Products:
        """Of new runs; small ones are computed at once."""
        made = cls(runs, every_for(next(iter(runs.values())).trace.T))
        if work(runs) <= QUICK:
            made.ask()
            made.job.work(float("inf"))
        return made

    def ask(self) -> None:
        """Begin, from the start."""
        self.found = {name: [] for name in self.runs}
        self.job = jobs.Job(id(self.runs), self.total, self.pieces())


def controls(products: Products) -> None:
    """A button where the work was not asked for, its progress while it runs."""
    job = products.job
    if job is not None and job.state == "running":
        jobs.controls(job, "gradients_products_cancel")
        return
    if job is None or job.state == "cancelled":
        with st.container(horizontal=True, vertical_alignment="center", key="gradients_products"):
            if job is None:
                st.caption(t("sweep.products_costly"), width="content")
            else:
                text = t("sweep.products_stopped", done=job.done, total=job.total)
                st.caption(text, width="content")
            st.button(
                t("sweep.products_ask"),
                key="gradients_products_ask",
                on_click=in_this_language(products.ask),
            )
    elif products.every > 1:
        st.caption(t("sweep.products_thinned", every=products.every))

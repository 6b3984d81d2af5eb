"""Sizes of ∂s_T/∂s_t: at once where that is quick, else when asked for, with progress."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import streamlit as st

from sim.adjoint.jacobians import blocks
from sim.adjoint.products import Norms, elman_bound, norms_of, products
from sim.lab import Curve, Run
from sim.text.errors import InputError
from ui.reruns import jobs
from ui.words import t

QUICK = 2e7  # multiplications: 0.1 s for three cells of 16 units over 300 steps
MOST_POINTS = 100  # norms a cell; the products between them are all multiplied


@dataclass
class Products:
    """The norms of some runs as far as they are known.

    Args:
        runs: what they belong to; every: only each so-manieth step's norm is worked out.
        found: cell -> norms from the last step back; job: of the work, None until asked for.
    """

    runs: Mapping[str, Run]
    every: int
    found: dict[str, list[Norms]] = field(default_factory=dict)
    job: jobs.Job | None = None

    @classmethod
    def of(cls, runs: Mapping[str, Run]) -> Products:
        """Of new runs; small ones are worked out at once."""
        T = next(iter(runs.values())).trace.T
        made = cls(runs, max(1, -(-T // MOST_POINTS)))
        if work(runs) <= QUICK:
            made.ask()
            made.job.work(float("inf"))
        return made

    def ask(self) -> None:
        """Begin, from the start."""
        self.found = {cell: [] for cell in self.runs}
        total = sum(run.trace.T + 1 for run in self.runs.values())
        self.job = jobs.Job(id(self.runs), total, self._pieces())

    def _pieces(self) -> Iterator[None]:
        for cell in self.runs:
            trace = self.runs[cell].trace
            parts, T = blocks(trace), trace.T
            # Each product is a piece, so that a large one holds nobody up for long.
            for product in products(trace):
                if (T - product.k) % self.every == 0 or product.k <= 1:
                    self.found[cell].append(norms_of(product, parts))
                yield

    def curves(self, part: str) -> dict[str, Curve]:
        """Cell -> its curve so far.

        Args:
            part: "" for the whole state, "h" or "c" for that state's own block.
        """
        found = {}
        for cell, listed in self.found.items():
            known = [n for n in reversed(listed) if n.k and (not part or part in n.by_state)]
            if known:
                logs = [n.by_state[part] if part else n.full for n in known]
                whole = listed[-1].k == 0
                found[cell] = Curve(np.array([n.k for n in known]), np.array(logs), whole)
        return found


def work(runs: Mapping[str, Run]) -> float:
    """About how many multiplications the products of the runs take.

    Args:
        runs: by cell.
    """
    return float(sum(
        run.trace.T * sum(run.trace[name].shape[1] for name in run.trace.cell.states) ** 3
        for run in runs.values()
    ))  # fmt: skip


def bounds(runs: Mapping[str, Run]) -> dict[str, Curve]:
    """Cell -> (γ·σ_max(U)) ** (T−t), for the cells that have that bound.

    Args:
        runs: by cell.
    """
    found = {}
    for cell, run in runs.items():
        try:
            found[cell] = Curve(np.arange(1, run.trace.T + 1), elman_bound(run.trace)[1:])
        except InputError:
            continue
    return found


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
            st.button(t("sweep.products_ask"), key="gradients_products_ask", on_click=products.ask)
    elif products.every > 1:
        st.caption(t("sweep.products_thinned", every=products.every))

"""Remedies against a gradient that is lost, each beside the plain tanh network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from sim import CELLS, forward
from sim.adjoint.losses import last_step
from sim.cells.leaky import LEAKY
from sim.document.initialise import initialise
from sim.lab.clip import by_norm, global_norm
from sim.text.write import significant
from ui.figures.gradients import Curve
from ui.figures.remedies import beside
from ui.gradients.html import name, number, table
from ui.gradients.runs import INPUTS, Run, inputs_of, run_of
from ui.gradients.said.reading import Reading, read
from ui.gradients.sections import lost
from ui.gradients.settings import Settings
from ui.widgets.chart import chart
from ui.widgets.html import html
from ui.widgets.number import number_field
from ui.words import sentences, t

PLAIN = "plain"
REMEDIES = ("relu", "orthogonal", "identity", "leaky", "gates", "bias")
MOST_T, MOST_H = 300, 64
LEAK = 0.1  # share of the state that is renewed at every step
RAISED = 3.0  # forget bias


@dataclass(frozen=True, eq=False)
class Shown:
    """What is shown of a remedy.

    Args:
        key: PLAIN or one of REMEDIES; curve: of its gradient.
        facts: what its note tells in numbers, as they are printed.
    """

    key: str
    curve: Curve
    facts: Mapping[str, str]

    @classmethod
    def of(cls, key: str, run: Run, size: float) -> Shown:
        """Of a remedy's run; `size`: of its recurrent matrix."""
        facts = {}
        if key == "relu":
            facts["on"] = number(float((run.trace["h"] > 0).mean()))
        elif key == "identity":
            facts["size"] = f"{size:g}"
        elif key == "leaky":
            facts["share"] = f"{1 - LEAK:g}"
        elif key in ("gates", "bias"):
            facts["f"] = number(float(run.trace["f"].mean()))
        return cls(key, Curve.of_rows(run.grads.all_states()), facts)

    def notes(self, one: Reading) -> list[str]:
        """What is said of it besides its curve.

        Args:
            one: the curve in numbers.
        """
        weak = self.key == "gates" and one.verdict in ("vanishing", "cut", "fading")
        return [t(f"sweep.note_{self.key}", **self.facts), *[t("sweep.note_weak")] * weak]


def remedies(settings: Settings, runs: Mapping[str, Run], step: int) -> None:
    """Every remedy's curve over the plain one's; then clipping, which helps against growth only."""
    T, H = min(settings.T, MOST_T), min(settings.H, MOST_H)
    st.caption(
        t(f"sweep.remedies_{settings.scale}", T=T, H=H, seed=settings.seed, size=settings.sigma)
    )
    shown = settings.kept(
        "remedies", (T, H, settings.sigma, settings.scale, settings.seed),
        lambda: {key: Shown.of(key, run, settings.sigma) for key, run in
                 remedy_runs(T, H, settings.sigma, settings.scale, settings.seed).items()},
    )  # fmt: skip
    curves = {key: one.curve for key, one in shown.items()}
    plain = read(curves[PLAIN])
    named = f"**{t('sweep.remedy_plain')}**"
    st.markdown(t("joins.named", name=named, text=t("joins.sentence", text=_said(plain))))
    dark = st.context.theme.type == "dark"
    logs = [c.logs[abs(c.logs) < float("inf")] for c in curves.values()]
    low = min((part.min() for part in logs if part.size), default=-1.0)
    high = max((part.max() for part in logs if part.size), default=0.0)
    columns = []
    for place, key in enumerate(REMEDIES):
        if place % 3 == 0:  # a row of its own: on a phone columns stand below each other
            columns = st.columns(3, gap="medium")
        with columns[place % 3]:
            what = t(f"sweep.remedy_{key}", leak=LEAK, bias=RAISED)
            st.markdown(f"**{what}**")
            chart(
                beside(curves[key], curves[PLAIN], (low, high), dark=dark),
                f"chart_remedy_{key}", t("sweep.remedy_alt", what=what),
            )  # fmt: skip
            one = read(curves[key])
            st.caption(sentences([t("joins.sentence", text=_said(one)), *shown[key].notes(one)]))
    _clip(settings, runs)


def remedy_runs(T: int, H: int, size: float, scale: str, seed: int) -> dict[str, Run]:
    """The plain tanh network and every remedy on the same inputs, from the same seed.

    Args:
        T, H: sizes; size: of every U; scale: what is meant by it, one of SCALES; seed: from 0.
    """
    elman, lstm = CELLS["elman"], CELLS["lstm"]
    relu = elman.with_options(h="relu")
    own = {
        PLAIN: (elman, {}, {}),
        "relu": (relu, {}, {}),
        "orthogonal": (elman, {"recurrent": "orthogonal"}, {}),
        "identity": (relu, {"recurrent": "identity"}, {}),
        "leaky": (LEAKY, {}, {"a_h": LEAK}),
        "gates": (lstm, {}, {}),
        "bias": (lstm, {}, {"b_f": RAISED}),
    }
    inputs, found = inputs_of(T, seed), {}
    for key, (cell, schemes, kept) in own.items():
        shapes = cell.shapes(INPUTS, H)
        params = initialise(
            shapes, bias="zeros", seed=seed, keep_bias=kept, **schemes, **{scale: size}
        )
        found[key] = run_of(key, forward(cell, params, inputs), last_step)
    return found


def _said(one: Reading) -> str:
    if one.verdict in ("overflow", "zero"):
        return t(f"gradients.verdict_{one.verdict}")
    factor = f"× {number(one.factor)}" if one.steps else "–"
    return t("sweep.remedy_said", factor=factor, lost=lost(one),
             verdict=t(f"gradients.verdict_{one.verdict}"))  # fmt: skip


def _clip(settings: Settings, runs: Mapping[str, Run]) -> None:
    st.markdown(f"**{t('sweep.clip')}**")
    st.caption(t("gradients.clip_text"))
    most = number_field(t("gradients.clip_at"), width=180, **settings.field("clip"))
    rows = []
    for cell, run in runs.items():
        before = global_norm(run.grads.params)
        after = global_norm(by_norm(run.grads.params, most)) if before < float("inf") else before
        rows.append([name(cell), significant(before, 6), significant(after, 6)])
    html(table(["", t("gradients.clip_before"), t("gradients.clip_after")], rows))

"""Remedies against a gradient that is lost, each beside the plain tanh network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from sim.lab import REMEDIES, Curve, Reach, Run, reach_of, remedy_runs
from sim.lab.clip import by_norm, global_norm
from sim.lab.remedies import LEAK, PLAIN, RAISED
from sim.text.write import significant
from ui.figures.remedies import beside
from ui.gradients.html import name, number, table
from ui.gradients.sections import lost
from ui.gradients.settings import Settings
from ui.widgets.chart import chart
from ui.widgets.html import html
from ui.widgets.number import number_field
from ui.words import sentences, t

MOST_T, MOST_H = 300, 64


@dataclass(frozen=True, eq=False)
class Shown:
    """What is shown of a remedy.

    Args:
        key: PLAIN or one of REMEDIES.
        curve: of its gradient.
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
        return cls(key, run.curve(), facts)

    def notes(self, one: Reach) -> list[str]:
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
    plain = reach_of(curves[PLAIN])
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
            one = reach_of(curves[key])
            st.caption(sentences([t("joins.sentence", text=_said(one)), *shown[key].notes(one)]))
    _clip(settings, runs)


def _said(one: Reach) -> str:
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

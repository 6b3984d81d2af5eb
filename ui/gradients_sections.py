"""The chart of the Gradients page and what stands beside it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st

from sim.jacobians import jacobians
from sim.products import singular_values
from ui.charts import chart as show
from ui.figures.gradients import reach
from ui.gradients_html import heading, name, number, table
from ui.gradients_reading import FLOAT32, Reading
from ui.gradients_runs import Run, keeping, memory_only
from ui.gradients_settings import Settings
from ui.words import listed, sentences, t

Curves = Mapping[str, np.ndarray]


def chart(settings: Settings, curves: Curves, T: int) -> None:
    """The curves of all cells that have the chosen quantity."""
    words = {
        "zero": t("gradients.zero"), "overflow": t("gradients.overflow"),
        "lost": t("gradients.lost"), "lost_of": t("gradients.lost_of", cell="{cell}"),
        "backward": t(f"gradients.backward_{settings.loss}", T=T),
        "between": listed(["", ""]),
    }  # fmt: skip
    titles = {cell: t(f"cells.{cell}") for cell in curves}
    figure = reach(
        curves, min(settings.t, T), titles=titles, lost=FLOAT32, words=words,
        dark=st.context.theme.type == "dark",
    )  # fmt: skip
    show(figure, "chart_reach", t("gradients.chart_alt", T=T))


def reading(readings: Mapping[str, Reading], T: int) -> str:
    """The curves in numbers, a row a cell: HTML."""
    rows = [
        [
            name(cell),
            f"× {number(one.factor)}" if one.steps else "–",
            _lost(one, T),
            t(f"gradients.verdict_{one.verdict}"),
        ]
        for cell, one in readings.items()
    ]
    head = ("cell", "factor", "lost_in", "verdict")
    return table([t(f"gradients.head_{name}") for name in head], rows)


def sentence(settings: Settings, readings: Mapping[str, Reading], T: int) -> str:
    """What the curves say, in words.

    Args:
        settings: the page's; readings: by cell; T: timesteps.
    """
    parts = []
    for cell, one in readings.items():
        title = t(f"cells.{cell}")
        if not one.steps:
            kind = one.verdict if one.verdict in ("overflow", "zero") else "once"
            parts.append(t(f"gradients.says_{kind}", cell=title))
            continue
        change = 100 * abs(one.factor - 1)
        turn = "shrinks" if one.factor < 1 else "grows"
        times = not 0.1 <= one.factor <= 2  # a percentage would round to 100, or run away
        kept = "" if one.lost_after is None else "_lost"
        fields = {"factor": f"{one.factor:.3g}"} if times else {"percent": f"{change:.3g}"}
        if kept:
            fields["steps"] = one.lost_after
        parts.append(t(f"gradients.says_{'times' if times else turn}{kept}", cell=title, **fields))
    if settings.source == "laboratory" and not settings.hold and "lstm" in readings:
        low = readings["lstm"].verdict in ("vanishing", "fading")
        parts.append(t("gradients.says_raise" if low else "gradients.says_lower"))
    elif settings.hold:
        parts.append(t("gradients.says_held", value=f"{settings.held:g}"))
    return sentences(parts)


def at_step(settings: Settings, runs: Mapping[str, Run], step: int) -> str:
    """The step under the cursor: its Jacobian's size, its keeping gate, its memory: HTML."""
    rows = []
    for cell, run in runs.items():
        norm = singular_values(jacobians(run.trace.part(step - 1, step))[0])[0]
        gate = "".join(
            t("gradients.mean_gate", gate=g, value=number(run.trace[g][step - 1].mean()))
            for g in keeping(cell)
        )
        symbol = "‖diag(1−h²)·U‖₂" if run.is_tanh_elman else "‖J‖₂"
        rows.append([name(cell), f"{symbol} = {number(norm)}", gate])
    html = heading(t("gradients.at_step", t=step)) + table([], rows)
    ways = {cell: memory_only(run, step) for cell, run in runs.items()}
    ways = {cell: way for cell, way in ways.items() if way is not None}
    if settings.loss != "last_step" or not ways:
        return html
    head = ["", "", t("gradients.ways_all"), t("gradients.ways_memory")]
    rows = [
        [name(cell), way.state, f"{way.every:.3g}", f"{way.memory:.3g}"]
        for cell, way in ways.items()
    ]
    return html + heading(t("gradients.ways", t=step)) + table(head, rows)


def _lost(one: Reading, T: int) -> str:
    if one.verdict in ("overflow", "zero"):
        return "–"
    if one.lost_after is None:
        return t("gradients.never_lost", T=T)
    return t("gradients.lost_after", steps=one.lost_after)

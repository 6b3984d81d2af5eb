"""The chart of the Gradients page and what stands beside it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st

from sim.adjoint.jacobians import jacobians
from sim.adjoint.products import singular_values
from sim.lab import FLOAT32, Curve, Reach, Run, keeping, memory_only
from sim.lab.long_products import bounds
from sim.text.write import significant
from ui.figures.gradients import reach
from ui.gradients import products as gradients_products
from ui.gradients.html import heading, name, number, table
from ui.gradients.settings import PRODUCTS, Settings
from ui.widgets import clicks as chart_clicks
from ui.widgets.chart import chart as show
from ui.words import listed, t
from ui.words.markup import Markup

Curves = Mapping[str, Curve]


def chart(settings: Settings, runs: Mapping[str, Run], curves: Curves, T: int) -> None:
    """The curves of all cells that have the chosen quantity."""
    dark = st.context.theme.type == "dark"
    drawn = figure(settings, runs, curves, T, dark)
    show(drawn, "chart_reach", t("gradients.chart_alt", T=T), fills=True)
    if settings.quantity in PRODUCTS:
        gradients_products.controls(settings.products(runs))


def figure(settings: Settings, runs: Mapping[str, Run], curves: Curves, T: int, dark: bool) -> dict:
    """These curves as a figure.

    Args:
        settings: what is drawn of which runs.
        runs: by cell.
        curves: by cell.
        T: timesteps.
        dark: on the dark background.
    """
    long_products = settings.quantity in PRODUCTS
    words = {
        "zero": t("gradients.zero"), "overflow": t("gradients.overflow"),
        "lost": t("gradients.lost"), "lost_of": t("gradients.lost_of", cell="{cell}"),
        "backward": backward_said(settings, T), "bound": t("gradients.bound", cell="{cell}"),
        "between": listed(["", ""]),
    }  # fmt: skip
    bounded = long_products and PRODUCTS[settings.quantity] != "c"
    return reach(
        curves, min(settings.t, T), T, titles={cell: t(f"cells.{cell}") for cell in runs},
        lost=FLOAT32, words=words, dark=dark,
        bounds=bounds(runs) if bounded else None,
    )  # fmt: skip


def backward_said(settings: Settings, T: int) -> str:
    """From where the curves are read: the step or steps that the loss looks at.

    Args:
        settings: the page's.
        T: timesteps of the runs on screen.
    """
    if settings.quantity in PRODUCTS:
        return t("gradients.backward_products", last=T)
    first, last = settings.choice.looks_at(T)
    if first == last:
        return t("gradients.backward_one", last=last)
    if first == 1:
        return t("gradients.backward_every")
    return t("gradients.backward_some", first=first, last=last)


def clicks(settings: Settings, T: int) -> None:
    """A click on the curves sets the step, one on the map of the sweep takes its setting over."""

    def to_setting(sigma: float, bias: float) -> None:
        swept = settings.sweep
        if swept is None or sigma not in swept.setup.sigmas:
            return
        settings.source, settings.sigma = "laboratory", sigma
        if swept.setup.gate and bias in swept.setup.biases:
            settings.keep = bias

    chart_clicks.clicks(
        "gradients_clicks",
        {
            "chart_reach": lambda x, y: settings.go(round(x), T),
            "chart_sweep": to_setting,
        },
        walk=("chart_reach", min(settings.t, T), T),
    )


def reading(readings: Mapping[str, Reach]) -> Markup:
    """The curves in numbers, a row a cell: HTML."""
    rows = [
        [
            name(cell),
            f"× {number(one.factor)}" if one.steps else "–",
            lost(one),
            t(f"gradients.verdict_{one.verdict}"),
        ]
        for cell, one in readings.items()
    ]
    head = ("cell", "factor", "lost_in", "verdict")
    return table([t(f"gradients.head_{name}") for name in head], rows)


def at_step(settings: Settings, runs: Mapping[str, Run], step: int) -> Markup:
    """The step under the cursor: its Jacobian's size, its keeping gate, its memory: HTML."""
    rows = []
    for cell, run in runs.items():
        norm = singular_values(jacobians(run.trace.part(step - 1, step))[0])[0]
        gate = "".join(
            t("gradients.mean_gate", gate=g, value=_size(run.trace[g][step - 1].mean()))
            for g in keeping(run.cell)
        )
        symbol = "‖diag(1−h²)·U‖₂" if run.is_tanh_elman else "‖J‖₂"
        rows.append([name(cell), f"{symbol} = {_size(norm)}", gate])
    found = heading(t("gradients.at_step", t=step)) + table([], rows)
    first, last = settings.choice.looks_at(next(iter(runs.values())).trace.T)
    if first != last or step > last:
        return found
    ways = {cell: memory_only(run, step, last) for cell, run in runs.items()}
    ways = {cell: way for cell, way in ways.items() if way is not None}
    if not ways:
        return found
    head = ["", "", t("gradients.ways_all"), t("gradients.ways_memory")]
    rows = [
        [name(cell), way.state, significant(way.every, 3), significant(way.memory, 3)]
        for cell, way in ways.items()
    ]
    return found + heading(t("gradients.ways", t=step, last=last)) + table(head, rows)


def lost(one: Reach) -> str:
    """When float32 loses a curve, in a few words.

    Args:
        one: the curve in numbers.
    """
    if one.verdict in ("overflow", "zero", "alone"):
        return "–"
    if one.lost_after is None:
        return t("gradients.never_lost", steps=one.back)
    if one.lost_by > one.lost_after + 1:
        return t("gradients.lost_between", steps=one.lost_after, by=one.lost_by)
    return (
        t("gradients.lost_after", steps=one.lost_after)
        if one.lost_after
        else t("gradients.lost_at_once")
    )


def _size(value: float) -> str:
    return number(value) if np.isfinite(value) else t("gradients.overflow")

"""How far back gradients reach: norms on one logarithmic axis, read from right to left."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from sim.lab import Curve
from ui.figures.base import over_time
from ui.figures.gradient_labels import (
    LABEL_PIXELS,
    backward,
    bound_name,
    lost_line,
    names_of,
    quiet,
    row,
)
from ui.look.cells import cell_colour, cell_dash
from ui.look.theme import MUTED


def reach(
    curves: Mapping[str, Curve],
    t: int,
    T: int,
    *,
    titles: Mapping[str, str],
    lost: float | None,
    words: Mapping[str, str],
    bounds: Mapping[str, Curve] | None = None,
    dark: bool = False,
    height: int = 330,
) -> dict:
    """Sizes over time: exact zeros on a row of their own below, overflow on one above.

    Args:
        curves: cell -> its curve.
        t: timestep under the cursor, from 1.
        T: timesteps of the run.
        titles: cell -> its name for people.
        lost: share of a curve's largest below which float32 loses it, None for no such line.
        words: "zero", "overflow", "lost", "lost_of" and "bound" (with {cell}), "backward",
            "between" (two names).
        bounds: cell -> what its curve cannot exceed.
        dark: on the dark background.
        height: in pixels.
    """
    bounds = bounds or {}
    drawn = np.concatenate([[], *(c.logs[np.isfinite(c.logs)] for c in curves.values())])
    levels = [] if lost is None else _levels(curves, lost)
    inner = [*drawn, *(level for level, _ in levels)]
    low, high = (math.floor(min(inner)), math.ceil(max(inner))) if inner else (-1, 0)
    above = [float(c.logs[np.isfinite(c.logs)].max(initial=high)) for c in bounds.values()]
    high = max(low + 1, high, math.ceil(min(max(above, default=high), high + (high - low) / 2)))
    gap = (high - low) * 0.08
    zero, over = low - gap, high + gap
    zeros = any(np.isneginf(c.logs).any() for c in curves.values())
    overs = any((np.isposinf(c.logs) | np.isnan(c.logs)).any() for c in curves.values())
    placed = {
        cell: np.where(np.isneginf(c.logs), zero, np.where(np.isfinite(c.logs), c.logs, over))
        for cell, c in curves.items()
    }
    traces = [_curve(cell, placed[cell], c, titles[cell], dark) for cell, c in curves.items()]
    named = {cell: words["bound"].format(cell=titles.get(cell, cell)) for cell in bounds}
    traces += [_bound(cell, c, named[cell], dark) for cell, c in bounds.items()]
    ticks = ticks_of(low, high)
    tick_text = [f"10<sup>{k}</sup>".replace("-", "−") for k in ticks]
    if zeros:
        ticks, tick_text = [zero, *ticks], [words["zero"], *tick_text]
    if overs:
        ticks, tick_text = [*ticks, over], [*tick_text, words["overflow"]]
    bottom, top = (zero if zeros else low) - gap / 3, (over if overs else high) + gap / 3
    wide = {cell: np.interp(np.arange(1, T + 1), curves[cell].at, y) for cell, y in placed.items()}
    for _ in range(4):  # room for the uppermost name, whose height is one in pixels
        per_pixel = (top - bottom) / (height - 60)
        names = names_of(wide, titles, dark, per_pixel)
        above = max((note["y"] for note in names), default=bottom) + 10 * per_pixel - top
        if above <= 0:
            break
        top += 1.5 * above
    figure = over_time(
        traces, t, T, dark, height,
        tickvals=ticks, ticktext=tick_text, range=[bottom, top], zeroline=False,
    )  # fmt: skip
    layout = figure["layout"]
    layout["showlegend"] = False
    layout["hoverdistance"] = -1  # a click anywhere has a step
    layout["xaxis"]["title"] = {"text": ""}
    layout["margin"] = {"l": 56, "r": 16, "t": 8, "b": 52}
    layout["annotations"] = [
        *names,
        *(bound_name(c, named[cell], top, dark) for cell, c in bounds.items()),
    ]
    backward(layout, words["backward"], dark)
    for level, cells in levels:
        text = words["lost"] if len(levels) == 1 else words["lost_of"].format(
            cell=words["between"].join(titles[c] for c in cells))  # fmt: skip
        stand = [note["y"] for note in names]
        place = quiet(level, wide.values(), stand, LABEL_PIXELS * per_pixel)
        lost_line(layout, level, text, place, dark)
    if zeros:
        layout["shapes"].append(row(low - gap / 2, MUTED[dark], "dot"))
    if overs:
        layout["shapes"].append(row(high + gap / 2, MUTED[dark], "dot"))
    return figure


def _levels(curves: Mapping[str, Curve], lost: float) -> list[tuple[float, list[str]]]:
    """Where float32 loses each curve; levels that would lie on each other are one."""
    found: list[tuple[float, list[str]]] = []
    for cell, curve in curves.items():
        log = curve.logs
        if not np.isfinite(log).any() or np.isposinf(log).any() or np.isnan(log).any():
            continue
        level = float(log.max() + math.log10(lost))
        near = next((cells for at, cells in found if abs(at - level) < 0.5), None)
        if near is None:
            found.append((level, [cell]))
        else:
            near.append(cell)
    return found


def ticks_of(low: int, high: int, most: int = 8) -> list[float]:
    """Round exponents between two, at most about so many.

    Args:
        low: the least exponent, a whole number.
        high: the greatest, likewise.
        most: of spaces between ticks.
    """
    steps = (1, 2, 5, 10, 20, 50, 100, 200)
    step = next((s for s in steps if (high - low) / s <= most), steps[-1])
    return list(range(math.ceil(low / step) * step, high + 1, step))


def _curve(cell: str, y: np.ndarray, curve: Curve, title: str, dark: bool) -> dict:
    return {
        "type": "scatter", "mode": "lines" if len(y) > 1 else "markers", "name": title,
        "x": curve.at.tolist(), "y": y,
        "customdata": curve.texts, "hovertemplate": "%{customdata}",
        "line": {"color": cell_colour(cell, dark), "width": 2.5, "dash": cell_dash(cell)},
    }  # fmt: skip


def _bound(cell: str, curve: Curve, title: str, dark: bool) -> dict:
    return {
        "type": "scatter", "mode": "lines", "name": title, "x": curve.at.tolist(),
        "y": np.where(np.isfinite(curve.logs), curve.logs, np.nan),
        "customdata": curve.texts, "hovertemplate": "%{customdata}",
        "line": {"color": cell_colour(cell, dark), "width": 1.2, "dash": "dash"},
    }  # fmt: skip

"""How far back gradients reach: norms on one logarithmic axis, read from right to left."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from ui.figures.base import over_time
from ui.theme import BACKGROUND, COLOURS, INK, MUTED, text_colour

# cell -> the line whose hue it borrows; every curve also carries its name.
HUES = {"lstm": "c", "gru": "o", "elman": "x", "lstm_peephole": "i", "lstm_coupled": "n",
        "gru_reset_after": "z"}  # fmt: skip
DASHES = {"lstm_peephole": "dash", "lstm_coupled": "dot", "gru_reset_after": "dash"}
LABEL_PIXELS = 17


@dataclass(frozen=True, eq=False)
class Curve:
    """Sizes at some timesteps, as logarithms: a long product leaves the range of float64.

    Args:
        at: timesteps from 1, ascending, (N,); logs: base 10, (N,): -inf for an exact 0, infinite
            or NaN for an overflow; whole: whether it goes back as far as there are steps.
    """

    at: np.ndarray
    logs: np.ndarray
    whole: bool = True

    @classmethod
    def of(cls, norms: np.ndarray) -> Curve:
        """Of the size at every timestep, (T,), not negative."""
        with np.errstate(divide="ignore"):
            return cls(np.arange(1, len(norms) + 1), np.log10(norms))

    @property
    def texts(self) -> list[str]:
        """The sizes as text; beyond float64 as powers of ten."""
        near = np.abs(self.logs) < 300
        return [
            f"{10.0**log:.6g}" if ok else "0" if log == -np.inf else f"1e{log:+.2f}"
            if np.isfinite(log) else f"{log}"
            for log, ok in zip(self.logs.tolist(), near.tolist(), strict=True)
        ]  # fmt: skip


def cell_colour(cell: str, dark: bool) -> str:
    """A cell's colour, readable as text.

    Args:
        cell: key in CELLS; dark: on the dark background.
    """
    hue = HUES.get(cell)
    return text_colour(hue, dark) if hue in COLOURS else MUTED[dark]


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
        t: timestep under the cursor, from 1; T: timesteps of the run.
        titles: cell -> its name for people.
        lost: share of a curve's largest below which float32 loses it, None for no such line.
        words: "zero", "overflow", "lost", "lost_of" and "bound" (with {cell}),
            "backward", "between" (two names).
        bounds: cell -> what its curve cannot exceed.
        dark: on the dark background; height: in pixels.
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
        names = _names(wide, titles, dark, per_pixel)
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
        *(_bound_name(c, named[cell], top, dark) for cell, c in bounds.items()),
        _backward(words["backward"], dark),
    ]  # fmt: skip
    for level, cells in levels:
        text = words["lost"] if len(levels) == 1 else words["lost_of"].format(
            cell=words["between"].join(titles[c] for c in cells))  # fmt: skip
        stand = [note["y"] for note in names]
        place = _quiet(level, wide.values(), stand, LABEL_PIXELS * per_pixel)
        _lost_line(layout, level, text, place, dark)
    if zeros:
        layout["shapes"].append(_row(low - gap / 2, MUTED[dark], "dot"))
    if overs:
        layout["shapes"].append(_row(high + gap / 2, MUTED[dark], "dot"))
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
        low, high: whole numbers; most: of spaces between ticks.
    """
    steps = (1, 2, 5, 10, 20, 50, 100, 200)
    step = next((s for s in steps if (high - low) / s <= most), steps[-1])
    return list(range(math.ceil(low / step) * step, high + 1, step))


def _curve(cell: str, y: np.ndarray, curve: Curve, title: str, dark: bool) -> dict:
    return {
        "type": "scatter", "mode": "lines" if len(y) > 1 else "markers", "name": title,
        "x": curve.at.tolist(), "y": y,
        "customdata": curve.texts, "hovertemplate": "%{customdata}",
        "line": {"color": cell_colour(cell, dark), "width": 2.5, "dash": DASHES.get(cell, "solid")},
    }  # fmt: skip


def _bound(cell: str, curve: Curve, title: str, dark: bool) -> dict:
    return {
        "type": "scatter", "mode": "lines", "name": title, "x": curve.at.tolist(),
        "y": np.where(np.isfinite(curve.logs), curve.logs, np.nan),
        "customdata": curve.texts, "hovertemplate": "%{customdata}",
        "line": {"color": cell_colour(cell, dark), "width": 1.2, "dash": "dash"},
    }  # fmt: skip


def _names(placed, titles, dark: bool, per_pixel: float) -> list[dict]:
    """Every curve's name near its left end, above the line, never on another name."""
    T = max((len(y) for y in placed.values()), default=1)
    at = max(1, round(0.03 * T))
    near = slice(0, max(1, round(0.2 * T)))
    wanted = {c: float(y[near].max()) + 10 * per_pixel for c, y in placed.items()}
    notes, floor = [], -math.inf
    for cell in sorted(wanted, key=wanted.get):
        y = max(wanted[cell], floor)
        floor = y + LABEL_PIXELS * per_pixel
        notes.append({
            "x": at, "y": y, "text": f"<b>{titles[cell]}</b>", "showarrow": False,
            "xanchor": "left", "font": {"color": cell_colour(cell, dark), "size": 15},
            "bgcolor": f"{BACKGROUND[dark]}B0", "borderpad": 0,
        })  # fmt: skip
    return notes


def _bound_name(curve: Curve, text: str, top: float, dark: bool) -> dict:
    """A bound's formula, where its line leaves the picture or crosses its middle."""
    inside = np.flatnonzero(np.isfinite(curve.logs) & (curve.logs <= top))
    k = int(inside[len(inside) // 2]) if inside.size else len(curve.at) - 1
    return {
        "x": int(curve.at[k]), "y": float(curve.logs[k]), "text": text, "showarrow": False,
        "xanchor": "right", "yanchor": "top", "font": {"color": MUTED[dark], "size": 12},
    }  # fmt: skip


def _backward(text: str, dark: bool) -> dict:
    return {
        "x": 0.02, "y": 0, "yshift": -38, "xref": "paper", "yref": "paper", "text": text,
        "ax": 40, "ay": 0, "xanchor": "left", "showarrow": True, "arrowhead": 2,
        "arrowwidth": 1.5, "arrowcolor": INK[dark], "font": {"color": INK[dark], "size": 13},
    }  # fmt: skip


def _quiet(
    level: float, curves: Iterable[np.ndarray], names: Iterable[float], reach: float
) -> tuple[str, str]:
    """Where a text beside a horizontal line meets no curve and no curve's name, which stand on the
    left: (left or right, bottom or top)."""
    placed = np.array(list(curves))
    half = placed.shape[1] * 45 // 100
    near = sum(abs(y - level) < 2 * reach for y in names) * placed.shape[1]
    best, least = ("right", "bottom"), math.inf
    for side, part in (("right", placed[:, -half:]), ("left", placed[:, :half])):
        for anchor, sign in (("bottom", 1), ("top", -1)):
            above = (part - level) * sign
            met = int(((above > 0) & (above < reach)).sum()) + (near if side == "left" else 0)
            if met < least:
                best, least = (side, anchor), met
    return best


def _lost_line(layout: dict, level: float, text: str, at: tuple[str, str], dark: bool) -> None:
    colour = text_colour("h", dark)
    layout["shapes"].append(_row(level, colour, "dash"))
    layout["annotations"].append({
        "x": 1 if at[0] == "right" else 0, "xref": "paper", "xanchor": at[0], "y": level,
        "yanchor": at[1], "text": text, "showarrow": False, "font": {"color": colour, "size": 11},
        "bgcolor": BACKGROUND[dark], "borderpad": 1, "opacity": 0.9,
    })  # fmt: skip


def _row(y: float, colour: str, dash: str) -> dict:
    return {
        "type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y, "layer": "below",
        "line": {"color": colour, "width": 1.2, "dash": dash},
    }  # fmt: skip

"""How far back gradients reach: norms on one logarithmic axis, read from right to left."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import numpy as np

from ui.figures.base import over_time
from ui.theme import COLOURS, INK, MUTED, text_colour

# cell -> the line whose hue it borrows; every curve also carries its name.
HUES = {"lstm": "c", "gru": "o", "elman": "x", "lstm_peephole": "i", "lstm_coupled": "h",
        "gru_reset_after": "z"}  # fmt: skip
DASHES = {"lstm_peephole": "dash", "lstm_coupled": "dot", "gru_reset_after": "dash"}
LABEL_PIXELS = 17


def cell_colour(cell: str, dark: bool) -> str:
    """A cell's colour, readable as text.

    Args:
        cell: key in CELLS; dark: on the dark background.
    """
    hue = HUES.get(cell)
    return text_colour(hue, dark) if hue in COLOURS else MUTED[dark]


def reach(
    curves: Mapping[str, np.ndarray],
    t: int,
    *,
    titles: Mapping[str, str],
    lost: float,
    words: Mapping[str, str],
    dark: bool = False,
    height: int = 330,
) -> dict:
    """Norms over time: exact zeros on a row of their own below, overflow on one above.

    Args:
        curves: cell -> (T,), not negative.
        t: timestep under the cursor, from 1.
        titles: cell -> its name for people.
        lost: share of a curve's largest below which float32 loses it.
        words: "zero", "overflow", "lost", "lost_of" (with {cell}), "backward",
            "between" (two names).
        dark: on the dark background; height: in pixels.
    """
    T = len(next(iter(curves.values())))
    logs = {cell: _logs(norms) for cell, norms in curves.items()}
    drawn = np.concatenate([log[np.isfinite(log)] for log in logs.values()])
    levels = _levels(logs, lost)
    inner = [*drawn, *(level for level, _ in levels)]
    low, high = (math.floor(min(inner)), math.ceil(max(inner))) if inner else (-1, 0)
    high = max(high, low + 1)
    gap = (high - low) * 0.08
    zero, over = low - gap, high + gap
    zeros = any(np.isneginf(log).any() for log in logs.values())
    overs = any((np.isposinf(log) | np.isnan(log)).any() for log in logs.values())
    placed = {cell: np.where(np.isneginf(log), zero, np.where(np.isfinite(log), log, over))
              for cell, log in logs.items()}  # fmt: skip
    traces = [_curve(c, y, curves[c], titles[c], dark) for c, y in placed.items()]
    ticks = _ticks(low, high)
    tick_text = [f"10<sup>{k}</sup>".replace("-", "−") for k in ticks]
    if zeros:
        ticks, tick_text = [zero, *ticks], [words["zero"], *tick_text]
    if overs:
        ticks, tick_text = [*ticks, over], [*tick_text, words["overflow"]]
    bottom, top = (zero if zeros else low) - gap / 3, (over if overs else high) + gap / 3
    figure = over_time(
        traces, t, T, dark, height,
        tickvals=ticks, ticktext=tick_text, range=[bottom, top], zeroline=False,
    )  # fmt: skip
    layout = figure["layout"]
    layout["showlegend"] = False
    layout["xaxis"]["title"] = {"text": ""}
    layout["margin"] = {"l": 56, "r": 16, "t": 8, "b": 52}
    per_pixel = (top - bottom) / (height - 60)
    layout["annotations"] = [
        *_names(placed, titles, dark, per_pixel), _backward(words["backward"], dark),
    ]  # fmt: skip
    for level, cells in levels:
        text = words["lost"] if len(levels) == 1 else words["lost_of"].format(
            cell=words["between"].join(titles[c] for c in cells))  # fmt: skip
        _lost_line(layout, level, text, _quiet(level, placed.values(), 18 * per_pixel), dark)
    if zeros:
        layout["shapes"].append(_row(low - gap / 2, MUTED[dark], "dot"))
    if overs:
        layout["shapes"].append(_row(high + gap / 2, MUTED[dark], "dot"))
    return figure


def _logs(norms: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore"):
        return np.log10(norms)


def _levels(logs: Mapping[str, np.ndarray], lost: float) -> list[tuple[float, list[str]]]:
    """Where float32 loses each curve; levels that would lie on each other are one."""
    found: list[tuple[float, list[str]]] = []
    for cell, log in logs.items():
        if not np.isfinite(log).any() or np.isposinf(log).any() or np.isnan(log).any():
            continue
        level = float(log.max() + math.log10(lost))
        near = next((cells for at, cells in found if abs(at - level) < 0.5), None)
        if near is None:
            found.append((level, [cell]))
        else:
            near.append(cell)
    return found


def _ticks(low: int, high: int) -> list[float]:
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 200) if (high - low) / s <= 8 or s == 200)
    return list(range(math.ceil(low / step) * step, high + 1, step))


def _curve(cell: str, y: np.ndarray, norms: np.ndarray, title: str, dark: bool) -> dict:
    return {
        "type": "scatter", "mode": "lines" if len(y) > 1 else "markers", "name": title,
        "x": list(range(1, len(y) + 1)), "y": y,
        "customdata": [f"{value:.6g}" for value in norms], "hovertemplate": "%{customdata}",
        "line": {"color": cell_colour(cell, dark), "width": 2.5, "dash": DASHES.get(cell, "solid")},
    }  # fmt: skip


def _names(placed, titles, dark: bool, per_pixel: float) -> list[dict]:
    """Every curve's name near its left end, above the line, never on another name."""
    T = len(next(iter(placed.values())))
    at = max(1, round(0.06 * T))
    near = slice(0, max(1, round(0.12 * T)))
    wanted = {c: float(y[near].max()) + 10 * per_pixel for c, y in placed.items()}
    notes, floor = [], -math.inf
    for cell in sorted(wanted, key=wanted.get):
        y = max(wanted[cell], floor)
        floor = y + LABEL_PIXELS * per_pixel
        notes.append({
            "x": at, "y": y, "text": f"<b>{titles[cell]}</b>", "showarrow": False,
            "xanchor": "left", "font": {"color": cell_colour(cell, dark), "size": 15},
        })  # fmt: skip
    return notes


def _backward(text: str, dark: bool) -> dict:
    return {
        "x": 0.02, "y": 0, "yshift": -38, "xref": "paper", "yref": "paper", "text": text,
        "ax": 40, "ay": 0, "xanchor": "left", "showarrow": True, "arrowhead": 2,
        "arrowwidth": 1.5, "arrowcolor": INK[dark], "font": {"color": INK[dark], "size": 13},
    }  # fmt: skip


def _quiet(level: float, curves: Iterable[np.ndarray], reach: float) -> tuple[str, str]:
    """Where a text beside a horizontal line meets no curve: (left or right, bottom or top)."""
    placed = np.array(list(curves))
    half = placed.shape[1] * 45 // 100
    best, least = ("right", "bottom"), math.inf
    for side, part in (("right", placed[:, -half:]), ("left", placed[:, :half])):
        for anchor, sign in (("bottom", 1), ("top", -1)):
            above = (part - level) * sign
            met = int(((above > 0) & (above < reach)).sum())
            if met < least:
                best, least = (side, anchor), met
    return best


def _lost_line(layout: dict, level: float, text: str, at: tuple[str, str], dark: bool) -> None:
    colour = text_colour("h", dark)
    layout["shapes"].append(_row(level, colour, "dash"))
    layout["annotations"].append({
        "x": 1 if at[0] == "right" else 0, "xref": "paper", "xanchor": at[0], "y": level,
        "yanchor": at[1], "text": text, "showarrow": False, "font": {"color": colour, "size": 11},
    })  # fmt: skip


def _row(y: float, colour: str, dash: str) -> dict:
    return {
        "type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y, "layer": "below",
        "line": {"color": colour, "width": 1.2, "dash": dash},
    }  # fmt: skip

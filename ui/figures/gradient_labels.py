"""What is written beside the curves of gradient norms, and the lines across them."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from sim.lab import Curve
from ui.look.cells import cell_colour
from ui.look.theme import BACKGROUND, INK, MUTED, text_colour

LABEL_PIXELS = 17

# In pixels, 38 below the axis, its tip at the left.
# From the left end of the figure, so that a phone has room for the text beside it.
BACKWARD_ARROW = "M-50,-38 L-42,-42 L-42,-38.8 L-22,-38.8 L-22,-37.2 L-42,-37.2 L-42,-34 Z"


def names_of(placed, titles, dark: bool, per_pixel: float) -> list[dict]:
    """Every curve's name near its left end, where it meets no other curve; never on another name.

    Args:
        placed: cell -> heights at every timestep, (T,).
        titles: cell -> its name for people.
        dark: on the dark background.
        per_pixel: height of a pixel on the axis.
    """
    T = max((len(y) for y in placed.values()), default=1)
    at = max(1, round(0.03 * T))
    wanted = {c: _beside(c, placed, per_pixel) for c in placed}
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


def _beside(cell: str, placed, per_pixel: float) -> float:
    """Above the curve's left end; if another runs there, below it, or closer to its end."""
    T, lowest = len(placed[cell]), min(y.min() for y in placed.values())
    heights = []
    for share, sign in ((0.2, 1), (0.2, -1), (0.1, 1)):
        near = slice(0, max(1, round(share * T)))
        height = sign * (max(sign * placed[cell][near]) + 10 * per_pixel)
        others = [y[near] for c, y in placed.items() if c != cell]
        met = any((abs(y - height) < LABEL_PIXELS / 2 * per_pixel).any() for y in others)
        if height >= lowest and not met:
            return float(height)
        heights.append(height)
    return float(heights[0])


def bound_name(curve: Curve, text: str, top: float, dark: bool) -> dict:
    """A bound's formula, where its line leaves the picture or crosses its middle.

    Args:
        curve: the bound.
        text: its formula.
        top: of the axis.
        dark: on the dark background.
    """
    inside = np.flatnonzero(np.isfinite(curve.logs) & (curve.logs <= top))
    k = int(inside[len(inside) // 2]) if inside.size else len(curve.at) - 1
    return {
        "x": int(curve.at[k]), "y": float(curve.logs[k]), "text": text, "showarrow": False,
        "xanchor": "right", "yanchor": "top", "font": {"color": MUTED[dark], "size": 12},
    }  # fmt: skip


def backward(layout: dict, text: str, dark: bool) -> None:
    """Draw the arrow below the axis, from right to left, with a text beside it.

    Args:
        layout: gets both.
        text: beside it.
        dark: on the dark background.
    """
    # As a shape: for an annotation's arrow Plotly measures its path, 7 ms of every repaint.
    layout["shapes"].append({
        "type": "path", "path": BACKWARD_ARROW, "xref": "paper", "yref": "paper",
        "xsizemode": "pixel", "ysizemode": "pixel", "xanchor": 0, "yanchor": 0,
        "fillcolor": INK[dark], "line": {"width": 0},
    })  # fmt: skip
    layout["annotations"].append({
        "x": 0, "y": 0, "xshift": -16, "yshift": -38, "xref": "paper", "yref": "paper",
        "text": text, "xanchor": "left", "yanchor": "middle", "showarrow": False,
        "font": {"color": INK[dark], "size": 13},
    })  # fmt: skip


def quiet(
    level: float, curves: Iterable[np.ndarray], names: Iterable[float], reach: float
) -> tuple[str, str]:
    """Where a text beside a horizontal line meets no curve and no curve's name.

    Args:
        level: of the line.
        curves: heights at every timestep.
        names: heights of the names on the left.
        reach: height of the text.

    Returns:
        ("left" or "right", "bottom" or "top").
    """
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


def lost_line(layout: dict, level: float, text: str, at: tuple[str, str], dark: bool) -> None:
    """Draw the line below which float32 loses a curve, and its text.

    Args:
        layout: of the figure, changed.
        level: of the line.
        text: beside it.
        at: as `quiet` returns it.
        dark: on the dark background.
    """
    colour = text_colour("h", dark)
    layout["shapes"].append(row(level, colour, "dash"))
    layout["annotations"].append({
        "x": 1 if at[0] == "right" else 0, "xref": "paper", "xanchor": at[0], "y": level,
        "yanchor": at[1], "text": text, "showarrow": False, "font": {"color": colour, "size": 11},
        "bgcolor": BACKGROUND[dark], "borderpad": 1, "opacity": 0.9,
    })  # fmt: skip


def row(y: float, colour: str, dash: str) -> dict:
    """A horizontal line across the whole figure.

    Args:
        y: its height.
        colour: of it.
        dash: as Plotly names it.
    """
    return {
        "type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y, "layer": "below",
        "line": {"color": colour, "width": 1.2, "dash": dash},
    }  # fmt: skip

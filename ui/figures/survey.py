"""Steps that a gradient survives, as a heat map over two settings."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ui.look.theme import INK, MUTED, RULE, colour, sequential


def heat(
    steps: np.ndarray,
    sigmas: np.ndarray,
    biases: np.ndarray,
    most: int,
    here: tuple[float, float],
    *,
    words: Mapping[str, str],
    dark: bool = False,
) -> dict:
    """The map, with its numbers written in, and a ring at the present setting.

    Args:
        steps: (biases, sigmas), NaN where unknown, infinite for an overflow.
        sigmas: of the columns.
        biases: of the rows.
        most: steps that there are.
        here: present (sigma, bias).
        words: "x", "y", "here", "all", "steps", "overflow".
        dark: on the dark background.
    """
    known = np.isfinite(steps)
    text = [["" if not np.isfinite(v) else _number(v, most) for v in row] for row in steps]
    told = [
        [words["overflow"] if np.isinf(v) else words["all"] if v >= most
         else f"{v:.0f} {words['steps']}" for v in row]
        for row in steps
    ]  # fmt: skip
    trace = {
        "type": "heatmap", "x": sigmas.tolist(), "y": biases.tolist(),
        "z": np.where(known, steps, np.nan), "zmin": 0, "zmax": most, "xgap": 1, "ygap": 1,
        # Up to the same blue in both themes, so that the numbers can be read on it.
        "colorscale": [sequential("i", dark)[0], [1.0, colour("i")]], "text": text,
        "texttemplate": "%{text}", "textfont": {"color": INK[True]} if dark else {},
        "hoverongaps": False, "customdata": told,
        "colorbar": {"thickness": 10, "outlinewidth": 0, "tickfont": {"color": INK[dark]}},
        "hovertemplate": f"{words['x']} = %{{x}}<br>"
        + (f"{words['y']} = %{{y}}<br>" if words["y"] else "")
        + "%{customdata}<extra></extra>",
    }  # fmt: skip
    ring = {
        "type": "scatter", "mode": "markers", "x": [here[0]], "y": [here[1]], "name": words["here"],
        "marker": {"symbol": "circle-open", "size": 24, "color": "#E69F00", "line": {"width": 3}},
        "hoverinfo": "skip",
    }  # fmt: skip
    overs = [
        {"x": float(sigmas[c]), "y": float(biases[r]), "text": "∞", "showarrow": False,
         "font": {"color": MUTED[dark], "size": 13}}
        for r, c in zip(*np.nonzero(np.isinf(steps)), strict=True)
    ]  # fmt: skip
    axis = {"color": MUTED[dark], "gridcolor": RULE[dark], "showgrid": False, "zeroline": False,
            "fixedrange": True}  # fmt: skip
    across, up = _edges(sigmas), _edges(biases)
    named = {"title": {"text": words["y"]}, "tickvals": biases.tolist() if words["y"] else []}
    return {
        "data": [trace, ring],
        "layout": {
            "height": 110 + (24 * len(biases) if len(biases) > 8 else 36 * len(biases)),
            "margin": {"l": 60 if words["y"] else 16, "r": 8, "t": 8, "b": 48},
            "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"color": INK[dark], "size": 13}, "hovermode": "closest", "showlegend": False,
            "uirevision": "keep", "annotations": overs,
            "xaxis": axis | {"title": {"text": words["x"], "standoff": 4}, "range": across,
                             "tickvals": sigmas.tolist()[:: 2 if len(sigmas) > 8 else 1]},
            "yaxis": axis | named | {"range": up},
        },
    }  # fmt: skip


def _number(steps: float, most: int) -> str:
    return f"≥{most}" if steps >= most else f"{steps:.0f}"


def _edges(places: np.ndarray) -> list[float]:
    """An axis that ends where the outer fields end, wherever the ring lies."""
    half = float(places[1] - places[0]) / 2 if len(places) > 1 else 0.5
    return [float(places[0]) - half, float(places[-1]) + half]

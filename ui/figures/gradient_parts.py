"""One step's Jacobian, the slopes of the activations, a parameter's gradient step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sim.graph.activations import Activation
from ui.figures.base import over_time
from ui.look.cells import cell_colour
from ui.look.theme import INK, MUTED, RULE, colour, diverging

POINTS = ("circle", "square", "diamond", "triangle-up", "x")


def jacobian_map(J: np.ndarray, rows: Sequence[str], *, dark: bool = False) -> dict:
    """A Jacobian as colours, centred on 0.

    Args:
        J: (S, S).
        rows: names of its rows, and of its columns, (S,).
        dark: dark background.
    """
    finite = np.abs(J[np.isfinite(J)])
    most = float(finite.max()) if finite.size and finite.max() > 0 else 1.0
    before = [f"{name}, t−1" for name in rows]
    trace = {
        "type": "heatmap", "z": J, "zmin": -most, "zmax": most, "colorscale": diverging(dark),
        "customdata": [[(a, b) for b in before] for a in rows],
        "colorbar": {"thickness": 10, "outlinewidth": 0, "tickfont": {"color": INK[dark]}},
        "hovertemplate": "∂%{customdata[0]} / ∂%{customdata[1]} = %{z:.6g}<extra></extra>",
    }  # fmt: skip
    starts = [k for k, name in enumerate(rows) if name.endswith("[1]")]
    named = {"tickvals": starts, "ticktext": [rows[k] for k in starts]}
    figure = _plain([trace], dark, 280, "closest")
    figure["layout"]["xaxis"] |= named | {"side": "top", "showgrid": False}
    figure["layout"]["yaxis"] |= named | {"autorange": "reversed", "showgrid": False}
    figure["layout"]["margin"] = {"l": 40, "r": 8, "t": 28, "b": 8}
    return figure


def spectrum(values: np.ndarray, cell: str, *, dark: bool = False) -> dict:
    """Singular values as bars, with a line at 1, where a step neither shrinks nor grows.

    Args:
        values: (S,), largest first.
        cell: for the colour.
        dark: on the dark background.
    """
    bars = {
        "type": "bar", "x": list(range(1, len(values) + 1)), "y": values,
        "marker": {"color": cell_colour(cell, dark)}, "hovertemplate": "%{y:.6g}<extra></extra>",
    }  # fmt: skip
    figure = _plain([bars], dark, 280, "closest")
    figure["layout"]["shapes"] = [{
        "type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 1, "y1": 1,
        "line": {"color": MUTED[dark], "dash": "dash", "width": 1.2},
    }]  # fmt: skip
    return figure


def slopes(
    groups: Mapping[str, tuple[Activation, np.ndarray]], *, dark: bool = False, height: int = 260
) -> dict:
    """Derivative curves of a cell's activations, with the run's pre-activations as points on them.

    Args:
        groups: line -> (its activation, pre-activations of the units at one step (H,)).
        dark: on the dark background.
        height: in pixels.
    """
    reach = max(
        [6.0, *(float(np.abs(z[np.isfinite(z)]).max(initial=0)) for _, z in groups.values())]
    )
    grid = np.linspace(-reach, reach, 201)
    kinds = {activation: None for activation, _ in groups.values()}
    traces = [
        {"type": "scatter", "mode": "lines", "x": grid, "y": kind.derivative(grid),
         "name": f"{kind.symbol or 'id'}′", "showlegend": False, "hoverinfo": "skip",
         "line": {"color": MUTED[dark], "width": 1.5}}
        for kind in kinds
    ]  # fmt: skip
    for place, (line, (activation, z)) in enumerate(groups.items()):
        y = activation.derivative(z)
        traces.append({
            "type": "scatter", "mode": "markers", "x": z, "y": y,
            "name": f"{line} ({activation.symbol or 'id'})",
            "marker": {"color": colour(line, dark), "size": 7, "opacity": 0.8,
                       "symbol": POINTS[place % len(POINTS)]},
            "hovertemplate": f"{line}: %{{x:.4g}} → %{{y:.4g}}<extra></extra>",
        })  # fmt: skip
    figure = _plain(traces, dark, height, "closest")
    figure["layout"]["yaxis"]["range"] = [-0.05, 1.1]
    return figure


def terms(norms: np.ndarray, counted: np.ndarray, t: int, cell: str, *, dark: bool = False) -> dict:
    """Size of each timestep's term of a parameter's gradient, on a logarithmic axis.

    Args:
        norms: (T,).
        counted: whether the truncated sum has it, (T,).
        t: the step, from 1.
        cell: for the colour.
        dark: on the dark background.
    """
    strong, weak = cell_colour(cell, dark), RULE[dark]
    bars = {
        "type": "bar", "x": list(range(1, len(norms) + 1)), "y": norms,
        "marker": {"color": [strong if on else weak for on in counted], "line": {"width": 0}},
        "hovertemplate": "t = %{x}: %{y:.6g}<extra></extra>",
    }  # fmt: skip
    power = {"type": "log", "exponentformat": "power"}
    figure = over_time([bars], t, len(norms), dark, 260, dtick=1, **power)
    # A logarithmic axis has no place for an exact 0: it is written where its bar would stand.
    zeros = np.flatnonzero(norms == 0)[:60] + 1
    figure["layout"]["annotations"] = [
        {"x": int(at), "y": 0, "yref": "paper", "yanchor": "bottom", "text": "0",
         "showarrow": False, "font": {"size": 11}}
        for at in zeros
    ]  # fmt: skip
    figure["layout"]["bargap"] = 0.15
    return figure


def _plain(traces: list[dict], dark: bool, height: int, hover: str) -> dict:
    axis = {"gridcolor": RULE[dark], "zerolinecolor": RULE[dark], "color": MUTED[dark]}
    return {
        "data": traces,
        "layout": {
            "height": height, "margin": {"l": 44, "r": 8, "t": 8, "b": 28},
            "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"color": INK[dark], "size": 13}, "hovermode": hover,
            "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
            "xaxis": dict(axis), "yaxis": dict(axis), "uirevision": "keep",
        },
    }  # fmt: skip

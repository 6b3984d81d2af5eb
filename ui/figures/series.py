"""Lines of a run over time: curves for few units, a heat map for many."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from ui.figures.base import over_time
from ui.look.theme import INK, diverging, line_colour, sequential

FEW = 4
DASHES = ("solid", "dash", "dot", "dashdot")


def curves(
    series: Mapping[str, np.ndarray],
    t: int,
    *,
    titles: Mapping[str, str],
    dark: bool = False,
    names: Sequence[str] = (),
    height: int = 240,
    unit_range: bool = False,
    styles: Mapping[str, Mapping] | None = None,
    former: Mapping[str, np.ndarray] | None = None,
    former_name: Callable[[str], str] = str,
) -> dict:
    """Curves of a few units: one colour a line, one dash a unit.

    Args:
        series: line -> (T, units), at most four units each.
        t: current timestep, from 1.
        titles: line -> its name for people.
        dark: on the dark background.
        names: of the timesteps, if they have any.
        height: in pixels.
        unit_range: whether all values lie between 0 and 1.
        styles: line -> what its Plotly traces have instead of a line's own name and colour.
        former: line -> what it was before a change, laid under it as a pale ghost.
        former_name: the name of a curve -> that of its ghost.
    """
    ghosts = [
        _curve(line, values[:, k], k, values.shape[1], titles[line], dark)
        for line, values in (former or {}).items()
        for k in range(values.shape[1])
    ]
    for ghost in ghosts:
        pale = {"width": 1.6, "dash": ghost["line"]["dash"], "color": ghost["line"]["color"]}
        ghost |= {"name": former_name(ghost["name"]), "mode": "lines", "opacity": 0.45,
                  "line": pale, "showlegend": False}  # fmt: skip
    traces = [
        _curve(line, values[:, k], k, values.shape[1], titles[line], dark)
        | dict((styles or {}).get(line, {}))
        for line, values in series.items()
        for k in range(values.shape[1])
    ]
    traces += ghosts  # a screen reader hears the curves first
    T = max(map(len, series.values()))  # a run before it had more steps or fewer
    y = {"range": [-0.05, 1.05]} if unit_range else {}
    return over_time(traces, t, T, dark, height, names, **y)


def _curve(line: str, values: np.ndarray, k: int, units: int, title: str, dark: bool) -> dict:
    T = len(values)
    name = f"{line} {title}" if units == 1 else f"{line}<sub>{k + 1}</sub> {title}"
    return {
        "type": "scatter",
        "mode": "lines+markers" if T <= 60 else "lines",
        "x": list(range(1, T + 1)),
        "y": values,
        "name": name,
        "line": {"color": line_colour(line, dark), "width": 2, "dash": DASHES[k % len(DASHES)]},
        "marker": {"size": 5},
        "hovertemplate": "%{y:.6g}",
    }


def heat_map(
    line: str,
    values: np.ndarray,
    t: int,
    *,
    gate: bool = False,
    dark: bool = False,
    names: Sequence[str] = (),
    height: int = 220,
) -> dict:
    """A line's values as colours, a row a unit.

    Args:
        line: its name, for the hue.
        values: (T, units).
        t: current timestep, from 1.
        gate: whether the values lie between 0 and 1; else the scale is centred on 0.
        dark: on the dark background.
        names: of the timesteps, if they have any.
        height: in pixels.
    """
    T, units = values.shape
    finite = np.abs(values[np.isfinite(values)])
    reach = float(finite.max()) if finite.size else 0.0
    low, high = (0.0, 1.0) if gate else (-reach or -1.0, reach or 1.0)
    trace = {
        "type": "heatmap", "x": list(range(1, T + 1)), "y": list(range(1, units + 1)),
        "z": values.T, "zmin": low, "zmax": high,
        "colorscale": sequential(line, dark) if gate else diverging(dark),
        "colorbar": {"thickness": 10, "outlinewidth": 0, "tickfont": {"color": INK[dark]}},
        "hovertemplate": f"t = %{{x}}, {line}<sub>%{{y}}</sub> = %{{z:.6g}}<extra></extra>",
    }  # fmt: skip
    rows = {"autorange": "reversed", "showgrid": False, "zeroline": False, "nticks": 8}
    figure = over_time([trace], t, T, dark, height, names, **rows)
    if units <= 12:
        figure["layout"]["yaxis"]["tickvals"] = list(range(1, units + 1))
    return figure


def changes(
    series: Mapping[str, np.ndarray], t: int, *, titles: Mapping[str, str], dark: bool = False
) -> dict:
    """How far each state moved in a step, |Δc| and |Δh| averaged over units, on one axis.

    Args:
        series: line -> |s_t - s_{t-1}|, (T, H).
        t: current timestep, from 1.
        titles: line -> its name for people.
        dark: on the dark background.
    """
    mean = {line: values.mean(axis=1, keepdims=True) for line, values in series.items()}
    figure = curves(mean, t, titles=titles, dark=dark, height=200)
    figure["layout"]["yaxis"]["rangemode"] = "tozero"
    for trace, line in zip(figure["data"], mean, strict=True):
        trace["name"] = f"|Δ{line}| {titles[line]}"
    return figure

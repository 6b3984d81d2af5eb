"""A remedy's curve over the plain network's, small."""

from __future__ import annotations

import numpy as np

from sim.lab import Curve
from ui.figures.gradients import ticks_of
from ui.look.theme import INK, MUTED, RULE


def beside(
    curve: Curve, plain: Curve, reach: tuple[float, float], *, dark: bool = False, height: int = 150
) -> dict:
    """Two curves on one logarithmic axis, exact zeros at its bottom: the plain network dotted.

    Args:
        curve: sizes of the gradient with the remedy.
        plain: the same without it.
        reach: of the axis that all remedies share.
        dark: on the dark background.
        height: in pixels.
    """
    low, high = int(np.floor(reach[0])), int(np.ceil(reach[1])) + 1
    axis = {"gridcolor": RULE[dark], "color": MUTED[dark], "zeroline": False}
    ticks = ticks_of(low, high, 4)
    texts = [f"10<sup>{k}</sup>".replace("-", "−") for k in ticks]
    zero = low - (high - low) / 8
    if np.isneginf(curve.logs).any() or np.isneginf(plain.logs).any():
        ticks, texts, low = [zero, *ticks], ["0", *texts], zero - (high - low) / 20
    styles = ((plain, MUTED[dark], 1.5, "dot"), (curve, INK[dark], 2.5, "solid"))
    traces = [
        {"type": "scatter", "mode": "lines", "x": one.at.tolist(),
         "y": np.where(np.isneginf(one.logs), zero, one.logs), "hoverinfo": "skip",
         "line": {"color": colour, "width": width, "dash": dash}}
        for one, colour, width, dash in styles
    ]  # fmt: skip
    return {
        "data": traces,
        "layout": {
            "height": height, "margin": {"l": 46, "r": 6, "t": 6, "b": 24}, "showlegend": False,
            "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"color": INK[dark], "size": 12}, "uirevision": "keep",
            "xaxis": axis | {"range": [0.5, len(plain.at) + 0.5], "showgrid": False, "nticks": 5,
                             "fixedrange": True},
            "yaxis": axis | {"range": [low, high], "tickvals": ticks, "fixedrange": True,
                             "ticktext": texts},
        },
    }  # fmt: skip

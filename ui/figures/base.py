"""What all figures over time share: axes, cursor, fonts.

They are plain dicts, which cost a quarter of `go.Figure` objects and draw the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ui.look.theme import BACKGROUND, INK, MUTED, RULE

# The browser's clock moves the first shape of figures that carry this mark.
CLOCK_MARK = "gatescope-time"


def over_time(
    traces: list[dict],
    t: int,
    T: int,
    dark: bool,
    height: int,
    names: Sequence[str] = (),
    **y: object,
) -> dict:
    """A figure over timesteps 1 to T with the current one marked.

    Args:
        traces: Plotly traces, x from 1.
        t: current timestep, from 1.
        T: number of timesteps.
        dark: on the dark background.
        height: in pixels.
        names: of the timesteps, if they have any.
        y: settings of the y axis.
    """
    axis = {"gridcolor": RULE[dark], "zerolinecolor": MUTED[dark], "color": MUTED[dark]}
    x = axis | {
        "title": {"text": "t", "standoff": 4}, "range": [0.5, T + 0.5], "showgrid": False,
        "zeroline": False, "fixedrange": False,
    }  # fmt: skip
    if T <= 12:
        x |= {"tickvals": list(range(1, T + 1))}
        if any(names):
            # Plotly makes a link of <a href=…>, and a name may come with a link to us.
            x["ticktext"] = [f"{k + 1} {escape(name, quote=False)}" for k, name in enumerate(names)]
    else:
        x |= {"nticks": 12}
    cursor = {
        "type": "line", "x0": t, "x1": t, "y0": 0, "y1": 1, "yref": "paper", "layer": "below",
        "line": {"color": "#E69F00", "width": 2},
    }  # fmt: skip
    layout = {
        "meta": CLOCK_MARK,
        "height": height,
        "margin": {"l": 52, "r": 12, "t": 8, "b": 40},
        "paper_bgcolor": BACKGROUND[dark],
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": INK[dark], "size": 13},
        "hovermode": "x unified" if traces and traces[0]["type"] == "scatter" else "closest",
        "modebar": {
            "bgcolor": "rgba(0,0,0,0)",
            "color": MUTED[dark],
            "activecolor": INK[dark],
        },
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        "shapes": [cursor],
        "uirevision": "keep",
        "xaxis": x,
        "yaxis": axis | y,
    }
    return {"data": traces, "layout": layout}

"""A figure on its way to the browser as it is.

Plotly's own check of every property costs 10 ms a chart, more than the rest of a rerun, and adds a
template of 7 kB.
"""

from __future__ import annotations

import base64

import numpy as np

from ui.hosting.internals import BaseFigure

PACKED = 64  # numbers; fewer are shorter as text
# What our figures use of Plotly's own template.
_AXIS = {"automargin": True, "ticks": "", "zerolinewidth": 2, "title": {"standoff": 15}}
TEMPLATE = {
    "layout": {"hoverlabel": {"align": "left"}, "xaxis": _AXIS, "yaxis": _AXIS},
    "data": {
        "heatmap": [{"colorbar": {"ticks": "", "outlinewidth": 0}}],
        "bar": [{"marker": {"line": {"width": 0}}}],
    },
}


class Drawn(BaseFigure):
    """A Plotly dict that `st.plotly_chart` takes without checking it; tests check them all.

    Args:
        figure: {"data": [...], "layout": {...}}, arrays allowed; stays as it is.
    """

    def __init__(self, figure: dict) -> None:
        # Not BaseFigure's own: that is what takes the time.
        self._drawn = {
            "data": [{key: _packed(value) for key, value in one.items()} for one in figure["data"]],
            "layout": {"template": TEMPLATE, **figure["layout"]},
        }

    def to_dict(self) -> dict:
        """The figure as Plotly's JSON, arrays packed."""
        return self._drawn


def _packed(value: object) -> object:
    """A long array of finite or other floats as Plotly reads it from base64."""
    if not isinstance(value, np.ndarray) or value.dtype.kind != "f" or value.size < PACKED:
        return value
    spec = {
        "dtype": "f8",
        "bdata": base64.b64encode(np.ascontiguousarray(value, "<f8").tobytes()).decode("ascii"),
    }
    return spec if value.ndim == 1 else spec | {"shape": ", ".join(map(str, value.shape))}

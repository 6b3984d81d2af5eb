"""A figure for those who don't see it: its numbers in short, and its type enlarged."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.text.write import significant

LARGE_FONT = 20
LARGE_LEAST = 18
LARGE_EXPONENTS = 26
LARGER = 1.6


@dataclass(frozen=True)
class Curve:
    """What can be said of a curve in a sentence: values as texts, places as x values."""

    name: str
    first: str
    last: str
    low: str
    low_at: object
    high: str
    high_at: object


def read_curves(figure: Mapping) -> Iterator[Curve]:
    """The curves of a figure that have a name and a finite value.

    Args:
        figure: a Plotly dict as the functions of this folder make it.
    """
    for trace in figure["data"]:
        if trace.get("type", "scatter") not in ("scatter", "scattergl", "bar"):
            continue
        y = [math.nan if v is None else float(v) for v in trace.get("y", ())]
        known = [k for k, value in enumerate(y) if math.isfinite(value)]
        if not trace.get("name") or not known:
            continue
        x = trace.get("x") if trace.get("x") is not None else range(1, len(y) + 1)
        low, high = min(known, key=y.__getitem__), max(known, key=y.__getitem__)
        # On an axis of powers of ten the figure brings the values as texts.
        texts = trace.get("customdata")
        written = texts if _are_texts(texts, len(y)) else [significant(value, 4) for value in y]
        first, last = written[known[0]], written[known[-1]]
        name = str(trace["name"]).replace("<sub>", "").replace("</sub>", "")
        yield Curve(name, first, last, written[low], x[low], written[high], x[high])


def _are_texts(texts: object, count: int) -> bool:
    return isinstance(texts, list) and len(texts) == count and isinstance(texts[0], str)


def enlarged(figure: Mapping) -> dict:
    """The figure for the back of a room: no text below 18 px, thicker lines, more height.

    Args:
        figure: a Plotly dict; it is not changed.
    """
    large = _enlarged(figure)
    layout = large["layout"]
    layout["font"] = layout.get("font", {}) | {"size": LARGE_FONT}
    layout["hoverlabel"] = {"font": {"size": LARGE_FONT}} | layout.get("hoverlabel", {})
    layout["height"] = round(LARGER * layout.get("height", 240))
    margin = layout.get("margin", {})
    layout["margin"] = {side: round(LARGER * size) for side, size in margin.items()}
    for name, axis in layout.items():
        if name[1:5] == "axis" and _has_exponents(axis):
            axis["tickfont"] = axis.get("tickfont", {}) | {"size": LARGE_EXPONENTS}
    for trace in large["data"]:
        if trace.get("type", "scatter") == "scatter":
            trace["line"] = {"width": LARGER * 2} | trace.get("line", {})
    return large


def _has_exponents(axis: Mapping) -> bool:
    """Whether some of its texts are set smaller, as 10<sup>-5</sup>."""
    powers = axis.get("exponentformat") == "power" or axis.get("type") == "log"
    return powers or any("<sup>" in str(text) for text in axis.get("ticktext", ()))


def _enlarged(part: object, name: str = "") -> object:
    """Sizes of fonts, lines and marks in a copy; arrays are handed on as they are."""
    if isinstance(part, Mapping):
        inside = {key: _enlarged(value, str(key)) for key, value in part.items()}
        size, width = inside.get("size"), inside.get("width")
        if name.lower().endswith("font") and isinstance(size, (int, float)):
            inside["size"] = max(LARGE_LEAST, round(1.3 * size))
        if name == "marker" and isinstance(size, (int, float)):
            inside["size"] = LARGER * size
        if name == "line" and isinstance(width, (int, float)):
            inside["width"] = LARGER * width
        return inside
    if isinstance(part, (list, tuple)):
        return [_enlarged(one, name) for one in part]
    return part

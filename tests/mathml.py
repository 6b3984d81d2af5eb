"""Reads MathML as a person would: what it says, and what it is worth."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import numpy as np

SIGNS = str.maketrans({"−": "-", "·": "*", "×": "*", "∞": "inf"})
FUNCTIONS = {
    "σ": lambda z: 1 / (1 + np.exp(-z)), "tanh": np.tanh, "relu": lambda z: max(z, 0),
    "σ^": lambda z: min(max(0.2 * z + 0.5, 0), 1), "exp": np.exp,
}  # fmt: skip


def said(pieces: list[str]) -> str:
    """The pieces of a formula as one text, indices behind "_" and powers behind "**"."""
    return "".join(_text(ET.fromstring(f"<math>{piece}</math>")) for piece in pieces)


def worth(text: str) -> float:
    """The value of what `said` gives, if it holds numbers only."""
    names = {f"f{k}": function for k, function in enumerate(FUNCTIONS.values())}
    for k, symbol in sorted(enumerate(FUNCTIONS), key=lambda item: -len(item[1])):
        text = text.replace(symbol, f"f{k}")
    return eval(text, {"__builtins__": {}}, names)


def _text(node: ET.Element) -> str:
    parts = [_text(child) for child in node]
    if node.tag in ("msub", "msup"):
        return {"msub": "_", "msup": "**"}[node.tag].join(parts)
    if node.tag == "msubsup":
        return f"{parts[0]}_{parts[1]}^{parts[2]}"
    return (node.text or "").translate(SIGNS) + "".join(parts)

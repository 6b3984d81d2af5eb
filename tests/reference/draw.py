"""Random parameters, inputs and initial states in our names and layout."""

from __future__ import annotations

import numpy as np

GATES = {
    "elman": "h",
    "lstm": "ifgo",
    "lstm_peephole": "ifgo",
    "lstm_coupled": "fgo",
    "gru": "rzn",
    "gru_reset_after": "rzn",
}


def params(
    cell: str, X: int, H: int, rng: np.random.Generator, most: float = 0.75
) -> dict[str, np.ndarray]:
    """Draw every parameter, normal of deviation 1.5 / sqrt(H) but `most` at most."""
    scale = min(1.5 / H**0.5, most)
    drawn = {}
    for gate in GATES[cell]:
        shapes = {f"W_{gate}": (H, X), f"U_{gate}": (H, H), f"b_{gate}": (H,)}
        if cell == "lstm_peephole" and gate != "g":
            shapes[f"p_{gate}"] = (H,)
        if cell == "gru_reset_after" and gate == "n":
            shapes["bu_n"] = (H,)
        drawn |= {name: rng.normal(0.0, scale, shape) for name, shape in shapes.items()}
    return drawn


def inputs(T: int, X: int, B: int, rng: np.random.Generator) -> np.ndarray:
    """Draw standard normal inputs, (T, X) where B = 1, else (T, X, B)."""
    return rng.normal(size=(T, X) if B == 1 else (T, X, B))


def state(cell: str, H: int, B: int, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Draw standard normal initial states, (H,) where B = 1, else (H, B)."""
    names = ("h", "c") if cell.startswith("lstm") else ("h",)
    return {name: rng.normal(size=(H,) if B == 1 else (H, B)) for name in names}

"""How large a scenario may be, in the browser and in the engine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Largest sizes: X inputs, H units, Y outputs, T timesteps, and of one array or text."""

    X: int
    H: int
    Y: int
    T: int
    elements: int
    characters: int


BROWSER = Limits(X=16, H=32, Y=16, T=500, elements=16_000, characters=400_000)
ENGINE = Limits(X=512, H=512, Y=512, T=100_000, elements=16_000_000, characters=100_000_000)

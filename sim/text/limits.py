"""How large a scenario may be, and what is typed for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Limits:
    """Largest sizes: X inputs, H units, Y outputs, T timesteps, and of one array or text."""

    X: int
    H: int
    Y: int
    T: int
    elements: int
    characters: int


ENGINE = Limits(X=512, H=512, Y=512, T=100_000, elements=16_000_000, characters=100_000_000)


@dataclass(frozen=True)
class DocumentLimits:
    """Largest sizes of a document of several parts; `sim.network` itself has none.

    Args:
        parts: of a network.
        inputs: sequences from outside.
        targets: lines that a loss looks at.
        wires: that one part hears.
        taps: of one wire.
        name: characters of a name.
        sizes: of a part by letter: X inputs, H units, Y outputs, A units that score, D numbers at
            each of N positions that are looked at, T timesteps.
        numbers: of the whole document.
        scores: T·A·N of all parts that look at something: 73 bytes each, there and back.
        looks: T·D·N of the same: 16 to 26 bytes each on the way back.
        carried: numbers that all taps of a network hand on.
        characters: of all labels; with so many numbers they still fit into a file.
        period: of a unit, in timesteps.
    """

    parts: int = 12
    inputs: int = 12
    targets: int = 24
    wires: int = 24
    taps: int = 8
    name: int = 32
    sizes: Mapping[str, int] = field(
        default_factory=lambda: dict(X=128, H=64, Y=64, A=64, D=128, N=500, T=500)
    )
    numbers: int = 50_000
    scores: int = 500_000
    looks: int = 4_000_000
    carried: int = 2_000_000
    characters: int = 110_000
    period: int = 1000


DOCUMENT = DocumentLimits()
# What is typed, pasted and set on a page: sizes as a document may have them.
BROWSER = Limits(
    **{name: DOCUMENT.sizes[name] for name in "XHYT"}, elements=16_000, characters=400_000
)

"""What is read out of a cell: a linear or softmax layer on h, or softmax of h itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

import numpy as np

from sim.text.checks import as_it_comes
from sim.text.errors import InputError, shown

KINDS = ("linear", "softmax", "softmax_h")


@as_it_comes
def softmax(z: np.ndarray) -> np.ndarray:
    """exp(z) normalised along axis -1, shifted by the greatest entry so that nothing overflows.

    Args:
        z: (..., Y).
    """
    e = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


@dataclass(frozen=True, eq=False)
class Readout:
    """y = V·h + d, its softmax, or the softmax of h itself.

    Args:
        kind: "linear", "softmax" or "softmax_h".
        V: weights (Y, H), None for "softmax_h".
        d: bias (Y,), None for "softmax_h".
    """

    kind: str
    V: np.ndarray | None = None
    d: np.ndarray | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.kind, str) or self.kind not in KINDS:
            raise InputError(
                "readout_kind",
                kind=shown(self.kind),
                known=", ".join(KINDS),
            )
        given = (self.V is not None, self.d is not None)
        if given != ((False, False) if self.kind == "softmax_h" else (True, True)):
            raise InputError(
                "readout_parts",
            )

    @cached_property
    def digest(self) -> str:
        """A text that is the same for all readouts of this kind with these numbers."""
        arrays = [] if self.V is None else [np.asarray(self.V), np.asarray(self.d)]
        found = blake2b(repr((self.kind, [a.shape for a in arrays])).encode(), digest_size=20)
        for array in arrays:
            found.update(np.ascontiguousarray(array))
        return found.hexdigest()

    def outputs(self, H: int) -> int:
        """Number of outputs Y for `H` units."""
        return H if self.V is None else self.V.shape[0]

    @as_it_comes
    def pre(self, h: np.ndarray) -> np.ndarray:
        """V·h + d for `h` (T, H), or `h` itself where there are no weights: (T, Y)."""
        return np.asarray(h) if self.V is None else h @ self.V.T + self.d

    @as_it_comes
    def __call__(self, h: np.ndarray) -> np.ndarray:
        """The outputs y for h (T, H): (T, Y)."""
        pre = self.pre(h)
        return pre if self.kind == "linear" else softmax(pre)

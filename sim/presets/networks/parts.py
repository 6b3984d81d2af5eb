"""Parts that the examples have in common."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.network.parts import Part, Wire

LINEAR, RELU = {"h": "identity"}, {"h": "relu"}


def elman(name: str, W, U, *reads: Wire, b=None, options=LINEAR, **more) -> Part:
    """An Elman network.

    Args:
        name: of the part.
        W: (H, X), for all that it reads; None where that is nothing.
        U: (H, H).
        reads: wires, below each other as its x.
        b: (H,), zeros as None.
        options: its activation, none where left out.
        more: as `Part` takes it.
    """
    U = np.array(U, float)
    params = {"U_h": U, "b_h": np.zeros(len(U)) if b is None else b}
    params |= {} if W is None else {"W_h": W}
    return Part(name, "elman", params, reads, options=options, **more)


def dense(name: str, V, *reads: Wire, d=None, softmax: bool = False, **more) -> Part:
    """A dense part.

    Args:
        name: of the part.
        V: (Y, X), for all that it reads.
        reads: wires, below each other as its x.
        d: (Y,), zeros as None.
        softmax: whether its outputs are shares of 1.
        more: as `Part` takes it.
    """
    V = np.array(V, float)
    params = {"V_y": V, "d_y": np.zeros(len(V)) if d is None else d}
    if softmax:
        more["options"] = {"y": "softmax"}
    return Part(name, "dense", params, reads, **more)


def one_of(names: Sequence[str], words: Sequence[str], other: str = "other") -> np.ndarray:
    """Words 1-of-N, a row each: (T, N).

    Args:
        names: of the N places.
        words: in order.
        other: the name of the place that a word takes which has none of its own; where there is no
            such place its row is 0.
    """
    heard = [word if word in names else other for word in words]
    return np.array([[float(word == name) for name in names] for word in heard])

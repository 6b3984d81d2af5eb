"""The all-ones network of the lecture, deeper, and with other things that come back."""

from __future__ import annotations

import numpy as np

from sim.network.network import Network
from sim.network.parts import Part, Wire
from sim.presets.networks.parts import dense, elman

LAYERS = ("lower", "middle", "upper")
ONES = np.ones((2, 2))


def deep(x, names: tuple[str, ...] = ("lower", "upper")) -> Network:
    """Linear layers in which every weight is 1, one above the other, and a readout of the last.

    Args:
        x: (T, 2).
        names: of the layers, from below.
    """
    sources = ("x", *names)
    layers = [
        elman(name, ONES, ONES, Wire(source))
        for source, name in zip(sources, names, strict=False)
    ]  # fmt: skip
    return Network((*layers, dense("out", ONES, Wire(names[-1]))), {"x": x})


def jordan(x, hidden: bool = False) -> Network:
    """The same with one layer, into which its own output comes back.

    Args:
        x: (T, 2).
        hidden: whether the hidden state comes back too.
    """
    params = {"W_h": ONES, "b_h": np.zeros(2), "V_y": ONES, "d_y": np.zeros(2)}
    back = {"U_h": ONES, "U_k": ONES} if hidden else {"U_h": ONES}
    cell = "jordan_elman" if hidden else "jordan"
    options = {"h": "identity"}
    return Network((Part("cell", cell, params | back, options=options),), {"x": x})


def taught(x, y) -> Network:
    """A Jordan network to which a teacher's output comes back in place of its own.

    Args:
        x: (T, 2).
        y: (T, 2), the targets.
    """
    told = Wire("y", taps="shift")
    hidden = dense("hidden", np.ones((2, 4)), Wire("x"), told)
    return Network((hidden, dense("out", ONES, Wire("hidden"))), {"x": x, "y": y})


def self_connected(x, U=None) -> Network:
    """One layer whose units are joined as U says, each to itself alone if nothing is said.

    Args:
        x: (T, 2).
        U: (2, 2).
    """
    rnn = elman("rnn", ONES, np.eye(2) if U is None else U, Wire("x"))
    return Network((rnn, dense("out", ONES, Wire("rnn"))), {"x": x})

"""Leaky units: an Elman cell that keeps a fixed share of its state."""

from sim.graph.cell import Cell, Line


def leaky(x, h_prev, W, U, b, a, act):
    """One step of leaky units.

    Args:
        x: input (X,).
        h_prev: the state before, (H,).
        W: W.n (H, X).
        U: U.n (H, H).
        b: b.n (H,).
        a: the leak a.h (H,), from 0 to 1.
        act: act.n, usually tanh.

    Returns:
        n (H,), what an Elman cell would show, and h (H,). An axis for a batch may stand behind.

    >>> import numpy as np
    >>> from types import SimpleNamespace as N
    >>> none = np.zeros((1, 1))
    >>> lines = leaky(np.ones(1), np.ones(1), N(n=none), N(n=none), N(n=none[0]),
    ...               N(h=np.array([0.1])), N(n=np.tanh))
    >>> lines["h"]
    array([0.9])
    """
    n = act.n(W.n @ x + U.n @ h_prev + b.n)
    h = (1 - a.h) * h_prev + a.h * n
    return dict(n=n, h=h)


LEAKY = Cell(
    key="leaky",
    title="leaky units",
    function=leaky,
    lines=(
        Line("n", "candidate", "candidate", "what an Elman cell would show"),
        Line("h", "hidden state", "memory", "what the cell remembers and shows"),
    ),
    source="Jaeger et al., 2007, doi:10.1016/j.neunet.2007.04.016; "
    "Bengio et al., 2013, arXiv:1212.0901",
    usual=False,
    hue="grey",
    dash="dash",
)

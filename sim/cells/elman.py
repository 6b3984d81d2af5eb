"""The simple recurrent network."""

from sim.graph.cell import Cell, Line


def elman(x, h_prev, W, U, b, act):
    """One step of an Elman network.

    Args:
        x: input (X,).
        h_prev: the state before, (H,).
        W: W.h (H, X).
        U: U.h (H, H).
        b: b.h (H,).
        act: act.h, usually tanh.

    Returns:
        h (H,). An axis for a batch may stand behind each; b.h is a column (H, 1) then.

    >>> import numpy as np
    >>> from types import SimpleNamespace as N
    >>> one, bias = np.ones((2, 2)), np.array([0.0, 1.0])
    >>> elman(np.ones(2), np.full(2, 3.0), N(h=one), N(h=one), N(h=bias), N(h=lambda z: z))
    {'h': array([8., 9.])}
    """
    h = act.h(W.h @ x + U.h @ h_prev + b.h)
    return dict(h=h)


ELMAN = Cell(
    key="elman",
    title="Elman",
    function=elman,
    lines=(Line("h", "hidden state", "output", "what the cell remembers and shows"),),
    hue="grey",
    source="Elman, Finding Structure in Time, 1990, doi:10.1207/s15516709cog1402_1",
)

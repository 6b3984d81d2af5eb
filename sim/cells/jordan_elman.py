"""Both come back: the hidden state of an Elman network and the output of a Jordan network."""

from sim.graph.cell import Cell, Line


def jordan_elman(x, h_prev, y_prev, W, U, V, b, d, act):
    """One step of a network with both feedbacks.

    Args:
        x: input (X,).
        h_prev: the state before, (H,).
        y_prev: the output before, (Y,).
        W: W.h (H, X).
        U: U.h (H, H), and U.k (H, Y) for what comes back from y.
        V: V.y (Y, H).
        b: b.h (H,).
        d: d.y (Y,).
        act: act.h, usually tanh; act.y, usually the identity.

    Returns:
        h (H,) and y (Y,). An axis for a batch may stand behind each.

    >>> import numpy as np
    >>> from types import SimpleNamespace as N
    >>> one, none = np.ones((2, 2)), np.zeros(2)
    >>> act = N(h=lambda z: z, y=lambda z: z)
    >>> jordan_elman(np.ones(2), np.full(2, 2.0), np.full(2, 4.0),
    ...              N(h=one), N(h=one, k=one), N(y=one), N(h=none), N(y=none), act)
    {'h': array([14., 14.]), 'y': array([28., 28.])}
    """
    h = act.h(W.h @ x + U.h @ h_prev + U.k @ y_prev + b.h)
    y = act.y(V.y @ h + d.y)
    return dict(h=h, y=y)


JORDAN_ELMAN = Cell(
    key="jordan_elman",
    title="Jordan and Elman",
    function=jordan_elman,
    lines=(
        Line("h", "hidden state", "output", "what the cell remembers and shows"),
        Line("y", "output", "output", "what comes out, and comes back", "identity", "y_back"),
    ),
    source="Jordan, 1986, doi:10.1016/S0166-4115(97)80111-2; Elman, 1990, "
    "doi:10.1207/s15516709cog1402_1; both feedbacks at once",
    usual=False,
    output="y",
    hue="ochre",
    dash="dash",
)

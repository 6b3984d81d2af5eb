"""The Jordan network: what comes back is what the network put out."""

from sim.graph.cell import Cell, Line


def jordan(x, y_prev, W, U, V, b, d, act):
    """One step of a Jordan network.

    Args:
        x: input (X,).
        y_prev: the output before, (Y,).
        W: W.h (H, X).
        U: U.h (H, Y), for what comes back from y.
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
    >>> jordan(np.ones(2), np.full(2, 4.0), N(h=one), N(h=one), N(y=one), N(h=none), N(y=none), act)
    {'h': array([10., 10.]), 'y': array([20., 20.])}
    """
    h = act.h(W.h @ x + U.h @ y_prev + b.h)
    y = act.y(V.y @ h + d.y)
    return dict(h=h, y=y)


JORDAN = Cell(
    key="jordan",
    title="Jordan",
    function=jordan,
    lines=(
        Line("h", "hidden layer", "candidate", "what the output is made of", word="h_layer"),
        Line("y", "output", "output", "what comes out, and comes back", "identity", "y_back"),
    ),
    source="Jordan, Serial Order: A Parallel Distributed Processing Approach, 1986, "
    "ICS Report 8604, doi:10.1016/S0166-4115(97)80111-2",
    usual=False,
    output="y",
    hue="ochre",
)

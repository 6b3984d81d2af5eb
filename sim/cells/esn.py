"""The echo state network: a fixed random reservoir with a leak, and an output that is learned."""

from sim.graph.cell import Cell, Line


def esn(x, h_prev, y_prev, W, U, V, a, d, act):
    """One step of an echo state network.

    Args:
        x: input (X,).
        h_prev: the reservoir before, (H,).
        y_prev: the output before, (Y,).
        W: W.n (H, X).
        U: U.n (H, H), and U.k (H, Y) for what comes back from y.
        V: V.y (Y, H), V.x (Y, X), V.k (Y, Y) read h, x and the output before.
        a: the leak a.h (H,), from 0 to 1.
        d: d.y (Y,).
        act: act.n, usually tanh; act.y, usually the identity.

    Returns:
        n (H,), h (H,) and y (Y,). An axis for a batch may stand behind each.

    >>> import numpy as np
    >>> from types import SimpleNamespace as N
    >>> n = lambda *rows: np.array(rows)
    >>> lines = esn(n(2.0), np.zeros(2), np.zeros(1), N(n=n([1.0], [0.0])),
    ...             N(n=n([0.0, 0.5], [-0.5, 0.0]), k=n([0.0], [1.0])),
    ...             N(y=n([2.0, 3.0]), x=n([1.0]), k=n([0.5])), N(h=n(0.5, 0.5)), N(y=n(1.0)),
    ...             N(n=lambda z: z, y=lambda z: z))
    >>> lines["h"], lines["y"]
    (array([1., 0.]), array([5.]))
    """
    n = act.n(W.n @ x + U.n @ h_prev + U.k @ y_prev)
    h = (1 - a.h) * h_prev + a.h * n
    y = act.y(V.y @ h + V.x @ x + V.k @ y_prev + d.y)
    return dict(n=n, h=h, y=y)


ESN = Cell(
    key="esn",
    title="echo state network",
    function=esn,
    lines=(
        Line("n", "candidate", "candidate", "what the reservoir moves towards"),
        Line("h", "reservoir", "memory", "the echo of what came in", word="h_reservoir"),
        Line("y", "output", "output", "what is read off the reservoir", "identity", "y_reservoir"),
    ),
    source="Jaeger, The echo state approach, 2001, GMD Report 148, doi:10.24406/publica-fhg-291111",
    notes=("esn_letters",),
    usual=False,
    output="y",
    hue="sky",
    dash="dot",
)

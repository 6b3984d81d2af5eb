"""Gated recurrent units: reset before the matrix product, and after it."""

from sim.graph.cell import Cell, Line


def gru(x, h_prev, W, U, b, act):
    """One step of a GRU that resets the old state before the matrix product.

    Args:
        x: input (X,).
        h_prev: the state before, (H,).
        W: W.r, W.z, W.n, (H, X) each.
        U: U.r, U.z, U.n, (H, H) each.
        b: b.r, b.z, b.n, (H,) each.
        act: act.r and act.z, usually the sigmoid; act.n, usually tanh.

    Returns:
        r, z, n, h, (H,) each. An axis for a batch may stand behind each; the biases are columns
        (H, 1) then.

    Gates set by their biases, r = 0.5 and z = 0.25: n = 1 + 0.5 * 4, h = 0.75 * 3 + 0.25 * 4.

    >>> import numpy as np
    >>> from types import SimpleNamespace as N
    >>> M = N(r=np.zeros((1, 1)), z=np.zeros((1, 1)), n=np.ones((1, 1)))
    >>> b = N(r=np.array([0.5]), z=np.array([0.25]), n=np.zeros(1))
    >>> act = N(**dict.fromkeys("rzn", lambda z: z))
    >>> lines = gru(np.ones(1), np.full(1, 4.0), M, M, b, act)
    >>> lines["n"], lines["h"]
    (array([3.]), array([3.25]))
    """
    r = act.r(W.r @ x + U.r @ h_prev + b.r)
    z = act.z(W.z @ x + U.z @ h_prev + b.z)
    n = act.n(W.n @ x + U.n @ (r * h_prev) + b.n)
    h = (1 - z) * n + z * h_prev
    return dict(r=r, z=z, n=n, h=h)


def gru_reset_after(x, h_prev, W, U, b, bu, act):
    """One step of a GRU that resets what the matrix product and its own bias made of the old state.

    Args:
        x: input (X,).
        h_prev: the state before, (H,).
        W: W.r, W.z, W.n, (H, X) each.
        U: U.r, U.z, U.n, (H, H) each.
        b: b.r, b.z, b.n, (H,) each.
        bu: bu.n (H,), the bias beside U.n, which r multiplies too.
        act: act.r and act.z, usually the sigmoid; act.n, usually tanh.

    Returns:
        r, z, n, h, (H,) each. An axis for a batch may stand behind each; the biases are columns
        (H, 1) then.

    Gates set by their biases, r = 0.5 and z = 0.25: n = 1 + 0.5 * (4 + 4), h = 0.75 * 5 + 0.25 * 4.

    >>> import numpy as np
    >>> from types import SimpleNamespace as N
    >>> M = N(r=np.zeros((1, 1)), z=np.zeros((1, 1)), n=np.ones((1, 1)))
    >>> b = N(r=np.array([0.5]), z=np.array([0.25]), n=np.zeros(1))
    >>> act = N(**dict.fromkeys("rzn", lambda z: z))
    >>> bu = N(n=np.array([4.0]))
    >>> lines = gru_reset_after(np.ones(1), np.full(1, 4.0), M, M, b, bu, act)
    >>> lines["n"], lines["h"]
    (array([5.]), array([4.75]))
    """
    r = act.r(W.r @ x + U.r @ h_prev + b.r)
    z = act.z(W.z @ x + U.z @ h_prev + b.z)
    n = act.n(W.n @ x + b.n + r * (U.n @ h_prev + bu.n))
    h = (1 - z) * n + z * h_prev
    return dict(r=r, z=z, n=n, h=h)


LINES = (
    Line("r", "reset gate", "gate", "how much of the old state the candidate sees"),
    Line("z", "update gate", "gate", "how much of the old state is kept"),
    Line("n", "candidate", "candidate", "what could replace the old state"),
    Line("h", "hidden state", "memory", "what the cell remembers and shows"),
)
GRU = Cell(
    key="gru",
    hue="green",
    notes=("gru_conventions",),
    title="GRU",
    function=gru,
    lines=LINES,
    source="Cho et al., 2014, arXiv:1406.1078 v3 (reset before the matrix product)",
)
GRU_RESET_AFTER = Cell(
    key="gru_reset_after",
    hue="violet",
    dash="dash",
    notes=("gru_conventions",),
    title="GRU, reset after",
    function=gru_reset_after,
    lines=LINES,
    source="Cho et al., 2014, arXiv:1406.1078 v1 (reset after the matrix product)",
)

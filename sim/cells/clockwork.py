"""The clockwork RNN: groups of units that are renewed each at its own period."""

from sim.graph.cell import Cell, Line


def clockwork(x, h_prev, m, W, U, b, act):
    """One step of a clockwork RNN.

    Args:
        x: input (X,).
        h_prev: the state before, (H,).
        m: 1 for a unit whose turn it is, 0 for one that waits, (H,).
        W: W.n (H, X).
        U: U.n (H, H); a unit hears none that is renewed more often.
        b: b.n (H,).
        act: act.n, usually tanh.

    Returns:
        n (H,) and h (H,). An axis for a batch may stand behind each.

    >>> import numpy as np
    >>> from types import SimpleNamespace as N
    >>> half = np.triu(np.full((2, 2), 0.5))
    >>> lines = clockwork(np.ones(1), np.array([1.0, 1.0]), np.array([1, 0]), N(n=np.ones((2, 1))),
    ...                   N(n=half), N(n=np.zeros(2)), N(n=lambda z: z))
    >>> lines["h"]
    array([2., 1.])
    """
    n = act.n(W.n @ x + U.n @ h_prev + b.n)
    h = m * n + (1 - m) * h_prev
    return dict(n=n, h=h)


CLOCKWORK = Cell(
    key="clockwork",
    title="clockwork RNN",
    function=clockwork,
    lines=(
        Line("n", "candidate", "candidate", "what could replace the old state"),
        Line("h", "hidden state", "memory", "what the cell remembers and shows"),
    ),
    source="Koutnik, Greff, Gomez, Schmidhuber, A Clockwork RNN, 2014, arXiv:1402.3511",
    notes=("clockwork_periods",),
    usual=False,
    periods=(1, 2, 4, 8),
    hue="violet",
    dash="dashdot",
)

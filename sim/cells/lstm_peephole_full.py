"""An LSTM whose gates and candidate all see the memory before, through whole matrices."""

from sim.graph.cell import Cell, Line


def lstm_peephole_full(x, h_prev, c_prev, W, U, P, b, act):
    """One step of an LSTM in which x, h and c stand side by side before every gate.

    Args:
        x: input (X,).
        h_prev: the output before, (H,).
        c_prev: the memory before, (H,).
        W: W.i, W.f, W.g, W.o, (H, X) each.
        U: U.i, U.f, U.g, U.o, (H, H) each.
        P: P.i, P.f, P.g, P.o, (H, H) each, read the memory before.
        b: b.i, b.f, b.g, b.o, (H,) each.
        act: act.i, act.f, act.o, usually the sigmoid; act.g and act.h, usually tanh.

    Returns:
        i, f, g, o, c, h, (H,) each. An axis for a batch may stand behind each.

    >>> import numpy as np
    >>> from types import SimpleNamespace as N
    >>> keys = "ifgo"
    >>> none, one = (N(**{k: np.full((1, 1), v) for k in keys}) for v in (0.0, 1.0))
    >>> act = N(i=lambda z: z, f=lambda z: z, g=lambda z: z, o=lambda z: z, h=lambda z: z)
    >>> lines = lstm_peephole_full(np.ones(1), np.zeros(1), np.full(1, 2.0), none, none, one,
    ...                            N(**{k: np.zeros(1) for k in keys}), act)
    >>> lines["o"], lines["c"], lines["h"]
    (array([2.]), array([8.]), array([16.]))
    """
    i = act.i(W.i @ x + U.i @ h_prev + P.i @ c_prev + b.i)
    f = act.f(W.f @ x + U.f @ h_prev + P.f @ c_prev + b.f)
    g = act.g(W.g @ x + U.g @ h_prev + P.g @ c_prev + b.g)
    o = act.o(W.o @ x + U.o @ h_prev + P.o @ c_prev + b.o)
    c = f * c_prev + i * g
    h = o * act.h(c)
    return dict(i=i, f=f, g=g, o=o, c=c, h=h)


LSTM_PEEPHOLE_FULL = Cell(
    key="lstm_peephole_full",
    title="LSTM, full peepholes",
    function=lstm_peephole_full,
    lines=(
        Line("i", "input gate", "gate", "how much of the candidate is written"),
        Line("f", "forget gate", "gate", "how much of the old memory is kept"),
        Line("g", "candidate", "candidate", "what could be written"),
        Line("o", "output gate", "gate", "how much of the memory is shown"),
        Line("c", "memory", "memory", "what the cell holds"),
        Line("h", "output", "output", "what the cell shows", word="h_output"),
    ),
    source="Hung-yi Lee's lecture slides on LSTM (peepholes as whole matrices, into the candidate "
    "too, o sees the memory before); after Gers, Schmidhuber, 2000, "
    "doi:10.1109/IJCNN.2000.861302",
    usual=False,
    hue="blue",
    dash="dot",
)

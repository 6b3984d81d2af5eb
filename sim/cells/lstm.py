"""Long short-term memory: the usual cell, with peepholes, with coupled gates."""

from sim.graph.cell import Cell, Line


def lstm(x, h_prev, c_prev, W, U, b, act):
    """One step of an LSTM with a forget gate.

    Args:
        x: input (X,).
        h_prev: the output before, (H,).
        c_prev: the memory before, (H,).
        W: W.i, W.f, W.g, W.o, (H, X) each.
        U: U.i, U.f, U.g, U.o, (H, H) each.
        b: b.i, b.f, b.g, b.o, (H,) each.
        act: act.i, act.f, act.o, usually the sigmoid; act.g and act.h, usually tanh.

    Returns:
        i, f, g, o, c, h, (H,) each. An axis for a batch may stand behind each; the biases are
        columns (H, 1) then.

    Gates set by their biases: c = 0.25 * 4 + 0.5 * 3 and h = 0.5 * c.

    >>> import numpy as np
    >>> from types import SimpleNamespace as N
    >>> M = N(i=np.zeros((1, 1)), f=np.zeros((1, 1)), g=np.ones((1, 1)), o=np.zeros((1, 1)))
    >>> b = N(i=np.array([0.5]), f=np.array([0.25]), g=np.ones(1), o=np.array([0.5]))
    >>> act = N(**dict.fromkeys("ifgoh", lambda z: z))
    >>> lines = lstm(np.ones(1), np.ones(1), np.full(1, 4.0), M, M, b, act)
    >>> lines["g"], lines["c"], lines["h"]
    (array([3.]), array([2.5]), array([1.25]))
    """
    i = act.i(W.i @ x + U.i @ h_prev + b.i)
    f = act.f(W.f @ x + U.f @ h_prev + b.f)
    g = act.g(W.g @ x + U.g @ h_prev + b.g)
    o = act.o(W.o @ x + U.o @ h_prev + b.o)
    c = f * c_prev + i * g
    h = o * act.h(c)
    return dict(i=i, f=f, g=g, o=o, c=c, h=h)


def lstm_peephole(x, h_prev, c_prev, W, U, p, b, act):
    """One step of an LSTM whose gates look at the memory, each unit at its own.

    Args:
        x: input (X,).
        h_prev: the output before, (H,).
        c_prev: the memory before, (H,).
        W: W.i, W.f, W.g, W.o, (H, X) each.
        U: U.i, U.f, U.g, U.o, (H, H) each.
        p: p.i and p.f, which read the memory before, p.o, which reads the new one, (H,) each.
        b: b.i, b.f, b.g, b.o, (H,) each.
        act: act.i, act.f, act.o, usually the sigmoid; act.g and act.h, usually tanh.

    Returns:
        i, f, g, c, o, h, (H,) each. An axis for a batch may stand behind each; peepholes and biases
        are columns (H, 1) then.

    Gates of peepholes alone, p = 0.5 for i, 0.25 for f, 1 for o: i = 1, f = 0.5,
    c = 0.5 * 2 + 1 * 2.

    >>> import numpy as np
    >>> from types import SimpleNamespace as N
    >>> M = N(i=np.zeros((1, 1)), f=np.zeros((1, 1)), g=np.ones((1, 1)), o=np.zeros((1, 1)))
    >>> p = N(i=np.array([0.5]), f=np.array([0.25]), o=np.array([1.0]))
    >>> b = N(i=np.zeros(1), f=np.zeros(1), g=np.zeros(1), o=np.zeros(1))
    >>> act = N(**dict.fromkeys("ifgoh", lambda z: z))
    >>> lines = lstm_peephole(np.ones(1), np.ones(1), np.full(1, 2.0), M, M, p, b, act)
    >>> lines["c"], lines["o"], lines["h"]
    (array([3.]), array([3.]), array([9.]))
    """
    i = act.i(W.i @ x + U.i @ h_prev + p.i * c_prev + b.i)
    f = act.f(W.f @ x + U.f @ h_prev + p.f * c_prev + b.f)
    g = act.g(W.g @ x + U.g @ h_prev + b.g)
    c = f * c_prev + i * g
    o = act.o(W.o @ x + U.o @ h_prev + p.o * c + b.o)
    h = o * act.h(c)
    return dict(i=i, f=f, g=g, c=c, o=o, h=h)


def lstm_coupled(x, h_prev, c_prev, W, U, b, act):
    """One step of an LSTM that writes exactly where it forgets, i = 1 - f.

    Args:
        x: input (X,).
        h_prev: the output before, (H,).
        c_prev: the memory before, (H,).
        W: W.f, W.g, W.o, (H, X) each.
        U: U.f, U.g, U.o, (H, H) each.
        b: b.f, b.g, b.o, (H,) each.
        act: act.f and act.o, usually the sigmoid; act.g and act.h, usually tanh.

    Returns:
        f, i, g, o, c, h, (H,) each. An axis for a batch may stand behind each; the biases are
        columns (H, 1) then.

    Gates set by their biases: c = 0.25 * 8 + 0.75 * 4 and h = 0.5 * c.

    >>> import numpy as np
    >>> from types import SimpleNamespace as N
    >>> M = N(f=np.zeros((1, 1)), g=np.ones((1, 1)), o=np.zeros((1, 1)))
    >>> b = N(f=np.array([0.25]), g=np.array([2.0]), o=np.array([0.5]))
    >>> act = N(**dict.fromkeys("fgoh", lambda z: z))
    >>> lines = lstm_coupled(np.ones(1), np.ones(1), np.full(1, 8.0), M, M, b, act)
    >>> lines["i"], lines["c"], lines["h"]
    (array([0.75]), array([5.]), array([2.5]))
    """
    f = act.f(W.f @ x + U.f @ h_prev + b.f)
    i = 1 - f
    g = act.g(W.g @ x + U.g @ h_prev + b.g)
    o = act.o(W.o @ x + U.o @ h_prev + b.o)
    c = f * c_prev + i * g
    h = o * act.h(c)
    return dict(f=f, i=i, g=g, o=o, c=c, h=h)


INPUT = Line("i", "input gate", "gate", "how much of the candidate is written")
FORGET = Line("f", "forget gate", "gate", "how much of the old memory is kept")
CANDIDATE = Line("g", "candidate", "candidate", "what could be written")
OUTPUT = Line("o", "output gate", "gate", "how much of the memory is shown")
MEMORY = Line("c", "memory", "memory", "what the cell holds")
SHOWN = Line("h", "output", "output", "what the cell shows", word="h_output")

LSTM = Cell(
    key="lstm",
    hue="ink",
    title="LSTM",
    function=lstm,
    lines=(INPUT, FORGET, CANDIDATE, OUTPUT, MEMORY, SHOWN),
    source="Gers, Schmidhuber, Cummins, Learning to Forget, 2000, doi:10.1162/089976600300015015",
)
LSTM_PEEPHOLE = Cell(
    key="lstm_peephole",
    hue="blue",
    dash="dash",
    title="LSTM with peepholes",
    function=lstm_peephole,
    lines=(INPUT, FORGET, CANDIDATE, MEMORY, OUTPUT, SHOWN),
    source="Gers, Schraudolph, Schmidhuber, Learning Precise Timing with LSTM Recurrent Networks, "
    "JMLR 3, 2002; in the form of Greff et al., 2017, arXiv:1503.04069",
)
LSTM_COUPLED = Cell(
    key="lstm_coupled",
    hue="wine",
    dash="dot",
    title="LSTM, coupled gates",
    function=lstm_coupled,
    lines=(FORGET, INPUT, CANDIDATE, OUTPUT, MEMORY, SHOWN),
    source="Greff et al., LSTM: A Search Space Odyssey, 2017, arXiv:1503.04069 (CIFG)",
)

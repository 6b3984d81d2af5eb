"""Long short-term memory: the usual cell, with peepholes, with coupled gates."""

from sim.graph.cell import Cell, Line


def lstm(x, h_prev, c_prev, W, U, b, act):
    i = act.i(W.i @ x + U.i @ h_prev + b.i)
    f = act.f(W.f @ x + U.f @ h_prev + b.f)
    g = act.g(W.g @ x + U.g @ h_prev + b.g)
    o = act.o(W.o @ x + U.o @ h_prev + b.o)
    c = f * c_prev + i * g
    h = o * act.h(c)
    return dict(i=i, f=f, g=g, o=o, c=c, h=h)


def lstm_peephole(x, h_prev, c_prev, W, U, p, b, act):
    i = act.i(W.i @ x + U.i @ h_prev + p.i * c_prev + b.i)
    f = act.f(W.f @ x + U.f @ h_prev + p.f * c_prev + b.f)
    g = act.g(W.g @ x + U.g @ h_prev + b.g)
    c = f * c_prev + i * g
    o = act.o(W.o @ x + U.o @ h_prev + p.o * c + b.o)
    h = o * act.h(c)
    return dict(i=i, f=f, g=g, c=c, o=o, h=h)


def lstm_coupled(x, h_prev, c_prev, W, U, b, act):
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

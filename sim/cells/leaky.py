"""Leaky units: an Elman cell that keeps a fixed share of its state. Not in CELLS: a remedy only."""

from sim.graph.cell import Cell, Line


def leaky(x, h_prev, W, U, b, a, act):
    n = act.n(W.n @ x + U.n @ h_prev + b.n)
    h = (1 - a.h) * h_prev + a.h * n
    return dict(n=n, h=h)


LEAKY = Cell(
    key="leaky",
    title="leaky units",
    function=leaky,
    lines=(
        Line("n", "candidate", "candidate", "what an Elman cell would show"),
        Line("h", "hidden state", "output", "what the cell remembers and shows"),
    ),
    source="Jaeger et al., 2007, doi:10.1016/j.neunet.2007.04.016; "
    "Bengio et al., 2013, arXiv:1212.0901",
)

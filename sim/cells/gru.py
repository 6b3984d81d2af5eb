"""Gated recurrent units: reset before the matrix product, and after it."""

from sim.graph.cell import Cell, Line


def gru(x, h_prev, W, U, b, act):
    r = act.r(W.r @ x + U.r @ h_prev + b.r)
    z = act.z(W.z @ x + U.z @ h_prev + b.z)
    n = act.n(W.n @ x + U.n @ (r * h_prev) + b.n)
    h = (1 - z) * n + z * h_prev
    return dict(r=r, z=z, n=n, h=h)


def gru_reset_after(x, h_prev, W, U, b, bu, act):
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

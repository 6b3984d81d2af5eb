"""The simple recurrent network."""

from sim.graph.cell import Cell, Line


def elman(x, h_prev, W, U, b, act):
    h = act.h(W.h @ x + U.h @ h_prev + b.h)
    return dict(h=h)


ELMAN = Cell(
    key="elman",
    title="Elman",
    function=elman,
    lines=(Line("h", "hidden state", "output", "what the cell remembers and shows"),),
    hue="grey",
    source="Elman, Finding Structure in Time, 1990, doi:10.1207/s15516709cog1402_1",
)

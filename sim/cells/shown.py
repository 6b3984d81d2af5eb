"""The softmax of what is read, and nothing else: it has neither a state nor parameters."""

from sim.graph.cell import READOUT, Cell, Line


def shown(x, softmax):
    """One step of a readout that shows what it reads as shares of 1.

    Args:
        x: what is read, (X,).
        softmax: over all of it.

    Returns:
        y (X,). An axis for a batch may stand behind.

    >>> import numpy as np
    >>> from sim.graph.operations import softmax
    >>> shown(np.log([1.0, 3.0]), softmax)["y"].round(12)
    array([0.25, 0.75])
    """
    y = softmax(x)
    return dict(y=y)


SHOWN = Cell(
    key="shown",
    title="softmax of what is read",
    function=shown,
    lines=(Line("y", "output", "output", "the share of each row that is read", word="y_layer"),),
    source="Bridle, Probabilistic interpretation of feedforward classification network outputs, "
    "1990, doi:10.1007/978-3-642-76153-9_28",
    family=READOUT,
    output="y",
)

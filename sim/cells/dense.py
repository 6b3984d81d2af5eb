"""A dense layer, which reads something out: it has no state."""

from sim.graph.cell import READOUT, Cell, Line


def dense(x, V, d, act):
    """One step of a dense layer.

    Args:
        x: what is read, (X,).
        V: V.y (Y, X).
        d: d.y (Y,).
        act: act.y, usually the identity.

    Returns:
        y (Y,). An axis for a batch may stand behind each; d.y is a column (Y, 1) then.

    >>> import numpy as np
    >>> from types import SimpleNamespace as N
    >>> V = N(y=np.array([[1.0, 2.0], [0.0, -1.0]]))
    >>> dense(np.array([3.0, 1.0]), V, N(y=np.array([0.5, 0.0])), N(y=lambda z: z))
    {'y': array([ 5.5, -1. ])}
    """
    y = act.y(V.y @ x + d.y)
    return dict(y=y)


def dense_softmax(x, V, d, softmax):
    """One step of a dense layer whose outputs are shares of 1.

    Args:
        x: what is read, (X,).
        V: V.y (Y, X).
        d: d.y (Y,).
        softmax: over the outputs.

    Returns:
        y (Y,). An axis for a batch may stand behind each; d.y is a column (Y, 1) then.

    >>> import numpy as np
    >>> from types import SimpleNamespace as N
    >>> from sim.graph.operations import softmax
    >>> V, d = N(y=np.zeros((2, 1))), N(y=np.log([1.0, 3.0]))
    >>> dense_softmax(np.ones(1), V, d, softmax)["y"].round(12)
    array([0.25, 0.75])
    """
    y = softmax(V.y @ x + d.y)
    return dict(y=y)


DENSE = Cell(
    key="dense",
    title="dense layer",
    function=dense,
    lines=(Line("y", "output", "output", "what is put out", "identity", word="y_layer"),),
    source="Rumelhart, Hinton, Williams, Learning representations by back-propagating errors, "
    "1986, doi:10.1038/323533a0",
    family=READOUT,
    output="y",
    softmax=dense_softmax,
)

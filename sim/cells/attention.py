"""Attention: a query looks at the columns of a memory. It has no state."""

from sim.graph.cell import ATTENTION, Cell, Line


def look_dot(x, M, softmax):
    """One look, scored by the dot product of the query with each column.

    Args:
        x: the query (D,).
        M: what is looked at, (D, N), a column a position.
        softmax: over the positions.

    Returns:
        e, a (N,) and k (D,), for one sequence.

    >>> import numpy as np
    >>> from sim.graph.operations import softmax
    >>> lines = look_dot(np.array([np.log(3.0), 5.0]), np.array([[1.0, 0.0], [0.0, 0.0]]), softmax)
    >>> lines["a"].round(12), lines["k"].round(12)
    (array([0.75, 0.25]), array([0.75, 0.  ]))
    """
    e = x @ M
    a = softmax(e)
    k = M @ a
    return dict(e=e, a=a, k=k)


def look_general(x, M, S, softmax):
    """One look, scored by a matrix between the query and each column.

    Args:
        x: the query (X,).
        M: what is looked at, (D, N), a column a position.
        S: S.e (X, D).
        softmax: over the positions.

    Returns:
        e, a (N,) and k (D,), for one sequence.

    >>> import numpy as np
    >>> from types import SimpleNamespace as N
    >>> from sim.graph.operations import softmax
    >>> S = N(e=np.array([[0.0, np.log(3.0)]]))
    >>> look_general(np.ones(1), np.array([[4.0, 8.0], [1.0, 0.0]]), S, softmax)["k"].round(12)
    array([5.  , 0.75])
    """
    e = x @ (S.e @ M)
    a = softmax(e)
    k = M @ a
    return dict(e=e, a=a, k=k)


def look_additive(x, M, Q, K, v, act, softmax):
    """One look, scored by a small network of the query and each column.

    Args:
        x: the query (X,).
        M: what is looked at, (D, N), a column a position.
        Q: Q.e (A, X).
        K: K.e (A, D).
        v: v.e (A,).
        act: act.e, usually tanh.
        softmax: over the positions.

    Returns:
        e, a (N,) and k (D,), for one sequence.

    >>> import numpy as np
    >>> from types import SimpleNamespace as N
    >>> from sim.graph.operations import softmax
    >>> one, M = N(e=np.ones((1, 1))), np.array([[1.0, 2.0]])
    >>> look_additive(np.ones(1), M, one, one, N(e=np.ones(1)), N(e=lambda z: z), softmax)["e"]
    array([2., 3.])
    """
    e = v.e @ act.e((Q.e @ x)[:, None] + K.e @ M)
    a = softmax(e)
    k = M @ a
    return dict(e=e, a=a, k=k)


LINES = (
    Line("e", "score", "candidate", "how well the query fits each position", "tanh"),
    Line("a", "weight", "gate", "the share of attention that each position gets", word="a_look"),
    Line("k", "context", "output", "what was looked at, put together"),
)
LUONG = "Luong, Pham, Manning, 2015, arXiv:1508.04025"
LOOK_DOT = Cell(
    key="look_dot",
    title="attention, dot",
    function=look_dot,
    lines=LINES,
    source=f"{LUONG} (dot)",
    family=ATTENTION,
    output="k",
)
LOOK_GENERAL = Cell(
    key="look_general",
    title="attention, general",
    function=look_general,
    lines=LINES,
    source=f"{LUONG} (general)",
    family=ATTENTION,
    output="k",
)
LOOK_ADDITIVE = Cell(
    key="look_additive",
    title="attention, additive",
    function=look_additive,
    lines=LINES,
    source="Bahdanau, Cho, Bengio, 2014, arXiv:1409.0473",
    family=ATTENTION,
    output="k",
)

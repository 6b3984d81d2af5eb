"""Every operation of a cell's graph, said once: what it computes, its slopes, how it is written.

Values stand over all timesteps: (T, rows) of a vector, (T, rows, columns) of a matrix, and one axis
more for a batch; T or B is 1 where nothing differs there. A matrix of parameters stands bare.
What asks for slopes gets a run: anything with `operand(node)`, `batched`, `held`, `params`, `cell`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.graph.activations import Activation

Weight = np.ndarray | float | None  # None stands for 1
Bounds = tuple[float, float]
ANY: Bounds = (-math.inf, math.inf)


@dataclass(frozen=True)
class Operation:
    """One row of the table.

    Args:
        kind: "sum" and "elementwise" work on each entry by itself; a "product" is one of a matrix
            of parameters with a vector; "mixing" joins entries in any other way.
        value: (activation, batched, *values of the arguments) -> its value.
        weights: (run, node) -> its derivative by each argument, entry by entry, 1 as None; of one
            that is not elementwise there are none.
        pull: (run, node, place, above) -> what the derivative by the node, `above`, adds to that
            by the argument at `place`; of a parameter a term for each timestep.
        push: (run, node, place, J) -> what J, the derivative of that argument by K numbers, its
            last axis, adds to that of the node.
        bounds: (activation, *bounds of the arguments) -> least and greatest value.
        symbol: what stands between the arguments in a name; of one argument, before it.
        binding: how tightly it holds its arguments together, 1 for a sum, 2 for a product; 3 for
            what stands in brackets of its own.
        sign: what stands for it in an equation of one unit's numbers.
        form: where that stands: "between" the arguments, "before" the one; "call" of a function;
            "turned" where the second, transposed, stands before the first; of a "column" nothing.
        source: name of the NumPy function that the loop over the timesteps calls.
    """

    kind: str
    value: Callable[..., np.ndarray]
    weights: Callable[..., tuple[Weight, ...]] | None = None
    pull: Callable[..., np.ndarray] | None = None
    push: Callable[..., np.ndarray] | None = None
    bounds: Callable[..., Bounds] = lambda *_: ANY
    symbol: str = ""
    binding: int = 3
    sign: str = "·"
    form: str = "between"
    source: str = ""

    @property
    def mixes(self) -> bool:
        """Whether one entry of its value depends on several of an argument's."""
        return self.weights is None


def softmax(z: np.ndarray, axis: int = 0) -> np.ndarray:
    """e^z over its sum, for any z.

    Args:
        z: scores, of any shape; of a plain cell (N,) or (N, B).
        axis: along which they are summed.
    """
    e = np.exp(z - np.max(z, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)


def slope(run, node) -> np.ndarray:
    """Slope of an activation at its pre-activation, over all timesteps; 0 where it is clamped.

    Args:
        run: the run, a `Trace`.
        node: an "act" of its cell.

    Returns:
        (T, R) or (T, R, B).
    """
    z = run.operand(node.args[0])
    activation: Activation = run.cell.activations[node.name]
    on = run.held.get(run.cell.graph.line_of(node))
    if on is None:
        return activation.slope_at(z, run.operand(node))
    return np.where(on.reshape(-1, *[1] * (z.ndim - 1)), 0.0, activation.derivative(z))


def _pulls(first: str, second: str) -> Callable[..., np.ndarray]:
    """The way back of a product: (above, the other argument) -> for either argument."""

    def pull(run, node, place, above):
        other = run.operand(node.args[1 - place])
        return np.einsum(second if place else first, above, other)

    return pull


def _pushes(first: str, second: str) -> Callable[..., np.ndarray]:
    """The way forward of a product: (J, the other argument) -> for either argument."""

    def push(run, node, place, J):
        return np.einsum(second if place else first, J, run.operand(node.args[1 - place]))

    return push


def _times(_, batched: bool, matrix: np.ndarray, vector: np.ndarray) -> np.ndarray:
    return np.matmul(matrix, vector) if batched else vector @ matrix.T


def _times_back(run, node, place, above):
    matrix, operand = run.params[node.args[0].name], run.operand(node.args[1])
    if place == 0:
        return np.einsum("thb,txb->thx" if run.batched else "th,tx->thx", above, operand)
    return np.matmul(matrix.T, above) if run.batched else above @ matrix


def _times_on(run, node, place, J):
    return np.matmul(run.params[node.args[0].name], J)


def _project_back(run, node, place, above):
    if place == 0:
        letters = "tanb,tdnb->tad" if run.batched else "tan,tdn->tad"
        return np.einsum(letters, above, run.operand(node.args[1]))
    return np.einsum("ad,tan...->tdn...", run.params[node.args[0].name], above)


def _project_on(run, node, place, J):
    return np.einsum("ad,tdnk->tank", run.params[node.args[0].name], J)


def _softmax_back(run, node, place, above):
    a = run.operand(node)
    return a * (above - np.sum(a * above, axis=1, keepdims=True))


def _softmax_on(run, node, place, J):
    a = run.operand(node)[..., None]
    return a * (J - np.sum(a * J, axis=1, keepdims=True))


def _quotient(run, node):
    below = run.operand(node.args[1])
    return 1.0 / below, -run.operand(node) / below


OPERATIONS: dict[str, Operation] = {
    "add": Operation(
        "sum",
        lambda _, __, a, b: np.add(a, b),
        lambda *_: (None, None),
        symbol=" + ",
        binding=1,
        sign="+",
        source="add",
    ),
    "sub": Operation(
        "sum",
        lambda _, __, a, b: np.subtract(a, b),
        lambda *_: (None, -1.0),
        bounds=lambda _, a, b: (a[0] - b[1], a[1] - b[0]),
        symbol=" - ",
        binding=1,
        sign="−",
        source="subtract",
    ),
    "neg": Operation(
        "elementwise",
        lambda _, __, a: np.negative(a),
        lambda *_: (-1.0,),
        bounds=lambda _, a: (-a[1], -a[0]),
        symbol="-",
        binding=1,
        sign="−",
        form="before",
        source="negative",
    ),
    "mul": Operation(
        "elementwise",
        lambda _, __, a, b: np.multiply(a, b),
        lambda run, node: (run.operand(node.args[1]), run.operand(node.args[0])),
        symbol=" * ",
        binding=2,
        source="multiply",
    ),
    "div": Operation(
        "elementwise",
        lambda _, __, a, b: np.divide(a, b),
        _quotient,
        symbol=" / ",
        binding=2,
        sign="/",
        source="divide",
    ),
    "act": Operation(
        "elementwise",
        lambda activation, _, z: activation(z),
        lambda run, node: (slope(run, node),),
        bounds=lambda activation, _: activation.bounds,
        symbol="act",
        sign="",
        form="call",
    ),
    "matmul": Operation(
        "product", _times, None, _times_back, _times_on, symbol=" @ ", binding=2, source="dot"
    ),
    "project": Operation(
        "mixing",
        lambda _, __, P, M: np.einsum("ad,tdn...->tan...", P, M),
        None, _project_back, _project_on,
        symbol=" @ ",
        binding=2,
    ),
    "match": Operation(
        "mixing",
        lambda _, __, q, M: np.einsum("td...,tdn...->tn...", q, M),
        None,
        _pulls("tn...,tdn...->td...", "tn...,td...->tdn..."),
        _pushes("tdk,tdn->tnk", "tdnk,td->tnk"),
        symbol=" @ ",
        binding=2,
        form="turned",
    ),
    "mix": Operation(
        "mixing",
        lambda _, __, M, a: np.einsum("tdn...,tn...->td...", M, a),
        None,
        _pulls("td...,tn...->tdn...", "td...,tdn...->tn..."),
        _pushes("tdnk,tn->tdk", "tnk,tdn->tdk"),
        symbol=" @ ",
        binding=2,
    ),
    "column": Operation(
        "mixing",
        lambda _, __, v: v[:, :, None],
        None,
        lambda run, node, place, above: above[:, :, 0],
        lambda run, node, place, J: J[:, :, None],
        symbol="[:, None]",
        sign="",
        form="column",
    ),
    "softmax": Operation(
        "mixing",
        lambda _, __, z: softmax(z, axis=1),
        None,
        _softmax_back,
        _softmax_on,
        bounds=lambda *_: (0.0, 1.0),
        symbol="softmax",
        sign="softmax",
        form="call",
    ),
}  # fmt: skip


def pulled(run, node, place: int, above: np.ndarray) -> np.ndarray:
    """What the derivative by a node adds to that by one of its arguments, over all timesteps.

    Args:
        run: the run.
        node: an operation of its cell.
        place: of the argument, 0 or 1.
        above: the derivative by the node, in the shape of its value.

    Returns:
        In the argument's shape, or one that broadcasts to it; of a matrix of parameters a term for
        each timestep, (T, rows, columns).
    """
    operation = node.operation
    if operation.pull is not None:
        return operation.pull(run, node, place, above)
    return weighted(node, place, above, operation.weights(run, node)[place])


def weighted(node, place: int, above: np.ndarray, weight: Weight) -> np.ndarray:
    """What an elementwise operation passes on to one of its arguments.

    Args:
        node: an operation that works on each entry by itself.
        place: of the argument, 0 or 1.
        above: the derivative by the node, in the shape of its value.
        weight: its derivative by the argument, entry by entry.

    Returns:
        In the argument's shape, or one that broadcasts to it.
    """
    found = above if weight is None else above * weight
    arg = node.args[place]
    if node.rank == 2 and arg.rank == 2 and arg.is_column:
        return found.sum(axis=2, keepdims=True)  # one number stood beside every position
    return found

"""How a step's states depend on the states before it, and products of that over many steps.

Forward through the graph, all timesteps at once: elementwise operations keep a Jacobian diagonal
for as long as no matrix product has met it, so that most of the work is one multiplication.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from sim.graph.node import Node
from sim.run.trace import Trace
from sim.text.checks import as_it_comes
from sim.text.errors import InputError

PIECE = 200_000  # numbers


@dataclass
class Tangent:
    """Derivative of one node by one state: a diagonal (T, R), a matrix (T or 1, R, K), or both."""

    diagonal: np.ndarray | None = None
    full: np.ndarray | None = None

    def scaled(self, weight: np.ndarray | float | None) -> Tangent:
        """Every row times `weight`, a coefficient over time (T, R) or one number; None for 1."""
        if weight is None:
            return self
        column = weight[..., None] if isinstance(weight, np.ndarray) else weight
        return Tangent(
            None if self.diagonal is None else self.diagonal * weight,
            None if self.full is None else self.full * column,
        )

    def __add__(self, other: Tangent) -> Tangent:
        return Tangent(_sum(self.diagonal, other.diagonal), _sum(self.full, other.full))

    def behind(self, matrix: np.ndarray) -> Tangent:
        """The derivative of `matrix` @ node, whose own this is; `matrix` is (Q, R)."""
        parts = None
        if self.diagonal is not None:
            parts = matrix * self.diagonal[:, None, :]
        if self.full is not None:
            parts = _sum(parts, np.matmul(matrix, self.full))
        return Tangent(full=parts)

    def whole(self) -> np.ndarray:
        """The whole Jacobian, (T or 1, R, K)."""
        if self.diagonal is None:
            return self.full
        full = self.diagonal[:, :, None] * np.eye(self.diagonal.shape[1])
        return full if self.full is None else full + self.full

    def put(self, target: np.ndarray) -> None:
        """Write the whole Jacobian into `target`, (T, R, K)."""
        target[...] = 0.0 if self.full is None else self.full
        if self.diagonal is not None:
            index = np.arange(target.shape[1])
            target[:, index, index] += self.diagonal


def _sum(a: np.ndarray | None, b: np.ndarray | None) -> np.ndarray | None:
    return b if a is None else a if b is None else a + b


@as_it_comes
def jacobians(trace: Trace) -> np.ndarray:
    """Derivative of state_t by state_{t-1} at every step, the states stacked in signature order.

    Args:
        trace: a run of one sequence.

    Returns:
        (T, S, S); of an LSTM rows and columns are h, then c, and S is 0 without states. The states
        before a step count as independent of each other.

    Raises:
        InputError: the run is a batch.
    """
    check_single(trace)
    graph, at = trace.cell.graph, blocks(trace)
    size = sum(trace[name].shape[1] for name in at)
    J = np.empty((trace.T, size, size))
    for part, rows in pieces(trace, size):
        for before, columns in at.items():
            found = tangents(part, graph.leaves[f"{before}_prev"])
            for after, place in at.items():
                tangent = found.get(id(graph.lines[after]), Tangent())
                tangent.put(J[rows, place, columns])
    return J


def pieces(trace: Trace, size: int) -> Iterator[tuple[Trace, slice]]:
    """The run in pieces, last first, so short that the Jacobians of one fit in a cache.

    Args:
        trace: the run.
        size: S, the units of all its states together.
    """
    return trace.pieces(max(1, PIECE // max(1, size**2)))


def tangents(
    trace: Trace, leaf: Node, closed: Callable[[Node], bool] = lambda node: False
) -> dict[int, Tangent]:
    """Derivative of every node by a leaf at the same step, along every path between them, by id.

    Args:
        trace: the run.
        leaf: the `_prev` leaf of a state, or that of the input.
        closed: whether an operation is one that no path may take.

    Nodes that are matrices have one axis more, (T or 1, rows, columns, K).
    """
    ones = np.ones((1, *trace.operand(leaf).shape[1:]))
    found: dict[int, Tangent] = {id(leaf): Tangent(ones)}
    for node in trace.cell.graph.nodes:
        if not any(id(arg) in found for arg in node.args) or closed(node):
            continue
        total, operation = Tangent(), node.operation
        weights = () if operation.mixes else operation.weights(trace, node)
        for place, arg in enumerate(node.args):
            if id(arg) not in found:
                continue
            if operation.kind == "product":
                total = found[id(arg)].behind(trace.params[node.args[0].name])
            elif operation.mixes:
                whole = operation.push(trace, node, place, found[id(arg)].whole())
                total = total + Tangent(full=whole)
            else:
                total = total + found[id(arg)].scaled(weights[place])
        if total.diagonal is not None or total.full is not None:
            found[id(node)] = total
    return found


def check_single(trace: Trace) -> None:
    """Refuse a batch.

    Args:
        trace: any run.

    Raises:
        InputError: the run is a batch.
    """
    if trace.batched:
        raise InputError("jacobian_batch")


def blocks(trace: Trace) -> dict[str, slice]:
    """The rows (and columns) of each state of `trace` in the stacked one: {"h": ..., "c": ...}."""
    found, start = {}, 0
    for name in trace.cell.states:
        size = trace[name].shape[1]
        found[name] = slice(start, start + size)
        start += size
    return found

"""The one evaluator of graphs: every operation by its row of the table, in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from sim.graph.cell import Cell
from sim.graph.node import Node

Value = np.ndarray


def compute(cell: Cell, node: Node, args: list[Value], batched: bool = False) -> Value:
    """One operation.

    Args:
        cell: with its options.
        node: an operation of it.
        args: values of the node's arguments, a row a timestep, as `operations` says.
        batched: whether they have a last axis for a batch.
    """
    return node.operation.value(cell.activations.get(node.name), batched, *args)


def constant(node: Node, batched: bool = False) -> Value:
    """The value of the constant `node` as (1, 1), or (1, 1, 1) if `batched`: it meets any shape."""
    return np.full((1, 1, 1) if batched else (1, 1), node.value)


def parameter(value: Value, batched: bool = False) -> Value:
    """A parameter as operations take it.

    Args:
        value: a vector (R,), or a matrix (R, K).
        batched: whether the values that it meets have a last axis for a batch.

    Returns:
        A vector as one row for all timesteps, (1, R) or (1, R, 1); a matrix as it is.
    """
    if value.ndim == 2:
        return value
    return value[None, :, None] if batched else value[None]


def evaluate(
    cell: Cell,
    leaves: Mapping[str, Value],
    batched: bool = False,
    given: Callable[[Node, Callable[[], Value]], Value] = lambda _, made: made(),
) -> dict[int, Value]:
    """All operations of a cell, by id of the node.

    Args:
        cell: the cell with its options.
        leaves: what comes in, by name; parameters as `parameter` gives them.
        batched: whether values have a last axis for a batch.
        given: (operation, what computes it) -> its value, where somebody has a say in it: a clamp,
            a nudge, a number that a person typed.
    """
    found: dict[int, Value] = {}
    for node in cell.graph.nodes:
        if node.leaf == "const":
            found[id(node)] = constant(node, batched)
        elif node.is_leaf:
            found[id(node)] = leaves[node.name]
        else:
            args = [found[id(arg)] for arg in node.args]
            found[id(node)] = given(
                node, lambda node=node, args=args: compute(cell, node, args, batched)
            )
    return found

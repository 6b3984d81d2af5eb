"""Runs the loop back through time over coefficients computed before for all timesteps."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.adjoint.chain import coefficients, structure_of
from sim.adjoint.loop import bytecode, steps
from sim.graph.node import Node
from sim.graph.sums import Sum, neighbours
from sim.run.trace import Trace
from sim.text.checks import as_it_comes

PIECE = 65_536  # numbers of one quantity; a few of them fit in a cache


@dataclass(frozen=True, eq=False)
class Swept:
    """What the loop has found.

    Args:
        kept: derivative by each kept node, by id: (T, R) or (T, R, B).
        entering: derivative by each state as it enters a step: row t enters step t + 1; one row
            more than there are steps.
        block: derivatives by all sums below each other.
        at: rows of the block that a sum occupies, by the order of its node.
    """

    kept: dict[int, np.ndarray]
    entering: dict[str, np.ndarray]
    block: np.ndarray
    at: dict[int, slice]


@as_it_comes
def sweep(trace: Trace, seeds: Mapping[int, np.ndarray]) -> Swept:
    """Go back through time.

    Args:
        trace: the run.
        seeds: id of a kept node or state leaf -> direct path of the loss, shape of the node.
    """
    cell = trace.cell
    structure = structure_of(cell)
    T, batch = trace.T, trace["x"].shape[2:]
    nodes = {step.node.order: step.node for step in steps(cell)}
    shapes = {order: trace.operand(node).shape[1:] for order, node in nodes.items()}
    at, start = {}, 0
    for s in structure.sums:
        size = shapes[s.node.order][0]
        at[s.node.order] = slice(start, start + size)
        start += size
    block = np.empty((T, start, *batch))
    entering = {name: np.zeros((T + 1, *trace[name].shape[1:])) for name in cell.states}
    kept = {
        order: np.empty((T, *shapes[order]))
        for order, node in nodes.items()
        if order not in at and node.leaf != "state"
    }
    if not cell.states:  # nothing goes back through time
        return Swept({}, {}, block, at)
    run: dict[str, object] = {}
    exec(bytecode(cell, frozenset(seeds)), run)  # our own source, from the graph of a cell
    transposed = {s.node.order: _transposed(trace, s.node, s.readers) for s in steps(cell)}
    spare = {order: np.empty(shape) for order, shape in shapes.items()}
    largest = max(math.prod(shape) for shape in shapes.values())
    for part, rows in trace.pieces(max(1, PIECE // largest)):
        after = slice(rows.start, rows.stop + 1)
        coefficient, together = _coefficients(part, nodes, shapes)
        run |= {
            "dz": block[rows], "at": at, "transposed": transposed, "spare": spare,
            "kept": {order: values[rows] for order, values in kept.items()},
            "entering": {name: values[after] for name, values in entering.items()},
            "seeds": {o: seeds[id(n)][rows] for o, n in nodes.items() if id(n) in seeds},
            "coefficient": coefficient, "together": together,
            "split": lambda z, n: z.reshape(len(z), n, z.shape[1] // n, *batch),
            "dot": np.dot, "add": np.add, "multiply": np.multiply, "copyto": np.copyto,
        }  # fmt: skip
        run["run"]()
    run.clear()  # it refers to itself by the function: its arrays would outlive the gradients
    by_id = {id(nodes[order]): values for order, values in kept.items()}
    by_id |= {id(s.node): block[:, at[s.node.order]] for s in structure.sums}
    return Swept(by_id, entering, block, at)


def _coefficients(part: Trace, nodes: dict[int, Node], shapes: dict[int, tuple[int, ...]]):
    """What the loop multiplies by in a part of the run, looked up by orders of nodes."""
    found = {o: coefficients(part, node) for o, node in nodes.items() if node.leaf != "state"}

    def coefficient(source: int, target: int) -> np.ndarray:
        weight = found[source][id(nodes[target])]
        return np.broadcast_to(1.0 if weight is None else weight, (part.T, *shapes[target]))

    def together(source: int, targets: list[int]) -> np.ndarray:
        rows = np.empty((part.T, len(targets), *shapes[targets[0]]))
        for place, target in enumerate(targets):
            rows[:, place] = coefficient(source, target)
        return rows

    return coefficient, together


def _transposed(trace: Trace, operand: Node, readers: list[Sum]) -> list[np.ndarray]:
    """The matrices that multiply an operand, stacked as the block is, transposed."""
    sums = structure_of(trace.cell).sums
    return [
        np.ascontiguousarray(np.concatenate([_matrix(trace, s, operand) for s in run]).T)
        for run in neighbours(sums, readers)
    ]


def _matrix(trace: Trace, s: Sum, operand: Node) -> np.ndarray:
    first, *more = (trace.params[p.args[0].name] for p in s.products if p.args[1] is operand)
    return sum(more, first)

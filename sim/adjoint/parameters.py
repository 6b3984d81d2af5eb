"""Derivatives by the parameters: everything that meets the same operands in one matrix product."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from sim.adjoint.backward import Swept
from sim.adjoint.chain import structure_of
from sim.adjoint.loop import neighbours
from sim.graph.node import Node
from sim.graph.operations import pulled
from sim.run.trace import Trace


def summed(
    trace: Trace, swept: Swept, derivative: Callable[[Node], np.ndarray]
) -> dict[str, np.ndarray]:
    """Derivative by every parameter, summed over timesteps and batch.

    Args:
        trace: the run.
        swept: what the loop back through time found.
        derivative: node -> dL/dnode over time, (T, R) or (T, R, B).

    Returns:
        "W_i" -> derivative in the shape of the parameter.
    """
    found = {name: np.zeros(value.shape) for name, value in trace.params.items()}
    done: set[str] = set()
    for members in structure_of(trace.cell).uses.values():
        tops = [top for top, _ in members]
        total = _outer_sum(_rows(trace, swept, tops, derivative), _operands(trace, members[0][1]))
        for (_, parts), rows in zip(members, _split(trace, total, members), strict=True):
            done |= {part.name for part in parts if not part.args}
            start = 0
            for part in parts:
                target = found[part.args[0].name if part.args else part.name]
                stop = start + (target.shape[1] if part.args else 1)
                target += rows[:, start:stop].reshape(target.shape)
                start = stop
    for node in trace.cell.graph.nodes:
        if node.args and node.args[0].is_matrix and not node.is_product:  # it multiplies data
            found[node.args[0].name] += pulled(trace, node, 0, derivative(node)).sum(axis=0)
    for name, leaf in trace.cell.graph.leaves.items():
        if leaf.leaf == "param" and leaf.rank == 1 and name not in done:
            found[name] += derivative(leaf).sum(axis=(0, 2) if trace.batched else 0)
    return {name: trace.masked(name, value) for name, value in found.items()}


def _operands(trace: Trace, parts: list[Node]) -> list[np.ndarray]:
    """What the parameters of a sum multiply, ones for a bias."""
    ones = np.ones((trace.T, 1, *trace["x"].shape[2:]))
    return [trace.operand(part.args[1]) if part.args else ones for part in parts]


def _rows(trace: Trace, swept: Swept, tops: list[Node], derivative) -> np.ndarray:
    """Derivatives by some sums below each other; a view where the loop has left them so."""
    structure = structure_of(trace.cell)
    sums = [structure.of_sum[id(top)] for top in tops if top.order in swept.at]
    if len(sums) == len(tops) and len(neighbours(structure.sums, sums)) == 1:
        return swept.block[:, swept.at[tops[0].order].start : swept.at[tops[-1].order].stop]
    return np.concatenate([derivative(top) for top in tops], axis=1)


def _split(trace: Trace, total: np.ndarray, members) -> Iterator[np.ndarray]:
    start = 0
    for top, _ in members:
        stop = start + trace.operand(top).shape[1]
        yield total[start:stop]
        start = stop


def _outer_sum(rows: np.ndarray, operands: list[np.ndarray]) -> np.ndarray:
    """Sum over time and batch of rows times operands transposed: (R, sum of their rows)."""
    if rows.ndim == 2:
        return rows.T @ np.concatenate(operands, axis=1)
    # A step at a time, so that nothing large is copied into another order.
    columns = np.empty((sum(o.shape[1] for o in operands), rows.shape[2]))
    product, total = np.empty((2, rows.shape[1], len(columns)))
    total[...] = 0.0
    for row, *step in zip(rows, *operands, strict=True):
        np.concatenate(step, out=columns)
        np.dot(row, columns.T, out=product)
        total += product
    return total

"""Back-propagation through time written out: one entry of a parameter, a term a timestep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.adjoint.chain import structure_of
from sim.adjoint.gradients import Gradients
from sim.adjoint.jacobians import blocks, check_single, jacobians, tangents
from sim.graph.node import Node
from sim.run.trace import Trace
from sim.text.errors import InputError


@dataclass(frozen=True, eq=False)
class Expansion:
    """The last terms of dL/dtheta = sum over k of dL/ds_k * (immediate ds_k/dtheta).

    Args:
        name: of the parameter.
        entry: its row and column, from 0.
        ks: the timesteps written out, ascending, from 1, (K,).
        direct: the loss's own path to each state s_k, (K, S); states stacked as in `jacobians`.
        carried: dL/ds_k by that path and all later steps, (K, S).
        jacobians: ds_k/ds_{k-1} for all but the first of the steps, (K - 1, S, S).
        immediate: ds_k/dtheta by step k alone, (K, S).
        rest: sum of the terms of all earlier steps.
    """

    name: str
    entry: tuple[int, int]
    ks: np.ndarray
    direct: np.ndarray
    carried: np.ndarray
    jacobians: np.ndarray
    immediate: np.ndarray
    rest: float

    @property
    def terms(self) -> np.ndarray:
        """Each step's term, (K,)."""
        return np.sum(self.carried * self.immediate, axis=1)

    @property
    def total(self) -> float:
        """The gradient of the entry."""
        return self.rest + float(self.terms[::-1].sum())


def expand(
    grads: Gradients,
    seeds: Mapping[str, np.ndarray],
    name: str,
    entry: tuple[int, int],
    most: int = 3,
) -> Expansion:
    """The terms of the last steps that the loss looks at, from Jacobians and direct paths alone.

    Args:
        grads: of the loss, for the sum of the terms before those written out.
        seeds: state -> direct path of the loss, as `backward` was given it.
        name: of a matrix, "U_h".
        entry: its row and column, from 0.
        most: how many terms are written out.

    Raises:
        InputError: a batch, no such matrix or entry, or a loss that reads a line which is no state.
    """
    trace = grads.trace
    check_single(trace)
    node = _product(trace, name, entry)
    for line in (line for line in seeds if line not in trace.cell.states):
        raise InputError("no_expansion", line=line)
    looks = [np.flatnonzero(np.any(seed != 0, axis=1)) for seed in seeds.values()]
    last = max((int(rows[-1]) + 1 for rows in looks if rows.size), default=trace.T)
    first = max(0, last - most)
    part = trace.part(first, last)
    J, at = jacobians(part)[1:], blocks(trace)
    direct = np.zeros((last - first, sum(trace[s].shape[1] for s in at)))
    for line, seed in seeds.items():
        direct[:, at[line]] = seed[first:last]
    carried = direct.copy()
    for k in range(len(carried) - 2, -1, -1):
        carried[k] += carried[k + 1] @ J[k]
    row, column = entry
    operand = trace.operand(node.args[1])[:, column]
    through = _through(part, node, at, direct.shape[1])[:, :, row]
    earlier = grads[trace.cell.graph.ids[id(node)]][:first, row] @ operand[:first]
    has = float(trace.masked(name, np.ones(trace.params[name].shape))[entry])  # else it stays 0
    return Expansion(
        name, entry, np.arange(first + 1, last + 1), direct, carried, J,
        has * through * operand[first:last, None], has * float(earlier),
    )  # fmt: skip


def _product(trace: Trace, name: str, entry: tuple[int, int]) -> Node:
    """The matrix product in which the parameter stands."""
    value = trace.params.get(name)
    if value is None or value.ndim != 2 or not all(
        0 <= place < length for place, length in zip(entry, value.shape, strict=True)
    ):  # fmt: skip
        raise InputError("no_entry",
                         cell=trace.cell.phrase, name=name)  # fmt: skip
    (node,) = (
        n for n in trace.cell.graph.nodes if n.is_product and n.args[0].name == name
    )  # fmt: skip
    return node


def _through(part: Trace, node: Node, at: Mapping[str, slice], size: int) -> np.ndarray:
    """Derivative of the states after each step by a product inside it, (K, S, H)."""
    # From the sum it stands in, whose derivative it shares: an input's product is no live node.
    found = tangents(part, structure_of(part.cell).top(node))
    rows = part.operand(node).shape[1]
    D = np.zeros((part.T, size, rows))
    for state, place in at.items():
        tangent = found.get(id(part.cell.graph.lines[state]))
        if tangent is not None:
            tangent.put(D[:, place])
    return D

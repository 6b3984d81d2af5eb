"""Gradients of a run, by the chain rule on the cell's graph; no equation is written twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from types import MappingProxyType

import numpy as np

from sim.adjoint.backward import Swept, sweep
from sim.adjoint.by_step import sweep_by_step
from sim.adjoint.chain import Structure, descend, structure_of
from sim.adjoint.parameters import summed
from sim.adjoint.sizes import norms
from sim.graph.cell import Cell
from sim.graph.node import Node
from sim.graph.operations import pulled
from sim.run.trace import Trace
from sim.text.checks import as_floats, as_it_comes, check_shapes
from sim.text.errors import InputError, shown
from sim.text.messages import Phrase

OUTSIDE = ("param", "const", "data")  # what has no value of its own at a timestep


class Gradients(Mapping[str, np.ndarray]):
    """Total derivatives of a loss by every quantity of a run, in the shape it has in the trace.

    `grads["f"]`, `grads["f_pre"]`, `grads["x"]`, `grads["c_prev"]`, `grads["f * c_prev"]`. At c_t
    the way c_t -> h_t is included. What the loop has not kept is computed when asked for.

    Args:
        trace: the run.
        seeds: direct path of the loss by node id.
        swept: what the loop back through time has found.
    """

    def __init__(self, trace: Trace, seeds: Mapping[int, np.ndarray], swept: Swept):
        self.trace = trace
        self._structure: Structure = structure_of(trace.cell)
        self._seeds, self._swept, self._entering = seeds, swept, swept.entering
        self._found = dict(swept.kept)

    __eq__ = object.__eq__  # a Mapping would compare arrays, and be no key of a cache
    __hash__ = object.__hash__

    def __getitem__(self, name: str) -> np.ndarray:
        graph = self.trace.cell.graph
        node = graph.leaves.get(name) or graph.by_id[name]
        if node.leaf in OUTSIDE:
            raise KeyError(name)
        return self._of(node)

    def __iter__(self) -> Iterator[str]:
        graph = self.trace.cell.graph
        return (graph.ids[id(n)] for n in graph.nodes if n.leaf not in OUTSIDE)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @as_it_comes
    def _of(self, node: Node) -> np.ndarray:
        if id(node) not in self._found:
            if node.leaf == "state":
                total = self._entering[node.name.removesuffix("_prev")][:-1]
            else:
                total = self._total(node)
                if node.leaf not in OUTSIDE:  # of a parameter one term for each column of a batch
                    shape = self.trace.operand(node).shape[1 : 1 + node.rank]
                    batch = self.trace["x"].shape[2:]
                    total = np.broadcast_to(total, (self.trace.T, *shape, *batch))
            self._found[id(node)] = total
        return self._found[id(node)]

    def _total(self, node: Node) -> np.ndarray | float:
        total = self._seeds.get(id(node), 0.0)
        for consumer in self._structure.consumers.get(id(node), ()):
            above = self._of(consumer)
            for place, arg in enumerate(consumer.args):
                if arg is node:
                    total = total + pulled(self.trace, consumer, place, above)
        return total

    @property
    def seeds(self) -> Mapping[str, np.ndarray]:
        """What arrived at each line: the loss by the direct path, or what other parts sent."""
        lines = self.trace.cell.graph.lines
        return {n: self._seeds[id(node)] for n, node in lines.items() if id(node) in self._seeds}

    @property
    def initial(self) -> Mapping[str, np.ndarray]:
        """Derivative by each initial state, (H,) or (H, B)."""
        return {name: rows[0] for name, rows in self._entering.items()}

    @as_it_comes
    def state(self, name: str) -> np.ndarray:
        """Derivative by a state as it enters the next step, plus the direct path of the loss at t.

        The states count as independent coordinates: c leaves out its way through h of its own
        step. (T, H) or (T, H, B); the last row is the direct path alone.

        Args:
            name: "h", "c".

        Raises:
            KeyError: the cell has no such state.
        """
        line = self.trace.cell.graph.lines[name]
        return self._entering[name][1:] + self._seeds.get(id(line), 0.0)

    def state_norms(self) -> np.ndarray:
        """Euclidean norm of the derivative by all states together, a timestep each: (T,) or (T, B).

        States as in `state`. Entries are divided by the largest first, so 1e-200 is not lost.
        """
        return norms(self.all_states())

    def all_states(self) -> np.ndarray:
        """The derivative by all states, one behind the other: (T, S) or (T, S, B).

        States as in `state`.
        """
        none = np.zeros((self.trace.T, 0, *self.trace["x"].shape[2:]))
        return np.concatenate([none, *(self.state(n) for n in self.trace.cell.states)], axis=1)

    @cached_property
    @as_it_comes
    def params(self) -> Mapping[str, np.ndarray]:
        """Derivative by every parameter, summed over timesteps and batch."""
        return MappingProxyType(summed(self.trace, self._swept, self._of))

    @cached_property
    @as_it_comes
    def data(self) -> Mapping[str, np.ndarray]:
        """Derivative by every matrix from outside, summed over timesteps: (D, N) or (D, N, B)."""
        trace = self.trace
        shape = {name: (*value.shape[:2], *trace["x"].shape[2:]) for name, value in
                 trace.data.items()}  # fmt: skip
        terms = {name: self._of(trace.cell.graph.leaves[name]) for name in trace.data}
        return MappingProxyType({name: np.broadcast_to(np.sum(terms[name], axis=0), shape[name])
                                 for name in terms})  # fmt: skip

    @as_it_comes
    def param_steps(self, name: str) -> np.ndarray:
        """The terms of a parameter's gradient, one for each timestep: (T, *shape).

        Term t is how much the use of the parameter AT step t moves the loss, by all ways that lead
        from there; the terms add up to `params[name]`.

        Args:
            name: of one parameter; a matrix at T = 1000, H = 128 weighs 131 MB.

        Raises:
            KeyError: the cell has no such parameter.
        """
        shape = self.trace.params[name].shape
        leaf = self.trace.cell.graph.leaves[name]
        if len(shape) == 1:
            steps = self._of(leaf)
            steps = steps.sum(axis=-1) if self.trace.batched else np.array(steps)
            return self.trace.masked(name, steps)
        total = np.zeros((self.trace.T, *shape))
        for node in self._structure.consumers[id(leaf)]:
            total += pulled(self.trace, node, 0, self._of(node))
        return self.trace.masked(name, total)


@as_it_comes
def backward(
    trace: Trace, seeds: Mapping[str, np.ndarray], *,
    initial: Mapping[str, np.ndarray] = MappingProxyType({}), beyond: bool = False,
    by_step: bool = False,
) -> Gradients:  # fmt: skip
    """Total derivatives of a loss by everything in a run.

    Args:
        trace: the run.
        seeds: line -> dL/dline_t by the direct path alone, shape of the line in the trace; a loss
            may look at what stands inside of a cell too, by its name: "y_pre", "x".
        initial: state -> direct path of the loss by the initial state, where it reads that too; in
            its shape.
        beyond: whether seeds that left the range of float64 are taken too, as a loss of a run that
            overflows has them: what depends on them is infinite or NaN then.
        by_step: goes back operation by operation, which is slower, even where the fast loop could.

    Raises:
        InputError: no such line or state, another shape, or a number that is not finite.

    With h_t = 0.5 h_{t-1} + x_t, a loss that reads h_3 alone reaches back by a half each step:

    >>> import numpy as np
    >>> from sim.adjoint.gradients import backward
    >>> from sim.cells import CELLS
    >>> from sim.run.forward import forward
    >>> params = {"W_h": [[1.0]], "U_h": [[0.5]], "b_h": [0.0]}
    >>> run = forward(CELLS["elman"].with_options(h="identity"), params, np.ones((3, 1)))
    >>> grads = backward(run, {"h": [[0.0], [0.0], [1.0]]})
    >>> grads["x"].tolist(), float(grads.params["W_h"][0, 0])
    ([[0.25], [0.5], [1.0]], 1.75)
    """
    nodes = {name: seed_node(trace.cell, name) for name in seeds}
    read = (lambda _, value: np.array(value, float)) if beyond else as_floats
    values = {f"seed of {name}": read(f"seed of {name}", v) for name, v in seeds.items()}
    check_shapes(
        values, {f"seed of {name}": trace.operand(node).shape for name, node in nodes.items()}
    )
    direct = {id(node): values[f"seed of {name}"] for name, node in nodes.items()}
    if by_step or structure_of(trace.cell).mixes:
        swept = sweep_by_step(trace, direct)
    else:
        swept = sweep(trace, _injected(trace, direct))
    for name, value in initial.items():
        if name not in trace.initial:
            raise InputError("surplus", cell=trace.cell.phrase, what=Phrase("state"),
                             name=shown(name))  # fmt: skip
        what = f"seed of initial {name}"
        start = read(what, value)
        check_shapes({what: start}, {what: trace.initial[name].shape})
        swept.entering[name][0] += start
    return Gradients(trace, direct, swept)


def seed_node(cell: Cell, name: str) -> Node:
    """The line, or another vector that a step makes or reads, that a loss looks at.

    A summand is none: its derivative is kept as that of the sum that it stands in.

    Args:
        cell: of the run.
        name: as for `backward`.

    Raises:
        InputError: the cell has nothing of that name that takes a seed.
    """
    graph = cell.graph
    node = graph.lines.get(name) or graph.by_id.get(name)
    makes = node is not None and node.rank == 1 and node.leaf in ("", "input")
    if not makes or structure_of(cell).top(node) is not node:
        raise InputError("seed_line", cell=cell.phrase, name=shown(name))
    return node


def _injected(trace: Trace, direct: Mapping[int, np.ndarray]) -> dict[int, np.ndarray]:
    """The seeds, carried down to the nodes that the loop knows."""
    first = [(node, direct[id(node)]) for node in trace.cell.graph.nodes if id(node) in direct]
    found = descend(trace, structure_of(trace.cell), first)
    return {key: np.asarray(value) for key, value in found.items()}

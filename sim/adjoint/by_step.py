"""Back-propagation through time, operation by operation: for any graph.

It is what the fast loop is held against, the way of cells whose states meet a softmax or data, and
that of parts of a network that are stepped together.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.adjoint.backward import Swept
from sim.graph.node import Node
from sim.graph.operations import pulled, weighted
from sim.run.trace import Trace
from sim.text.checks import as_it_comes


@as_it_comes
def sweep_by_step(trace: Trace, direct: Mapping[int, np.ndarray]) -> Swept:
    """Go back through time, one timestep and one operation at a time.

    Args:
        trace: the run.
        direct: id of a line -> direct path of the loss, (T, R) or (T, R, B).

    Returns:
        Derivatives by every operation that a state before the step reaches; no block of sums.
    """
    back = StepBack(trace, direct)
    for t in reversed(range(trace.T)):
        back.step(t)
    # Lines that no state reaches pass nothing on here: what lies before them has no past.
    return back.swept


class _Row:
    """A run at one timestep, as the table of operations asks it, over values found before."""

    def __init__(self, trace: Trace, values: Mapping[int, np.ndarray]):
        self.batched, self.params, self._values, self.t = trace.batched, trace.params, values, 0

    def operand(self, node: Node) -> np.ndarray:
        value = self._values[id(node)]
        return value if len(value) == 1 else value[self.t : self.t + 1]


class StepBack:
    """The way back through a run, a step at a time, last step first.

    Args:
        trace: the run.
        direct: id of a line or of what else takes a seed -> direct path of the loss, (T, R) or
            (T, R, B); rows of steps that were not gone back yet may still grow.
        through_x: whether derivatives by the inputs are wanted too.
    """

    def __init__(self, trace: Trace, direct: Mapping[int, np.ndarray], through_x: bool = False):
        graph, T, batch = trace.cell.graph, trace.T, trace["x"].shape[2:]
        self._direct = direct
        entering = {n: np.zeros((T + 1, *trace[n].shape[1:])) for n in trace.cell.states}
        self.x = np.zeros((T, *trace["x"].shape[1:]))
        targets = {id(graph.leaves[f"{name}_prev"]): rows for name, rows in entering.items()}
        self._x = id(graph.leaves["x"]) if through_x and "x" in graph.leaves else None
        if self._x is not None:
            targets[self._x] = self.x
        ends, live = {id(graph.lines[name]) for name in trace.cell.states}, set(targets)
        kept: dict[int, np.ndarray] = {}
        for node in graph.nodes:
            if id(node) in ends or any(id(arg) in live for arg in node.args):
                live.add(id(node))
                shape = trace.operand(node).shape[1 : 1 + node.rank]
                kept[id(node)] = np.zeros((T, *shape, *batch))
        self.swept = Swept(kept, entering, np.empty((T, 0, *batch)), {})
        self._states = [(kept[id(graph.lines[n])], rows) for n, rows in entering.items()]
        self._links = list(self._linked(trace, targets | kept))

    def _linked(self, trace: Trace, targets: Mapping[int, np.ndarray]):
        """(node, its derivative, [(place, derivative by argument, coefficient)]), last first."""
        values: dict[int, np.ndarray] = {}
        self._row = _Row(trace, values)
        for node in reversed(trace.cell.graph.nodes):
            if id(node) not in self.swept.kept:
                continue
            weights = () if node.operation.mixes else node.operation.weights(trace, node)
            found = []
            for place, arg in enumerate(node.args):
                if id(arg) in targets:
                    found.append((place, targets[id(arg)], weights[place] if weights else None))
            if not weights:  # a product asks for what it multiplies, a softmax for itself
                asked = (a for a in (node, *node.args) if not a.is_matrix)
                values.update({id(one): trace.operand(one) for one in asked})
            yield node, self.swept.kept[id(node)], found

    def step(self, t: int) -> None:
        """Go back through one timestep; those behind it must be done.

        Args:
            t: which, from 0.
        """
        self._row.t = t
        kept = self.swept.kept
        for key, values in self._direct.items():
            if key in kept:
                kept[key][t] += values[t]
            elif key == self._x:
                self.x[t] += values[t]
        for rows, entering in self._states:
            rows[t] += entering[t + 1]
        for node, rows, links in self._links:
            above = rows[t : t + 1]
            for place, target, weight in links:
                if node.operation.mixes:
                    target[t] += pulled(self._row, node, place, above)[0]
                else:
                    here = weight[t : t + 1] if np.ndim(weight) and len(weight) > 1 else weight
                    target[t] += weighted(node, place, above, here)[0]

"""Back-propagation through time, operation by operation: for any graph.

It is what the fast loop is held against, and the way of cells whose states meet a softmax or data.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.adjoint.backward import Swept
from sim.adjoint.chain import structure_of
from sim.graph.operations import pulled
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
    graph, live = trace.cell.graph, structure_of(trace.cell).live
    batch = trace["x"].shape[2:]
    entering = {n: np.zeros((trace.T + 1, *trace[n].shape[1:])) for n in trace.cell.states}
    nodes = [n for n in graph.nodes if id(n) in live and not n.is_leaf]
    kept = {id(n): np.zeros((trace.T, *_shape(trace, n, batch))) for n in nodes}
    leaves = {id(graph.leaves[f"{n}_prev"]): n for n in trace.cell.states}
    for part, rows in trace.pieces(1):
        t = rows.start
        for key, values in direct.items():
            if key in kept:
                kept[key][t] += values[t]
        for name in trace.cell.states:
            kept[id(graph.lines[name])][t] += entering[name][t + 1]
        for node in reversed(nodes):
            above = kept[id(node)][t : t + 1]
            for place, arg in enumerate(node.args):
                if id(arg) in leaves:
                    entering[leaves[id(arg)]][t] += pulled(part, node, place, above)[0]
                elif id(arg) in kept:
                    kept[id(arg)][t] += pulled(part, node, place, above)[0]
        # Lines that no state reaches pass nothing on here: what lies before them has no past.
    return Swept(kept, entering, np.empty((trace.T, 0, *batch)), {})


def _shape(trace: Trace, node, batch: tuple[int, ...]) -> tuple[int, ...]:
    return (*trace.operand(node).shape[1 : 1 + node.rank], *batch)

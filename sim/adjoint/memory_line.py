"""What the memory alone carries through time: the product of its keep valve, gates held."""

from __future__ import annotations

import numpy as np

from sim.adjoint.jacobians import Tangent, tangents
from sim.graph.node import Node
from sim.run.trace import Trace
from sim.text.checks import as_it_comes
from sim.text.errors import InputError


@as_it_comes
def memory_line(trace: Trace) -> np.ndarray:
    """|d memory_T / d memory_k| with every gate held, for k = 0 .. T, as base-10 logarithms.

    The product from step k + 1 to T of what multiplies the old memory, read off the graph as the
    way past every activation and matrix: f of an LSTM, z of a GRU. Beside the full derivative it
    is another norm, not a share of it: ways through the gates can cancel it.

    Args:
        trace: the run.

    Returns:
        (T + 1, H) or (T + 1, H, B): per unit; -inf where the product is exactly 0.

    Raises:
        InputError: the cell has no memory line.
    """
    graph = trace.cell.graph
    for name in trace.cell.states:
        past = tangents(trace, graph.leaves[f"{name}_prev"], closed=_leads_to_a_gate)
        keep = past.get(id(graph.lines[name]), Tangent()).diagonal
        if keep is not None:
            logs = np.zeros((trace.T + 1, *trace[name].shape[1:]))
            with np.errstate(divide="ignore"):
                logs[:-1] = np.log10(np.abs(keep))
            return np.cumsum(logs[::-1], axis=0)[::-1]
    raise InputError("no_memory_line", cell=trace.cell.phrase)


def _leads_to_a_gate(node: Node) -> bool:
    return node.is_activation or node.operation.mixes

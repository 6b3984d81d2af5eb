"""How the states of a loop depend on those a step before: of all its parts together."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.adjoint.jacobians import check_single, tangents
from sim.network.joins import Inside, Joined
from sim.run.trace import Trace
from sim.text.checks import as_it_comes

Coordinate = tuple[str, str, int]  # part, line, and how many steps ago


def loop_states(
    group: Mapping[str, Joined], traces: Mapping[str, Trace]
) -> dict[Coordinate, slice]:
    """Everything of a loop that a step finds from the steps before, and its rows in one vector.

    Args:
        group: what arrived at the parts of the loop, in order.
        traces: their runs.

    Returns:
        (part, line, k) -> rows of what the line was k steps ago: the states of every part, then
        the lines that are fed back. What is fed back as a choice of one is not among them.
    """
    wanted: list[Coordinate] = [(n, s, 1) for n in group for s in traces[n].cell.states]
    for one in group.values():
        for link in one.inside:
            if link.passes:
                steps = range(1, link.wire.delay + 1)
                wanted += [(link.wire.source, link.line, k) for k in steps]
    found: dict[Coordinate, slice] = {}
    start = 0
    for name, line, k in dict.fromkeys(wanted):
        size = traces[name][line].shape[1]
        found[name, line, k] = slice(start, start + size)
        start += size
    return found


@as_it_comes
def loop_jacobians(group: Mapping[str, Joined], traces: Mapping[str, Trace]) -> np.ndarray:
    """Derivative of all states of a loop by those a step before, along every way between parts.

    Args:
        group: what arrived at the parts of the loop, in order.
        traces: their runs, of one sequence.

    Returns:
        (T, S, S), rows and columns as `loop_states` says. At step 1 the start of a state and the
        row `first` of a wire that feeds the same state back are one coordinate, as both are what
        it was a step ago: J[0] is the derivative where they are moved together.

    Raises:
        InputError: the run is a batch.
    """
    at = loop_states(group, traces)
    size = sum(rows.stop - rows.start for rows in at.values())
    T = len(next(iter(group.values())).x)
    lines: dict[tuple[str, str], np.ndarray] = {}
    for name, one in group.items():
        trace = traces[name]
        check_single(trace)
        graph = trace.cell.graph
        leaves = {
            f"{state}_prev": _picked(at[name, state, 1], T, size) for state in trace.cell.states
        }
        leaves["x"] = _of_x(one.inside, traces, trace, at, lines, size)
        for line in graph.lines:
            lines[name, line] = np.zeros((T, trace[line].shape[1], size))
        for leaf, before in leaves.items():
            if leaf not in graph.leaves:
                continue
            found = tangents(trace, graph.leaves[leaf])
            for line, node in graph.lines.items():
                if id(node) in found:
                    lines[name, line] += np.matmul(found[id(node)].whole(), before)
    J = np.empty((T, size, size))
    for (name, line, k), rows in at.items():
        J[:, rows] = lines[name, line] if k == 1 else _picked(at[name, line, k - 1], T, size)
    return J


def _picked(rows: slice, T: int, size: int) -> np.ndarray:
    """The derivative of some of the states by all of them."""
    return np.broadcast_to(np.eye(size)[rows], (T, rows.stop - rows.start, size))


def _earlier(trace: Trace, link: Inside) -> np.ndarray:
    """The rows of a run that a wire reads some steps later: (T or fewer, R)."""
    rows = trace[link.line][: max(0, trace.T - link.wire.delay)]
    if link.wire.state is None or link.wire.delay > trace.T:
        return rows
    return np.concatenate([trace.initial[link.line][None], rows])


def _of_x(
    links: list[Inside], traces: Mapping[str, Trace], trace: Trace, at: Mapping[Coordinate, slice],
    lines: Mapping[tuple[str, str], np.ndarray], size: int,
) -> np.ndarray:  # fmt: skip
    """The derivative of a part's x by all states: (T, X, S)."""
    found = np.zeros((*trace["x"].shape, size))
    for link in links:
        source, line, delay = link.wire.source, link.line, link.wire.delay
        if not link.passes:
            continue
        if not delay:
            found[:, link.columns] = link.onward(lines[source, line], traces[source][line])
            continue
        found[:, link.columns] = _picked(at[source, line, delay], trace.T, size)
        read = _earlier(traces[source], link)
        rows = slice(trace.T - len(read), None)  # those before it read `first`, which is as given
        found[rows, link.columns] = link.onward(found[rows, link.columns], read)
    return found

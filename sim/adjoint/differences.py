"""A chosen derivative beside its central difference: two more runs, with one number nudged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.adjoint.gradients import backward
from sim.adjoint.losses import Loss
from sim.graph.evaluate import evaluate, parameter
from sim.graph.node import Node
from sim.run.clamps import held_steps
from sim.run.forward import forward
from sim.run.trace import Trace, row_pairs
from sim.text.checks import as_it_comes
from sim.text.errors import InputError, shown

CUBE_ROOT = float(np.finfo(float).eps) ** (1 / 3)  # balances truncation against rounding


@dataclass(frozen=True)
class Check:
    """A derivative in two ways.

    Args:
        gradient: by the chain rule.
        difference: by two runs.
        step: by how much the number was nudged, up and down.
        sides: the difference between the run itself and the one nudged down, and up.
    """

    gradient: float
    difference: float
    step: float
    sides: tuple[float, float] = (float("nan"), float("nan"))

    @property
    def relative(self) -> float:
        """Distance of the two by the larger, 0 where both are 0."""
        larger = max(abs(self.gradient), abs(self.difference))
        return abs(self.gradient - self.difference) / larger if larger else 0.0


@as_it_comes
def check_derivative(
    trace: Trace,
    loss: Callable[[Trace], Loss],
    name: str,
    index: tuple[int, ...],
    step: float | None = None,
) -> Check:
    """One derivative of a loss by the chain rule and by a central difference.

    Args:
        trace: the run.
        loss: run -> Loss, such as `losses.last_step`.
        name: a parameter "U_f"; an initial state "h_0"; or any quantity of the graph at one
            timestep: "x", "f", "f_pre", "c_prev", "f * c_prev".
        index: place in the array: (row, column), (row,), or (timestep, row), all from 0; with the
            sequence of a batch last.
        step: nudge; by default 6e-6 of the number's size, or of 1 where that is more.

    Raises:
        InputError: no such name, or no such place.
    """
    kind, values = _place(trace, name)
    if len(index) != values.ndim or any(
        not 0 <= k < n for k, n in zip(index, values.shape, strict=True)
    ):
        raise InputError("check_place",
                         name=name, index=shown(index), shape=values.shape)  # fmt: skip
    step = step or CUBE_ROOT * max(1.0, abs(float(values[index])))
    here = loss(trace)
    grads = backward(trace, here.seeds, beyond=True)
    found = {"param": grads.params, "initial": grads.initial, "quantity": grads}[kind]
    gradient = found[name.removesuffix("_0") if kind == "initial" else name][index]
    up, down = (loss(_nudged(trace, kind, name, index, by)).value for by in (step, -step))
    sides = ((here.value - down) / step, (up - here.value) / step)
    return Check(float(gradient), (up - down) / (2 * step), step, sides)


def _place(trace: Trace, name: str) -> tuple[str, np.ndarray]:
    if name in trace.params:
        return "param", trace.params[name]
    if name.removesuffix("_0") in trace.initial and name.endswith("_0"):
        return "initial", trace.initial[name.removesuffix("_0")]
    node = trace.cell.graph.by_id.get(name)
    if node is None or node.leaf == "const":
        raise InputError("check_name",
                         cell=trace.cell.phrase, name=shown(name))  # fmt: skip
    return "quantity", trace.value(name)


def _nudged(trace: Trace, kind: str, name: str, index: tuple[int, ...], by: float) -> Trace:
    """The run once more with one number changed."""
    if kind == "quantity":
        return _from_step(trace, trace.cell.graph.by_id[name], index, by)
    params, initial = dict(trace.params), dict(trace.initial)
    group = params if kind == "param" else initial
    key = name if kind == "param" else name.removesuffix("_0")
    group[key] = np.array(group[key])
    group[key][index] += by
    signals = {n: v[..., 0] if trace.batched else v for n, v in trace.signals.items()}
    return forward(trace.cell, params, trace["x"], initial, signals, clamps=trace.clamps,
                   data=trace.data, masks=trace.masks)  # fmt: skip


def _from_step(trace: Trace, nudged: Node, index: tuple[int, ...], by: float) -> Trace:
    """The run from one timestep on, operation by operation, with one result changed there."""
    cell, start, batched = trace.cell, index[0], trace.batched
    held = held_steps(trace.clamps, trace.T)
    lines = {name: np.array(trace[name]) for name in cell.graph.lines}
    state = {name: trace[f"{name}_prev"][start : start + 1] for name in cell.states}
    fixed = {name: parameter(value, batched) for name, value in trace.params.items()}
    fixed |= {name: value[None] for name, value in trace.data.items()}
    shape = trace.value(cell.graph.ids[id(nudged)]).shape[1:]

    def bumped(value: np.ndarray) -> np.ndarray:
        value = np.broadcast_to(value, (1, *shape)).copy()
        value[(0, *index[1:])] += by
        return value

    for t in range(start, trace.T):
        leaves = {"x": trace["x"][t : t + 1]} | {f"{n}_prev": v for n, v in state.items()}
        leaves |= {name: value[t : t + 1] for name, value in trace.signals.items()} | fixed

        def given(node: Node, made: Callable[[], np.ndarray], t: int = t) -> np.ndarray:
            value = made()
            on, to = held.get(cell.graph.line_of(node), (None, None))
            if on is not None and on[t]:
                value = np.full_like(value, to[t])
            return bumped(value) if node is nudged and t == start else value

        if nudged.is_leaf and t == start:
            leaves[nudged.name] = bumped(leaves[nudged.name])
        values = evaluate(cell, leaves, batched, given)
        for name, node in cell.graph.lines.items():
            lines[name][t] = values[id(node)][0]
        state = {name: lines[name][t : t + 1] for name in cell.states}
    rows = dict(lines)
    for name in cell.states:
        rows[f"{name}_prev"], rows[name] = row_pairs(trace.T, trace.initial[name])
        rows[name][...] = lines[name]
    return Trace(cell, dict(trace.params), trace["x"], dict(trace.initial),
                 dict(trace.signals), rows, trace.clamps, trace.data, trace.masks)  # fmt: skip

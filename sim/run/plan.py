"""The fast path of a run, derived from a cell's graph.

Traced once, the graph says what can be done for all timesteps at once and what must stay in the
loop. The products W·x and the biases are computed for all T in one matrix product; recurrent
products that share a right-hand side are stacked into one; neighbouring gates with the same
activation are opened together. What remains is written out as a short Python loop over views,
compiled once per cell and kept. `explain(cell)` shows that loop.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sim.graph.cell import Cell
from sim.graph.node import Node
from sim.graph.sums import Sum
from sim.run.loop import Writer
from sim.run.schedule import Schedule
from sim.run.trace import row_pairs


@dataclass
class Plan:
    """The order of the block's rows, the stacked products, and the loop's source."""

    sums: list[Sum]
    stacks: list[tuple[Node, list[Sum]]]
    code: str


@lru_cache(maxsize=256)
def plan_for(cell: Cell, held: tuple[str, ...] = ()) -> Plan | None:
    """The plan of a cell, or None where its sums hold something that this path cannot hoist.

    A cell without states needs no loop; one that mixes entries is run by its plain function.

    Args:
        cell: with its options.
        held: gates that are clamped at some steps.
    """
    if cell.graph.mixes or not cell.states:
        return None
    schedule = Schedule(cell)
    leaves = any(node.is_leaf for node in cell.graph.pres.values())
    if leaves or not all(map(_hoistable, schedule.sums)):
        return None
    schedule.run()
    return Plan(schedule.rows, schedule.stacks, Writer(schedule, held).write())


def _hoistable(s: Sum) -> bool:
    """Whether a sum is made of biases, products of x, one product a state, and other terms once."""
    operands = [product.args[1] for product in s.products]
    once = all(len(set(parts)) == len(parts) for parts in (operands, s.others))
    return once and all(
        part.leaf == "param" or (part.is_product and part.args[1].leaf == "input")
        for part in s.hoisted
    )


def explain(cell: Cell, held: tuple[str, ...] = ()) -> str:
    """Source of the loop that `forward` runs for this cell, empty where it takes the plain one.

    Args:
        cell: with its options.
        held: lines that clamps hold at some steps.
    """
    plan = plan_for(cell, held)
    return plan.code if plan else ""


@lru_cache(maxsize=256)
def _bytecode(cell: Cell, held: tuple[str, ...]):
    return compile(explain(cell, held), f"<fast path of {cell.key}>", "exec")


def fast_run(
    cell: Cell,
    params: Mapping[str, np.ndarray],
    inputs: np.ndarray,
    initial: Mapping[str, np.ndarray],
    signals: Mapping[str, np.ndarray],
    held: Mapping[str, tuple[np.ndarray, np.ndarray]],
) -> dict[str, np.ndarray] | None:
    """All lines, pre-activations and states before each step; None if the cell has no fast path.

    Args:
        cell: with its options.
        params: with vectors as columns where inputs are a batch.
        inputs: (T, X) or (T, X, B).
        initial: state -> (H,) or (H, B).
        signals: name -> (T, H) or (T, H, 1).
        held: gate -> (whether it is held (T,), at which value (T,)).

    For a shut gate exp(-z) may overflow (its reciprocal is the right 0): the caller bears with it.
    """
    plan = plan_for(cell, tuple(held))
    if plan is None:
        return None
    T, batch = len(inputs), inputs.shape[2:]
    height = {s.key: _height(s, params) for s in plan.sums}
    at, total = _slices(plan.sums, height)
    block = _hoist(plan, at, total, params, inputs)
    sizes = {"X": inputs.shape[1]} | {
        dim: len(params[name]) for name, (dim, *_) in cell.graph.shapes.items()
    }
    rows: dict[str, np.ndarray] = {}
    for name in initial:
        rows[f"{name}_prev"], rows[name] = row_pairs(T, initial[name])
    stacks, inside = [], {}
    for index, (operand, members) in enumerate(plan.stacks):
        members = [s for s in plan.sums if s in members]
        factors = [_factor(s, operand, params) for s in members]
        stack = np.concatenate(factors)
        stacks.append((stack, np.empty((len(stack), *batch))))
        inside |= {(index, k): v for k, v in _slices(members, height)[0].items()}
    opened = np.empty_like(block)
    scope: dict[str, object] = {
        "block": block, "opened": opened, "at": at, "inside": inside, "stacks": stacks,
        "rows": rows, "params": params, "signals": signals, "inputs": inputs,
        "held": {line: (on.tolist(), to.tolist()) for line, (on, to) in held.items()},
        "one": lambda dim: np.empty((sizes[dim], *batch)),
        "like": lambda dim: np.empty((T, sizes[dim], *batch)),
        "repeat": lambda parameter: (parameter for _ in range(T)),
    } | UFUNCS  # fmt: skip
    exec(
        _bytecode(cell, tuple(held)), scope
    )  # our own source, written from the graph of a cell in CELLS
    run: Callable[[], None] = scope["run"]
    run()
    scope.clear()  # it refers to itself by the function: its arrays would outlive the run
    for s in plan.sums:
        if s.line:
            rows.setdefault(s.line, opened[:, at[s.key]])
        name = cell.graph.ids[id(s.node)]
        if name in cell.graph.lines or s.line:
            rows.setdefault(name, block[:, at[s.key]])
    for line, node in cell.graph.pres.items():
        rows.setdefault(f"{line}_pre", rows[cell.graph.ids[id(node)]])
    return rows


UFUNCS = {
    ufunc.__name__: ufunc
    for ufunc in (
        np.add, np.subtract, np.multiply, np.divide, np.negative, np.reciprocal, np.exp, np.tanh,
        np.maximum, np.minimum, np.dot, np.copyto,
    )
}  # fmt: skip


def _height(s: Sum, params) -> int:
    for part in s.hoisted + s.products:
        leaf = part if part.leaf == "param" else part.args[0]
        return params[leaf.name].shape[0]
    raise RuntimeError("a sum has neither a bias nor a matrix product")


def _slices(sums: list[Sum], height: dict[str, int]) -> tuple[dict[str, slice], int]:
    at, start = {}, 0
    for s in sums:
        at[s.key] = slice(start, start + height[s.key])
        start += height[s.key]
    return at, start


def _factor(s: Sum, operand: Node, params) -> np.ndarray:
    return next(params[p.args[0].name] for p in s.products if p.args[1] is operand)


def _hoist(plan: Plan, at, total: int, params, inputs) -> np.ndarray:
    """W·x + b of every sum for all timesteps: (T, rows) or (T, rows, B)."""
    matrix = np.zeros((total, inputs.shape[1]))
    bias = np.zeros(total)
    for s in plan.sums:
        for part in s.hoisted:
            if part.leaf == "param":
                bias[at[s.key]] += params[part.name].reshape(-1)
            else:
                matrix[at[s.key]] += params[part.args[0].name]
    if inputs.ndim == 2:
        block = inputs @ matrix.T
        block += bias
    else:
        block = np.matmul(matrix, inputs)
        block += bias[:, None]
    return block

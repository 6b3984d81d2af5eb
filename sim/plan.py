"""The fast path of a run, derived from a cell's graph.

Traced once, the graph says what can be done for all timesteps at once and what must stay in the
loop. The products W·x and the biases are computed for all T in one matrix product; recurrent
products that share a right-hand side are stacked into one; neighbouring gates with the same
activation are opened together. What remains is written out as a short Python loop over views,
compiled once per cell and kept. `explain(cell)` shows that loop.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from sim.activations import Activation
from sim.cell import Cell
from sim.graph import Graph, Node, terms
from sim.trace import row_pairs

OPERATORS = {"add": "add", "sub": "subtract", "mul": "multiply"}


@dataclass
class Sum:
    """A sum with hoisted terms or matrix products; it owns some rows of the block."""

    node: Node
    line: str | None
    hoisted: list[Node] = field(default_factory=list)
    products: list[Node] = field(default_factory=list)
    others: list[Node] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Its name in the source of the loop."""
        return f"z{self.node.order}"


@dataclass
class Plan:
    """The order of the block's rows, the stacked products, and the loop's source."""

    sums: list[Sum]
    stacks: list[tuple[Node, list[Sum]]]
    code: str


def stateful(graph: Graph) -> set[int]:
    """Ids of the nodes that depend on an earlier timestep."""
    found: set[int] = set()
    for node in graph.nodes:
        if node.op == "state" or any(id(arg) in found for arg in node.args):
            found.add(id(node))
    return found


def find_sums(graph: Graph) -> list[Sum]:
    """The sums that get rows of the block: those with a matrix product or a parameter."""
    recurrent = stateful(graph)
    line_of = {id(node): line for line, node in graph.pres.items()}
    partial = {id(a) for n in graph.nodes if n.op == "add" for a in n.args if a.op == "add"}
    sums = []
    for node in graph.nodes:
        parts = list(terms(node, lambda n: graph.line_of(n) is not None))
        summed = node.op == "add" and id(node) not in partial
        linear = any(part.op in ("matmul", "param") for part in parts)
        if linear and (summed or id(node) in line_of):
            found = Sum(node, line_of.get(id(node)))
            for part in parts:
                if id(part) not in recurrent:
                    found.hoisted.append(part)
                elif part.op == "matmul":
                    found.products.append(part)
                else:
                    found.others.append(part)
            sums.append(found)
    return sums


class Schedule:
    """Finds an order of evaluation and writes the loop's body down."""

    def __init__(self, cell: Cell):
        self.cell, self.graph = cell, cell.graph
        self.sums = find_sums(self.graph)
        self.by_node = {id(s.node): s for s in self.sums}
        self.ready = {id(n) for n in self.graph.nodes if n.is_leaf}
        self.added: set[tuple[int, int]] = set()
        self.rows: list[Sum] = []
        self.stacks: list[tuple[Node, list[Sum]]] = []
        self.actions: list[tuple] = []
        self.plain = self._plain()

    def _plain(self) -> list[Node]:
        """What is computed on its own: all that the lines need, down to the parts of the sums."""
        found: dict[int, Node] = {}
        stack = list(self.graph.lines.values())
        while stack:
            node = stack.pop()
            if node.is_leaf or id(node) in found:
                continue
            found[id(node)] = node
            s = self.by_node.get(id(node))
            stack += [*s.others, *(p.args[1] for p in s.products)] if s else node.args
        return [n for n in self.graph.nodes if id(n) in found and id(n) not in self.by_node]

    def run(self) -> None:
        """Fill `actions`, `rows` and `stacks`."""
        while any(id(n) not in self.ready for n in [*self.plain, *(s.node for s in self.sums)]):
            if not (self._products() or self._terms() or self._elementwise() or self._open()):
                raise RuntimeError(f"{self.cell.key}: no order of evaluation found")

    def _products(self) -> bool:
        for s in self.sums:
            for product in s.products:
                operand = product.args[1]
                if (id(s), id(product)) not in self.added and id(operand) in self.ready:
                    members = [m for m in self.sums if self._product(m, operand)]
                    self.stacks.append((operand, members))
                    self.actions.append(("product", len(self.stacks) - 1))
                    self.added |= {(id(m), id(self._product(m, operand))) for m in members}
                    return True
        return False

    @staticmethod
    def _product(s: Sum, operand: Node) -> Node | None:
        return next((p for p in s.products if p.args[1] is operand), None)

    def _terms(self) -> bool:
        for s in self.sums:
            for term in s.others:
                if (id(s), id(term)) not in self.added and id(term) in self.ready:
                    self.actions.append(("term", s, term))
                    self.added.add((id(s), id(term)))
                    return True
        return False

    def _open(self) -> bool:
        whole = [
            s
            for s in self.sums
            if id(s.node) not in self.ready
            and all((id(s), id(part)) in self.added for part in s.products + s.others)
        ]
        for s in whole:
            self.ready.add(id(s.node))
            if self.graph.line_of(s.node) in self.graph.states:
                self.actions.append(("keep", s))
        groups: dict[tuple, list[Sum]] = {}
        for s in whole:
            own_rows = s.line if s.line in self.graph.states else None
            act = self.cell.activations[self.graph.lines[s.line].name] if s.line else None
            groups.setdefault((act, own_rows), []).append(s)
        for (act, _), members in sorted(groups.items(), key=lambda g: g[0][0] is None):
            self.rows += members
            if act is not None:
                self.actions.append(("open", act, members))
                self.ready |= {id(self.graph.lines[s.line]) for s in members}
        return bool(whole)

    def _elementwise(self) -> bool:
        for node in self.plain:
            if id(node) not in self.ready and all(id(arg) in self.ready for arg in node.args):
                self.actions.append(("compute", node))
                self.ready.add(id(node))
                return True
        return False


class Writer:
    """Turns the actions of a schedule into the source of one loop over views."""

    def __init__(self, schedule: Schedule, held: tuple[str, ...] = ()):
        self.s, self.graph, self.held = schedule, schedule.graph, held
        self.views: dict[str, str] = {}
        self.scratch: dict[str, str] = {}
        self.body: list[str] = []

    def view(self, name: str, source: str) -> str:
        """A name that stands for one timestep of `source` inside the loop."""
        self.views[name] = source
        return name

    def span(self, block: str, members: list[Sum]) -> str:
        """A view of the neighbouring rows that some sums have in a block."""
        name = f"{block}_{members[0].key}_{members[-1].key}"
        source = f"{block}[:, at[{members[0].key!r}].start:at[{members[-1].key!r}].stop]"
        return self.view(name, source)

    def adjacent(self, members: list[Sum]) -> list[list[Sum]]:
        """The members in runs that lie next to each other in the block."""
        runs: list[list[Sum]] = []
        for s in (s for s in self.s.rows if s in members):
            place = self.s.rows.index(s)
            if runs and self.s.rows.index(runs[-1][-1]) == place - 1:
                runs[-1].append(s)
            else:
                runs.append([s])
        return runs

    def operand(self, node: Node) -> str:
        """The expression that stands for a node's value inside the loop."""
        line = self.graph.line_of(node)
        if node.op == "const":
            return repr(node.value)
        if node.op == "param":
            return self.view(node.name, f"repeat(params[{node.name!r}])")
        if node.op == "input":
            return self.view("x", "inputs")
        if node.op == "signal":
            return self.view(node.name, f"signals[{node.name!r}]")
        if node.op == "state" or line in self.graph.states:
            name = node.name if node.op == "state" else line
            return self.view(name, f"rows[{name!r}]")
        pre = self.s.by_node.get(id(node.args[0]))
        if line and node.op == "act" and pre and pre.line == line:
            return self.span("opened", [pre])
        if id(node) in self.s.by_node:
            return self.span("block", [self.s.by_node[id(node)]])
        if line or node in self.graph.pres.values():
            row = self.graph.ids[id(node)]
            return self.view(row, f"rows.setdefault({row!r}, like({self._dim(node)!r}))")
        name = f"v{node.order}"
        self.scratch[name] = f"one({self._dim(node)!r})"
        return name

    def _dim(self, node: Node) -> str:
        return self.graph.dims[id(node)]

    def write(self) -> str:
        """The source of the loop."""
        for action in self.s.actions:
            getattr(self, f"_{action[0]}")(*action[1:])
        names, sources = list(self.views), list(self.views.values())
        setup = [f"{name} = {source}" for name, source in self.scratch.items()]
        loop = [f"for {', '.join(names)}, in zip({', '.join(sources)}):"]
        loop += [f"    {line}" for line in self.body]
        return "\n".join(["def run():", *(f"    {line}" for line in setup + loop)])

    def _product(self, index: int) -> None:
        operand, members = self.s.stacks[index]
        runs = self.adjacent(members)
        self.scratch[f"product{index}"] = f"stacks[{index}][1]"
        self.body.append(f"dot(stacks[{index}][0], {self.operand(operand)}, product{index})")
        for run in runs:
            target = self.span("block", run)
            part = f"product{index}"
            if len(runs) > 1:
                part += (
                    f"[inside[{index}, {run[0].key!r}].start:inside[{index}, {run[-1].key!r}].stop]"
                )
            self.body.append(f"add({target}, {part}, {target})")

    def _term(self, s: Sum, term: Node) -> None:
        target = self.span("block", [s])
        self.body.append(f"add({target}, {self.operand(term)}, {target})")

    def _keep(self, s: Sum) -> None:
        """A state that is a sum itself goes to its own row, where the next step reads it."""
        self.body.append(f"copyto({self.operand(s.node)}, {self.span('block', [s])})")

    def _open(self, activation: Activation, members: list[Sum]) -> None:
        source = self.span("block", members)
        if members[0].line in self.graph.states:
            target = self.operand(self.graph.lines[members[0].line])
        else:
            target = self.span("opened", members)
        self.body += activate(activation, source, target)
        for s in members:
            self._hold(s.line)

    def _hold(self, line: str | None) -> None:
        """A gate that is clamped at some steps takes its value there."""
        if line in self.held:
            on = self.view(f"on_{line}", f"held[{line!r}][0]")
            value = self.view(f"to_{line}", f"held[{line!r}][1]")
            self.body.append(f"if {on}: copyto({self.operand(self.graph.lines[line])}, {value})")

    def _compute(self, node: Node) -> None:
        target = self.operand(node)
        args = [self.operand(arg) for arg in node.args]
        if node.op == "act":
            self.body += activate(self.s.cell.activations[node.name], args[0], target)
            self._hold(self.graph.line_of(node))
        elif node.op == "matmul":
            self.body.append(f"dot({args[0]}, {args[1]}, {target})")
        else:
            self.body.append(f"{OPERATORS[node.op]}({args[0]}, {args[1]}, {target})")


def activate(activation: Activation, z: str, y: str) -> list[str]:
    """Statements that put activation(z) into y; 1/(1+exp(-z)) is as exact as `sigmoid` itself."""
    return {
        "sigmoid": [f"negative({z}, {y})", f"exp({y}, {y})", f"add({y}, 1.0, {y})",
                    f"reciprocal({y}, {y})"],
        "tanh": [f"tanh({z}, {y})"],
        "relu": [f"maximum({z}, 0.0, out={y})"],
        "identity": [f"copyto({y}, {z})"],
        "hard_sigmoid": [f"multiply({z}, {activation.slope!r}, {y})",
                         f"add({y}, {activation.offset!r}, {y})",
                         f"minimum({y}, 1.0, out={y})", f"maximum({y}, 0.0, out={y})"],
    }[activation.name]  # fmt: skip


@lru_cache(maxsize=256)
def plan_for(cell: Cell, held: tuple[str, ...] = ()) -> Plan | None:
    """The plan of a cell, or None where its sums hold something that this path cannot hoist.

    Args:
        cell: the cell; held: gates that are clamped at some steps.
    """
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
        part.op == "param" or (part.op == "matmul" and part.args[1].op == "input")
        for part in s.hoisted
    )


def explain(cell: Cell, held: tuple[str, ...] = ()) -> str:
    """Source of the loop that `forward` runs for this cell, empty where it takes the plain one."""
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
        cell: the cell.
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
        np.add, np.subtract, np.multiply, np.negative, np.reciprocal, np.exp, np.tanh,
        np.maximum, np.minimum, np.dot, np.copyto,
    )
}  # fmt: skip


def _height(s: Sum, params) -> int:
    for part in s.hoisted + s.products:
        leaf = part if part.op == "param" else part.args[0]
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
            if part.op == "param":
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

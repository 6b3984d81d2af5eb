"""The expression graph of a cell, traced by calling its plain function with symbols.

A cell is written once, as a function of arrays. Called with `Node`s instead, the same function
leaves behind what it would compute; everything that is not the function itself (trace, fast path,
formulas, diagram, parameter shapes) is read off that graph.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import cached_property
from itertools import count

from sim.graph.letters import LETTERS, letter_of
from sim.graph.node import Node
from sim.graph.sizes import sizes_of_nodes


class _Group:
    """`W.i` in a cell's function: the parameter W_i, made at its first use."""

    def __init__(self, group: str, leaf: Callable[[str, str], Node]):
        self._group, self._leaf = group, leaf

    def __getattr__(self, line: str) -> Node:
        return self._leaf("param", f"{self._group}_{line}")


class _Acts:
    """`act.i` in a cell's function: the activation chosen for key i."""

    def __getattr__(self, key: str) -> Callable[[Node], Node]:
        return lambda z: z._make("act", z, name=key, rank=z.rank)


def _softmax(z: Node) -> Node:
    if z.rank != 1:
        raise ValueError(f"softmax of {z!r}, which is no vector")
    return z._make("softmax", z, rank=1)


class Graph:
    """What a cell's function computes: its lines, leaves and every operation between them."""

    def __init__(self, function: Callable[..., Mapping[str, Node]]):
        tape = count()
        self.leaves: dict[str, Node] = {}

        def leaf(op: str, name: str) -> Node:
            if name not in self.leaves:
                rank = letter_of(name).rank if op == "param" else 2 if op == "data" else 1
                self.leaves[name] = Node(tape, op, name=name, rank=rank)
            return self.leaves[name]

        wiring = {}
        for argument in inspect.signature(function).parameters:
            if argument == "act":
                wiring[argument] = _Acts()
            elif argument == "softmax":
                wiring[argument] = _softmax
            elif argument in LETTERS:
                wiring[argument] = _Group(argument, leaf)
            elif argument.isupper():
                wiring[argument] = leaf("data", argument)
            elif argument == "x":
                wiring[argument] = leaf("input", "x")
            elif argument.endswith("_prev"):
                wiring[argument] = leaf("state", argument)
            else:
                wiring[argument] = leaf("signal", argument)
        self.lines: dict[str, Node] = dict(function(**wiring))
        self._names = {id(node): name for name, node in self.lines.items()}
        self._check(function)

    def _check(self, function: Callable) -> None:
        title = getattr(function, "__name__", "the function")
        if len(self._names) < len(self.lines):
            raise ValueError(f"{title}: two lines are one operation")
        for name, node in self.lines.items():
            if not isinstance(node, Node) or node.is_leaf or node.rank != 1:
                raise ValueError(f"{title}: the line {name} is no operation that gives a vector")
        for name in self.states:
            if name not in self.lines:
                raise ValueError(f"{title}: {name}_prev has no line {name}")
        try:
            self.sizes  # noqa: B018 - found at once, so that sizes that can't be one are refused
        except ValueError as error:
            raise ValueError(f"{title}: {error}") from error

    @cached_property
    def states(self) -> tuple[str, ...]:
        """Names of the lines that are carried to the next step, in signature order."""
        return tuple(
            n.removesuffix("_prev") for n, leaf in self.leaves.items() if leaf.leaf == "state"
        )

    @cached_property
    def signals(self) -> tuple[str, ...]:
        """Names of the per-step signals beside x."""
        return tuple(name for name, leaf in self.leaves.items() if leaf.leaf == "signal")

    @cached_property
    def data(self) -> tuple[str, ...]:
        """Names of the matrices from outside that every timestep reads."""
        return tuple(name for name, leaf in self.leaves.items() if leaf.leaf == "data")

    @cached_property
    def mixes(self) -> bool:
        """Whether some operation joins entries otherwise than a matrix of parameters does."""
        return any(n.operation and n.operation.kind == "mixing" for n in self.nodes)

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """Every operation and leaf that some line needs, in order of evaluation."""
        found: dict[int, Node] = {}
        stack = list(self.lines.values())
        while stack:
            node = stack.pop()
            if id(node) not in found:
                found[id(node)] = node
                stack.extend(node.args)
        return tuple(sorted(found.values(), key=lambda node: node.order))

    @cached_property
    def sizes(self) -> dict[int, tuple[str, ...]]:
        """Symbolic shape of every node by id: ("H",), ("A", "N"), ("A", "1"); () of a constant."""
        return sizes_of_nodes(self.nodes, {n: self.lines[n] for n in self.states}, self.leaves)

    @cached_property
    def dims(self) -> dict[int, str]:
        """Symbolic size of each node's first axis ("X", "H" or "Y"), "" for a constant."""
        return {key: (*sizes, "")[0] for key, sizes in self.sizes.items()}

    @cached_property
    def shapes(self) -> dict[str, tuple[str, ...]]:
        """Symbolic shape of every parameter, as the products demand, in order of use."""
        return {node.name: self.sizes[id(node)] for node in self.nodes if node.leaf == "param"}

    @cached_property
    def axes(self) -> tuple[tuple[str, int, str], ...]:
        """Parameter, axis and symbolic size of every axis of the parameters, all first ones first.

        A matrix without a vector beside it may be the only one to know H.
        """
        return tuple(
            (name, axis, dims[axis])
            for axis in (0, 1)
            for name, dims in self.shapes.items()
            if len(dims) > axis
        )

    @cached_property
    def data_shapes(self) -> dict[str, tuple[str, str]]:
        """Symbolic shape of every matrix from outside."""
        loose = ("D", "N")  # of one that nothing reads
        return {name: self.sizes.get(id(self.leaves[name]), loose) for name in self.data}

    @cached_property
    def reads(self) -> dict[str, str]:
        """Matrix of parameters -> id of what it multiplies: "x", "h_prev", "r * h_prev"."""
        return {
            node.args[0].name: self.ids[id(node.args[1])]
            for node in self.nodes
            if node.args and node.args[0].is_matrix
        }

    def line_of(self, node: Node) -> str | None:
        """Name of the line that `node` is, None if it is no line."""
        return self._names.get(id(node))

    @cached_property
    def pres(self) -> dict[str, Node]:
        """Pre-activation of each line whose outermost operation is an activation."""
        return {name: node.args[0] for name, node in self.lines.items() if node.is_activation}

    @cached_property
    def ids(self) -> dict[int, str]:
        """A readable name of every node: `f`, `f_pre`, `W_f`, `f * c_prev`.

        Only nodes that compute the same share one, as where a function writes `1 - z` twice.
        """
        ids = {id(node): name for name, node in self.lines.items()}
        for line, node in self.pres.items():
            ids.setdefault(id(node), f"{line}_pre")
        for node in self.nodes:
            ids.setdefault(id(node), self._spell(node, ids))
        return ids

    def _spell(self, node: Node, ids: Mapping[int, str]) -> str:
        if node.leaf == "const":
            return f"{node.value:g}"
        if node.is_leaf:
            return node.name
        parts = [ids[id(arg)] for arg in node.args]
        if node.is_activation:
            return f"act_{node.name}({parts[0]})"
        symbol, form = node.operation.symbol, node.operation.form
        if form == "column":
            return f"({parts[0]}){symbol}" if " " in parts[0] else f"{parts[0]}{symbol}"
        if form == "call":
            return f"{symbol}({parts[0]})"
        wrapped = [
            f"({part})" if self._is_loose(arg) and " " in part else part
            for arg, part in zip(node.args, parts, strict=True)
        ]
        return symbol.join(wrapped) if len(parts) > 1 else symbol + wrapped[0]

    @staticmethod
    def _is_loose(node: Node) -> bool:
        """Whether it stands in brackets inside a name; a matrix product needs none."""
        return not node.is_leaf and node.operation.binding < 3 and not node.is_product

    @staticmethod
    def _is_worth_showing(node: Node, in_a_sum: bool) -> bool:
        if node.is_leaf or node.operation.form == "column":
            return False
        kind = node.operation.kind
        return kind in ("elementwise", "mixing") or (kind == "sum" and not in_a_sum)

    @cached_property
    def by_id(self) -> dict[str, Node]:
        """The nodes by their readable name."""
        return {self.ids[id(node)]: node for node in self.nodes}

    @cached_property
    def quantities(self) -> tuple[str, ...]:
        """The values worth showing, in order of evaluation: products, whole sums, activations.

        Vectors alone; parts of a longer sum (a single matrix product, a partial sum) are left out.
        """
        inside_sum = {id(arg) for node in self.nodes if node.is_sum for arg in node.args}
        shown = (
            node
            for node in self.nodes
            if self.line_of(node) or self._is_worth_showing(node, id(node) in inside_sum)
        )
        return tuple(dict.fromkeys(self.ids[id(node)] for node in shown if node.rank < 2))

    @cached_property
    def tables(self) -> tuple[str, ...]:
        """The computed values that are matrices, in order of evaluation, columns of one left out.

        They have a number for each row and position, where `quantities` have one for each unit.
        """
        made = (n for n in self.nodes if n.rank == 2 and not n.is_leaf and not n.is_column)
        return tuple(dict.fromkeys(self.ids[id(node)] for node in made))

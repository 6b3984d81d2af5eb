"""The chain rule on a cell's graph: single slopes, and where the loop back through time must stop.

Between two nodes whose derivatives the loop has to know (states, sums that hold a recurrent matrix
product, what such a product multiplies) everything is elementwise: every path collapses to one
coefficient, an array over all timesteps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache

from sim.graph.cell import Cell
from sim.graph.node import Node
from sim.graph.operations import Weight
from sim.graph.sums import Sum
from sim.run.trace import Trace


class Structure:
    """Which nodes of a cell's graph the loop keeps, and how they hang together.

    `mixes` says that a derivative back through time meets an operation that is neither a product of
    the parameters nor elementwise: then there are no such coefficients, and `by_step` goes back.

    Args:
        cell: any cell, also one without a fast path.
    """

    def __init__(self, cell: Cell):
        self.cell, self.graph = cell, cell.graph
        self.live = self._find_live()
        self.consumers: dict[int, list[Node]] = {}
        self._uses: dict[int, int] = {}
        for node in self.graph.nodes:
            for arg in node.args:
                self._uses[id(arg)] = self._uses.get(id(arg), 0) + 1
                listed = self.consumers.setdefault(id(arg), [])
                if not (listed and listed[-1] is node):
                    listed.append(node)
        self.sums = self._find_sums()
        self.of_sum = {id(s.node): s for s in self.sums}
        self.operands = list(
            {id(p.args[1]): p.args[1] for s in self.sums for p in s.products}.values()
        )
        self.states = {id(self.graph.lines[name]): name for name in cell.states}
        ids = {*self.of_sum, *self.states, *(id(n) for n in self.operands)}
        self.kept = {id(n) for n in self.graph.nodes if id(n) in ids and not n.is_leaf}
        self.mixes = any(
            id(n) in self.live and n.operation.kind == "mixing"
            for n in self.graph.nodes
            if not n.is_leaf
        )

    def _find_live(self) -> set[int]:
        """Ids of the nodes from which a path leads down to a node that the loop knows."""
        lines = {id(self.graph.lines[name]) for name in self.cell.states}
        found: set[int] = set()
        for node in self.graph.nodes:
            known = node.leaf == "state" or id(node) in lines
            if known or any(id(arg) in found for arg in node.args):
                found.add(id(node))
        return found

    def _find_sums(self) -> list[Sum]:
        """Sums with products of live operands that nobody else reads, in order of evaluation."""
        found: dict[int, Sum] = {}
        for node in self.graph.nodes:
            if node.is_product and id(node.args[1]) in self.live:
                top = self.top(node)
                found.setdefault(id(top), Sum(top, None)).products.append(node)
        for s in found.values():
            products = {id(p) for p in s.products}
            if s.node not in s.products:
                parts = (p for p in self._parts(s.node) if id(p) in self.live)
                s.others = [p for p in parts if id(p) not in products]
        return sorted(found.values(), key=lambda s: s.node.order)

    def top(self, node: Node) -> Node:
        """The sum whose derivative `node`, one of its summands, shares; else `node` itself."""
        while self._absorbed(node):
            node = self.consumers[id(node)][0]
        return node

    def _absorbed(self, node: Node) -> bool:
        """Whether a node is read by one sum alone, so that its derivative is that of the sum."""
        alone = self._uses.get(id(node)) == 1 and self.graph.line_of(node) is None
        return alone and self.consumers[id(node)][0].is_sum

    def _parts(self, node: Node) -> Iterator[Node]:
        for arg in node.args:
            if arg.is_sum and self._absorbed(arg):
                yield from self._parts(arg)
            else:
                yield arg

    @cached_property
    def kept_nodes(self) -> list[Node]:
        """The kept nodes, last computed first."""
        return [n for n in reversed(self.graph.nodes) if id(n) in self.kept]

    def stops(self, node: Node) -> bool:
        """Whether a path ends at `node` because the loop knows its derivative."""
        return id(node) in self.kept or node.leaf == "state"

    def before(self, source: Node) -> Iterable[Node]:
        """What the kept node `source` depends on elementwise, first link of each path."""
        if id(source) in self.of_sum:
            return self.of_sum[id(source)].others
        return source.args

    def reached(self, source: Node) -> set[int]:
        """Ids of the kept nodes and `_prev` leaves that the kept node `source` so reaches."""
        stack, found = list(self.before(source)), set()
        while stack:
            node = stack.pop()
            if self.stops(node):
                found.add(id(node))
            elif id(node) in self.live:
                stack.extend(node.args)
        return found

    @cached_property
    def uses(self) -> dict[tuple[int, ...], list[tuple[Node, list[Node]]]]:
        """The sums that hold products and biases, by what their parameters multiply.

        Ids of the operands (0 for a bias) -> [(sum, its products and biases in that order)]. A
        vector that does anything but stand in one sum is not among them.
        """
        parts: dict[int, tuple[Node, list[Node]]] = {}
        for node in self.graph.nodes:
            bias = node.leaf == "param" and not node.is_matrix and self._absorbed(node)
            if node.is_product or bias:
                top = self.top(node)
                parts.setdefault(id(top), (top, []))[1].append(node)
        found: dict[tuple[int, ...], list[tuple[Node, list[Node]]]] = {}
        for top, members in sorted(parts.values(), key=lambda item: item[0].order):
            members.sort(key=_multiplied)
            found.setdefault(tuple(map(_multiplied, members)), []).append((top, members))
        return found

    def readers(self, operand: Node) -> list[Sum]:
        """The sums that hold a product with `operand` as its right-hand side."""
        return [s for s in self.sums if any(p.args[1] is operand for p in s.products)]


def _multiplied(part: Node) -> int:
    return id(part.args[1]) if part.args else 0


@lru_cache(maxsize=256)
def structure_of(cell: Cell) -> Structure:
    """The backward structure of `cell`, found once."""
    return Structure(cell)


def partials(trace: Trace, node: Node) -> Iterator[tuple[Node, Weight]]:
    """(argument, derivative of an elementwise node by it) over all timesteps.

    Args:
        trace: the run.
        node: any operation that works on each entry by itself.
    """
    return zip(node.args, node.operation.weights(trace, node), strict=True)


def product(a: Weight, b: Weight) -> Weight:
    """Product of two coefficients.

    Args:
        a: one of them, broadcast over time, or None for 1.
        b: the other, likewise.
    """
    return b if a is None else a if b is None else a * b


def coefficients(trace: Trace, source: Node) -> dict[int, Weight]:
    """What one kept node passes on to the kept nodes and states before it, path by path.

    Args:
        trace: the run.
        source: a kept node of its cell.

    Returns:
        id of a kept node or `_prev` leaf -> coefficient over time.
    """
    structure = structure_of(trace.cell)
    first: Iterable[tuple[Node, Weight]]
    if id(source) in structure.of_sum:
        first = ((part, None) for part in structure.before(source))
    elif source.operation.mixes:
        first = ()  # a state that is a product of the input: no state is before it
    else:
        first = partials(trace, source)
    return descend(trace, structure, first)


def descend(
    trace: Trace, structure: Structure, first: Iterable[tuple[Node, Weight]]
) -> dict[int, Weight]:
    """Carry weights down every elementwise path until it meets a node that the loop knows.

    Args:
        trace: the run.
        structure: of its cell.
        first: where the paths start: (node, coefficient that it starts with, None for 1).

    Returns:
        id of a node where a path ends -> sum of the coefficients of all paths that end there.
    """
    weights: dict[int, Weight] = {}
    waiting: dict[int, Node] = {}
    found: dict[int, Weight] = {}

    def push(node: Node, weight: Weight) -> None:
        if id(node) not in structure.live:
            return
        if id(node) in weights:
            one, other = weights[id(node)], weight
            weight = (1.0 if one is None else one) + (1.0 if other is None else other)
        waiting[id(node)], weights[id(node)] = node, weight

    for node, weight in first:
        push(node, weight)
    while waiting:
        node = max(waiting.values(), key=lambda n: n.order)
        del waiting[id(node)]
        weight = weights.pop(id(node))
        if structure.stops(node):
            found[id(node)] = weight
            continue
        for arg, factor in partials(trace, node):
            if id(arg) in structure.live:
                push(arg, product(weight, factor))
    return found

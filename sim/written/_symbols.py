"""Equations with symbols: a cell's graph as a formula."""

from __future__ import annotations

from sim.graph.cell import Cell
from sim.graph.node import Node, terms
from sim.written.notation import (
    ONES,
    Call,
    Chain,
    Fence,
    Formula,
    Minus,
    Number,
    Row,
    Symbol,
    signed,
    softmax_of,
    transposed,
)


class Symbols:
    """Lines in the cell's own symbols."""

    def __init__(self, cell: Cell):
        self.cell, self.graph = cell, cell.graph

    def equation(self, name: str, node: Node) -> Chain:
        return Chain((Symbol(name, "t"), self.open(node)))

    def leaf(self, node: Node) -> Formula:
        if node.leaf == "const":
            return Number(f"{node.value:g}")
        if node.leaf == "param":
            group, _, line = node.name.partition("_")
            return Symbol("b", line, "u") if group == "bu" else Symbol(group, line)
        if node.leaf == "state":
            return Symbol(node.name.removesuffix("_prev"), "t-1")
        return Symbol(node.name, "" if node.leaf == "data" else "t")

    def write(self, node: Node) -> Formula:
        """A node inside a formula: a line by its name, anything else opened."""
        line = self.graph.line_of(node)
        return Symbol(line, "t") if line else self.open(node)

    def open(self, node: Node) -> Formula:
        if node.is_leaf:
            return self.leaf(node)
        if node.is_activation:
            return self.call(node, self.write(node.args[0]))
        if node.is_sum:
            return self.sum(node)
        row = node.operation
        if row.form == "before":
            return Minus(self.wrapped(node.args[0]))
        if row.form == "call":
            return self.share(node)
        if row.mixes:
            return self.product(node)
        if row.binding == 1:
            return Row(row.sign, (self.write(node.args[0]), self.wrapped(node.args[1])))
        return self.entries(node)

    def call(self, node: Node, inner: Formula) -> Formula:
        """An activation of something; an identity leaves no trace."""
        activation = self.cell.activations[node.name]
        if not activation.latex:
            return inner
        return Call(activation.symbol, activation.latex, inner, activation)

    def share(self, node: Node) -> Formula:
        """A softmax."""
        return softmax_of(self.write(node.args[0]))

    def sum(self, node: Node) -> Formula:
        first, *rest = map(self.write, terms(node, self.graph.line_of))
        return Row("+", (first, *map(signed, rest)))

    def entries(self, node: Node) -> Formula:
        """A product or quotient, entry by entry."""
        parts = tuple(self.wrapped(arg, "entries") for arg in node.args)
        return Row({"·": "⊙", "/": "⊘"}[node.operation.sign], parts)

    def product(self, node: Node) -> Formula:
        """What is multiplied as matrices and columns are: W x, M a; q @ M is the column M' q."""
        if node.operation.form == "column":
            ones = transposed(Symbol(ONES[0]))
            return Row("", (self.wrapped(node.args[0], "matrices"), ones))
        first, second = node.args
        if node.operation.form == "turned":
            return Row("", (transposed(self.write(second)), self.wrapped(first, "matrices")))
        return Row("", (self.wrapped(first, "matrices"), self.wrapped(second, "matrices")))

    def wrapped(self, node: Node, inside: str = "sum") -> Formula:
        """A node behind an operator, in brackets where it needs them.

        Args:
            node: what is written.
            inside: "sum" behind a minus; a product of "entries" or of "matrices".
        """
        shape = node
        while shape.is_activation and not self.graph.line_of(shape):
            if self.cell.activations[shape.name].latex:
                break
            shape = shape.args[0]  # an identity leaves no trace of its own
        binding = self.binding(shape)
        in_a_row = inside == "matrices" and not shape.is_leaf and shape.operation.mixes
        loose = binding == 1 or (inside != "sum" and binding == 2 and not in_a_row)
        return Fence(self.write(node)) if loose else signed(self.write(node))

    def binding(self, node: Node) -> int:
        """How tightly a node holds together as it is written, as `Operation` says."""
        if node.is_leaf or self.graph.line_of(node):
            return 3
        return 2 if node.operation.form == "column" else node.operation.binding


class Joined(Symbols):
    """One matrix a line, on the stacked vector."""

    def sum(self, node: Node) -> Formula:
        parts = list(terms(node, self.graph.line_of))
        products = [p for p in parts if p.is_product]
        rest = [p for p in parts if not p.is_product]
        if len(products) < 2:
            return super().sum(node)
        products.sort(key=lambda p: p.args[1].leaf == "input")
        line = products[0].args[0].name.partition("_")[2]
        stacked = Row(",", tuple(self.write(p.args[1]) for p in products))
        joint = Row("·", (Symbol("W", line), Fence(stacked, square=True)))
        return Row("+", (joint, *(signed(self.write(part)) for part in rest)))

"""Equations with the numbers of one unit at one step put in."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from sim.graph.node import Node, terms
from sim.run.trace import Trace
from sim.text.equations import settle
from sim.text.write import brief as written_brief
from sim.text.write import fixed, given
from sim.written._symbols import Symbols
from sim.written.notation import Chain, Fence, Formula, Number, Row, Symbol, judged, power, signed


class Numbers(Symbols):
    """The numbers of a unit at a step in place of the symbols."""

    def __init__(self, trace: Trace, t: int, unit: int, decimals: int, brief: bool):
        super().__init__(trace.cell)
        self.trace, self.t, self.unit = trace, t, unit
        self.least, self.brief = decimals, brief
        self.decimals = decimals  # of what is being written

    def equation(self, name: str, node: Node) -> Chain:
        if name in self.trace.held and self.trace.held[name][self.t - 1]:
            return Chain((Symbol(name, str(self.t)), self.value(node)), given=True)
        chosen, holds = settle(
            3 if self.is_called(node) else 2,
            self.least,
            lambda decimals: judged(self._chain(name, node, decimals), decimals),
        )
        chain = self._chain(name, node, chosen)
        return Chain(chain.parts, holds=holds) if len(chain.parts) > 2 else chain

    def _chain(self, name: str, node: Node, decimals: tuple[int, ...]) -> Chain:
        """An equation with so many decimals in each of its steps."""
        self.decimals = decimals[0]
        steps = [self.open(node)]
        if len(decimals) > 2:
            self.decimals = decimals[1]
            steps.append(self.called(node, self.value(node.args[0])))
        self.decimals = decimals[-1]
        value = self.value(node)
        if steps[-1] != value:
            steps.append(value)
        return Chain((Symbol(name, str(self.t)), *steps))

    def is_called(self, node: Node) -> bool:
        """Whether it is a function of what stands on no line of its own."""
        if node.is_activation:
            return bool(self.cell.activations[node.name].latex)
        inner = node.args[0]
        is_open = not inner.is_leaf and not self.graph.line_of(inner)
        return node.operation.form == "call" and is_open

    def called(self, node: Node, inner: Formula) -> Formula:
        return self.call(node, inner) if node.is_activation else self.share(node, inner)

    def number(self, value: float) -> Number:
        """Something that was computed."""
        write = written_brief if self.brief else fixed
        return Number(write(value, self.decimals))

    def known(self, node: Node, value: float) -> Number:
        """A factor. Of what comes in or was before nothing is computed: 7 is 7."""
        if node.leaf == "param":
            return self.weight(value)
        if node.leaf in ("input", "state", "data"):
            return Number(written_brief(value, self.decimals))
        return self.number(value)

    def weight(self, value: float) -> Number:
        return Number(given(value, self.decimals))

    def all(self, node: Node) -> np.ndarray:
        """Every number of a node at this step, of a matrix in its rows."""
        if node.leaf == "param":
            return self.trace.params[node.name]
        return self.trace.value(self.graph.ids[id(node)])[self.t - 1]

    def value(self, node: Node) -> Number:
        return self.number(self.all(node)[self.unit - 1])

    def write(self, node: Node) -> Formula:
        if self.graph.line_of(node):
            return self.value(node)
        return self.open(node)

    def leaf(self, node: Node) -> Formula:
        if node.leaf == "const":
            return Number(f"{node.value:g}")
        if node.leaf == "param":
            return self.weight(self.all(node)[self.unit - 1])
        return self.value(node)

    def binding(self, node: Node) -> int:
        """A row times a column is a sum, written out, and a softmax a quotient."""
        binding = super().binding(node)
        if binding == 2 and node.operation.mixes:
            return 1
        share = binding == 3 and not node.is_leaf and not self.graph.line_of(node)
        return 2 if share and node.operation.mixes else binding

    def product(self, node: Node) -> Formula:
        products = tuple(self.times(*pair) for pair in self.pairs(node))
        return Row("+", products) if products else Number("0")  # of a part that reads nothing

    def pairs(self, node: Node) -> list[tuple[Number, Number]]:
        """The factors of each product that one entry of a row times a column is the sum of."""
        first, second = node.args
        row = self.all(first)[self.unit - 1] if first.rank == 2 else self.all(first)
        column = self.all(second)[:, self.unit - 1] if second.rank == 2 else self.all(second)
        there = np.ones(len(row), bool)
        if (
            first.leaf == "param"
            and (mask := self.cell.mask(first.name, self.all(first).shape)) is not None
        ):
            there = mask[self.unit - 1]
        return [
            (self.known(first, a), self.known(second, b))
            for a, b, has in zip(row, column, there, strict=True)
            if has
        ]

    def share(self, node: Node, inner: Formula | None = None) -> Formula:
        """A softmax: e to the power of a score over the sum of all such powers."""
        top = inner or (self.write if self.is_called(node) else self.value)(node.args[0])
        powers = tuple(power(self.number(one)) for one in self.all(node.args[0]))
        return Row("/", (power(top), Fence(Row("+", powers))))

    def entries(self, node: Node) -> Formula:
        first, second = node.args
        if node.operation.sign == "·" and _is_weight(first):
            return self.times(self.wrapped(first, "entries"), self._weighed(second))
        parts = (self.wrapped(arg, "entries") for arg in node.args)
        return Row(node.operation.sign, tuple(parts))

    def _weighed(self, node: Node) -> Formula:
        if not node.is_leaf:
            return self.wrapped(node, "entries")
        return self.known(node, self.all(node)[self.unit - 1])

    def times(self, first: Formula, second: Formula) -> Row:
        return Row("·", (signed(first), signed(second)))

    def sum(self, node: Node) -> Formula:
        parts = terms(node, self.graph.line_of)
        return Row("+", tuple(signed(self.write(part)) for part in parts))


def _is_weight(node: Node) -> bool:
    """Whether it is a parameter, or what a share leaves: 1 − a."""
    parts = node.args or (node,)
    return all(part.leaf in ("const", "param") for part in parts) and parts[-1].leaf == "param"


class Worked(Numbers):
    """The numbers that are known, and the symbols of the rest."""

    shown = 4  # decimals
    most_products = 12  # of one matrix that are written out

    def __init__(self, trace: Trace, t: int, unit: int, known: Collection[str]):
        super().__init__(trace, t, unit, self.shown, brief=True)
        self.stands = known

    def write(self, node: Node) -> Formula:
        if self.graph.ids[id(node)] in self.stands:
            return self.value(node)
        line = self.graph.line_of(node)
        return Symbol(line, str(self.t)) if line else self.open(node)

    def open(self, node: Node) -> Formula:
        if not node.is_leaf and node.operation.mixes:
            # What of other units is known the numbers of one unit don't say.
            found = all(arg.is_leaf for arg in node.args)
            if not found or len(self.all(node.args[-1])) > self.most_products:
                return Symbols(self.cell).open(node)
        return super().open(node)

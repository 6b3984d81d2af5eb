"""The equations of a cell, read off its graph: with symbols, joined, and with numbers.

Each function takes how to write them, `latex` (the default) or `mathml` of `sim.written.notation`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np

from sim.graph.cell import Cell
from sim.graph.node import Node, terms
from sim.run.trace import Trace
from sim.text.equations import settle
from sim.text.write import brief as written_brief
from sim.text.write import fixed, given
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
    judged,
    latex,
    power,
    signed,
    softmax_of,
    transposed,
)


def symbols(cell: Cell, write: Callable = latex) -> dict:
    r"""Every line, `f_t = \sigma(W_f x_t + U_f h_{t-1} + b_f)`, in order of evaluation.

    Args:
        cell: the cell with its options.
        write: formula -> what is wanted of it.
    """
    return _equations(cell, _Symbols(cell), write)


def joined(cell: Cell, write: Callable = latex) -> dict:
    r"""The form many texts use, with one matrix a line on the stacked vector: W_f [h_{t-1}; x_t].

    Here W_f stands for our U_f and W_f side by side.

    Args:
        cell: the cell with its options.
        write: formula -> what is wanted of it.
    """
    return _equations(cell, _Joined(cell), write)


def numbers(
    trace: Trace,
    t: int,
    unit: int,
    decimals: int = 3,
    write: Callable = latex,
    *,
    brief: bool = False,
) -> dict:
    """Every line of one unit at one step with its numbers put in, of those that have such a unit.

    A gate that is held at a value is set, `f_3 := 0.500`, and comes from no sum.

    Args:
        trace: a run of one sequence.
        t: timestep from 1.
        unit: from 1.
        decimals: shown of each number, or up to 6 where an equation needs them to be true as it is
            printed; where no more help it is written with "≈".
        brief: 7 for what is exactly 7, instead of 7.000, also of what was computed.
        write: formula -> what is wanted of it.
    """
    writer = _Numbers(trace, t, unit, decimals, brief)
    return _equations(
        trace.cell, writer, write, [n for n in trace.cell.graph.lines if unit <= trace[n].shape[1]]
    )


def operation(cell: Cell, name: str, write: Callable = latex) -> object:
    """One operation in symbols, without its name: "i_t g_t".

    Args:
        cell: the cell with its options.
        name: id of a quantity, as `Trace.value` takes.
        write: formula -> what is wanted of it.
    """
    return write(_Symbols(cell).open(cell.graph.by_id[name]))


def worked(
    trace: Trace, name: str, t: int, unit: int, known: Collection[str], write: Callable = latex
) -> object:
    """One operation with its numbers put in, as far as they are known, without its result.

    Args:
        trace: a run of one sequence, or what has its `cell`, `params`, `held` and `value`.
        name: id of a quantity.
        t: timestep from 1.
        unit: from 1.
        known: ids of quantities that stand as a value; any other line stands as its symbol.
        write: formula -> what is wanted of it.
    """
    return write(_Worked(trace, t, unit, known).open(trace.cell.graph.by_id[name]))


def _equations(
    cell: Cell, writer: _Symbols, write: Callable, names: Collection[str] | None = None
) -> dict:
    lines = sorted(cell.graph.lines.items(), key=lambda item: item[1].order)
    wanted = cell.graph.lines if names is None else names
    return {name: write(writer.equation(name, node)) for name, node in lines if name in wanted}


class _Symbols:
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


class _Joined(_Symbols):
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


class _Numbers(_Symbols):
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
        return Row("+", tuple(self.times(*pair) for pair in self.pairs(node)))

    def pairs(self, node: Node) -> list[tuple[Number, Number]]:
        """The factors of each product that one entry of a row times a column is the sum of."""
        first, second = node.args
        row = self.all(first)[self.unit - 1] if first.rank == 2 else self.all(first)
        column = self.all(second)[:, self.unit - 1] if second.rank == 2 else self.all(second)
        return [
            (self.known(first, a), self.known(second, b)) for a, b in zip(row, column, strict=True)
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


class _Worked(_Numbers):
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
                return _Symbols(self.cell).open(node)
        return super().open(node)

"""The equations of a cell, read off its graph: with symbols, joined, and with numbers.

Each function takes how to write them, `latex` (the default) or `mathml` of `sim.written.notation`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from sim.graph.cell import Cell
from sim.graph.node import Node, terms
from sim.run.trace import Trace
from sim.text.equations import settle
from sim.text.write import brief as written_brief
from sim.text.write import fixed, given
from sim.written.notation import (
    Call,
    Chain,
    Fence,
    Formula,
    Number,
    Row,
    Symbol,
    judged,
    latex,
    signed,
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
    loose = frozenset({"add", "sub"})  # operations that need parentheses in a product

    def __init__(self, cell: Cell):
        self.cell, self.graph = cell, cell.graph

    def equation(self, name: str, node: Node) -> Chain:
        return Chain((Symbol(name, "t"), self.open(node)))

    def leaf(self, node: Node) -> Formula:
        if node.op == "const":
            return Number(f"{node.value:g}")
        if node.op == "param":
            group, _, line = node.name.partition("_")
            return Symbol("b", line, "u") if group == "bu" else Symbol(group, line)
        if node.op == "state":
            return Symbol(node.name.removesuffix("_prev"), "t-1")
        return Symbol(node.name, "t")

    def write(self, node: Node) -> Formula:
        """A node inside a formula: a line by its name, anything else opened."""
        line = self.graph.line_of(node)
        return Symbol(line, "t") if line else self.open(node)

    def open(self, node: Node) -> Formula:
        if node.is_leaf:
            return self.leaf(node)
        if node.op == "act":
            return self.call(node, self.write(node.args[0]))
        if node.op == "add":
            return self.sum(node)
        if node.op == "sub":
            return Row("sub", (self.write(node.args[0]), self.wrapped(node.args[1])))
        return Row(node.op, tuple(self.wrapped(arg, product=True) for arg in node.args))

    def call(self, node: Node, inner: Formula) -> Formula:
        """An activation of something; an identity leaves no trace."""
        activation = self.cell.activations[node.name]
        if not activation.latex:
            return inner
        return Call(activation.symbol, activation.latex, inner, activation)

    def sum(self, node: Node) -> Formula:
        return Row("add", tuple(map(self.write, terms(node, self.graph.line_of))))

    def wrapped(self, node: Node, product: bool = False) -> Formula:
        """A node behind a minus or inside a product, in parentheses where it needs them."""
        written = self.write(node)
        if self.graph.line_of(node):
            return written
        shape = node
        while shape.op == "act" and not self.cell.activations[shape.name].latex:
            shape = shape.args[0]  # an identity leaves no trace of its own
            if self.graph.line_of(shape):
                return written
        loose = shape.op in self.loose or (product and shape.op == "mul")
        return Fence(written) if loose else written


class _Joined(_Symbols):
    def sum(self, node: Node) -> Formula:
        parts = list(terms(node, self.graph.line_of))
        products = [p for p in parts if p.op == "matmul"]
        rest = [p for p in parts if p.op != "matmul"]
        if len(products) < 2:
            return super().sum(node)
        products.sort(key=lambda p: p.args[1].op == "input")
        line = products[0].args[0].name.partition("_")[2]
        stacked = Row("list", tuple(self.write(p.args[1]) for p in products))
        joint = Row("times", (Symbol("W", line), Fence(stacked, square=True)))
        return Row("add", (joint, *map(self.write, rest)))


class _Numbers(_Symbols):
    loose = _Symbols.loose | {"matmul"}  # a row times a column is a sum, written out

    def __init__(self, trace: Trace, t: int, unit: int, decimals: int, brief: bool):
        super().__init__(trace.cell)
        self.trace, self.t, self.unit = trace, t, unit
        self.least, self.brief = decimals, brief
        self.decimals = decimals  # of what is being written

    def equation(self, name: str, node: Node) -> Chain:
        if name in self.trace.held and self.trace.held[name][self.t - 1]:
            return Chain((Symbol(name, str(self.t)), self.value(node)), given=True)
        called = node.op == "act" and self.cell.activations[node.name].latex
        levels = 3 if called else 2
        chosen, holds = settle(
            levels, self.least, lambda decimals: judged(self._chain(name, node, decimals), decimals)
        )
        chain = self._chain(name, node, chosen)
        return Chain(chain.parts, holds=holds) if len(chain.parts) > 2 else chain

    def _chain(self, name: str, node: Node, decimals: tuple[int, ...]) -> Chain:
        """An equation with so many decimals in each of its steps."""
        self.decimals = decimals[0]
        steps = [self.open(node)]
        if len(decimals) > 2:
            self.decimals = decimals[1]
            steps.append(self.call(node, self.value(node.args[0])))
        self.decimals = decimals[-1]
        value = self.value(node)
        if steps[-1] != value:
            steps.append(value)
        return Chain((Symbol(name, str(self.t)), *steps))

    def number(self, value: float) -> Number:
        """Something that was computed."""
        write = written_brief if self.brief else fixed
        return Number(write(value, self.decimals))

    def known(self, node: Node, value: float) -> Number:
        """What a weight weighs. Of an input or a state before nothing is computed: 7 is 7."""
        if node.op in ("input", "state"):
            return Number(written_brief(value, self.decimals))
        return self.number(value)

    def weight(self, value: float) -> Number:
        return Number(given(value, self.decimals))

    def value(self, node: Node) -> Number:
        array = self.trace.value(self.graph.ids[id(node)])
        return self.number(array[self.t - 1, self.unit - 1])

    def write(self, node: Node) -> Formula:
        if self.graph.line_of(node):
            return self.value(node)
        return self.open(node)

    def leaf(self, node: Node) -> Formula:
        if node.op == "const":
            return Number(f"{node.value:g}")
        if node.op == "param":
            return self.weight(self.trace.params[node.name][self.unit - 1])
        return self.value(node)

    def open(self, node: Node) -> Formula:
        if node.op == "matmul":
            row = self.trace.params[node.args[0].name][self.unit - 1]
            column = self.trace.value(self.graph.ids[id(node.args[1])])[self.t - 1]
            pairs = zip(row, column, strict=True)
            known = node.args[1]
            return Row("add", tuple(self.product(w, self.known(known, x)) for w, x in pairs))
        if node.op == "mul" and node.args[0].op == "param":
            weight, known = node.args
            value = self.trace.params[weight.name][self.unit - 1]
            return self.product(value, self._weighed(known))
        if node.op == "mul":
            parts = (signed(self.wrapped(arg, product=True)) for arg in node.args)
            return Row("times", tuple(parts))
        if node.op == "sub":
            right = signed(self.wrapped(node.args[1]))
            return Row("sub", (self.write(node.args[0]), right))
        return super().open(node)

    def _weighed(self, node: Node) -> Formula:
        if not node.is_leaf:
            return self.wrapped(node, product=True)
        return self.known(
            node, self.trace.value(self.graph.ids[id(node)])[self.t - 1, self.unit - 1]
        )

    def product(self, weight: float, factor: Formula) -> Row:
        """A weight times what it weighs."""
        return Row("times", (signed(self.weight(weight)), signed(factor)))

    def sum(self, node: Node) -> Formula:
        parts = terms(node, self.graph.line_of)
        return Row("add", tuple(signed(self.write(part)) for part in parts))


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
        if node.op == "matmul":
            matrix, operand = node.args
            many = self.trace.params[matrix.name].shape[1] > self.most_products
            if many or not operand.is_leaf:
                return _Symbols(self.cell).open(node)
        return super().open(node)

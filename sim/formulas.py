"""The equations of a cell in LaTeX, read off its graph: with symbols, joined, and with numbers."""

from __future__ import annotations

from sim.cell import Cell
from sim.graph import Node, terms
from sim.trace import Trace

INFINITE = {"inf": r"\infty", "-inf": r"-\infty", "nan": r"\mathrm{NaN}"}


def symbols(cell: Cell) -> dict[str, str]:
    r"""Every line as LaTeX, `f_t = \sigma(W_f x_t + U_f h_{t-1} + b_f)`, in order of evaluation.

    Args:
        cell: the cell with its options.
    """
    return _equations(cell, _Symbols(cell))


def joined(cell: Cell) -> dict[str, str]:
    r"""The form many texts use, with one matrix a line on the stacked vector: W_f [h_{t-1}; x_t].

    Here W_f stands for our U_f and W_f side by side.

    Args:
        cell: the cell with its options.
    """
    return _equations(cell, _Joined(cell))


def numbers(trace: Trace, t: int, unit: int, decimals: int = 3) -> dict[str, str]:
    """Every line of one unit at one step with its numbers put in, as LaTeX.

    A gate that is held at a value is set, `f_3 := 0.500`, and comes from no sum.

    Args:
        trace: a run of one sequence.
        t: timestep from 1; unit: from 1.
        decimals: shown of each number.
    """
    writer = _Numbers(trace, t, unit, decimals)
    return _equations(trace.cell, writer)


def _equations(cell: Cell, writer: _Symbols) -> dict[str, str]:
    lines = sorted(cell.graph.lines.items(), key=lambda item: item[1].order)
    return {name: writer.equation(name, node) for name, node in lines}


class _Symbols:
    loose = frozenset({"add", "sub"})  # operations that need parentheses in a product

    def __init__(self, cell: Cell):
        self.cell, self.graph = cell, cell.graph

    def equation(self, name: str, node: Node) -> str:
        return f"{name}_t = {self.open(node)}"

    def leaf(self, node: Node) -> str:
        if node.op == "const":
            return f"{node.value:g}"
        if node.op == "param":
            group, _, line = node.name.partition("_")
            return rf"b^{{u}}_{{{line}}}" if group == "bu" else f"{group}_{{{line}}}"
        if node.op == "state":
            return rf"{node.name.removesuffix('_prev')}_{{t-1}}"
        return rf"{node.name}_t" if len(node.name) == 1 else rf"\mathrm{{{node.name}}}_t"

    def write(self, node: Node) -> str:
        """A node inside a formula: a line by its name, anything else opened."""
        line = self.graph.line_of(node)
        return f"{line}_t" if line else self.open(node)

    def open(self, node: Node) -> str:
        if node.is_leaf:
            return self.leaf(node)
        if node.op == "act":
            latex = self.cell.activations[node.name].latex
            inner = self.write(node.args[0])
            return rf"{latex}\left({inner}\right)" if latex else inner
        if node.op == "add":
            return self.sum(node)
        if node.op == "sub":
            return f"{self.write(node.args[0])} - {self.wrapped(node.args[1])}"
        joint = r" \odot " if node.op == "mul" else r"\, "
        return joint.join(self.wrapped(arg, product=True) for arg in node.args)

    def sum(self, node: Node) -> str:
        return " + ".join(self.write(part) for part in terms(node, self.graph.line_of))

    def wrapped(self, node: Node, product: bool = False) -> str:
        """A node behind a minus or inside a product, in parentheses where it needs them."""
        text = self.write(node)
        if self.graph.line_of(node):
            return text
        shape = node
        while shape.op == "act" and not self.cell.activations[shape.name].latex:
            shape = shape.args[0]  # an identity leaves no trace of its own
            if self.graph.line_of(shape):
                return text
        loose = shape.op in self.loose or (product and shape.op == "mul")
        return rf"\left({text}\right)" if loose else text


class _Joined(_Symbols):
    def sum(self, node: Node) -> str:
        parts = list(terms(node, self.graph.line_of))
        products = [p for p in parts if p.op == "matmul"]
        rest = [p for p in parts if p.op != "matmul"]
        if len(products) < 2:
            return super().sum(node)
        products.sort(key=lambda p: p.args[1].op == "input")
        line = products[0].args[0].name.partition("_")[2]
        stacked = ", ".join(self.write(p.args[1]) for p in products)
        joint = rf"W_{{{line}}} \cdot \left[{stacked}\right]"
        return " + ".join([joint, *(self.write(part) for part in rest)])


class _Numbers(_Symbols):
    loose = _Symbols.loose | {"matmul"}  # a row times a column is a sum, written out

    def __init__(self, trace: Trace, t: int, unit: int, decimals: int):
        super().__init__(trace.cell)
        self.trace, self.t, self.unit, self.decimals = trace, t, unit, decimals

    def equation(self, name: str, node: Node) -> str:
        if name in self.trace.held and self.trace.held[name][self.t - 1]:
            return f"{name}_{{{self.t}}} := {self.value(node)}"
        steps = [self.open(node)]
        if node.op == "act" and self.cell.activations[node.name].latex:
            latex = self.cell.activations[node.name].latex
            steps.append(rf"{latex}\left({self.value(node.args[0])}\right)")
        value = self.value(node)
        if steps[-1] != value:
            steps.append(value)
        return " = ".join([f"{name}_{{{self.t}}}", *steps])

    def value(self, node: Node) -> str:
        array = self.trace.value(self.graph.ids[id(node)])
        return self.number(array[self.t - 1, self.unit - 1])

    def number(self, value: float) -> str:
        text = f"{value:.{self.decimals}f}"
        return text.lstrip("-") if float(text) == 0 else INFINITE.get(text, text)

    def write(self, node: Node) -> str:
        if self.graph.line_of(node):
            return self.value(node)
        return self.open(node)

    def leaf(self, node: Node) -> str:
        if node.op == "const":
            return f"{node.value:g}"
        if node.op == "param":
            return self.number(self.trace.params[node.name][self.unit - 1])
        return self.value(node)

    def open(self, node: Node) -> str:
        if node.op == "matmul":
            return self.product(node)
        if node.op == "mul":
            return r" \cdot ".join(_signed(self.wrapped(arg, product=True)) for arg in node.args)
        if node.op == "sub":
            return f"{self.write(node.args[0])} - {_signed(self.wrapped(node.args[1]))}"
        return super().open(node)

    def product(self, node: Node) -> str:
        row = self.trace.params[node.args[0].name][self.unit - 1]
        column = self.trace.value(self.graph.ids[id(node.args[1])])[self.t - 1]
        return " + ".join(
            rf"{_signed(self.number(w))} \cdot {_signed(self.number(x))}"
            for w, x in zip(row, column, strict=True)
        )

    def sum(self, node: Node) -> str:
        return " + ".join(_signed(self.write(part)) for part in terms(node, self.graph.line_of))


def _signed(text: str) -> str:
    """A negative number in parentheses, so that it can stand behind an operator."""
    return f"({text})" if text.startswith("-") and " " not in text else text

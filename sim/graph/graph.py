"""The expression graph of a cell, traced by calling its plain function with symbols.

A cell is written once, as a function of arrays. Called with `Node`s instead, the same function
leaves behind what it would compute; everything that is not the function itself (trace, fast path,
formulas, diagram, parameter shapes) is read off that graph.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from itertools import count

MATRIX_GROUPS = {"W": "H", "U": "H", "V": "Y"}
VECTOR_GROUPS = {"b": "H", "bu": "H", "p": "H", "a": "H", "d": "Y"}
GROUPS = MATRIX_GROUPS | VECTOR_GROUPS


class Node:
    """One operation or leaf; `order` is the place at which the function made it."""

    __slots__ = ("_tape", "args", "name", "op", "order", "value")

    def __init__(self, tape, op: str, args: tuple = (), name: str = "", value: float = 0.0):
        self._tape, self.op, self.args, self.name, self.value = tape, op, args, name, value
        self.order = next(tape)

    def _join(self, op: str, left, right) -> Node:
        return Node(self._tape, op, (self._lift(left), self._lift(right)))

    def _lift(self, operand) -> Node:
        if isinstance(operand, Node):
            return operand
        return Node(self._tape, "const", value=float(operand))

    def __add__(self, other):
        return self._join("add", self, other)

    def __radd__(self, other):
        return self._join("add", other, self)

    def __sub__(self, other):
        return self._join("sub", self, other)

    def __rsub__(self, other):
        return self._join("sub", other, self)

    def __mul__(self, other):
        return self._join("mul", self, other)

    def __rmul__(self, other):
        return self._join("mul", other, self)

    def __matmul__(self, other):
        return self._join("matmul", self, other)

    def __repr__(self) -> str:
        return f"Node({self.op} {self.name or ''} {[a.order for a in self.args]})"

    @property
    def is_leaf(self) -> bool:
        """Whether it is a constant, a parameter, a state or what comes from outside."""
        return not self.args


class _Group:
    """`W.i` in a cell's function: the parameter W_i, made at its first use."""

    def __init__(self, group: str, leaf: Callable[[str, str], Node]):
        self._group, self._leaf = group, leaf

    def __getattr__(self, line: str) -> Node:
        return self._leaf("param", f"{self._group}_{line}")


class _Acts:
    """`act.i` in a cell's function: the activation chosen for key i."""

    def __init__(self, tape):
        self._tape = tape

    def __getattr__(self, key: str) -> Callable[[Node], Node]:
        return lambda z: Node(self._tape, "act", (z,), name=key)


class Graph:
    """What a cell's function computes: its lines, leaves and every operation between them."""

    def __init__(self, function: Callable[..., Mapping[str, Node]]):
        tape = count()
        self.leaves: dict[str, Node] = {}

        def leaf(op: str, name: str) -> Node:
            if name not in self.leaves:
                self.leaves[name] = Node(tape, op, name=name)
            return self.leaves[name]

        wiring = {}
        for argument in inspect.signature(function).parameters:
            if argument == "act":
                wiring[argument] = _Acts(tape)
            elif argument in GROUPS:
                wiring[argument] = _Group(argument, leaf)
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
            if not isinstance(node, Node) or node.is_leaf:
                raise ValueError(f"{title}: the line {name} is no operation")
        for name in self.states:
            if name not in self.lines:
                raise ValueError(f"{title}: {name}_prev has no line {name}")

    @property
    def states(self) -> tuple[str, ...]:
        """Names of the lines that are carried to the next step, in signature order."""
        return tuple(
            n.removesuffix("_prev") for n, leaf in self.leaves.items() if leaf.op == "state"
        )

    @property
    def signals(self) -> tuple[str, ...]:
        """Names of the per-step signals beside x."""
        return tuple(name for name, leaf in self.leaves.items() if leaf.op == "signal")

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
    def dims(self) -> dict[int, str]:
        """Symbolic size of each node's first axis ("X", "H" or "Y"), "" for a constant."""
        dims: dict[int, str] = {}
        # A state has the size of its line, known after a pass; of nothing but states it is H.
        for unknown in (*[""] * (len(self.states) + 1), "H"):
            for node in self.nodes:
                dims[id(node)] = self._dim(node, dims) or unknown * (node.op == "state")
        return dims

    def _dim(self, node: Node, dims: Mapping[int, str]) -> str:
        if node.op == "input":
            return "X"
        if node.op == "param":
            return GROUPS[node.name.partition("_")[0]]
        if node.op == "state":
            return dims.get(id(self.lines[node.name.removesuffix("_prev")]), "")
        if node.op == "signal":
            return "H"
        if node.op == "matmul":
            return dims[id(node.args[0])]
        return next((dims[id(arg)] for arg in node.args if dims[id(arg)]), "")

    @cached_property
    def shapes(self) -> dict[str, tuple[str, ...]]:
        """Symbolic shape of every parameter, as the matrix products demand, in order of use."""
        shapes = {node.name: (self.dims[id(node)],) for node in self.nodes if node.op == "param"}
        for node in self.nodes:
            if node.op == "matmul":
                matrix, operand = node.args
                shapes[matrix.name] = (self.dims[id(matrix)], self.dims[id(operand)])
        return shapes

    def line_of(self, node: Node) -> str | None:
        """Name of the line that this node is, if it is one."""
        return self._names.get(id(node))

    @cached_property
    def pres(self) -> dict[str, Node]:
        """Pre-activation of each line whose outermost operation is an activation."""
        return {name: node.args[0] for name, node in self.lines.items() if node.op == "act"}

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
        if node.op == "const":
            return f"{node.value:g}"
        if node.is_leaf:
            return node.name
        parts = [ids[id(arg)] for arg in node.args]
        if node.op == "act":
            return f"act_{node.name}({parts[0]})"
        wrapped = [
            f"({part})" if arg.op in ("add", "sub", "mul") and " " in part else part
            for arg, part in zip(node.args, parts, strict=True)
        ]
        symbol = {"add": " + ", "sub": " - ", "mul": " * ", "matmul": " @ "}[node.op]
        return symbol.join(wrapped)

    @cached_property
    def by_id(self) -> dict[str, Node]:
        """The nodes by their readable name."""
        return {self.ids[id(node)]: node for node in self.nodes}

    @cached_property
    def quantities(self) -> tuple[str, ...]:
        """The values worth showing, in order of evaluation: products, whole sums, activations.

        Parts of a longer sum (a single matrix product, a partial sum) are left out.
        """
        inside_sum = {id(arg) for node in self.nodes if node.op == "add" for arg in node.args}
        shown = (
            self.ids[id(node)]
            for node in self.nodes
            if self.line_of(node)
            or node.op in ("mul", "act")
            or (node.op in ("add", "sub") and id(node) not in inside_sum)
        )
        return tuple(dict.fromkeys(shown))


def terms(node: Node, stop: Callable[[Node], bool]) -> Iterator[Node]:
    """The summands of a sum, left to right; a node for which `stop` holds is not opened."""
    for arg in node.args if node.op == "add" else ():
        if arg.op == "add" and not stop(arg):
            yield from terms(arg, stop)
        else:
            yield arg
    if node.op != "add":
        yield node

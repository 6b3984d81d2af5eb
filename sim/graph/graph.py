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

from sim.graph.letters import LETTERS, letter_of
from sim.graph.operations import OPERATIONS
from sim.graph.sizes import sizes_of_nodes


class Node:
    """One operation or leaf of a graph.

    A leaf is one of six kinds: "const"; "param"; "state" (`h_prev`); "input" (`x`); "signal"
    (another
    vector from outside, a row a timestep); "data" (a matrix from outside that every timestep
    reads).

    Args:
        tape: counts the nodes of its graph in the order in which the function makes them.
        op: a key of `OPERATIONS`, or the kind of a leaf.
        args: nodes that the operation takes, none of a leaf.
        name: of a leaf; of an activation its key.
        value: of a constant.
        rank: 1 for a vector, 2 for a matrix, 0 for a constant.
    """

    __slots__ = ("_tape", "args", "name", "op", "order", "rank", "value")

    def __init__(self, tape, op: str, args: tuple = (), name: str = "", value: float = 0.0, rank=1):
        self._tape, self.op, self.args, self.name, self.value = tape, op, args, name, value
        self.rank = rank
        self.order = next(tape)  # the place at which the function made it

    def _make(self, op: str, *args: Node, rank: int, name: str = "") -> Node:
        return Node(self._tape, op, args, name, rank=rank)

    def _join(self, op: str, left, right) -> Node:
        args = self._lift(left), self._lift(right)
        for arg in args:
            if arg.is_matrix:
                raise ValueError(f"{arg.name} is a matrix of parameters: it stands left of an @")
        ranks = {arg.rank for arg in args} - {0}
        if len(ranks) > 1:
            raise ValueError(f"a vector meets a matrix in {args}: write the vector as v[:, None]")
        return self._make(op, *args, rank=max(ranks, default=0))

    def _lift(self, operand) -> Node:
        if isinstance(operand, Node):
            return operand
        return Node(self._tape, "const", value=float(operand), rank=0)

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

    def __truediv__(self, other):
        return self._join("div", self, other)

    def __rtruediv__(self, other):
        return self._join("div", other, self)

    def __neg__(self):
        if self.is_matrix:
            raise ValueError(f"{self.name} is a matrix of parameters: it stands left of an @")
        return self._make("neg", self, rank=self.rank)

    def __matmul__(self, other):
        """Which product it is, by what stands on either side."""
        sides = (self.is_matrix, self.rank), (isinstance(other, Node) and other.is_matrix,
                                              getattr(other, "rank", None))  # fmt: skip
        op = PRODUCTS.get(sides)
        if op is None:
            raise ValueError(
                f"{self!r} @ {other!r} is no product of a cell: a matrix of parameters times a "
                "vector or data, a vector times data, or data times a vector is"
            )
        return self._make(op, self, other, rank=2 if op == "project" else 1)

    def __rmatmul__(self, other):
        raise ValueError(f"{other!r} @ {self!r}: a number is no matrix")

    def __getitem__(self, place):
        if place != (slice(None), None) or self.rank != 1:
            raise ValueError(f"{self!r}: of a vector v[:, None] can be asked, nothing else")
        return self._make("column", self, rank=2)

    def __repr__(self) -> str:
        if self.op == "const":
            return f"{self.value:g}"
        return self.name if self.is_leaf else f"{self.op}({', '.join(map(repr, self.args))})"

    @property
    def is_leaf(self) -> bool:
        """Whether it is a constant, a parameter, a state or what comes from outside."""
        return not self.args

    @property
    def is_matrix(self) -> bool:
        """Whether it is a matrix of parameters."""
        return self.op == "param" and self.rank == 2

    @property
    def is_column(self) -> bool:
        """Whether it is a matrix of one column: made of vectors written as `v[:, None]`."""
        if self.op == "column":
            return True
        elementwise = not self.is_leaf and not OPERATIONS[self.op].mixes
        return elementwise and self.rank == 2 and all(a.is_column or not a.rank for a in self.args)


# (whether it is a matrix of parameters, its rank) on the left and on the right of an @
PRODUCTS = {
    ((True, 2), (False, 1)): "matmul",
    ((True, 2), (False, 2)): "project",
    ((False, 1), (False, 2)): "match",
    ((False, 2), (False, 1)): "mix",
}


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

    @property
    def data(self) -> tuple[str, ...]:
        """Names of the matrices from outside that every timestep reads."""
        return tuple(name for name, leaf in self.leaves.items() if leaf.op == "data")

    @cached_property
    def mixes(self) -> bool:
        """Whether some operation joins entries otherwise than a matrix of parameters does."""
        return any(not n.is_leaf and OPERATIONS[n.op].kind == "mixing" for n in self.nodes)

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
        return {node.name: self.sizes[id(node)] for node in self.nodes if node.op == "param"}

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
        symbol, binding = OPERATIONS[node.op].symbol, OPERATIONS[node.op].binding
        if node.op == "column":
            return f"({parts[0]}){symbol}" if " " in parts[0] else f"{parts[0]}{symbol}"
        if binding == 3:
            return f"{symbol}({parts[0]})"
        wrapped = [
            f"({part})" if self._is_loose(arg) and " " in part else part
            for arg, part in zip(node.args, parts, strict=True)
        ]
        return symbol.join(wrapped) if len(parts) > 1 else symbol + wrapped[0]

    @staticmethod
    def _is_loose(node: Node) -> bool:
        """Whether it stands in brackets inside a name; a matrix product needs none."""
        return not node.is_leaf and OPERATIONS[node.op].binding < 3 and node.op != "matmul"

    @staticmethod
    def _is_worth_showing(node: Node, in_a_sum: bool) -> bool:
        kind = "" if node.is_leaf else OPERATIONS[node.op].kind
        return (
            kind == "elementwise"
            or (kind == "mixing" and node.op != "column")
            or (kind == "sum" and not in_a_sum)
        )

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
            if self.line_of(node) or self._is_worth_showing(node, id(node) in inside_sum)
        )
        return tuple(dict.fromkeys(shown))


def terms(node: Node, stop: Callable[[Node], bool]) -> Iterator[Node]:
    """The summands of `node`, left to right; a sum among them stays whole where `stop` holds."""
    for arg in node.args if node.op == "add" else ():
        if arg.op == "add" and not stop(arg):
            yield from terms(arg, stop)
        else:
            yield arg
    if node.op != "add":
        yield node

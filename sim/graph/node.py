"""One operation or leaf of a cell's graph, and what it may be joined with."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sim.graph.operations import OPERATIONS, Operation


class Node:
    """One operation or leaf of a graph.

    Leaves are "const", "param", "state" (`h_prev`), "input" (`x`), "signal" (another vector from
    outside, a row a timestep) and "data" (a matrix from outside that every timestep reads).

    Args:
        tape: counts the nodes of its graph in the order in which the function makes them.
        op: a key of `OPERATIONS`, or the kind of a leaf.
        args: nodes that the operation takes, none of a leaf.
        name: of a leaf; of an activation its key.
        value: of a constant.
        rank: 1 for a vector, 2 for a matrix, 0 for a constant.

    `leaf` is the kind of a leaf and "" of an operation, `operation` the row of the table that says
    all of an operation, and None of a leaf: nobody outside this room asks for `op`.
    """

    __slots__ = (
        "_tape", "args", "leaf", "name", "op", "operation", "order", "rank", "value",
    )  # fmt: skip

    def __init__(self, tape, op: str, args: tuple = (), name: str = "", value: float = 0.0, rank=1):
        self._tape, self.op, self.args, self.name, self.value = tape, op, args, name, value
        self.rank = rank
        self.operation: Operation | None = OPERATIONS.get(op)
        self.leaf = "" if self.operation else op
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
        return self.leaf == "param" and self.rank == 2

    @property
    def is_activation(self) -> bool:
        """Whether it is the activation of a line, by its key in `name`."""
        return self.op == "act"

    @property
    def is_sum(self) -> bool:
        """Whether it adds, so that it may be part of a longer sum."""
        return self.op == "add"

    @property
    def is_product(self) -> bool:
        """Whether it is a matrix of parameters times a vector."""
        return self.operation is not None and self.operation.kind == "product"

    @property
    def is_column(self) -> bool:
        """Whether it is a matrix of one column: made of vectors written as `v[:, None]`."""
        if self.op == "column":
            return True
        elementwise = self.operation is not None and not self.operation.mixes
        return elementwise and self.rank == 2 and all(a.is_column or not a.rank for a in self.args)


# (whether it is a matrix of parameters, its rank) on the left and on the right of an @
PRODUCTS = {
    ((True, 2), (False, 1)): "matmul",
    ((True, 2), (False, 2)): "project",
    ((False, 1), (False, 2)): "match",
    ((False, 2), (False, 1)): "mix",
}


def terms(node: Node, stop: Callable[[Node], bool]) -> Iterator[Node]:
    """The summands of `node`, left to right; a sum among them stays whole where `stop` holds."""
    for arg in node.args if node.is_sum else ():
        if arg.is_sum and not stop(arg):
            yield from terms(arg, stop)
        else:
            yield arg
    if not node.is_sum:
        yield node

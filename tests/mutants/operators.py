"""The mistakes that can be made in a file, one small change each."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

OTHER = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt), ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,), ast.In: (ast.NotIn,), ast.NotIn: (ast.In,), ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,), ast.Mult: (ast.Div,), ast.Div: (ast.Mult,), ast.FloorDiv: (ast.Mult,),
    ast.Mod: (ast.FloorDiv,), ast.Pow: (ast.Mult,), ast.BitAnd: (ast.BitOr,), ast.And: (ast.Or,),
    ast.Or: (ast.And,),
}  # fmt: skip
ORDERED = (ast.Sub, ast.Div, ast.MatMult, ast.BitOr)  # where a left side is not a right side
OPPOSITE = {"min": "max", "max": "min", "any": "all", "all": "any"}
OPPOSITE |= {"argmax": "argmin", "argmin": "argmax"}
PLACES = {"i", "j", "k", "n", "t", "at", "place", "step", "unit", "row", "column"}
ANNOTATIONS = {"annotation", "returns", "decorator_list", "type_params"}
UNASKED = {"strict", "maxsize"}  # keywords that change nothing as long as all is well


@dataclass(frozen=True)
class Mutant:
    """One mistake.

    Args:
        file: below the root, with slashes; first, last: its lines, from 1; kind: of mistake.
        at: where the changed piece stands in the file's bytes, from and to.
        before, after: the piece as it was and as it is now; context: the line as it was.
    """

    file: str
    first: int
    last: int
    kind: str
    at: tuple[int, int]
    before: str
    after: str
    context: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What it is known by, wherever the line has moved."""
        return self.file, self.context, self.before, self.after

    def put_into(self, source: bytes) -> bytes:
        """The file with the mistake in it."""
        start, end = self.at
        return source[:start] + self.after.encode() + source[end:]

    def __str__(self) -> str:
        return f"{self.file}:{self.first} {self.kind}: {self.before} -> {self.after}"


@dataclass(frozen=True)
class Change:
    """A node put in the place of another: `parent.field`, or an entry of it."""

    kind: str
    parent: ast.AST
    field: str
    index: int | None
    new: ast.AST

    def swap(self, node: ast.AST) -> ast.AST:
        """Put a node there; returns the one that stood there."""
        held = getattr(self.parent, self.field)
        if self.index is None:
            setattr(self.parent, self.field, node)
            return held
        old, held[self.index] = held[self.index], node
        return old


class Source:
    """A file of ours, and what can be changed in it.

    Args:
        file: below the root; text: of it.
    """

    def __init__(self, file: str, text: str) -> None:
        self.file, self.text = file, text
        self.tree = ast.parse(text)
        self.lines = text.splitlines()
        self.raw = text.encode()
        self.starts = [0]
        for line in self.raw.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))

    @cached_property
    def mutants(self) -> list[Mutant]:
        """Every mistake that can be made here."""
        found = {}
        for outer, change in self._changes(self.tree, None):
            if one := self._mutant(outer, change):
                found.setdefault((one.at, one.after), one)
        return list(found.values())

    def _mutant(self, outer: ast.AST | None, change: Change) -> Mutant | None:
        """`outer`: the f-string around, whose inner places Python 3.11 does not know."""
        old = change.swap(change.new)
        whole = outer or change.new
        after = ast.unparse(whole)
        change.swap(old)
        where = outer or old
        if isinstance(where, ast.expr) and not isinstance(where, (ast.JoinedStr, ast.Constant)):
            after = f"({after})"
        start = self.starts[where.lineno - 1] + where.col_offset
        end = self.starts[where.end_lineno - 1] + where.end_col_offset
        before = self.raw[start:end].decode()
        context = self.lines[where.lineno - 1].strip()
        lines = where.lineno, where.end_lineno
        one = Mutant(self.file, *lines, change.kind, (start, end), before, after, context)
        return None if one.after == before else one

    def holds(self, mutant: Mutant) -> bool:
        """Whether a mistake makes another program: no broken text, no other layout alone."""
        try:
            changed = ast.parse(mutant.put_into(self.raw))
        except SyntaxError:
            return False
        return ast.dump(changed) != ast.dump(self.tree)

    def _changes(self, node: ast.AST, outer: ast.AST | None) -> Iterator[tuple]:
        if isinstance(node, ast.JoinedStr):
            outer = outer or node
        for name, value in ast.iter_fields(node):
            if name in ANNOTATIONS or _is_left_out(node):
                continue
            many = value if isinstance(value, list) else [value]
            for place, child in enumerate(many):
                if not isinstance(child, ast.AST):
                    continue
                index = place if isinstance(value, list) else None
                for kind, new in _others(child, node, name):
                    yield outer, Change(kind, node, name, index, new)
                yield from self._changes(child, outer)


def _is_left_out(node: ast.AST) -> bool:
    checking = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
    unasked = isinstance(node, ast.keyword) and node.arg in UNASKED
    return checking or unasked or isinstance(node, (ast.Import, ast.ImportFrom))


def _others(node: ast.AST, parent: ast.AST, field: str) -> Iterator[tuple[str, ast.AST]]:
    """What may stand in a node's place, with the kind of mistake it is."""
    match node:
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            for other in OTHER.get(type(op), ()):
                yield "compare", ast.Compare(left, [other()], [right])
        case ast.BinOp(left=left, op=op, right=right):
            for other in OTHER.get(type(op), ()):
                yield "arithmetic", ast.BinOp(left, other(), right)
            if isinstance(op, ORDERED):
                yield "order", ast.BinOp(right, op, left)
        case ast.AugAssign(target=target, op=op, value=value):
            for other in OTHER.get(type(op), ()):
                yield "arithmetic", ast.AugAssign(target, other(), value)
        case ast.BoolOp(op=op, values=values):
            yield "boolean", ast.BoolOp(OTHER[type(op)][0](), values)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "boolean", operand
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            yield "arithmetic", operand
        case ast.Constant(value=bool(value)):
            yield "constant", ast.Constant(not value)
        case ast.Constant(value=int() | float() as value):
            kind = "index" if isinstance(parent, (ast.Subscript, ast.Slice)) else "constant"
            yield kind, ast.Constant(value + 1)
            yield kind, ast.Constant(value - 1)
        case ast.Name(id=name) if isinstance(parent, ast.Subscript) and field == "slice":
            if name in PLACES:
                yield "index", ast.BinOp(node, ast.Add(), ast.Constant(1))
        case ast.Slice(lower=lower, upper=upper, step=step):
            if lower is not None:
                yield "index", ast.Slice(None, upper, step)
            if upper is not None:
                yield "index", ast.Slice(lower, None, step)
        case ast.Attribute(value=value, attr="T"):
            yield "transposed", value
        case ast.Call():
            yield from _other_calls(node)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield "boolean", ast.IfExp(ast.UnaryOp(ast.Not(), test), body, orelse)
    if isinstance(parent, (ast.If, ast.While, ast.comprehension)) and field in ("test", "ifs"):
        yield "boolean", ast.UnaryOp(ast.Not(), node)
        if isinstance(parent, ast.If) and isinstance(parent.body[0], (ast.Raise, ast.Return)):
            yield "guard", ast.Constant(False)
    if isinstance(node, ast.stmt):
        yield from _other_statements(node)


def _other_calls(node: ast.Call) -> Iterator[tuple[str, ast.AST]]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    plain = not any(isinstance(one, ast.Starred) for one in node.args)
    if name in ("min", "max", "minimum", "maximum") and len(node.args) == 2 and plain:
        yield "cap", node.args[0]
        yield "cap", node.args[1]
    elif name == "clip" and node.args:
        yield "cap", node.args[0]
    elif len(node.args) >= 2 and plain and name not in ("isinstance", "bound"):
        first, second, *rest = node.args
        yield "order", ast.Call(node.func, [second, first, *rest], node.keywords)
    if name in OPPOSITE:
        func = (
            ast.Attribute(node.func.value, OPPOSITE[name])
            if isinstance(node.func, ast.Attribute)
            else ast.Name(OPPOSITE[name])
        )
        yield "opposite", ast.Call(func, node.args, node.keywords)


def _other_statements(node: ast.stmt) -> Iterator[tuple[str, ast.AST]]:
    match node:
        case ast.Expr(value=ast.Constant()):
            return  # says what is what
        case ast.Expr() | ast.AugAssign() | ast.Raise() | ast.Continue() | ast.Delete():
            yield "dropped", ast.Pass()
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield "dropped", ast.Pass()
        case ast.Return(value=value) if value is not None:
            if not (isinstance(value, ast.Constant) and value.value is None):
                yield "dropped", ast.Return(None)

"""The graph of a cell as plain trees: what a browser or a formula writes out."""

from __future__ import annotations

from functools import lru_cache

from sim.graph.cell import Cell
from sim.graph.node import Node, terms


def expression(cell: Cell, name: str) -> dict:
    """The operation that makes a quantity, down to lines and leaves, as a nested dict.

    An operation is `{"id", "op", "kind", "form", "sign", "binding", "args"}`, by its row of the
    table: what is written where between how tightly bound arguments, of a sum any number of them.
    An activation has its "key", "name" and "symbol" too, and a hard one "slope" and "offset". A
    reference is `{"ref": id, "kind": "line" | "state" | "input" | "param" | "signal" | "data"}`, a
    constant `{"const": number}`. What is a matrix has "rank" 2. Ids are those of `Trace.value`.

    Args:
        cell: with its options.
        name: id of the quantity: a line, "f_pre", "f * c_prev".
    """
    return _tree(cell, cell.graph.by_id[name], top=True)


def expressions(cell: Cell) -> dict[str, dict]:
    """`expression` of every line of `cell`, by name, in order of evaluation."""
    lines = sorted(cell.graph.lines, key=lambda name: cell.graph.lines[name].order)
    return {name: expression(cell, name) for name in lines}


def _tree(cell: Cell, node: Node, top: bool = False) -> dict:
    graph = cell.graph
    name = graph.ids[id(node)]
    if node.leaf == "const":
        return {"const": node.value}
    rank = {"rank": 2} if node.rank == 2 else {}
    if node.is_leaf:
        return {"ref": node.name, "kind": node.leaf, **rank}
    if graph.line_of(node) and not top:
        return {"ref": name, "kind": "line"}
    row = node.operation
    tree: dict = {"id": name, "op": node.op, "kind": row.kind, "form": row.form, "sign": row.sign}
    tree |= {"binding": row.binding, **rank}
    if node.is_activation:
        activation = cell.activations[node.name]
        tree |= {"key": node.name, "name": activation.name, "symbol": activation.symbol}
        if activation.name == "hard_sigmoid":
            tree |= {"slope": activation.slope, "offset": activation.offset}
    summands = terms(node, lambda n: graph.line_of(n) is not None)
    args = list(summands) if node.is_sum else node.args
    tree["args"] = [_tree(cell, arg) for arg in args]
    return tree


@lru_cache(maxsize=256)
def order_of_operations(cell: Cell) -> tuple[tuple[str, str], ...]:
    """(quantity, line it belongs to), in the order in which the function of `cell` computes."""
    graph = cell.graph
    owner: dict[int, str] = {}
    for line, node in sorted(graph.lines.items(), key=lambda item: item[1].order):
        stack = [node]
        while stack:
            part = stack.pop()
            if id(part) not in owner and not part.is_leaf:
                owner[id(part)] = line
                stack.extend(part.args)
    return tuple((name, owner[id(graph.by_id[name])]) for name in graph.quantities)

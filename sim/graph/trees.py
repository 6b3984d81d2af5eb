"""The graph of a cell as plain trees: what a browser or a formula writes out."""

from __future__ import annotations

from functools import lru_cache

from sim.graph.cell import Cell
from sim.graph.graph import Node, terms


def expression(cell: Cell, name: str) -> dict:
    """The operation that makes a quantity, down to lines and leaves, as a nested dict.

    A node is `{"id", "op", "args"}` with op add (any number of args), sub, mul, matmul or act (with
    the activation's "key", "name", "symbol"; of a hard one "slope" and "offset" too); a reference
    `{"ref": id, "kind": "line" | "state" | "input" | "param" | "signal"}`; or `{"const": number}`.
    Ids are those of `Trace.value`.

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
    if node.op == "const":
        return {"const": node.value}
    if node.is_leaf:
        return {"ref": name, "kind": node.op}
    if graph.line_of(node) and not top:
        return {"ref": name, "kind": "line"}
    tree: dict = {"id": name, "op": node.op}
    if node.op == "act":
        activation = cell.activations[node.name]
        tree |= {"key": node.name, "name": activation.name, "symbol": activation.symbol}
        if activation.name == "hard_sigmoid":
            tree |= {"slope": activation.slope, "offset": activation.offset}
    args = list(terms(node, lambda n: graph.line_of(n) is not None))
    if node.op != "add":
        args = list(node.args)
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

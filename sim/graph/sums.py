"""The sums of a cell: which linear sums its lines are made of, as one block of rows."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.graph.graph import Graph, Node, terms


@dataclass
class Sum:
    """A sum with hoisted terms or matrix products; it owns some rows of the block."""

    node: Node
    line: str | None
    hoisted: list[Node] = field(default_factory=list)
    products: list[Node] = field(default_factory=list)
    others: list[Node] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Its name in the source of the loop."""
        return f"z{self.node.order}"


def stateful(graph: Graph) -> set[int]:
    """Ids of the nodes that depend on an earlier timestep."""
    found: set[int] = set()
    for node in graph.nodes:
        if node.op == "state" or any(id(arg) in found for arg in node.args):
            found.add(id(node))
    return found


def find_sums(graph: Graph) -> list[Sum]:
    """The sums that get rows of the block: those with a matrix product or a parameter."""
    recurrent = stateful(graph)
    line_of = {id(node): line for line, node in graph.pres.items()}
    partial = {id(a) for n in graph.nodes if n.op == "add" for a in n.args if a.op == "add"}
    sums = []
    for node in graph.nodes:
        parts = list(terms(node, lambda n: graph.line_of(n) is not None))
        summed = node.op == "add" and id(node) not in partial
        linear = any(part.op in ("matmul", "param") for part in parts)
        if linear and (summed or id(node) in line_of):
            found = Sum(node, line_of.get(id(node)))
            for part in parts:
                if id(part) not in recurrent:
                    found.hoisted.append(part)
                elif part.op == "matmul":
                    found.products.append(part)
                else:
                    found.others.append(part)
            sums.append(found)
    return sums


def neighbours(sums: list[Sum], members: list[Sum]) -> list[list[Sum]]:
    """The members in runs that lie next to each other in the block.

    Args:
        sums: in the order of their rows; members: some of them.
    """
    runs: list[list[Sum]] = []
    for place, s in enumerate(sums):
        if s in members:
            if runs and sums[place - 1] is runs[-1][-1]:
                runs[-1].append(s)
            else:
                runs.append([s])
    return runs

"""The linear sums of a cell.

All pre-activations lie one below the other in one array (T, R), the block; a sum has rows of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.graph.graph import Graph
from sim.graph.node import Node, terms


@dataclass
class Sum:
    """A sum with matrix products or parameters; it owns some rows of the block.

    Args:
        node: the whole sum.
        line: whose pre-activation it is, None if it is none.
        hoisted: summands that need no earlier timestep, added up for all timesteps before the loop.
        products: summands W @ v that have to wait for an earlier timestep.
        others: all other summands.
    """

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
    """Ids of the nodes of `graph` that depend on an earlier timestep."""
    found: set[int] = set()
    for node in graph.nodes:
        if node.leaf == "state" or any(id(arg) in found for arg in node.args):
            found.add(id(node))
    return found


def find_sums(graph: Graph) -> list[Sum]:
    """The sums with a matrix product or a parameter, in order of evaluation.

    Each gets rows of the block: the one (T, R) array that holds all pre-activations, one below the
    other, so that one product with stacked matrices fills many of them.

    Args:
        graph: of any cell.
    """
    recurrent = stateful(graph)
    line_of = {id(node): line for line, node in graph.pres.items()}
    partial = {id(a) for n in graph.nodes if n.is_sum for a in n.args if a.is_sum}
    sums = []
    for node in graph.nodes:
        parts = list(terms(node, lambda n: graph.line_of(n) is not None))
        summed = node.is_sum and id(node) not in partial
        linear = any(part.is_product or part.leaf == "param" for part in parts)
        if linear and (summed or id(node) in line_of):
            found = Sum(node, line_of.get(id(node)))
            for part in parts:
                if id(part) not in recurrent:
                    found.hoisted.append(part)
                elif part.is_product:
                    found.products.append(part)
                else:
                    found.others.append(part)
            sums.append(found)
    return sums


def neighbours(sums: list[Sum], members: list[Sum]) -> list[list[Sum]]:
    """The members in runs that lie next to each other in the block.

    Args:
        sums: all that the block holds, in the order of their rows.
        members: some of them, in any order.
    """
    runs: list[list[Sum]] = []
    for place, s in enumerate(sums):
        if s in members:
            if runs and sums[place - 1] is runs[-1][-1]:
                runs[-1].append(s)
            else:
                runs.append([s])
    return runs

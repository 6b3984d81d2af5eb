"""In which order a cell's operations can be done, once what needs no loop is taken out of it.

The products W·x and the biases need no loop: they belong to sums, which own rows of one block for
all timesteps. Recurrent products that share a right-hand side can be done as one.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.cell import Cell
from sim.graph import Graph, Node, terms


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


class Schedule:
    """Finds an order of evaluation and writes the loop's body down."""

    def __init__(self, cell: Cell):
        self.cell, self.graph = cell, cell.graph
        self.sums = find_sums(self.graph)
        self.by_node = {id(s.node): s for s in self.sums}
        self.ready = {id(n) for n in self.graph.nodes if n.is_leaf}
        self.added: set[tuple[int, int]] = set()
        self.rows: list[Sum] = []
        self.stacks: list[tuple[Node, list[Sum]]] = []
        self.actions: list[tuple] = []
        self.plain = self._plain()

    def _plain(self) -> list[Node]:
        """What is computed on its own: all that the lines need, down to the parts of the sums."""
        found: dict[int, Node] = {}
        stack = list(self.graph.lines.values())
        while stack:
            node = stack.pop()
            if node.is_leaf or id(node) in found:
                continue
            found[id(node)] = node
            s = self.by_node.get(id(node))
            stack += [*s.others, *(p.args[1] for p in s.products)] if s else node.args
        return [n for n in self.graph.nodes if id(n) in found and id(n) not in self.by_node]

    def run(self) -> None:
        """Fill `actions`, `rows` and `stacks`."""
        while any(id(n) not in self.ready for n in [*self.plain, *(s.node for s in self.sums)]):
            if not (self._products() or self._terms() or self._elementwise() or self._open()):
                raise RuntimeError(f"{self.cell.key}: no order of evaluation found")

    def _products(self) -> bool:
        for s in self.sums:
            for product in s.products:
                operand = product.args[1]
                if (id(s), id(product)) not in self.added and id(operand) in self.ready:
                    members = [m for m in self.sums if self._product(m, operand)]
                    self.stacks.append((operand, members))
                    self.actions.append(("product", len(self.stacks) - 1))
                    self.added |= {(id(m), id(self._product(m, operand))) for m in members}
                    return True
        return False

    @staticmethod
    def _product(s: Sum, operand: Node) -> Node | None:
        return next((p for p in s.products if p.args[1] is operand), None)

    def _terms(self) -> bool:
        for s in self.sums:
            for term in s.others:
                if (id(s), id(term)) not in self.added and id(term) in self.ready:
                    self.actions.append(("term", s, term))
                    self.added.add((id(s), id(term)))
                    return True
        return False

    def _open(self) -> bool:
        whole = [
            s
            for s in self.sums
            if id(s.node) not in self.ready
            and all((id(s), id(part)) in self.added for part in s.products + s.others)
        ]
        for s in whole:
            self.ready.add(id(s.node))
            if self.graph.line_of(s.node) in self.graph.states:
                self.actions.append(("keep", s))
        groups: dict[tuple, list[Sum]] = {}
        for s in whole:
            own_rows = s.line if s.line in self.graph.states else None
            act = self.cell.activations[self.graph.lines[s.line].name] if s.line else None
            groups.setdefault((act, own_rows), []).append(s)
        for (act, _), members in sorted(groups.items(), key=lambda g: g[0][0] is None):
            self.rows += members
            if act is not None:
                self.actions.append(("open", act, members))
                self.ready |= {id(self.graph.lines[s.line]) for s in members}
        return bool(whole)

    def _elementwise(self) -> bool:
        for node in self.plain:
            if id(node) not in self.ready and all(id(arg) in self.ready for arg in node.args):
                self.actions.append(("compute", node))
                self.ready.add(id(node))
                return True
        return False


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

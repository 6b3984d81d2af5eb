"""In which order a cell's operations can be done, once what needs no loop is taken out of it.

The products W·x and the biases need no loop: they belong to sums, which own rows of one block for
all timesteps. Recurrent products that share a right-hand side can be done as one.
"""

from __future__ import annotations

from sim.graph.cell import Cell
from sim.graph.node import Node
from sim.graph.sums import Sum, find_sums


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

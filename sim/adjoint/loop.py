"""Writes the loop back through time of one cell, as source over views.

The loop holds one matrix product for each stacked right-hand side, and a few multiplications by
coefficients that were computed for all timesteps before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from sim.adjoint.chain import structure_of
from sim.graph.cell import Cell
from sim.graph.node import Node
from sim.graph.sums import Sum, neighbours


@dataclass
class Step:
    """How the derivative of one node comes about inside the loop.

    Args:
        node: a kept node, or the `_prev` leaf of a state.
        sources: kept nodes whose derivative reaches it by a coefficient.
        readers: sums whose derivative reaches it by a matrix product.
    """

    node: Node
    sources: list[Node] = field(default_factory=list)
    readers: list[Sum] = field(default_factory=list)


@lru_cache(maxsize=256)
def steps(cell: Cell) -> tuple[Step, ...]:
    """The kept nodes of `cell` and then the states before them, last computed first."""
    structure = structure_of(cell)
    reach = {id(node): structure.reached(node) for node in structure.kept_nodes}
    leaves = [cell.graph.leaves[f"{name}_prev"] for name in cell.states]
    return tuple(
        Step(
            node,
            [s for s in structure.kept_nodes if id(node) in reach[id(s)]],
            structure.readers(node),
        )
        for node in [*structure.kept_nodes, *leaves]
    )


class LoopWriter:
    """The source of one cell's loop, for a given set of nodes with a direct path of the loss."""

    def __init__(self, cell: Cell, seeded: frozenset[int]):
        self.structure, self.seeded = structure_of(cell), seeded
        self.steps = {id(s.node): s for s in steps(cell)}
        self.views: dict[str, str] = {}
        self.setup: dict[str, str] = {}
        self.body: list[str] = []
        self.done: set[int] = set()

    def write(self) -> str:
        """The source: a function `run` without arguments."""
        for step in self.steps.values():
            if id(step.node) not in self.done:
                self._emit(step)
        names, sources = list(self.views), list(self.views.values())
        lines = [f"{name} = {source}" for name, source in self.setup.items()]
        lines.append(f"for {', '.join(names)}, in zip({', '.join(sources)}):")
        lines += [f"    {line}" for line in self.body]
        return "\n".join(["def run():", *(f"    {line}" for line in lines)])

    def _view(self, name: str, source: str) -> str:
        self.views[name] = f"{source}[::-1]"
        return name

    def _derivative(self, node: Node) -> str:
        name = f"d{node.order}"
        if node.leaf == "state":
            return self._view(name, f"entering[{node.name.removesuffix('_prev')!r}][:-1]")
        if id(node) in self.structure.of_sum:
            return self._view(name, f"dz[:, at[{node.order}]]")
        return self._view(name, f"kept[{node.order}]")

    def _emit(self, step: Step) -> None:
        group = self._group(step)
        if len(group) > 1:
            self._emit_group(group)
            return
        node = step.node
        self.done.add(id(node))
        parts = [
            ("dot", f"transposed[{node.order}][{place}]", rows)
            for place, rows in enumerate(self._runs(step.readers))
        ]
        for source in step.sources:
            name = f"k{source.order}_{node.order}"
            factor = self._view(name, f"coefficient({source.order}, {node.order})")
            parts.append(("multiply", self._derivative(source), factor))
        added = []
        if id(node) in self.structure.states:
            state = self.structure.states[id(node)]
            added.append(self._view(f"in_{state}", f"entering[{state!r}][1:]"))
        if id(node) in self.seeded:
            added.append(self._view(f"seed{node.order}", f"seeds[{node.order}]"))
        self._sum_up(node, parts, added)

    def _sum_up(self, node: Node, parts: list[tuple[str, str, str]], added: list[str]) -> None:
        target, spare = self._derivative(node), f"spare{node.order}"
        if parts:
            operation, left, right = parts.pop(0)
            self.body.append(f"{operation}({left}, {right}, {target})")
        elif len(added) > 1:
            self.body.append(f"add({added.pop(0)}, {added.pop(0)}, {target})")
        else:
            self.body.append(f"copyto({target}, {added.pop(0) if added else 0.0})")
        for operation, left, right in parts:
            self.setup[spare] = f"spare[{node.order}]"
            self.body.append(f"{operation}({left}, {right}, {spare})")
            self.body.append(f"add({target}, {spare}, {target})")
        self.body += [f"add({target}, {rows}, {target})" for rows in added]

    def _runs(self, members: list[Sum]) -> list[str]:
        """Views of the block's rows that these sums occupy, neighbours together."""
        return [
            self._view(f"z{run[0].node.order}_{run[-1].node.order}", f"dz[:, {span(run)}]")
            for run in neighbours(self.structure.sums, members)
        ]

    def _group(self, step: Step) -> list[Sum]:
        """The sums around this one that take their derivative from the same single source."""
        sums, s = self.structure.sums, self.structure.of_sum.get(id(step.node))
        if s is None or not self._single(step):
            return []
        joins = [
            other for other in sums
            if self._single(self.steps[id(other.node)])
            and self.steps[id(other.node)].sources[0] is step.sources[0]
        ]  # fmt: skip
        return next(run for run in neighbours(sums, joins) if s in run)

    def _single(self, step: Step) -> bool:
        plain = not step.readers and id(step.node) not in self.structure.states
        return plain and len(step.sources) == 1 and id(step.node) not in self.seeded

    def _emit_group(self, group: list[Sum]) -> None:
        source = self.steps[id(group[0].node)].sources[0]
        orders = [s.node.order for s in group]
        target = self._view(f"g{orders[0]}", f"split(dz[:, {span(group)}], {len(group)})")
        factor = self._view(f"k{orders[0]}", f"together({source.order}, {orders})")
        self.body.append(f"multiply({factor}, {self._derivative(source)}, {target})")
        self.done |= {id(s.node) for s in group}


def span(run: list[Sum]) -> str:
    """Source of the slice of the block's rows that the neighbouring sums of `run` occupy."""
    return f"at[{run[0].node.order}].start:at[{run[-1].node.order}].stop"


def explain_backward(cell: Cell, *seeded: str) -> str:
    """Source of the loop that `backward` runs for this cell.

    Args:
        cell: one whose states meet no softmax and no data.
        seeded: lines that the loss reads directly, "h".
    """
    return LoopWriter(cell, frozenset(id(cell.graph.lines[name]) for name in seeded)).write()


@lru_cache(maxsize=256)
def bytecode(cell: Cell, seeded: frozenset[int]):
    """The loop, compiled once.

    Args:
        cell: one whose states meet no softmax and no data.
        seeded: ids of the kept nodes and state leaves that the loss reads directly.
    """
    return compile(LoopWriter(cell, seeded).write(), f"<backward of {cell.key}>", "exec")

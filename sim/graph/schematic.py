"""Who acts on what in a cell, read off its graph: the plan from which the stage is drawn.

A sum of products that carries a state on is a memory line: the factor beside the old state is the
valve that keeps, the other summands are pipes that write, each behind its own valves. A product of
a gate and a memory is an outlet. Everything behind an activation is a box with feeds.
"""

from __future__ import annotations

from functools import lru_cache

from sim.graph.cell import Cell
from sim.graph.letters import letter_of
from sim.graph.node import Node, terms


@lru_cache(maxsize=256)
def schematic(cell: Cell) -> dict:
    """Boxes, memory lines, outlets and feeds of a cell; found once, so not to be changed.

    A line is a memory only where a summand's flow is its own state: y = V h + d, which comes back
    into h, keeps nothing.

    Args:
        cell: of any family.

    Returns:
        {"boxes": [{"line", "activation", "symbol", "pre": id, "feeds": [feed]}],
         "memories": [{"line", "prev", "keep": [valve], "kept": id, "writes": [pipe]}],
         "outlets": [{"line", "id", "of": line, "through": id | None, "symbol", "valves": [valve]}],
         "derived": [{"line", "id", "of": [line]}]}
        with feed {"from": leaf or line, "param": name | None, "kind": "matrix" | "peephole" |
        "bias" | "product", "id", "valves": [valve]}, pipe {"id", "from": line or id, "valves"} and
        valve {"id": the opening's quantity, "gate": line, signal or parameter, "inverted": bool}.
    """
    reader = _Reader(cell)
    boxes, memories, outlets, derived = [], [], [], []
    for line, node in sorted(cell.graph.lines.items(), key=lambda item: item[1].order):
        if node.op == "act":
            boxes.append(reader.box(line, node))
        elif node.op == "add" and line in cell.states and reader.keeps(line, node):
            memories.append(reader.memory(line, node))
        elif node.op == "mul":
            outlets.append(reader.outlet(line, node))
        elif node.op in ("add", "matmul", "softmax"):
            boxes.append(reader.plain_box(line, node))
        else:
            of = [reader.name(arg) for arg in node.args if arg.op != "const"]
            derived.append({"line": line, "id": line, "of": of})
    return {"boxes": boxes, "memories": memories, "outlets": outlets, "derived": derived}


def memory_of(cell: Cell) -> str:
    """The line that carries a cell's past: its first memory, else its output, else its first state.

    Args:
        cell: the cell; of one without a state it is its output.
    """
    memories = schematic(cell)["memories"]
    if memories:
        return memories[0]["line"]
    return cell.output if cell.output in cell.states or not cell.states else cell.states[0]


def outlet_gate(cell: Cell) -> str | None:
    """The gate through which a cell shows its memory, "o" of an LSTM, None where there is none.

    Args:
        cell: the cell.
    """
    shown = [one for one in schematic(cell)["outlets"] if one["valves"]]
    return shown[0]["valves"][0]["gate"] if shown else None


class _Reader:
    def __init__(self, cell: Cell):
        self.cell, self.graph = cell, cell.graph

    def name(self, node: Node) -> str:
        return self.graph.ids[id(node)]

    def gate(self, node: Node) -> dict | None:
        """The valve that a factor is, if it is a gate, or one minus a gate."""
        line = self.graph.line_of(node)
        if line and self.cell.line[line].role == "gate":
            return {"id": line, "gate": line, "inverted": False}
        leak = node.op == "param" and letter_of(node.name).role == "leak"
        if node.op == "signal" or leak:
            return {"id": node.name, "gate": node.name, "inverted": False}
        if node.op == "sub" and node.args[0].op == "const":
            inner = self.gate(node.args[1])
            return inner and {"id": self.name(node), "gate": inner["gate"], "inverted": True}
        return None

    def factors(self, node: Node) -> tuple[list[dict], list[Node]]:
        """The valves of a product, and what flows through them."""
        valves, flow = [], []
        for part in _factors(self.graph, node):
            valve = self.gate(part)
            if valve:
                valves.append(valve)
            else:
                flow.append(part)
        return valves, flow

    def keeps(self, line: str, node: Node) -> bool:
        """Whether a summand of a line lets its own state through."""
        summands = terms(node, lambda n: self.graph.line_of(n) is not None)
        flows = (self.factors(summand)[1] for summand in summands)
        return any([self.name(part) for part in flow] == [f"{line}_prev"] for flow in flows)

    def memory(self, line: str, node: Node) -> dict:
        prev = f"{line}_prev"
        memory = {"line": line, "prev": prev, "keep": [], "kept": prev, "writes": []}
        for summand in terms(node, lambda n: self.graph.line_of(n) is not None):
            valves, flow = self.factors(summand)
            if [self.name(part) for part in flow] == [prev]:
                memory |= {"keep": valves, "kept": self.name(summand)}
            else:
                source = self.name(flow[0]) if len(flow) == 1 else self.name(summand)
                memory["writes"].append(
                    {"id": self.name(summand), "from": source, "valves": valves}
                )
        return memory

    def outlet(self, line: str, node: Node) -> dict:
        valves, flow = self.factors(node)
        source = flow[0] if flow else node
        through = source if source.op == "act" and not self.graph.line_of(source) else None
        inner = through.args[0] if through else source
        return {
            "line": line, "id": line, "of": self.name(inner),
            "through": self.name(through) if through else None,
            "symbol": self.cell.activations[through.name].symbol if through else "",
            "valves": valves,
        }  # fmt: skip

    def plain_box(self, line: str, node: Node) -> dict:
        """A line that is a sum, or a product, without an activation around it."""
        feeds = [self.feed(part) for part in terms(node, self.graph.line_of)]
        return {"line": line, "activation": "identity", "symbol": "", "pre": line, "feeds": feeds}

    def box(self, line: str, node: Node) -> dict:
        activation = self.cell.activations[node.name]
        feeds = [self.feed(part) for part in terms(node.args[0], self.graph.line_of)]
        return {
            "line": line, "activation": activation.name, "symbol": activation.symbol,
            "pre": f"{line}_pre", "feeds": feeds,
        }  # fmt: skip

    def feed(self, part: Node) -> dict:
        feed = {"from": None, "param": None, "kind": "product", "id": self.name(part), "valves": []}
        if part.op == "param":
            return feed | {"kind": "bias", "param": part.name}
        if part.op == "matmul":
            matrix, operand = part.args
            peephole = letter_of(matrix.name).role == "peephole"
            feed |= {"kind": "peephole" if peephole else "matrix", "param": matrix.name}
            if operand.op == "mul":
                valves, flow = self.factors(operand)
                return feed | {"from": self.name(flow[0]), "valves": valves}
            return feed | {"from": self.name(operand)}
        if part.op == "mul" and part.args[0].op == "param":
            return feed | {"kind": "peephole", "param": part.args[0].name,
                           "from": self.name(part.args[1])}  # fmt: skip
        valves, flow = self.factors(part)
        if valves and len(flow) == 1:
            for inner in terms(flow[0], self.graph.line_of):
                if inner.op == "matmul":
                    feed |= {"from": self.name(inner.args[1]), "param": inner.args[0].name}
        return feed | {"valves": valves, "kind": "product"}


def _factors(graph, node: Node) -> list[Node]:
    if node.op != "mul":
        return [node]
    found = []
    for arg in node.args:
        found += [arg] if graph.line_of(arg) else _factors(graph, arg)
    return found

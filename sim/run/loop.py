"""Writes the loop over the timesteps of one cell, as source over views."""

from __future__ import annotations

from sim.graph.activations import Activation
from sim.graph.node import Node
from sim.graph.sums import Sum, neighbours
from sim.run.schedule import Schedule


class Writer:
    """Turns the actions of a schedule into the source of one loop over views.

    Args:
        schedule: in which order a step is computed.
        held: lines that clamps hold at some steps.
    """

    def __init__(self, schedule: Schedule, held: tuple[str, ...] = ()):
        self.s, self.graph, self.held = schedule, schedule.graph, held
        self.views: dict[str, str] = {}
        self.scratch: dict[str, str] = {}
        self.body: list[str] = []

    def view(self, name: str, source: str) -> str:
        """`name`, from now on a name inside the loop for one timestep of the array `source`."""
        self.views[name] = source
        return name

    def span(self, block: str, members: list[Sum]) -> str:
        """A view of the rows that `members`, sums side by side, have in the array named `block`."""
        name = f"{block}_{members[0].key}_{members[-1].key}"
        source = f"{block}[:, at[{members[0].key!r}].start:at[{members[-1].key!r}].stop]"
        return self.view(name, source)

    def operand(self, node: Node) -> str:
        """The expression that stands for the value of `node` inside the loop."""
        line = self.graph.line_of(node)
        if node.leaf == "const":
            return repr(node.value)
        if node.leaf == "param":
            return self.view(node.name, f"repeat(params[{node.name!r}])")
        if node.leaf == "input":
            return self.view("x", "inputs")
        if node.leaf == "signal":
            return self.view(node.name, f"signals[{node.name!r}]")
        if node.leaf == "state" or line in self.graph.states:
            name = node.name if node.leaf == "state" else line
            return self.view(name, f"rows[{name!r}]")
        pre = self.s.by_node.get(id(node.args[0]))
        if line and node.is_activation and pre and pre.line == line:
            return self.span("opened", [pre])
        if id(node) in self.s.by_node:
            return self.span("block", [self.s.by_node[id(node)]])
        if line or node in self.graph.pres.values():
            row = self.graph.ids[id(node)]
            return self.view(row, f"rows.setdefault({row!r}, like({self._dim(node)!r}))")
        name = f"v{node.order}"
        self.scratch[name] = f"one({self._dim(node)!r})"
        return name

    def _dim(self, node: Node) -> str:
        return self.graph.dims[id(node)]

    def write(self) -> str:
        """The source of the loop."""
        for action in self.s.actions:
            getattr(self, f"_{action[0]}")(*action[1:])
        names, sources = list(self.views), list(self.views.values())
        setup = [f"{name} = {source}" for name, source in self.scratch.items()]
        loop = [f"for {', '.join(names)}, in zip({', '.join(sources)}):"]
        loop += [f"    {line}" for line in self.body]
        return "\n".join(["def run():", *(f"    {line}" for line in setup + loop)])

    def _product(self, index: int) -> None:
        operand, members = self.s.stacks[index]
        runs = neighbours(self.s.rows, members)
        self.scratch[f"product{index}"] = f"stacks[{index}][1]"
        self.body.append(f"dot(stacks[{index}][0], {self.operand(operand)}, product{index})")
        for run in runs:
            target = self.span("block", run)
            part = f"product{index}"
            if len(runs) > 1:
                part += (
                    f"[inside[{index}, {run[0].key!r}].start:inside[{index}, {run[-1].key!r}].stop]"
                )
            self.body.append(f"add({target}, {part}, {target})")

    def _term(self, s: Sum, term: Node) -> None:
        target = self.span("block", [s])
        self.body.append(f"add({target}, {self.operand(term)}, {target})")

    def _keep(self, s: Sum) -> None:
        """A state that is a sum itself goes to its own row, where the next step reads it."""
        self.body.append(f"copyto({self.operand(s.node)}, {self.span('block', [s])})")

    def _open(self, activation: Activation, members: list[Sum]) -> None:
        source = self.span("block", members)
        if members[0].line in self.graph.states:
            target = self.operand(self.graph.lines[members[0].line])
        else:
            target = self.span("opened", members)
        self.body += activate(activation, source, target)
        for s in members:
            self._hold(s.line)

    def _hold(self, line: str | None) -> None:
        """A gate that is clamped at some steps takes its value there."""
        if line in self.held:
            on = self.view(f"on_{line}", f"held[{line!r}][0]")
            value = self.view(f"to_{line}", f"held[{line!r}][1]")
            self.body.append(f"if {on}: copyto({self.operand(self.graph.lines[line])}, {value})")

    def _compute(self, node: Node) -> None:
        target = self.operand(node)
        args = [self.operand(arg) for arg in node.args]
        if node.is_activation:
            self.body += activate(self.s.cell.activations[node.name], args[0], target)
            self._hold(self.graph.line_of(node))
        else:
            self.body.append(f"{node.operation.source}({', '.join(args)}, {target})")


def activate(activation: Activation, z: str, y: str) -> list[str]:
    """Statements that put activation(z) into y; 1/(1+exp(-z)) is as exact as `sigmoid` itself.

    Args:
        activation: of one or several gates.
        z: name of the view that holds the pre-activation.
        y: name of the view that gets the value.
    """
    return {
        "sigmoid": [f"negative({z}, {y})", f"exp({y}, {y})", f"add({y}, 1.0, {y})",
                    f"reciprocal({y}, {y})"],
        "tanh": [f"tanh({z}, {y})"],
        "relu": [f"maximum({z}, 0.0, out={y})"],
        "identity": [f"copyto({y}, {z})"],
        "hard_sigmoid": [f"multiply({z}, {activation.slope!r}, {y})",
                         f"add({y}, {activation.offset!r}, {y})",
                         f"minimum({y}, 1.0, out={y})", f"maximum({y}, 0.0, out={y})"],
    }[activation.name]  # fmt: skip

"""A person's own numbers for one timestep, checked operation by operation in order of evaluation.

Each number is compared with ours, and with what follows from the person's own earlier numbers: so
an early slip is pointed out once, and what was rightly computed from it is not called wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from sim.graph.cell import Cell
from sim.graph.evaluate import compute
from sim.graph.node import Node, terms
from sim.run.trace import Trace
from sim.text.characters import bare, read
from sim.text.checks import as_it_comes
from sim.text.parse import parse_rounded

RIGHT, FOLLOWS, WRONG = "right", "follows", "wrong"
WHOLE = 1  # decimals that a whole number counts as: 1 is no answer for a gate at 0.73
PRINTED, MOST_PRINTED = 3, 15  # decimals of a number on the screen; beyond, float64 has no more
ROUNDING = 1e-12  # of the value: what float64 itself adds


@dataclass(frozen=True)
class Typed:
    """A number as somebody typed it.

    Args:
        value: the number.
        decimals: that it was given to, a whole number to `WHOLE`.
    """

    value: float
    decimals: int

    @property
    def slack(self) -> float:
        """By how much a number that was rounded to it may differ."""
        return 0.5 * 10.0**-self.decimals * (1 + 1e-9)

    def stands_for(self, true: float) -> bool:
        """Whether it is a number rounded, or cut off, to the typed decimals.

        Both are done: .809829 is printed as .810 and as .809.

        Args:
            true: the number with all its digits.
        """
        if not np.isfinite(true):
            return False
        noise = ROUNDING * abs(true)
        if abs(self.value - true) <= self.slack + noise:
            return True
        beyond = abs(true) - abs(self.value)
        return self.value * true >= 0 and -noise <= beyond < 10.0**-self.decimals * (1 - 1e-9)


@dataclass(frozen=True)
class Finding:
    """What is said of one typed number.

    Args:
        name: id of the quantity.
        typed: the number.
        verdict: RIGHT; FOLLOWS from a wrong number typed before; WRONG.
        ours: the true value.
        theirs: what follows from the numbers typed before.
    """

    name: str
    typed: float
    verdict: str
    ours: float
    theirs: float


class Worked:
    """A step with a person's numbers in it; `value` is that of a trace, for `formulas.worked`."""

    def __init__(self, trace: Trace, rows: Mapping[str, np.ndarray]):
        self.cell, self.params, self.held = trace.cell, trace.params, trace.held
        self._trace, self._rows = trace, rows

    def value(self, name: str) -> np.ndarray:
        """The quantity `name`, (T, rows): at every timestep what it is at the checked one."""
        row = self._rows[name]
        return np.broadcast_to(row, (self._trace.T, *row.shape))


def read_typed(text: str) -> Typed:
    """Read a number that somebody computed.

    0.98 stands for 0.975 to 0.99: rounded or cut off. A whole number counts as given to one
    decimal; of 1.235e6 the digits that are written count.

    Args:
        text: one number, by the rules of `sim.text.parse`.

    Raises:
        InputError: it is none.
    """
    value, decimals = parse_rounded(text)
    if decimals >= WHOLE:
        return Typed(value, decimals)
    whole = "." not in bare(read(text))  # 1.235e6 is not: its four digits count
    return Typed(value, WHOLE if whole else decimals)


def checkable(cell: Cell) -> dict[str, tuple[str, ...]]:
    """Line -> ids of what can be typed for it, in order of evaluation, itself last.

    The sum before an activation, and the parts of a line that is made of other lines.

    Args:
        cell: with its options; what an identity leaves as it is stands once.
    """
    graph = cell.graph
    lines = sorted(graph.lines.items(), key=lambda item: item[1].order)
    return {name: (*_parts(cell, node), name) for name, node in lines}


def _parts(cell: Cell, node: Node) -> list[str]:
    graph = cell.graph
    if node.is_activation:
        whole = cell.activations[node.name].name == "identity"
        return [] if whole else [graph.ids[id(node.args[0])]]
    parts = list(terms(node, graph.line_of)) if node.is_sum else list(node.args)
    return list(dict.fromkeys(graph.ids[id(part)] for part in parts if _is_worth(cell, part)))


def _is_worth(cell: Cell, part: Node) -> bool:
    if part.is_leaf or cell.graph.line_of(part) or part.rank == 2:
        return False
    if part.is_product or part.operation.sign == "−":
        return False
    return not part.is_activation or cell.activations[part.name].name != "identity"


@as_it_comes
def check_step(
    trace: Trace, t: int, unit: int, typed: Mapping[str, Typed]
) -> tuple[tuple[Finding, ...], Worked]:
    """Compare a person's numbers of one unit at one step with ours and with each other.

    Args:
        trace: a run of one sequence.
        t: timestep from 1.
        unit: from 1.
        typed: id of a quantity -> what was typed; ids that the cell has not are passed over, and a
            quantity without such a unit.

    Returns:
        The findings in order of evaluation, and the step with the person's numbers in it.
    """
    graph, k = trace.cell.graph, unit - 1
    rows: dict[str, np.ndarray] = {}
    astray: set[str] = set()
    findings = []
    for node in graph.nodes:
        name = graph.ids[id(node)]
        if name in rows:  # written twice, computed once
            continue
        args = [graph.ids[id(arg)] for arg in node.args]
        ours = np.asarray(trace.operand(node))
        ours = ours if node.is_matrix else ours[min(t, len(ours)) - 1]
        set_ = name in trace.held and trace.held[name][t - 1]
        rows[name] = (
            ours if node.is_leaf or set_ else _compute(trace, node, [rows[a] for a in args])
        )
        strays = not set_ and any(arg in astray for arg in args)
        if name in typed and not node.is_leaf and node.rank < 2 and k < ours.shape[0]:
            row = rows[name] = np.array(np.broadcast_to(rows[name], ours.shape))
            found = _judge(name, typed[name], float(ours[k]), float(row[k]), strays)
            if found.verdict != RIGHT and not set_ and not node.operation.mixes:
                # 1.000 · 7.000 is 7.000, also where 0.99995 · 6.9995 is 6.999.
                seen = [_printed(trace, arg, t, typed[name].decimals) for arg in node.args]
                made = np.broadcast_to(_compute(trace, node, seen), ours.shape)
                if typed[name].stands_for(float(made[k])):
                    found = replace(found, verdict=RIGHT)
            findings.append(found)
            row[k] = found.typed
            strays = found.verdict != RIGHT
        if strays:
            astray.add(name)
    return tuple(findings), Worked(trace, rows)


def check_value(name: str, typed: Typed, ours: float) -> Finding:
    """Compare one number with ours alone, by the rule of `check_step`.

    Args:
        name: id of the quantity.
        typed: what was typed.
        ours: the true value.
    """
    return _judge(name, typed, ours, ours, strays=False)


def _compute(trace: Trace, node: Node, args: list[np.ndarray]) -> np.ndarray:
    """One operation on rows of one timestep."""
    at_once = [a if arg.is_matrix else a[None] for arg, a in zip(node.args, args, strict=True)]
    return compute(trace.cell, node, at_once)[0]


def _printed(trace: Trace, node: Node, t: int, decimals: int) -> np.ndarray:
    """An operand at a step as it is printed, with three decimals or as many as were typed."""
    value = np.asarray(trace.operand(node))
    value = value[min(t, len(value)) - 1]
    exact = node.leaf in ("const", "param")
    return value if exact else np.round(value, min(max(decimals, PRINTED), MOST_PRINTED))


def _judge(name: str, typed: Typed, ours: float, theirs: float, strays: bool) -> Finding:
    # Between the two lies what numbers rounded on the way can cause.
    between = min(ours, theirs) <= typed.value <= max(ours, theirs)
    if typed.stands_for(ours) or (not strays and (typed.stands_for(theirs) or between)):
        verdict = RIGHT
    else:
        verdict = FOLLOWS if typed.stands_for(theirs) else WRONG
    return Finding(name, typed.value, verdict, ours, theirs)

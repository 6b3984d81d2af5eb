"""What the Gradients page claims of its curves: decided here from the numbers, worded elsewhere."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from sim.graph.schematic import outlet_gate
from sim.lab import FLOAT32, Reach, Run, Ways, keeping
from sim.text.write import significant, worth
from ui.gradients.html import number
from ui.gradients.said.advice import Advice

CLEARLY = 2.0  # one norm is that many times another before a sentence speaks of a cause
SHUT = 0.01  # an output gate that shows no more of the memory than that
ROUND_UP = 1.005  # a number of three digits becomes the next one
LOST = ("vanishing", "cut", "zero")
SLOW = 0.99  # a larger factor is not told to lose anything


@dataclass(frozen=True)
class Said:
    """A sentence: its text `gradients.says_<key>`, and what fills it.

    Args:
        key: of the text.
        fields: numbers as they are printed, "cell" as a key in CELLS.
    """

    key: str
    fields: Mapping[str, object] = field(default_factory=dict)


def of_curve(cell: str, one: Reach) -> Said:
    """One curve in a sentence.

    Args:
        cell: key in CELLS.
        one: its curve in numbers.
    """
    if one.verdict in ("overflow", "zero", "alone"):
        return Said(one.verdict, {"cell": cell})
    if not one.steps:
        return Said("once", {"cell": cell})
    fields = {"cell": cell, "factor": number(one.factor)}
    if one.verdict == "cut":
        return Said("cut", {"cell": cell, "share": number(one.first)})
    if one.steps < one.back:
        return Said("ends", fields | {"steps": one.steps, "by": one.zero_by})
    if one.lost_after is None:
        return Said("times", fields)
    if one.lost_by > one.lost_after + 1:
        return Said("times_between", fields | {"steps": one.lost_after, "by": one.lost_by})
    return Said("times_lost", fields | {"steps": one.lost_after})


def subject(runs: Mapping[str, Run], readings: Mapping[str, Reach]) -> str | None:
    """The cell of which causes and advice are told: the first that keeps a memory, else the first.

    Args:
        runs: by cell.
        readings: curves in numbers, by cell; a cell without one is not spoken of.
    """
    read = [cell for cell in runs if cell in readings]
    return next((cell for cell in read if keeping(runs[cell].cell)), read[0] if read else None)


def causes(cell: str, run: Run, one: Reach, ways: Ways | None, held: bool) -> list[Said]:
    """Why the curve of a cell is as it is, as far as the numbers tell.

    Args:
        cell: key in CELLS.
        run: its run.
        one: its curve in numbers.
        ways: from the one step that the loss looks at back to step 1, None where there is no such
            pair.
        held: whether its keeping gate is held, so that its value is said elsewhere.
    """
    said = []
    for gate in () if held else keeping(run.cell):
        mean = float(run.trace[gate].mean())
        if np.isfinite(mean):
            said.append(Said("gate", {"cell": cell, "gate": gate, "value": number(mean)}))
    kind = None if ways is None else compared(ways)
    if kind == "cancelled" or (kind == "carried" and one.verdict not in LOST):
        fields = {"cell": cell, "state": ways.state, "every": significant(ways.every, 3)}
        said.append(Said(kind, fields | {"memory": significant(ways.memory, 3)}))
    if one.verdict == "steady" and (after := would_lose_after(one)) is not None:
        fields = {"factor": number(one.factor), "back": one.back, "steps": after}
        said.append(Said("short", fields))
    return said


def compared(ways: Ways) -> str | None:
    """Whether the ways through gates and U decide: "cancelled", "carried", or None for neither.

    Cancelled: they take away more than the gate of the memory line does.

    Args:
        ways: over all of them, and along the memory line alone.
    """
    every, memory, end = ways.every, ways.memory, ways.end
    if not np.isfinite([every, memory, end]).all():
        return None
    if every * CLEARLY < memory and every * end < memory * memory:
        return "cancelled"
    return "carried" if memory * CLEARLY < every else None


def would_lose_after(one: Reach) -> int | None:
    """Steps back that lose a curve at its factor as it is printed; None where it hardly shrinks.

    Args:
        one: a curve that is not lost.
    """
    factor = worth(number(one.factor))
    if not 0 < factor < SLOW:
        return None
    return math.ceil(math.log(FLOAT32) / math.log(factor))


def held_gates(runs: Mapping[str, Run], value: float) -> list[str]:
    """The keeping gates that stand at a value through the whole run, each once.

    Args:
        runs: by cell.
        value: at which they were asked to be held.
    """
    found = [
        gate for run in runs.values() for gate in keeping(run.cell)
        if (run.trace[gate] == value).all()
    ]  # fmt: skip
    return list(dict.fromkeys(found))


def shut(run: Run, last: int | None) -> float | None:
    """The most that an output gate shows at the step the loss looks at, where that is nearly 0.

    Args:
        run: of a cell.
        last: the one step that the loss looks at, None for several.
    """
    gate = outlet_gate(run.cell)
    if last is None or gate is None:
        return None
    most = float(np.max(run.trace[gate][last - 1]))
    return most if 0 <= most < SHUT else None


def of_shut(cell: str, most: float, last: int) -> Said:
    """That the loss looks at a step at which the memory is not shown.

    Args:
        cell: key in CELLS.
        most: that an output gate shows there.
        last: the step.
    """
    value = number(most)
    if worth(value) < most:  # "at most" is rounded up
        value = number(most * ROUND_UP)
    return Said("shut", {"cell": cell, "value": value, "last": last})


def open_place(run: Run) -> tuple[int, int] | None:
    """The latest step, and its unit, at which the output gate is open: both from 1.

    Args:
        run: of a cell with an output gate. Step 1 has no step before it and does not count.
    """
    gate = run.trace[outlet_gate(run.cell)]
    most = gate.max(axis=1)
    steps = np.flatnonzero(most >= 0.5)
    if not steps.size or steps[-1] < 1:
        return None
    return int(steps[-1]) + 1, int(np.argmax(gate[steps[-1]])) + 1


def of_advice(cell: str, advice: Advice) -> list[Said]:
    """What to move, and what that does.

    Args:
        cell: of whose curve it is said.
        advice: as it was tried.
    """
    after = advice.after
    fields: dict[str, object] = {"cell": cell}
    if after.lost_after is None:
        fields["factor"] = number(after.factor)
    else:
        fields["steps"] = after.lost_after
    kind = "then_lost" if after.lost_after is not None else f"then_{after.verdict}"
    return [Said(advice.key, advice.fields), Said(kind, fields)]


def is_cancelled(ways: Ways | None) -> bool:
    """Whether the ways through gates and U take away what the memory line would keep.

    Args:
        ways: both, None where they are not known.
    """
    return ways is not None and compared(ways) == "cancelled"


def gate_a_step(run: Run, gate: str) -> float:
    """Geometric mean of a gate over all steps and units, NaN where it leaves 0 to 1.

    Args:
        run: of a cell.
        gate: its line.
    """
    values = run.trace[gate]
    if not ((values >= 0) & (values <= 1)).all():
        return float("nan")
    with np.errstate(divide="ignore"):
        return float(np.exp(np.mean(np.log(values))))

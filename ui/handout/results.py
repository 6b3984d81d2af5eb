"""The results of a run: all states in one table, and a lecture's numbers beside ours."""

from __future__ import annotations

from collections.abc import Mapping

from sim.document.seen import PartScenario
from sim.run.trace import Trace
from ui.handout.choice import Choice
from ui.handout.tables import indexed, number, over_time
from ui.handout.texts import Source, Texts
from ui.words.markup import Markup, tag

BEFORE = "_prev"


def results(
    scenario: PartScenario,
    trace: Trace,
    choice: Choice,
    say: Texts,
    source: Source | None,
    listed: Mapping[int, str],
    blank: bool,
) -> Markup:
    """The table of states and outputs, and that of the lecture's numbers if there are any.

    Args:
        scenario: on the page.
        trace: its run.
        choice: what is printed of it.
        say: the words of the page.
        source: who gave the example, None if it is nobody's.
        listed: timesteps and their heads.
        blank: leave the numbers to be filled in.
    """
    values = {name: trace[name][:, choice.units[0] - 1 : choice.units[1]] for name in _named(trace)}
    first = dict.fromkeys(values, choice.units[0])
    if scenario.output:
        values["y"], first["y"] = scenario.read_out(trace)["y"], 1
    columns, rows = [], [[] for _ in listed]
    for name, array in values.items():
        width = _width(name, scenario, trace)
        columns += [_head(name, first[name] + k, width) for k in range(array.shape[1])]
        for row, t in zip(rows, listed, strict=True):
            row += [("" if blank else number(v, choice.decimals)) for v in array[t - 1]]
    heading = say("states" if trace.cell.states else "outputs")
    parts = [tag("h2", heading), over_time(list(listed.values()), columns, rows)]
    if source and not blank:
        parts += _compared(scenario, trace, choice, say, source, listed)
    return tag("section", *parts)


def _named(trace: Trace) -> tuple[str, ...]:
    """The states, memory first, as one works them out; of a cell without one every line."""
    states = trace.cell.states or tuple(trace.cell.graph.lines)
    return tuple(line.name for line in trace.cell.lines if line.name in states)


def _width(name: str, scenario: PartScenario, trace: Trace) -> int:
    return trace[name].shape[1] if name in trace else scenario.sizes["Y"]


def _head(name: str, unit: int, width: int) -> str:
    return name if width == 1 else indexed(name, unit)


def _compared(scenario, trace, choice, say, source, listed) -> list[Markup]:
    columns, rows = [], [[] for _ in listed]
    for one in source.lines:
        ours = (trace if one.line in trace else scenario.read_out(trace))[one.line]
        name = one.line.removesuffix(BEFORE)
        name = say("before", name=name) if one.line.endswith(BEFORE) else name
        head = _head(name, one.unit + 1, ours.shape[1])
        columns += [head, say("by_hand" if one.by_hand else "theirs", name=head)]
        for row, t in zip(rows, listed, strict=True):
            mine, theirs = ours[t - 1, one.unit], one.values[t - 1]
            row += [number(mine, choice.decimals), _judged(mine, theirs, one.tolerance, choice)]
    # The source is named where it prints numbers, not where they are someone else's.
    printed = any(not one.by_hand for one in source.lines)
    return [
        tag("h2", say("compared" if printed else "compared_by_hand")),
        *([tag("p", source.name, class_="note")] if printed else []),
        over_time(list(listed.values()), columns, rows),
    ]


def _judged(mine: float, theirs: float | None, tolerance: float, choice: Choice) -> str:
    """The lecture's number, with a tick where ours is the same within its tolerance."""
    if theirs is None:
        return "–"
    return f"{number(theirs, choice.decimals)} {'✓' if abs(mine - theirs) <= tolerance else '≠'}"

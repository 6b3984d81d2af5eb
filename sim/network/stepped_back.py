"""The way back through parts of a loop: one timestep of each in turn, last part first."""

from __future__ import annotations

from collections.abc import Mapping

from sim.adjoint.by_step import StepBack
from sim.adjoint.gradients import Gradients
from sim.network.joins import Joined
from sim.network.seeds import Arrived
from sim.text.checks import as_it_comes


@as_it_comes
def back_stepped(group: Mapping[str, Joined], arrived: Arrived) -> dict[str, Gradients]:
    """Derivatives of parts that hear each other, by name.

    Args:
        group: what arrived at each when they ran, in order.
        arrived: what later parts have sent back; what these send each other is added.
    """
    backs, direct, through = {}, {}, {}
    for name, one in group.items():
        through[name] = [link for link in one.inside if link.passes or link.wire.first]
        for link in one.inside:
            if link.passes:
                arrived.rows(link.wire.source, link.line)  # there before its part goes back
    for name in group:
        trace = arrived.trace(name)
        lines = trace.cell.graph.lines
        direct[name] = {id(lines[line]): rows for line, rows in arrived.lines(name).items()}
        backs[name] = StepBack(trace, direct[name], through_x=bool(through[name]))
    for t in reversed(range(len(next(iter(group.values())).x))):
        for name in reversed(group):
            backs[name].step(t)
            for link in through[name]:
                d, at = backs[name].x[t, link.columns], t - link.wire.delay
                before = at == -1 and link.wire.state is not None
                if at < 0 and not before:
                    if link.wire.first:
                        arrived.first(name, link.place, link.wire)[...] += d
                elif link.passes:
                    source = arrived.trace(link.wire.source)
                    row = source.initial[link.line] if before else source[link.line][at]
                    d = link.back(d, row)
                    if before:
                        arrived.start(link.wire.source, link.line)[...] += d
                    else:
                        arrived.rows(link.wire.source, link.line)[at] += d
    found = {}
    for name, back in backs.items():
        for state, value in arrived.initial(name).items():
            back.swept.entering[state][0] += value
        found[name] = Gradients(arrived.trace(name), direct[name], back.swept)
    return found

"""Parts of a loop, stepped together: one timestep of each in turn, then the next, and back."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.adjoint.by_step import StepBack
from sim.adjoint.gradients import Gradients, seed_node
from sim.network.joins import Inside, Joined
from sim.network.seeds import Arrived
from sim.network.wires import at
from sim.run.clamps import checked, held_steps
from sim.run.forward import check, masked, rows_of
from sim.run.stepper import Stepper
from sim.run.trace import Trace
from sim.text.checks import as_it_comes


class _Member:
    """A part while its loop runs."""

    def __init__(self, one: Joined):
        self.one, self.cell = one, one.part.built
        T, batch = len(one.x), one.x.shape[2:]
        params, self.masks = masked(one.params, one.part.masks)
        self.params, self.x, self.initial, self.signals, self.data = check(
            self.cell, params, one.x, one.state, one.part.ticks(T), one.data, beyond=True
        )
        self.clamps = checked(self.cell, one.part.clamps, T)
        held = held_steps(self.clamps, T)
        self.step = Stepper(self.cell, self.params, batch, held, self.signals, self.data)
        self.state = self.initial
        self.steps: list[dict[str, np.ndarray]] = []

    def trace(self) -> Trace:
        rows = rows_of(self.steps, self.x, self.initial)
        return Trace(self.cell, self.params, self.x, self.initial, self.signals, rows,
                     self.clamps, self.data, self.masks)  # fmt: skip


@as_it_comes
def run_stepped(group: Mapping[str, Joined]) -> dict[str, Trace]:
    """The runs of parts that hear each other, by name.

    Args:
        group: what arrived at each from outside of the loop, in order.

    Raises:
        InputError: what a part is given does not fit it; names the part.
    """
    members = {}
    for name, one in group.items():
        with at(name):
            members[name] = _Member(one)
    T = len(next(iter(group.values())).x)
    for t in range(T):
        for member in members.values():
            x = member.x[t]
            for link in member.one.inside:
                x[link.columns] = _row(link, members[link.wire.source], t)
            member.steps.append(member.step(t, x, member.state))
        for member in members.values():  # when all are done: others read the states before
            member.state = {name: member.steps[-1][name] for name in member.initial}
    return {name: member.trace() for name, member in members.items()}


def _row(link: Inside, source: _Member, t: int) -> np.ndarray:
    at = t - link.wire.delay
    if at >= 0:
        row = source.steps[at][link.line]
    elif at == -1 and link.wire.state is not None:
        row = source.initial[link.line]
    else:
        return link.first
    return link.by_row(row)


@as_it_comes
def back_stepped(group: Mapping[str, Joined], arrived: Arrived) -> dict[str, Gradients]:
    """Derivatives of parts that hear each other, by name; the last part goes back first.

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
        direct[name] = {
            id(seed_node(trace.cell, line)): rows for line, rows in arrived.lines(name).items()
        }
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

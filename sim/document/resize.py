"""A scenario with other sizes, or its timesteps in another order: all parts of it follow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import numpy as np

from sim.document.networks.refit import Order, refitted
from sim.document.networks.rows import sole_source
from sim.document.networks.sequences import Sequence
from sim.document.scenario import Scenario
from sim.document.seen import PartScenario, check_sizes
from sim.network.parts import Part, Wire
from sim.text.errors import InputError, shown
from sim.text.limits import DOCUMENT


def resized(
    scenario: PartScenario,
    X: int | None = None,
    H: int | None = None,
    T: int | None = None,
    Y: int | None = None,
) -> PartScenario:
    """The scenario with other sizes; every number that still has a place keeps it, new ones are 0.

    What other parts read of this one, and whatever hears the same sequence, is made to fit.

    Args:
        scenario: the one to change; it stays as it is.
        X: inputs, None to leave them as they are.
        H: units, likewise.
        T: timesteps, likewise.
        Y: outputs of a cell that puts out its own, likewise; for any other they stay.

    Raises:
        InputError: a size is out of range, comes from another part, or what hears it cannot follow;
            names the part.
    """
    own, old = scenario.own, scenario.sizes
    asked = {"X": X, "H": H, "T": T} | ({"Y": Y} if own.built.own_output else {})
    new = {name: n for name, n in asked.items() if n is not None and n != old[name]}
    document, units = scenario.document, {n: new[n] for n in "HY" if n in new}
    known = document.sizes[scenario.part]
    missing = [name for name in new if not known.get(name)]
    if missing:
        raise InputError("no_size", part=scenario.part, size=missing[0])
    check_sizes(**new)
    for state, start in own.start.items():
        if isinstance(start, Wire) and own.built.rows(state) in units:
            raise InputError("comes_from", name=f"{state}_0", source=shown(start))

    def made() -> Scenario:
        inputs, steps = dict(document.inputs), {}
        if "X" in new:
            inputs |= _wider(document, own, new["X"])
        inputs |= _wanted(document, own, units)
        if "T" in new:
            steps = _Steps(document, inputs)
            steps.ask(own.name, new["T"])
            steps.settle()
            inputs = steps.inputs
            steps = steps.steps
        parts = tuple(replace(p, steps=steps.get(p.name, p.steps)) for p in document.parts)
        return refitted(document, parts, inputs, sizes={own.name: units})

    return scenario.remade(made)


def resizable(scenario: PartScenario) -> tuple[str, ...]:
    """The sizes among X, H, Y and T that `resized` changes here, by one at least.

    Args:
        scenario: what others give it stays as they give it.
    """
    known = scenario.document.sizes[scenario.part]
    names = [n for n in "XHYT" if known.get(n) and (n != "Y" or scenario.own.built.own_output)]
    return tuple(name for name in names if _changes(scenario, name, known[name]))


def _changes(scenario: PartScenario, name: str, size: int) -> bool:
    try:
        resized(scenario, **{name: size - 1 if size > 1 else 2})
    except InputError:
        return False
    return True


def in_order(scenario: PartScenario, order: Order) -> PartScenario:
    """The scenario with its timesteps moved, left out or new; what hears the sequence follows.

    Args:
        scenario: the one to change; it stays as it is.
        order: the old row of each new step, from 0; None for a new one, which is 0.

    Raises:
        InputError: the steps come from other parts.
    """
    document, wire = scenario.document, sole_source(scenario.document, scenario.own)
    if wire is None:
        wires = scenario.own.wires
        if not wires:
            raise InputError("no_size", part=scenario.part, size="T")
        sender = next((w for w in wires if w.source not in document.inputs), wires[0])
        raise InputError("comes_from", name="x", source=shown(sender))
    old = document.inputs[wire.source]
    if wire.taps == "back":
        last = len(old.rows) - 1
        order = [None if k is None else last - k for k in reversed(order)]
    blank = np.zeros(old.rows.shape[1])
    rows = np.array([blank if k is None else old.rows[k] for k in order])
    words = tuple("" if k is None else old.steps[k] for k in order) if old.steps else ()
    new = {**document.inputs, wire.source: replace(old, rows=rows, steps=words)}
    orders = {wire.source: order}
    return scenario.remade(lambda: refitted(document, document.parts, new, orders=orders))


def _wider(document: Scenario, own: Part, X: int) -> dict[str, Sequence]:
    """The input with as many columns as give a part so many."""
    sources = {wire.source for wire in own.reads if wire.source in document.inputs}
    if len(sources) != 1:
        wire = next((w for w in own.reads if w.source not in sources), own.reads[0])
        raise InputError("comes_from", name="x", source=shown(wire))
    (name,) = sources
    T, old = document.inputs[name].rows.shape
    rest = sum(wire.source != name for wire, _ in document.network.columns(own.name))
    taps = [wire.read_taps for wire in own.reads if wire.source == name]
    steps = document.sizes[own.name]["T"]

    def wide(count: int) -> bool:
        return rest + sum(tap.size(T, count, steps)[1] for tap in taps) == X

    count = _first(wide, (old + X - document.sizes[own.name]["X"], X), DOCUMENT.sizes["X"])
    if count is None:
        raise InputError("comes_from", name="x", source=shown(own.reads[0]))
    return {name: _cut(document.inputs[name], T, count)}


def _wanted(document: Scenario, own: Part, units: Mapping[str, int]) -> dict[str, Sequence]:
    """The inputs that a part's lines are to be, as wide as they are now."""
    found = {}
    for name, target in document.targets.items():
        part, _, line = name.partition(".")
        count = units.get(own.built.rows(line)) if part == own.name else None
        if count and isinstance(target.rows, Wire):
            one = found.get(target.rows.source) or document.inputs[target.rows.source]
            (T, old), taps = one.rows.shape, target.rows.read_taps
            steps = document.sizes[part]["T"]

            def wide(X: int, T=T, taps=taps, steps=steps, count=count) -> bool:
                return taps.size(T, X, steps)[1] == count

            X = _first(wide, (old, count), DOCUMENT.sizes["X"])
            if X not in (None, old):
                found[target.rows.source] = _cut(one, T, X)
    return found


def _first(fits: Callable[[int], bool], likely: Iterable[int], most: int) -> int | None:
    """The first number from 1 that fits, those that are likely before all others."""
    for count in (*likely, *range(1, most + 1)):
        try:
            if 1 <= count <= most and fits(count):
                return count
        except InputError:
            continue
    return None


def _cut(one: Sequence, T: int, X: int) -> Sequence:
    """The sequence cut, or lengthened by zeros without words; of another width it is no picture."""
    rows = np.zeros((T, X))
    kept = one.rows[:T, :X]
    rows[: len(kept), : kept.shape[1]] = kept
    labels = (one.labels + ("",) * X)[:X] if one.labels else ()
    steps = (one.steps + ("",) * T)[:T] if one.steps else ()
    return Sequence(rows, labels, steps, one.frame if one.rows.shape[1] == X else None)


class _Steps:
    """How long the sequences become that give some parts so many steps."""

    def __init__(self, document: Scenario, inputs: Mapping[str, Sequence]):
        self._document, self.inputs = document, dict(inputs)
        self.steps: dict[str, int] = {}  # of parts that say themselves how many they have
        self._counts: dict[str, int] = {}

    def ask(self, name: str, T: int) -> None:
        """Let a part have so many steps, and whatever gives it its own.

        Args:
            name: of the part.
            T: how many.

        Raises:
            InputError: it cannot have as many; names the wire.
        """
        if self._counts.setdefault(name, T) != T:
            raise InputError("wire_steps", part=name, steps=f"{self._counts[name]}, {T}")
        if self._document.sizes[name]["T"] == T or name in self.steps:
            return
        part = self._document.network.part[name]
        if part.steps:
            self.steps[name] = T
        for wire in part.reads:
            if not wire.read_taps.spreads:
                self._ask_source(wire, T)

    def _ask_source(self, wire: Wire, T: int) -> None:
        if wire.source in self.inputs:
            old, R = self.inputs[wire.source].rows.shape
        else:
            old, R = self._document.sizes[wire.source]["T"], 1
            if self._counts.get(wire.source) == T:
                return
        taps = wire.read_taps
        fits = (lambda rows: taps.size(rows, R, T)[0] == T) if taps else T.__eq__
        rows = _first(fits, (old, T), DOCUMENT.sizes["T"])
        if rows is None:
            raise InputError("no_such_steps", wire=shown(wire), steps=T)
        if wire.source not in self.inputs:
            self.ask(wire.source, rows)
        elif rows != old:
            self.inputs[wire.source] = _cut(self.inputs[wire.source], rows, R)

    def settle(self) -> None:
        """Let the other parts that hear a sequence have as many steps, and targets as many rows.

        Raises:
            InputError: as for `ask`.
        """
        document = self._document
        for part in document.parts:  # whom each hears at the same step stands before it
            for wire in part.reads:
                if wire.read_taps.spreads or part.name in self._counts:
                    continue
                rows = self._rows(wire)
                if rows != document.sizes[part.name]["T"]:
                    self.ask(part.name, rows)
        for name, target in document.targets.items():
            if isinstance(target.rows, Wire):
                part = name.partition(".")[0]
                T = self._counts.get(part, document.sizes[part]["T"])
                self._ask_source(target.rows, T)

    def _rows(self, wire: Wire) -> int:
        if wire.source in self.inputs:
            size = self.inputs[wire.source].rows.shape
        else:
            sizes = self._document.sizes[wire.source]
            part = self._document.network.part[wire.source]
            line = wire.state or wire.line or part.built.output
            size = self._counts.get(wire.source, sizes["T"]), sizes[part.built.rows(line)]
        return wire.read_taps.size(*size)[0]

"""What a document demands of a part by itself, and the one form in which it keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from sim.document.arrays import Entry
from sim.document.networks.sequences import check_limit, check_name, zeros_and_ones
from sim.graph.cell import Cell
from sim.network.parts import Part, Wire, at
from sim.run.clamps import Clamp
from sim.text.checks import MAX_TEXT, check_shapes, field_error, is_short, numbers
from sim.text.errors import InputError, shown
from sim.text.limits import DOCUMENT
from sim.text.messages import Phrase

SOFTMAX = "softmax"
OBJECTS = ("params", "start", "memory", "options", "masks", "signals")  # fields that hold by name
LISTS = ("reads", "clamps", "frozen", "labels")


def settled(part: Part) -> Part:
    """The part with its numbers as read-only arrays in the cell's order, its options shortened.

    Args:
        part: whose wires are not followed yet.

    Raises:
        InputError: names the part, the field, and the place in it.
    """
    check_name(part.name)
    with at(part.name):
        if not isinstance(part.cell, str):
            raise field_error("cell", "a_text")
        for name in OBJECTS:
            if not isinstance(getattr(part, name), Mapping):
                raise field_error(name, "an_object")
        for name in LISTS:
            if not isinstance(getattr(part, name), list | tuple):
                raise field_error(name, "list_of_things")
        if len(part.wires) > DOCUMENT.wires:
            raise InputError("limit", name="wires", size=len(part.wires), most=DOCUMENT.wires)
        cell = part.built
        params = _params(cell, part.params)
        masks = {n: _mask(n, part.masks[n], params) for n in _ordered(part.masks, params)}
        return replace(
            part,
            params=params,
            reads=tuple(map(settled_wire, part.reads)),
            start={n: _start(n, part.start[n]) for n in cell.states if n in part.start},
            memory={n: settled_wire(part.memory[n]) for n in cell.graph.data},
            options=_options(cell, part.options),
            clamps=tuple(map(Clamp.read, part.clamps)),
            masks=masks,
            frozen=tuple(dict.fromkeys(part.frozen)),
            signals={name: _periods(periods) for name, periods in part.signals.items()},
            labels=_labels(part.labels),
        )


def filled(part: Part, rows: Mapping[str, int], firsts: Mapping[int, int]) -> Part:
    """The part with zeros written out where a start or a first row was left out.

    Args:
        part: settled.
        rows: state -> how many numbers it has.
        firsts: which of `part.wires`, from 0 -> how many numbers its first row has.
    """
    left = [n for n in rows if n not in part.start]
    wires = list(part.wires)
    bare = [k for k in firsts if not wires[k].first]
    if not left and not bare:
        return part
    for k in bare:
        wires[k] = replace(wires[k], first=(0.0,) * firsts[k])
    start = {}
    rest = with_wires(part, wires)
    for state, size in rows.items():
        start[state] = rest.start[state] if state in part.start else _zeros(size)
    return replace(rest, start=start)


def with_wires(part: Part, wires: list[Wire]) -> Part:
    """The part with other wires in the places of its own.

    Args:
        part: any.
        wires: as many as `part.wires`, in that order.
    """
    following = iter(wires)
    reads = tuple(next(following) for _ in part.reads)
    memory = {name: next(following) for name in part.memory}
    start = {n: next(following) if isinstance(v, Wire) else v for n, v in part.start.items()}
    return replace(part, reads=reads, memory=memory, start=start)


def _zeros(size: int) -> np.ndarray:
    found = np.zeros(size)
    found.flags.writeable = False
    return found


def _ordered(given: Mapping, known: Mapping) -> list[str]:
    for name in given:
        if name not in known:
            raise InputError("unknown_parameter", name=shown(name))
    return [name for name in known if name in given]


def settled_wire(wire: Wire) -> Wire:
    """The wire with one blank between its taps, and floats in its first row.

    Args:
        wire: any.

    Raises:
        InputError: names the wire, and what is no tap, no number or too much.
    """
    with at(shown(wire)):
        delay = wire.read_taps.delay  # which refuses what is no tap
        taps = wire.taps.split()
        if len(taps) > DOCUMENT.taps:
            raise InputError("limit", name="taps", size=len(taps), most=DOCUMENT.taps)
        if wire.first and not delay:
            raise InputError("wire_first", wire=shown(wire))
        first = numbers("first", list(wire.first), 1)
        return replace(wire, taps=" ".join(taps), first=tuple(first.tolist()))


def _params(cell: Cell, given: Mapping) -> dict[str, np.ndarray]:
    for name in given:
        if name not in cell.graph.shapes:
            raise InputError("surplus", cell=cell.phrase, what=Phrase("parameter"),
                             name=shown(name))  # fmt: skip
    return {
        name: numbers(name, given[name], len(dims))
        for name, dims in cell.graph.shapes.items()
        if name in given
    }


def _start(name: str, value: object) -> np.ndarray | Wire:
    return settled_wire(value) if isinstance(value, Wire) else numbers(f"start {name}", value, 1)


def _mask(name: str, mask: object, params: Mapping[str, np.ndarray]) -> np.ndarray:
    value = params[name]
    array = zeros_and_ones(f"masks {name}", mask, value.ndim)
    check_shapes({f"masks {name}": array}, {f"masks {name}": value.shape})
    wrong = np.argwhere((array == 0) & (value != 0))
    if len(wrong):
        raise InputError("masked_number", entry=Entry(name, tuple(map(int, wrong[0]))))
    return array


def _options(cell: Cell, given: Mapping) -> dict[str, object]:
    """Those that differ from what the cell has by itself, each in one form."""
    chosen = {line: SOFTMAX for line, option in given.items() if option == SOFTMAX}
    return chosen | {key: act.write() for key, act in dict(cell.options).items()}


def _labels(labels: object) -> tuple[str, ...]:
    """Labels that can be shown; whether there are as many as rows the network says."""
    if not all(map(is_short, labels)):
        raise field_error("labels", "text_at_most", most=MAX_TEXT)
    return tuple(labels)


def _periods(periods: object) -> tuple[int, ...]:
    for period in periods:
        check_limit("periods", period, DOCUMENT.period)
    return tuple(periods)

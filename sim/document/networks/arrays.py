"""The arrays of a network's document, and the one way to say which of their numbers is meant.

An array is named by its part: "lower.W_f", "lower.c_0" for the state c before the first step,
"dec.y_0" for the row that stands before the first one of y, "res.m" for a signal's periods; "x" is
an input, "targets.out.y" what the line y of out should be. An entry counts from 1:
"lower.W_f.1.2", "x.3.1". Of a document of one cell, with or without its readout, the cell's name
may be left out, "W_f.1.2", and the readout's arrays are "V" and "d".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from sim.document.arrays import BEFORE, READOUT, Entry
from sim.document.arrays import read_entry as read_known
from sim.document.networks.parts import with_wires
from sim.document.networks.targets import PLACE
from sim.document.scenario import Scenario
from sim.graph.cell import READOUT as READS_OUT
from sim.network.parts import Part, Wire
from sim.text.errors import InputError, shown

Arrays = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Place:
    """Where an array of a document stands.

    Args:
        owner: name of the part, the input or the target.
        field: params, signals, wires, start, inputs or targets.
        key: name of it there; of a wire which one, from 0.
    """

    owner: str
    field: str
    key: str | int = ""


def arrays(document: Scenario) -> dict[str, np.ndarray]:
    """Every array of a document by its name, in the order in which it is needed.

    Of each part the parameters, what comes in and no part before has heard, its periods, first
    rows and starts; then inputs that nobody hears, and targets.

    Args:
        document: any.
    """
    return {name: array for name, _, array in _listed(document)}


def places(document: Scenario) -> dict[str, Place]:
    """Where each array of a document stands, in the order of `arrays`.

    Args:
        document: any.
    """
    return {name: place for name, place, _ in _listed(document)}


def short_names(document: Scenario) -> dict[str, str]:
    """What may be left out: short name -> name, of a document of one cell; else nothing.

    Args:
        document: any.
    """
    part, rest = document.parts[0], document.parts[1:]
    if rest and not _is_readout(part, *rest):
        return {}
    names = [name for name, _, _ in _listed(document)]
    found = {n.removeprefix(f"{part.name}."): n for n in names if n.startswith(f"{part.name}.")}
    if rest:
        found |= {
            short: f"{rest[0].name}.{n}" for short, n in READOUT.items() if n in rest[0].params
        }
    return {short: name for short, name in found.items() if short not in names}


def read_entry(text: object, document: Scenario) -> Entry:
    """The entry of a document that a text such as "lower.W_f.1.2" stands for.

    Args:
        text: not trusted.
        document: whose entry it is.

    Raises:
        InputError: no text, no such array, or no such place in it.
    """
    known, short = arrays(document), short_names(document)
    shapes = {name: array.shape for name, array in known.items()}
    entry = read_known(text, shapes | {s: shapes[name] for s, name in short.items()})
    return Entry(short.get(entry.array, entry.array), entry.index)


def number(document: Scenario, entry: Entry) -> float:
    """One number.

    Args:
        document: any.
        entry: of it.
    """
    return float(arrays(document)[entry.array][entry.index])


def with_number(document: Scenario, entry: Entry, value: float) -> Scenario:
    """The document with another number in one place.

    Args:
        document: stays as it is.
        entry: of it.
        value: finite; a whole number for a period.

    Raises:
        InputError: the result is no document.
    """
    array = arrays(document)[entry.array].copy()
    array[entry.index] = value
    return with_arrays(document, {entry.array: array})


def with_arrays(document: Scenario, new: Arrays) -> Scenario:
    """The document with arrays in the place of those of the same names.

    Args:
        document: stays as it is.
        new: some of its arrays, by name.

    Raises:
        KeyError: it has no array of such a name.
        InputError: the result is no document.
    """
    where = places(document)
    put: dict[str, list[tuple[Place, np.ndarray]]] = {}
    inputs, targets = dict(document.inputs), dict(document.targets)
    for name, array in new.items():
        place = where[name]
        if place.field == "inputs":
            inputs[place.owner] = replace(inputs[place.owner], rows=array)
        elif place.field == PLACE:
            targets[place.owner] = replace(targets[place.owner], rows=array)
        else:
            put.setdefault(place.owner, []).append((place, array))
    parts = tuple(_put(part, put.get(part.name, [])) for part in document.parts)
    return document.changed(parts=parts, inputs=inputs, targets=targets)


def _put(part: Part, new: list[tuple[Place, np.ndarray]]) -> Part:
    wires = list(part.wires)
    changed: dict[str, dict] = {}
    for place, array in new:
        if place.field == "wires":
            wires[place.key] = replace(wires[place.key], first=tuple(array.tolist()))
        elif place.field == "signals":
            changed.setdefault("signals", {})[place.key] = _periods(array)
        else:
            changed.setdefault(place.field, {})[place.key] = array
    part = with_wires(part, wires) if new else part
    fields = {field: {**getattr(part, field), **found} for field, found in changed.items()}
    return replace(part, **fields) if fields else part


def _periods(array: np.ndarray) -> tuple[int, ...]:
    if not all(float(one).is_integer() for one in array):
        raise InputError("periods", periods=shown(array.tolist()))
    return tuple(int(one) for one in array)


Listed = Iterator[tuple[str, Place, np.ndarray]]


def _listed(document: Scenario) -> Listed:
    """Every array; an input comes as often as it is heard, and its first place counts."""
    for part in document.parts:
        yield from _of(part, "params", part.params)
        heard = (wire.source for wire in part.wires if wire.source in document.inputs)
        yield from (_input(document, name) for name in heard)
        yield from _of(part, "signals", {n: np.array(p, float) for n, p in part.signals.items()})
        yield from _firsts(part)
        starts = {n: v for n, v in part.start.items() if not isinstance(v, Wire)}
        for name, array in starts.items():
            yield f"{part.name}.{name}{BEFORE}", Place(part.name, "start", name), array
    yield from (_input(document, name) for name in document.inputs)
    for name, target in document.targets.items():
        if not isinstance(target.rows, Wire):
            yield f"{PLACE}.{name}", Place(name, PLACE), target.rows


def _input(document: Scenario, name: str) -> tuple[str, Place, np.ndarray]:
    return name, Place(name, "inputs"), document.inputs[name].rows


def _of(part: Part, field: str, found: Arrays) -> Listed:
    for name, array in found.items():
        yield f"{part.name}.{name}", Place(part.name, field, name), array


def _firsts(part: Part) -> Listed:
    """First rows by what is read; where that names another array too, by the wire's number."""
    taken = {f"{state}{BEFORE}" for state in part.built.states}
    for k, wire in enumerate(part.wires):
        if not wire.first:
            continue
        name = f"{wire.source}{BEFORE}"
        name = f"{name}_{k + 1}" if name in taken else name
        taken.add(name)
        yield f"{part.name}.{name}", Place(part.name, "wires", k), np.array(wire.first)


def _is_readout(part: Part, *rest: Part) -> bool:
    """Whether all that stands behind a part is one that reads it out."""
    wires = (Wire(part.name), Wire(part.name, part.built.output))
    return (
        len(rest) == 1 and rest[0].built.family == READS_OUT
        and len(rest[0].reads) == 1 and rest[0].reads[0] in wires
    )  # fmt: skip

"""In which order the parts of a network run, which of them together, and which way their time goes.

A wire may read a later part, or its own, where what it reads came a step before: through `shift`,
or as a state before the step. Parts from the first to the last of such a loop are stepped together.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sim.network.maps import LOST, TURNED
from sim.network.parts import NAME, RESERVED, Part
from sim.network.wires import Wire, at
from sim.text.errors import InputError, shown

Group = tuple[str, ...]


def check_sources(parts: Sequence[Part], inputs: Collection[str]) -> None:
    """Refuse a name that stands twice, is no name or is reserved, and a wire to nowhere.

    Args:
        parts: of a network, in order.
        inputs: names of the sequences from outside.

    Raises:
        InputError: names the part and the wire.
    """
    if not parts:
        raise InputError("no_parts")
    known: dict[str, Part | None] = {}
    for name, part in [*((n, None) for n in inputs), *((p.name, p) for p in parts)]:
        if not _is_name(name):
            raise InputError("network_name", name=shown(name))
        if name in known:
            raise InputError("network_twice", name=name)
        known[name] = part
    for part in parts:
        for wire in part.wires:
            with at(part.name):
                _check_source(wire, known)


def _is_name(name: object) -> bool:
    return isinstance(name, str) and bool(NAME.fullmatch(name)) and name not in RESERVED


def _check_source(wire: Wire, known: dict[str, Part | None]) -> None:
    if not isinstance(wire.source, str) or wire.source not in known:
        raise InputError("wire_source", wire=shown(wire), source=shown(wire.source))
    source = known[wire.source]
    if not isinstance(wire.line, str):
        raise InputError("wire_line", wire=shown(wire), source=wire.source, line=shown(wire.line))
    lines: Collection[str] = () if source is None else source.built.graph.lines
    if wire.state is not None and source is not None:
        lines = source.built.states
    if wire.line and (wire.state or wire.line) not in lines:
        raise InputError("wire_line", wire=shown(wire), source=wire.source, line=shown(wire.line))


def groups(parts: Sequence[Part]) -> tuple[tuple[Group, ...], frozenset[str]]:
    """What runs together, in order, and which parts stand in a loop.

    Args:
        parts: of a network, names and sources checked.

    Raises:
        InputError: a wire reads a later part at the same step, or a loop something else than the
            row of a step.
    """
    place = {part.name: k for k, part in enumerate(parts)}
    reach = [-1] * len(parts)  # the last part that each hears of itself and those behind it
    for k, part in enumerate(parts):
        for n, wire in enumerate(part.wires):
            if place.get(wire.source, -1) < k:
                continue
            if n >= len(part.reads) or not wire.delay:
                raise InputError("wire_later", part=part.name, wire=shown(wire))
            reach[k] = max(reach[k], place[wire.source])
    found: list[Group] = []
    looped: set[str] = set()
    k = 0
    while k < len(parts):
        first = last = k
        while k <= last:
            last = max(last, reach[k])
            k += 1
        names = tuple(part.name for part in parts[first:k])
        found.append(names)
        if max(reach[first:k]) >= first:
            looped |= set(names)
            _check_loop(parts[first:k], names)
    return tuple(found), frozenset(looped)


def _check_loop(parts: Sequence[Part], names: Group) -> None:
    together = set(names)
    for part in parts:
        for n, wire in enumerate(part.wires):
            inside = wire.source in together
            if inside and (n >= len(part.reads) or not wire.read_taps.by_step):
                raise InputError("wire_in_loop", part=part.name, wire=shown(wire))


def directions(
    parts: Sequence[Part], inputs: Collection[str], together: Sequence[Group] = ()
) -> dict[str, bool]:
    """Name -> whether its steps run from the end of time; of parts and inputs.

    A part that nothing gives a direction, as it reads nothing or what has none, runs ahead; among
    those that are stepped together, where no wire can be turned, the way of whoever reads it.

    Args:
        parts: of a network, names and sources checked.
        inputs: names of the sequences from outside, which run ahead.
        together: names of parts that are stepped together, group by group.

    Raises:
        InputError: wires below each other run different ways.
    """
    heard: dict[str, list[tuple[str, bool]]] = {}  # source -> who hears it, and whether turned
    for part in parts:
        for wire in part.reads:
            if wire.read_taps.way != LOST:
                turned = wire.read_taps.way == TURNED
                heard.setdefault(wire.source, []).append((part.name, turned))
    found: dict[str, bool] = {}
    for name in inputs:
        _tell(name, False, heard, found)
    group = {name: k for k, names in enumerate(together) for name in names}
    near = {name: list(readers) for name, readers in heard.items()}
    for part in parts:
        for wire in part.reads:
            if part.name in group and group.get(wire.source) == group[part.name]:
                near.setdefault(part.name, []).append((wire.source, False))
    for name in list(found):
        for other, turned in near.get(name, []):
            _tell(other, found[name] ^ turned, near, found)
    for part in parts:
        _tell(part.name, False, near, found)
    for part in parts:
        ways = _ways(part, found)
        if len(ways) > 1:
            raise InputError("wire_ways", part=part.name, one=shown(ways[False]),
                             other=shown(ways[True]))  # fmt: skip
    return found


def _tell(
    name: str, way: bool, heard: dict[str, list[tuple[str, bool]]], found: dict[str, bool]
) -> None:
    """Give a direction to a part, and to all that take theirs from it; who has one keeps it."""
    told = [(name, way)]
    while told:
        source, way = told.pop()
        if source not in found:
            found[source] = way
            told += [(n, way ^ turned) for n, turned in reversed(heard.get(source, []))]


def _ways(part: Part, found: dict[str, bool]) -> dict[bool, Wire]:
    """Whether what it reads runs from the end, and the first wire that does or does not."""
    ways: dict[bool, Wire] = {}
    for wire in part.reads:
        way = wire.read_taps.way
        if way != LOST:
            ways.setdefault(found[wire.source] ^ (way == TURNED), wire)
    return ways

"""A document of a network from a file or from plain data, neither of which is trusted."""

from __future__ import annotations

from collections.abc import Mapping

from sim.document.networks.plain import (
    Once,
    list_of,
    mapping,
    mask_of,
    object_of,
    text_of,
)
from sim.document.networks.sequences import Sequence, Target, check_counts
from sim.document.networks.upgrade import upgraded
from sim.document.networks.writing import VERSION
from sim.document.scenario import Scenario
from sim.document.versions import MARK, Versions, parsed
from sim.network.parts import NAME, Part, Wire, at
from sim.run.clamps import Clamp
from sim.text.errors import InputError, shown
from sim.text.limits import DOCUMENT

FILES = Versions(newest=VERSION, steps={1: upgraded})
WIRE = ("from", "line", "taps", "first")
PART = ("name", "cell", "reads", "params", "start", "memory", "steps", "options", "clamps", "masks",
        "frozen", "signals", "labels")  # fmt: skip


def from_json(text: str) -> Scenario:
    """The document of a file.

    Args:
        text: what `to_json` wrote, now or in version 1; at most 2 million characters.

    Raises:
        InputError: no JSON, another version, an unknown field, or what does not fit; names the
            part and the field.
    """
    return from_plain(plain_of(text))


def plain_of(text: str) -> object:
    """The plain data of a file.

    Args:
        text: not trusted; at most 2 million characters.

    Raises:
        InputError: no JSON, or an object in which a name stands twice.
    """
    once = Once()
    document = parsed(text, once, float)
    once.check(document)
    return document


def from_plain(document: object) -> Scenario:
    """The document of plain data: objects, lists or arrays, numbers, texts.

    Args:
        document: of any version that is known, which its field "gatescope" says; not trusted.

    Raises:
        InputError: another version, an unknown field, or what does not fit; names the part and the
            field.
    """
    version = document.get(MARK) if isinstance(document, dict) else None
    found = FILES.upgrade(document, version)
    found = object_of(found, (MARK, "title", "seed", "inputs", "parts", "targets"), ("parts",))
    parts = list_of("parts", found["parts"])
    inputs = mapping("inputs", found.get("inputs", {}))
    targets = mapping("targets", found.get("targets", {}))
    check_counts(parts, inputs, targets)
    return Scenario(
        tuple(_part(k, part) for k, part in enumerate(parts)),
        {name: _sequence(name, one) for name, one in inputs.items()},
        {name: _target(name, t) for name, t in targets.items()},
        found.get("title", ""),
        found.get("seed"),
    )


def _sequence(name: str, given: object) -> Sequence:
    with at(shown(name)):
        return Sequence(**object_of(given, ("rows", "labels", "steps", "frame"), ("rows",)))


def _target(name: str, given: object) -> Target:
    with at(f"targets.{shown(name)}"):
        found = object_of(given, ("loss", "rows", "mask", *WIRE), ("loss",))
        wire = {key: found[key] for key in WIRE if key in found}
        if "rows" in found and wire:
            raise InputError("file_field", name=next(iter(wire)))
        rows = _wire(wire) if wire else object_of(found, found, ("rows",))["rows"]
        mask = None if found.get("mask") is None else mask_of("mask", found["mask"], axes=1)
        return Target(found["loss"], rows, mask)


def _wire(given: object) -> Wire:
    found = object_of(given, WIRE, ("from",))
    for name in WIRE[:3]:
        text_of(name, found.get(name, ""))
    first = list_of("first", found.get("first", []))
    return Wire(found["from"], found.get("line", ""), found.get("taps", ""), tuple(first))


def _wires(field: str, given: Mapping[str, object]) -> dict[str, Wire]:
    return {name: _read(f"{field}.{shown(name)}", wire) for name, wire in given.items()}


def _read(place: str, given: object) -> Wire:
    with at(place):
        return _wire(given)


def _part(k: int, given: object) -> Part:
    name = given.get("name") if isinstance(given, dict) else None
    known = isinstance(name, str) and NAME.fullmatch(name)
    with at(f"parts.{k + 1}" if not known else shown(name)):
        found = object_of(given, PART, ("name", "cell", "reads"))
        reads = list_of("reads", found["reads"])
        if len(reads) > DOCUMENT.wires:
            raise InputError("limit", name="reads", size=len(reads), most=DOCUMENT.wires)
        objects = {n: mapping(n, found.get(n, {})) for n in
                   ("params", "start", "memory", "options", "masks", "signals")}  # fmt: skip
        starts = objects.pop("start")
        wires = {n: v for n, v in starts.items() if isinstance(v, dict)}
        fields = objects | {
            "cell": text_of("cell", found["cell"]),
            "reads": tuple(_read(f"reads.{n + 1}", wire) for n, wire in enumerate(reads)),
            "start": starts | _wires("start", wires),
            "memory": _wires("memory", objects["memory"]),
            "steps": found.get("steps"),
            "clamps": tuple(map(Clamp.read, list_of("clamps", found.get("clamps", [])))),
            "masks": {n: mask_of(f"masks {shown(n)}", m) for n, m in objects["masks"].items()},
            "frozen": _texts("frozen", found.get("frozen", [])),
            "signals": {n: _periods(n, one) for n, one in objects["signals"].items()},
            "labels": tuple(list_of("labels", found.get("labels", []))),
        }
        if not known:
            raise InputError("network_name", name=shown(name))
    return Part(name, **fields)  # which says its name with what is wrong


def _texts(name: str, given: object) -> tuple[str, ...]:
    return tuple(text_of(name, one) for one in list_of(name, given))


def _periods(name: str, given: object) -> tuple[object, ...]:
    with at(f"signals.{shown(name)}"):
        return tuple(list_of("periods", object_of(given, ("periods",), ("periods",))["periods"]))

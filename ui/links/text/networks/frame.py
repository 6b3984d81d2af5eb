"""A document without its numbers: what there is and how large, so that numbers know their place.

The frame is the plain form of a file (`sim.document.networks.writing`), but that a part has its
sizes "n" in the place of its parameters, "rows" are a size and "periods" a count; starts and first
rows stand nowhere, for their sizes follow. So it has no number that
`sim.document.networks.arrays` lists.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from sim.document.networks import reading, writing
from sim.document.networks.plain import list_of, mapping, object_of, text_of
from sim.document.networks.sequences import check_counts
from sim.document.scenario import Scenario
from sim.document.versions import MARK
from sim.network.parts import Part
from sim.run.forward import cell_named
from sim.text.errors import InputError
from sim.text.limits import DOCUMENT
from sim.text.messages import Phrase
from ui.links.text.errors import LinkError

Frame = dict[str, object]
VERSION = 2  # of the document whose form a frame has; files may have a later one
FIELDS = ("title", "seed", "inputs", "parts", "targets")
ROWS = {"inputs": ("T", "X"), "targets": ("T", "X")}  # by which letters rows are limited


def frame_of(document: Scenario) -> Frame:
    """What a document is but for its numbers.

    Args:
        document: any.
    """
    plain = writing.to_plain(document)
    found = {name: plain[name] for name in FIELDS if plain.get(name, "") != ""}
    for field in ROWS:
        for one in found.get(field, {}).values():
            if "rows" in one:
                one["rows"] = list(np.shape(one["rows"]))
    for own, part in zip(document.parts, found["parts"], strict=True):
        _leave_out_numbers(own, part, document.sizes[own.name])
    return found


def blank(frame: object) -> Scenario:
    """The document of a frame, with 0 for every number and 1 for every period.

    Args:
        frame: of any form, not trusted. Nothing is made before it is known how large all is.

    Raises:
        LinkError: sizes that are none.
        InputError: another form, sizes beyond a limit, or no document.
    """
    found = dict(object_of(frame, FIELDS, ("parts",)))
    parts = list_of("parts", found["parts"])
    rows = [dict(mapping(name, found.get(name, {}))) for name in ROWS]
    check_counts(parts, *rows)
    parts = [dict(object_of(one, one, ("cell",))) for one in parts]
    shapes = [_shapes(part) for part in parts]
    places = []
    for (name, letters), group in zip(ROWS.items(), rows, strict=True):
        found[name] = group
        for key, one in group.items():
            group[key] = one = dict(object_of(one, one))
            if "rows" in one or name == "inputs":
                places.append((one, _sized(one.get("rows"), letters)))
    _check_amount([*(s for of in shapes for s in of.values()), *(shape for _, shape in places)])
    for one, shape in places:
        one["rows"] = np.zeros(shape)
    for part, of in zip(parts, shapes, strict=True):
        part["params"] = {name: np.zeros(shape) for name, shape in of.items()}
        counts = mapping("signals", part.get("signals", {}))
        part["signals"] = {name: _ones(count) for name, count in counts.items()}
    return reading.from_plain(found | {MARK: VERSION, "parts": parts})


def _leave_out_numbers(own: Part, part: Frame, sizes: dict[str, int]) -> None:
    shapes = own.built.graph.shapes
    part.pop("params", None)
    if own.params:
        letters = sorted({letter for name in own.params for letter in shapes[name]})
        part["n"] = {letter: sizes[letter] for letter in letters}
    if left := [name for name in shapes if name not in own.params]:
        part["without"] = left
    wires = {n: one for n, one in part.pop("start", {}).items() if isinstance(one, dict)}
    part |= {"start": wires} if wires else {}
    for wire in (*part["reads"], *part.get("memory", {}).values(), *wires.values()):
        wire.pop("first", None)
    if "signals" in part:
        part["signals"] = {name: len(periods) for name, periods in own.signals.items()}


def _shapes(part: Frame) -> dict[str, tuple[int, ...]]:
    """The shape of each parameter of a part; takes its sizes out of it."""
    sizes = mapping("n", part.pop("n", {}))
    left = list_of("without", part.pop("without", []))
    shapes = cell_named(text_of("cell", part["cell"])).graph.shapes
    if "params" in part or not all(isinstance(name, str) and name in shapes for name in left):
        raise LinkError()
    left = frozenset(left)
    return {
        name: tuple(_size(sizes.get(letter), letter) for letter in letters)
        for name, letters in shapes.items()
        if name not in left
    }


def _sized(given: object, letters: Iterable[str]) -> tuple[int, ...]:
    sizes = list_of("rows", given)
    if len(sizes) != len(letters):
        raise LinkError()
    return tuple(map(_size, sizes, letters))


def _size(given: object, letter: str) -> int:
    most = DOCUMENT.sizes[letter.rstrip("0123456789")]
    if type(given) is not int or given < 0:
        raise LinkError()
    if given > most:
        raise InputError("limit", name=letter, size=given, most=most)
    return given


def _ones(count: object) -> Frame:
    return {"periods": [1] * _size(count, "H")}


def _check_amount(shapes: Iterable[tuple[int, ...]]) -> None:
    size = sum(map(math.prod, shapes))
    if size > DOCUMENT.numbers:
        raise InputError("limit", name=Phrase("numbers_in_all"), size=size, most=DOCUMENT.numbers)

"""A network as what it was made from: an example, and what was changed in each of its parts.

    o=dec.g.relu            activations of a part, "dec.-" for the usual ones
    k=dec.f.2.3~0.5         held gates of a part, "dec.-" for none
    r=dec.8~enc.9           parts whose weights were drawn, and how, the last one last
    e=dec.W_f.1.2~0.5~x.3.1~1

What these do not lead to has no short form: `shortened` gives None.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice

import numpy as np

from sim.document.arrays import Entry, read_entry
from sim.document.initialise import initialise
from sim.document.networks.arrays import arrays, with_arrays
from sim.document.scenario import Scenario
from sim.network.parts import Part
from sim.text.errors import InputError
from sim.text.limits import DOCUMENT
from sim.text.parse import parse_number
from sim.text.write import short_number
from ui.links.text.clamps import read_clamps, write_clamps
from ui.links.text.draws import Draw, read_draw, write_draw
from ui.links.text.errors import LinkError
from ui.links.text.networks.by_part import joined, parted
from ui.links.text.networks.frame import frame_of
from ui.links.text.options import read_options, write_options

FIELDS = ("o", "k", "r", "e")
Draws = tuple[Draw, ...]
MOST_EDITS = 200


def shortened(document: Scenario, example: Scenario, draws: Draws = ()) -> dict[str, str] | None:
    """The texts of FIELDS from which `lengthened` makes the document again, None where none do.

    Args:
        document: to describe.
        example: to begin with.
        draws: how parts of it may have been drawn; only what holds is used.
    """
    if [(part.name, part.cell) for part in document.parts] != [
        (part.name, part.cell) for part in example.parts
    ]:
        return None
    likely = [draw for draw in draws if draw["seed"] == document.seed]
    likely += [] if document.seed is None else [{"seed": document.seed}]
    likely += draws[: -DOCUMENT.parts - 1 : -1]  # no more than parts can have, the last one first
    found = [_described(document, example, one) for one in ((), tuple(likely))]
    return min((one for one in found if one is not None), key=_length, default=None)


def lengthened(example: Scenario, texts: Mapping[str, str]) -> tuple[Scenario, Draws]:
    """The document that `shortened` described, and how parts of it were drawn.

    Args:
        example: to begin with.
        texts: a link's, not trusted.

    Raises:
        LinkError, InputError: a text that cannot be read, or leads to no document.
    """
    parts = dict(example.network.part)
    draws: list[Draw] = []
    for name, text in _parted(texts, "o", parts):
        parts[name] = replace(parts[name], options=read_options(text))
    for name, text in _parted(texts, "k", parts):
        parts[name] = replace(parts[name], clamps=read_clamps(text))
    for name, text in _parted(texts, "r", parts):
        draws.append(read_draw(text, parts[name].cell))
        parts[name] = _drawn(parts[name], draws[-1])
    seed = draws[-1]["seed"] if draws else example.seed
    document = example
    if any(one is not example.network.part[name] for name, one in parts.items()):
        document = example.changed(parts=tuple(parts.values()), seed=seed)
    if "e" in texts:
        document = _edited(document, texts["e"])
    return document, tuple(draws)


def _parted(texts: Mapping[str, str], field: str, parts: Mapping[str, Part]) -> list:
    return list(parted(texts[field], parts).items()) if field in texts else []


def _described(document: Scenario, example: Scenario, draws: Draws) -> dict[str, str] | None:
    """The texts by which the example becomes the document, with parts drawn where that helps."""
    texts: dict[str, dict[str, str]] = {field: {} for field in FIELDS[:3]}
    parts, used = [], {}
    for old, part in zip(example.parts, document.parts, strict=True):
        new = old
        if old.options != part.options:
            new = replace(new, options=part.options, clamps=())
            texts["o"][part.name] = write_options(part.options)
        if old.clamps != part.clamps:
            texts["k"][part.name] = write_clamps(part.clamps)
        new = replace(new, clamps=part.clamps)
        for draw in draws:
            if closer := _closer(new, part, draw):
                new, used[part.name] = closer, draw
        parts.append(new)
    # The document has the seed of the last one.
    last = sorted(used, key=lambda name: used[name]["seed"] == document.seed)
    texts["r"] = {n: write_draw(used[n], document.network.part[n].cell) for n in last}
    seed = used[last[-1]]["seed"] if used else example.seed
    found = {field: joined(of) for field, of in texts.items() if of}
    base = example.changed(parts=tuple(parts), seed=seed) if found else example
    if frame_of(base) != frame_of(document):
        return None
    edits = list(islice(_differences(base, document), MOST_EDITS + 1))
    # "-0" is read as 0, as it is where numbers are typed.
    if len(edits) > MOST_EDITS or any(str(value) == "-0.0" for _, value in edits):
        return None
    if edits:
        found["e"] = "~".join(f"{entry}~{short_number(value)}" for entry, value in edits)
    return found


def _length(texts: Mapping[str, str]) -> int:
    return sum(len(text) + 3 for text in texts.values())


def _drawn(part: Part, draw: Draw) -> Part:
    shapes = {name: value.shape for name, value in part.params.items()}
    return replace(part, params=initialise(shapes, mask=part.mask, **draw))


def _closer(old: Part, part: Part, draw: Draw) -> Part | None:
    """The part with weights drawn, if fewer of them differ from what they are than did before."""
    before = _count(part, old)
    if not before:
        return None
    try:
        drawn = _drawn(old, draw)
    except InputError:  # such as a bias that the cell of this part has not
        return None
    return drawn if _count(part, drawn) < before else None


def _count(part: Part, other: Part) -> int:
    """How many of its weights another part has differently."""
    return sum(
        np.count_nonzero(_differs(value, other.params[name]))
        if value.shape == other.params[name].shape
        else value.size
        for name, value in part.params.items()
    )


def _differs(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return one.view(np.int64) != other.view(np.int64)


def _differences(base: Scenario, document: Scenario) -> Iterator[tuple[Entry, float]]:
    """The entries that differ in any bit, and their values."""
    others = arrays(base)
    for name, array in arrays(document).items():
        for index in np.argwhere(_differs(array, others[name])):
            yield Entry(name, tuple(index)), float(array[tuple(index)])


def _edited(document: Scenario, text: str) -> Scenario:
    pieces = text.split("~")
    if len(pieces) % 2 or len(pieces) > 2 * MOST_EDITS:
        raise LinkError()
    known = arrays(document)
    shapes = {name: array.shape for name, array in known.items()}
    new: dict[str, np.ndarray] = {}
    for address, value in zip(pieces[::2], pieces[1::2], strict=True):
        entry = read_entry(address, shapes)
        new.setdefault(entry.array, known[entry.array].copy())[entry.index] = parse_number(value)
    return with_arrays(document, new)

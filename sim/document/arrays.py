"""The arrays of a document, and the one way to say which of their numbers is meant.

Every array has a name: "W_f" and the other parameters, "x" for the inputs, "c_0" for the state c
before the first step, "V" and "d" for the readout. An entry is written as people count, from 1:
"W_f.1.2" is row 1, column 2; "x.3.2" is input 2 of step 3; "c_0.1" is unit 1. In a document of
several parts the name of the part stands before it: "lower.W_f.1.2".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.graph.cell import Cell
from sim.network.parts import Part
from sim.text.errors import InputError, shown

FIELDS = ("params", "inputs", "initial", "readout")  # of a document, in the order of its arrays
WEIGHTS = ("params", "initial")
INPUTS, BEFORE = "x", "_0"
READOUT = {"V": "V_y", "d": "d_y"}  # how the numbers of the part that reads out are called
MOST_TEXT = 200
MOST_DIGITS = 10
_WRITTEN = re.compile(r"(.+?)((?:\.[0-9]+)*)")

Shapes = Mapping[str, tuple[int, ...]]
Arrays = Mapping[str, NDArray[np.float64]]


class Document(Protocol):
    """What has arrays, above all a `PartScenario`."""

    params: Arrays
    inputs: NDArray[np.float64]
    initial: Arrays
    output: Part | None


@dataclass(frozen=True)
class Entry:
    """One number of an array; its text is how people write it.

    Args:
        array: name of the array.
        index: place in it as NumPy counts, from 0.
    """

    array: str
    index: tuple[int, ...]

    def __str__(self) -> str:
        return ".".join((self.array, *(str(k + 1) for k in self.index)))

    @classmethod
    def of(cls, text: str) -> Entry:
        """The entry of a document whose text this is.

        Args:
            text: as `str` gave it; `read_entry` is for any other.
        """
        array, places = _WRITTEN.fullmatch(text).groups()
        return cls(array, tuple(int(place) - 1 for place in places.split(".")[1:]))


def arrays(document: Document, *fields: str) -> dict[str, NDArray[np.float64]]:
    """Every array of a document by its name, parameters first, then inputs, states and readout.

    Args:
        document: a scenario.
        fields: some of FIELDS, none for all.
    """
    wanted = fields or FIELDS
    return {name: array for field, name, array in _listed(document) if field in wanted}


def fields_of(document: Document) -> dict[str, str]:
    """In which of FIELDS each array of a document stands, in the order of `arrays`.

    Args:
        document: a scenario.
    """
    return {name: field for field, name, _ in _listed(document)}


def shapes(cell: Cell, X: int, H: int, T: int, own: int = 0, outputs: int = 0) -> Shapes:
    """The shape of every array of a document with these sizes, in the order of `arrays`.

    Args:
        cell: its cell.
        X: inputs.
        H: units.
        T: timesteps.
        own: outputs of the cell itself, 0 for none.
        outputs: of a readout with weights, 0 for none.
    """
    found: dict[str, tuple[int, ...]] = {**cell.shapes(X, H, own), INPUTS: (T, X)}
    found |= {f"{name}{BEFORE}": shape for name, shape in cell.state_shapes(X, H, own).items()}
    return found | ({"V": (outputs, H), "d": (outputs,)} if outputs else {})


def changes(document: Document, new: Arrays) -> dict[str, object]:
    """What `PartScenario.changed` takes to put arrays in the place of those of the same names.

    Args:
        document: a scenario.
        new: some of its arrays, by name.

    Raises:
        KeyError: it has no array of such a name.
    """
    found: dict[str, dict[str, object]] = {}
    fields = fields_of(document)
    for name, array in new.items():
        found.setdefault(fields[name], {})[name] = array
    changed: dict[str, object] = {}
    for field, parts in found.items():
        if field == "inputs":
            changed[field] = parts[INPUTS]
        elif field == "readout":
            numbers = {READOUT[name]: array for name, array in parts.items()}
            params = {**document.output.params, **numbers}
            changed["output"] = replace(document.output, params=params)
        else:
            cut = BEFORE if field == "initial" else ""
            own = {name.removesuffix(cut): array for name, array in parts.items()}
            changed[field] = {**getattr(document, field), **own}
    return changed


def read_entry(text: object, known: Shapes) -> Entry:
    """The entry that a text such as "W_f.1.2" stands for.

    Args:
        text: not trusted.
        known: the arrays that it can be of, by name, as `shapes` has them.

    Raises:
        InputError: no text, no such array, or no such place in it.
    """
    if not isinstance(text, str) or len(text) > MOST_TEXT:
        raise InputError("entry_text", text=shown(text))
    parts = text.split(".")
    cuts = range(len(parts), 0, -1)  # a name may have a full stop in it: the longest counts
    cut = next((k for k in cuts if ".".join(parts[:k]) in known), None)
    if cut is None:
        raise InputError("entry_array", text=shown(text))
    name, places = ".".join(parts[:cut]), parts[cut:]
    shape = known[name]
    if len(places) != len(shape) or not all(map(_is_whole, places)):
        raise InputError("entry_places", text=shown(text), example=Entry(name, (0,) * len(shape)))
    index = tuple(int(place) - 1 for place in places)
    if not all(0 <= k < size for k, size in zip(index, shape, strict=True)):
        last = Entry(name, tuple(size - 1 for size in shape))
        raise InputError("entry_bounds", text=shown(text), last=last)
    return Entry(name, index)


def _listed(document: Document) -> Iterator[tuple[str, str, NDArray[np.float64]]]:
    yield from (("params", name, array) for name, array in document.params.items())
    yield "inputs", INPUTS, document.inputs
    yield from (("initial", f"{name}{BEFORE}", array) for name, array in document.initial.items())
    if document.output is not None:
        known = document.output.params
        yield from (("readout", name, known[own]) for name, own in READOUT.items() if own in known)


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS

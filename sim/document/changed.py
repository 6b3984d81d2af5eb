"""What is changed of a document through one of its parts, and the document with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sim.document.networks.output_part import placed
from sim.document.networks.refit import refitted
from sim.document.networks.rows import sole_source, with_rows, with_sequence
from sim.document.scenario import Scenario
from sim.graph.fits import known_sizes
from sim.network.parts import Part, Wire
from sim.network.sizes import shapes_of
from sim.run.forward import cell_named
from sim.text.checks import MAX_TEXT, field_error, is_short, numbers
from sim.text.errors import InputError, shown

if TYPE_CHECKING:
    from sim.document.seen import PartScenario

OF_PART = ("cell", "params", "initial", "options", "clamps")
OF_DOCUMENT = ("title", "seed")
FIELDS = (*OF_PART, *OF_DOCUMENT, "inputs", "labels", "output")  # what `changed` takes


class Changes:
    """What is to be changed in a document, and the document with it.

    Args:
        old: a part of it, looked at.
        changes: one of FIELDS -> its new value.
    """

    def __init__(self, old: PartScenario, changes: Mapping[str, object]):
        self.old, self.changes = old, changes

    def made(self) -> Scenario:
        """The document with all changes."""
        old, changes, document = self.old, self.changes, self.old.document
        labels, part = self._labels(), self._part()
        fields: dict[str, object] = {n: changes[n] for n in OF_DOCUMENT if n in changes}
        wire = sole_source(document, old.own)
        rows = self._rows(with_columns=wire is not None)
        if wire and (rows is not None or "labels" in changes):
            fields["inputs"] = with_sequence(document, wire, rows, labels)
        elif rows is not None:
            document = with_rows(document, old.own, old.inputs, rows)
            moved = document.network.part[old.part]
            part = replace(part, reads=moved.reads, memory=moved.memory)
        if not wire and any(labels.get(axis) != old.labels.get(axis) for axis in "xt"):
            raise InputError("comes_from", name="labels", source=shown(next(iter(old.own.wires))))
        parts = [part if one.name == old.part else one for one in document.parts]
        if changes.keys() & {"output", "labels"} or ("cell" in changes and old.is_plain):
            parts = self._read_out(parts, part, labels.get("y", ()))
        given = {one.name for one in parts if one.name not in document.network.part}
        if old.is_plain or changes.keys() - {"output", "labels", *OF_DOCUMENT}:
            given.add(old.part)
        if old.output and ("output" in changes or old.is_plain):
            given.add(old.output.name)
        inputs = fields.pop("inputs", document.inputs)
        if given >= {one.name for one in parts} or not self._resizes(parts, inputs):
            return document.changed(parts=tuple(parts), inputs=inputs, **fields)
        return refitted(document, parts, inputs, given, **fields)

    def _resizes(self, parts: list[Part], inputs: Mapping[str, object]) -> bool:
        """Whether anything in the document has another size now, or is not there."""
        document = self.old.document
        return [_size_of(one) for one in parts] != [_size_of(one) for one in document.parts] or (
            any(one.rows.shape != document.inputs[name].rows.shape for name, one in inputs.items())
        )

    def _part(self) -> Part:
        old, changes = self.old.own, self.changes
        fields = {name: changes[name] for name in OF_PART if name in changes}
        for name in ("params", "options", "initial"):
            if name in fields and not isinstance(fields[name], Mapping):
                raise field_error(name, "an_object")
        if "initial" in fields:
            fields["start"] = self._start(fields.pop("initial"))
        if "options" in fields:
            fields["options"] = {str(key): value for key, value in fields["options"].items()}
        if "cell" in fields and cell_named(fields["cell"]).key != old.cell:
            fields |= {"signals": {}, "masks": {}, "frozen": ()}
            if not self.old.is_plain:
                fields["labels"] = self._kept_words(fields)
        elif "params" in fields and old.masks:
            known = fields["params"]
            fields["masks"] = {n: m for n, m in old.masks.items() if _is_shaped(known.get(n), m)}
        return replace(old, **fields)

    def _kept_words(self, fields: Mapping[str, object]) -> tuple[str, ...]:
        """The words of its outputs, where the cell that it gets has as many."""
        old = self.old.own
        if not old.labels:
            return ()
        new = replace(old, labels=(), **fields)
        rows = known_sizes(new.built, 0, shapes_of(new))[new.built.rows(new.built.output)]
        return old.labels if rows == len(old.labels) else ()

    def _start(self, given: Mapping) -> dict[str, np.ndarray | Wire]:
        found = dict(given)
        states = cell_named(self.changes.get("cell", self.old.cell)).states
        for name, value in self.old.own.start.items():
            if not isinstance(value, Wire) or name not in states:
                continue
            if name in found and not np.array_equal(found[name], self.old.initial[name]):
                raise InputError("comes_from", name=f"{name}_0", source=shown(value))
            found[name] = value
        return found

    def _rows(self, with_columns: bool) -> np.ndarray | None:
        if "inputs" not in self.changes:
            return None
        rows = numbers("inputs", self.changes["inputs"], 2)
        T, X = rows.shape
        if not T or (with_columns and not X):
            raise InputError("inputs_empty")
        return rows

    def _labels(self) -> dict[str, tuple[str, ...]]:
        output = self.changes.get("output", self.old.output)
        rows = self.changes.get("inputs", self.old.inputs)
        return worded(self.changes.get("labels", self.old.labels), rows, output)

    def _read_out(self, parts: list[Part], part: Part, words: tuple[str, ...]) -> list[Part]:
        """The parts with another one that reads this one out, or none; with its words."""
        old = self.old.output
        output = self.changes.get("output", old)
        if output is None:
            part = with_words(part, words)
            kept = [one for one in parts if old is None or one.name != old.name]
            return [part if one.name == part.name else one for one in kept]
        taken = {*self.old.document.network.part, *self.old.document.inputs}
        out = replace(placed(output, part, old, taken), labels=words)
        if old:
            return [out if one.name == old.name else one for one in parts]
        return [*parts, out]


def _size_of(part: Part) -> tuple:
    """All that its sizes depend on."""
    arrays = {**part.params, **{n: v for n, v in part.start.items() if not isinstance(v, Wire)}}
    return part.name, part.cell, sorted((name, np.shape(one)) for name, one in arrays.items())


def _is_shaped(value: object, mask: np.ndarray) -> bool:
    return isinstance(value, np.ndarray) and value.shape == mask.shape


def worded(labels: object, rows: object, output: object) -> dict[str, tuple[str, ...]]:
    """Words by axis, as many as there are rows and columns of an array, and outputs.

    Args:
        labels: of inputs "x", outputs "y" and timesteps "t".
        rows: (T, X).
        output: the part that reads out, None for none.

    Raises:
        InputError: no words, or more or less of them.
    """
    if not isinstance(labels, Mapping) or set(labels) - {"x", "y", "t"}:
        raise field_error("labels", "labels_object")
    counts = dict(zip("tx", np.shape(rows), strict=False)) if isinstance(rows, np.ndarray) else {}
    if isinstance(output, Part) and np.ndim(V := output.params.get("V_y")) == 2:
        counts["y"] = len(V)
    for axis, names in labels.items():
        count = counts.get(axis)
        listed = isinstance(names, list | tuple) and count in (None, len(names))
        if not listed or not all(map(is_short, names)):
            raise field_error(f"labels.{axis}", "texts_at_most", count=count, most=MAX_TEXT)
    return {axis: tuple(names) for axis, names in labels.items()}


def with_words(part: Part, words: tuple[str, ...]) -> Part:
    """The part with words for its outputs.

    Args:
        part: any.
        words: for each, () for none.

    Raises:
        InputError: words for a cell that has no outputs but its units.
    """
    own = part.built
    if own.rows(own.output) == "H":
        if words:
            raise field_error("labels.y", "texts_at_most", count=0, most=MAX_TEXT)
        return part
    return replace(part, labels=words)


def without_place(error: InputError, names: set[str | None]) -> InputError:
    """An error without the names of parts that go without saying.

    Args:
        error: what is wrong, with its place.
        names: of parts and inputs.
    """
    while error.code == "at_part" and error.fields["part"] in names:
        error = error.fields["reason"]
    return error

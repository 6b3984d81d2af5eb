"""A scenario looked at through one of its parts: what a page shows, and what it changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType

import numpy as np

from sim.document.changed import FIELDS, Changes, with_words, without_place, worded
from sim.document.networks.output_part import output_of, placed
from sim.document.networks.rows import (
    columns_said,
    is_typed,
    positions_said,
    sole_source,
    steps_said,
)
from sim.document.networks.sequences import Sequence as Rows
from sim.document.networks.upgrade import INPUT
from sim.document.scenario import Scenario
from sim.graph.cell import Cell
from sim.network.network import Network
from sim.network.outputs import OUT, kind_of, read_out
from sim.network.outputs import SOURCE as CELL
from sim.network.parts import Part, Wire, check_part
from sim.run.clamps import Clamp
from sim.run.forward import cell_named, forward
from sim.run.trace import Trace
from sim.text.checks import numbers
from sim.text.errors import InputError, shown
from sim.text.limits import DOCUMENT


@dataclass(frozen=True, eq=False)
class PartScenario:
    """A scenario looked at through one of its parts.

    Of a scenario of one cell that is all there is to see; in a network the rest stays as it is, and
    what other parts send can be seen here but not changed.

    Args:
        document: the scenario.
        part: name of the part.

    Raises:
        InputError: there is no such part.
    """

    document: Scenario
    part: str

    def __post_init__(self) -> None:
        check_part(self.part, self.document.network.part)

    @property
    def own(self) -> Part:
        """The part itself."""
        return self.document.network.part[self.part]

    @property
    def cell(self) -> str:
        """Key of its cell."""
        return self.own.cell

    @property
    def chosen_cell(self) -> Cell:
        """Its cell with options, and with periods where it has a clock."""
        return self.own.built

    @property
    def params(self) -> Mapping[str, np.ndarray]:
        """Parameter -> its numbers, as `Cell.shapes` says."""
        return MappingProxyType(self.own.params)

    @property
    def options(self) -> Mapping[str, object]:
        """Line -> its activation, where it differs from the cell's own."""
        return MappingProxyType(self.own.options)

    @property
    def clamps(self) -> tuple[Clamp, ...]:
        """What is held."""
        return self.own.clamps

    @property
    def title(self) -> str:
        """Of the scenario."""
        return self.document.title

    @property
    def seed(self) -> int | None:
        """Of the scenario."""
        return self.document.seed

    @cached_property
    def initial(self) -> Mapping[str, np.ndarray]:
        """State -> (H,) before the first step, where another part gives it too."""
        start = self.own.start
        given = any(isinstance(value, Wire) for value in start.values())
        return MappingProxyType(dict(self.run().initial if given else start))

    @cached_property
    def inputs(self) -> np.ndarray:
        """The rows that reach it, (T, X)."""
        wire = sole_source(self.document, self.own)
        if wire is None:
            return self.run()["x"]
        rows = self.document.inputs[wire.source].rows
        return rows[::-1] if wire.taps == "back" else rows

    @cached_property
    def output(self) -> Part | None:
        """The part that reads it out and nothing else, if there is one: dense, or a softmax."""
        return output_of(self.document, self.part)

    @property
    def output_kind(self) -> str | None:
        """What that is, one of `sim.network.outputs.KINDS`."""
        return self.output and kind_of(self.output.built)

    @cached_property
    def output_digest(self) -> str | None:
        """A text that is the same for all that read it out by the same numbers."""
        return self.output and self.document.digest_of([self.output])

    def read_out(self, run: Trace) -> Trace | None:
        """The run of what reads it out, `["y"]` its outputs; None where nothing does.

        Args:
            run: of this part.
        """
        return self.output and read_out(self.output, run)

    @cached_property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        """Words of inputs "x", outputs "y" and timesteps "t", where there are any."""
        owner = self._words_of()
        found = {"x": columns_said(self.document, self.own), "y": owner.labels if owner else ()}
        found["t"] = steps_said(self.document, self.own)
        wire = sole_source(self.document, self.own)
        given = {"x": self.document.inputs[wire.source].labels} if wire else {}
        kept = {axis: words for axis, words in found.items() if any(words) or given.get(axis)}
        return MappingProxyType(kept | ({"y": found["y"]} if found["y"] else {}))

    @cached_property
    def positions(self) -> tuple[str, ...]:
        """A word for each position that it looks at, () where there are none."""
        return positions_said(self.document, self.own)

    @cached_property
    def given(self) -> frozenset[str]:
        """What other parts give it, so that nothing of that can be changed here: fields.

        "inputs" where no number of them is the document's own; "steps" where they can be neither
        more nor fewer; "initial" where a start comes by a wire.
        """
        own, document = self.own, self.document
        found = set()
        if sole_source(document, own) is None:
            found.add("steps")
            if not any(is_typed(document, wire) for wire in own.reads):
                found.add("inputs")
        if any(isinstance(value, Wire) for value in own.start.values()):
            found.add("initial")
        return frozenset(found)

    def _words_of(self) -> Part | None:
        """The part whose labels are those of the outputs."""
        if self.output:
            return self.output
        own = self.own.built
        return self.own if own.rows(own.output) != "H" else None

    @cached_property
    def sizes(self) -> dict[str, int]:
        """X, H, Y and T, 0 for what it has not; and others that its cell has."""
        sizes = {"X": 0, "H": 0, "Y": 0} | dict(self.document.sizes[self.part])
        if self.output:
            own = self.document.sizes[self.output.name]
            sizes["Y"] = own.get("Y", own["X"])
        return sizes

    @cached_property
    def units(self) -> int:
        """How many numbers its longest line has."""
        cell, sizes = self.own.built, self.document.sizes[self.part]
        return max(sizes[cell.rows(line)] for line in cell.graph.lines)

    @cached_property
    def is_whole(self) -> bool:
        """Whether there is nothing but this cell and what is read out of it."""
        others = {self.part, self.output and self.output.name}
        return all(part.name in others for part in self.document.parts)

    @cached_property
    def is_plain(self) -> bool:
        """Whether it is whole, and hears one sequence row by row and nothing else, or nothing."""
        return self.is_whole and bool(
            sole_source(self.document, self.own) or not self.own.wires
        )  # fmt: skip

    @cached_property
    def _heard(self) -> tuple[Part, ...]:
        """The part, and all whose numbers reach it, in the order of the document."""
        known, left = set(), [self.part]
        parts = self.document.network.part
        while left:
            name = left.pop()
            if name in parts and name not in known:
                known.add(name)
                left += [wire.source for wire in parts[name].wires]
        return tuple(part for part in self.document.parts if part.name in known)

    @cached_property
    def digest(self) -> str:
        """A text that is the same for all with the same run of this part, and for no others."""
        return f"{self.document.digest_of(self._heard)}.{self.part}"

    def run(self) -> Trace:
        """What happens in this part."""
        own = self.own
        wire = sole_source(self.document, own)
        if wire and not any(isinstance(v, Wire) for v in own.start.values()) and not own.memory:
            T = self.document.sizes[self.part]["T"]
            return forward(own.built, own.params, self.inputs, own.start, own.ticks(T),
                           clamps=own.clamps, masks=own.masks)  # fmt: skip
        if len(self._heard) == len(self.document.parts):
            return self.document.run()[self.part]
        heard = {wire.source for part in self._heard for wire in part.wires}
        inputs = {n: rows for n, rows in self.document.network.inputs.items() if n in heard}
        return Network(self._heard, inputs).run()[self.part]

    def alone(self) -> PartScenario:
        """The cell by itself, with what reaches it here as its inputs; itself where it is whole.

        Each time it is asked for, the same object.

        Raises:
            InputError: a cell that looks at a memory, which no scenario of one cell has.
        """
        return self._alone

    @cached_property
    def _alone(self) -> PartScenario:
        if self.is_plain:
            return self
        own = self.own
        if own.memory:
            raise InputError("looks_alone", part=self.part)
        heard = {}
        if own.reads:
            heard = {INPUT: Rows(np.array(self.inputs), self._words("x"), self._words("t"))}
        part = replace(
            own, reads=tuple(map(Wire, heard)), start=dict(self.initial),
            steps=None if heard else self.sizes["T"],
        )  # fmt: skip
        out = [replace(self.output, reads=(Wire(own.name),))] if self.output else []
        parts = (part, *out)
        return seen(Scenario(parts, heard, {}, self.title, self.seed), own.name)

    def _words(self, axis: str) -> tuple[str, ...]:
        return self.labels.get(axis, ())

    def changed(self, **changes: object) -> PartScenario:
        """The same part of a checked copy of the document with some fields replaced.

        Args:
            changes: one of FIELDS -> its new value.

        Raises:
            InputError: the result is no document; nothing is changed.
        """
        if unknown := changes.keys() - set(FIELDS):
            raise TypeError(f"a scenario has no {', '.join(unknown)}")
        return self.remade(Changes(self, changes).made)

    def remade(self, make: Callable[[], Scenario]) -> PartScenario:
        """The same part of another document.

        Args:
            make: () -> the document.

        Raises:
            InputError: that of `make`, without names that go without saying.
        """
        names = {self.part, self.output and self.output.name, *self.document.inputs}
        try:
            return seen(make(), self.part)
        except InputError as error:
            if len(self.document.parts) > 1 + bool(self.output):
                raise
            raise without_place(error, names) from error


def seen(document: Scenario, part: str = "") -> PartScenario:
    """A scenario through one of its parts; each time it is asked for, the same object.

    Args:
        document: the scenario.
        part: name of the part, "" for the first.

    Raises:
        InputError: there is no such part.
    """
    part = part or document.parts[0].name
    known = vars(document).setdefault("_seen", {})
    if part not in known:
        known[part] = PartScenario(document, part)
    return known[part]


def check_sizes(**sizes: int) -> None:
    """Refuse sizes that no scenario may have.

    Args:
        sizes: any of X, H, Y, T; whole numbers.

    Raises:
        InputError: names the size and its limit.
    """
    for name, size in sizes.items():
        most = DOCUMENT.sizes[name]
        whole = isinstance(size, int | np.integer) and not isinstance(size, bool)
        if not whole or not 1 <= size <= most:
            raise InputError("limit", name=name, size=shown(size), most=most)


def one_cell(
    cell: str,
    params: Mapping[str, np.ndarray],
    inputs: np.ndarray,
    initial: Mapping[str, np.ndarray] | None = None,
    options: Mapping[str, object] | None = None,
    output: Part | None = None,
    title: str = "",
    seed: int | None = None,
    labels: Mapping[str, Sequence[str]] | None = None,
    clamps: Sequence[Clamp] = (),
) -> PartScenario:
    """A scenario of one cell, and of what is read out of it.

    Args:
        cell: key in `sim.CELLS`.
        params: "W_i" -> array, as `Cell.shapes` says.
        inputs: (T, X).
        initial: state -> (H,); what is left out is zeros.
        options: activation by line, where it differs from the cell's default.
        output: what reads it out, as `sim.network.outputs.dense_output` makes it, or None.
        title: up to 200 characters.
        seed: of the random numbers it was made from, or None.
        labels: names of inputs "x" (X of them), outputs "y" (Y) and timesteps "t" (T).
        clamps: gates held at a value, `Clamp`s or their plain forms.

    Raises:
        InputError: names the field, and the row and column where there is one.

    >>> half = one_cell("elman", {"W_h": [[1.0]], "U_h": [[0.5]], "b_h": [0.0]}, [[8.0], [0.0]],
    ...                 options={"h": "identity"})
    >>> half.run()["h"].ravel().tolist(), half.part
    ([8.0, 4.0], 'cell')
    """
    try:
        rows = numbers("inputs", inputs, 2)
        if not all(rows.shape):
            raise InputError("inputs_empty")
        words = worded(labels or {}, rows, output)
        part = Part(CELL, cell_named(cell).key, params, (Wire(INPUT),), initial or {},
                    options=options or {}, clamps=clamps)  # fmt: skip
        parts = [part, *([] if output is None else [placed(output, part)])]
        parts[-1] = with_words(parts[-1], words.get("y", ()))
        sequence = Rows(rows, words.get("x", ()), words.get("t", ()))
        return seen(Scenario(tuple(parts), {INPUT: sequence}, {}, title, seed))
    except InputError as error:
        raise without_place(error, {CELL, OUT, INPUT}) from error

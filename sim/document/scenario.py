"""The document that a person edits, shares, saves and loads: parts, inputs and targets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import blake2b
from types import MappingProxyType

import numpy as np

from sim.document.networks.parts import filled, settled
from sim.document.networks.sequences import Sequence, Target, check_counts, check_name
from sim.document.networks.sizes import Sized
from sim.document.networks.targets import check_target
from sim.network.network import Network
from sim.network.parts import Part, Wire, at
from sim.network.runs import Runs
from sim.text.checks import MAX_TEXT, field_error, is_short
from sim.text.errors import InputError
from sim.text.limits import DOCUMENT
from sim.text.messages import Phrase

MOST_SEED = 2**32 - 1


@dataclass(frozen=True, eq=False)
class Scenario:
    """A network with its numbers, its inputs and what it should put out; checked when made.

    Starts and first rows that are left out are zeros, written out.

    Args:
        parts: in the order in which they run, each with its cell by name.
        inputs: name -> Sequence.
        targets: "out.y", a part and its line -> Target.
        title: up to 200 characters.
        seed: of the random numbers it was made from, or None.
        network: its parts and inputs, ready to run.
        sizes: part -> its sizes by letter, T, X, and H, Y and others where it has them.

    Raises:
        InputError: names the part or input, the field, and the place in it.

    >>> half = Part("half", "dense", {"V_y": [[0.5]], "d_y": [0.0]})
    >>> document = Scenario((half,), {"x": Sequence([[8.0], [4.0]])})
    >>> document.run()["half"]["y"].ravel().tolist(), document.sizes["half"]["T"]
    ([4.0, 2.0], 2)
    """

    parts: tuple[Part, ...]
    inputs: Mapping[str, Sequence] = field(default_factory=dict)
    targets: Mapping[str, Target] = field(default_factory=dict)
    title: str = ""
    seed: int | None = None
    network: Network = field(init=False, repr=False)
    sizes: Mapping[str, Mapping[str, int]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._check_form()
        parts = tuple(map(settled, self.parts))
        rows = {name: one.rows for name, one in self.inputs.items()}
        network = Network(parts, rows)
        sized = Sized(network)
        starts = {p.name: {n: sized.width(p, n) for n in p.built.states}
                  for p in parts}  # fmt: skip
        parts = tuple(filled(p, starts[p.name], sized.firsts.get(p.name, {})) for p in parts)
        if parts != network.parts:
            network = replace(network, parts=parts)
        targets = dict(self.targets)
        for name, target in targets.items():
            check_target(name, target, network, sized)
        for name, value in (
            ("parts", parts), ("network", network),
            ("inputs", MappingProxyType(dict(self.inputs))),
            ("targets", MappingProxyType(targets)),
            ("sizes", MappingProxyType(sized.parts)),
        ):  # fmt: skip
            object.__setattr__(self, name, value)
        self._check_amounts()

    def _check_form(self) -> None:
        if not is_short(self.title):
            raise field_error("title", "text_at_most", most=MAX_TEXT)
        seed = 0 if self.seed is None else self.seed
        if type(seed) is not int or not 0 <= seed <= MOST_SEED:
            raise field_error("seed", "whole_number", least=0, most=MOST_SEED)
        if not isinstance(self.parts, list | tuple):
            raise field_error("parts", "list_of_things")
        for name, kind in (("inputs", Sequence), ("targets", Target)):
            found = getattr(self, name)
            if not isinstance(found, Mapping):
                raise field_error(name, "an_object")
            if not all(isinstance(one, kind) for one in found.values()):
                raise field_error(name, "an_object")
        check_counts(self.parts, self.inputs, self.targets)
        for name in self.inputs:
            check_name(str(name))
        for part in self.parts:
            if not isinstance(part, Part):
                raise field_error("parts", "list_of_things")

    def _check_amounts(self) -> None:
        """Refuse more numbers or words than a document may have, the greatest of them named."""
        counts: dict[str, int] = {}
        for name, array in self._numbers():
            counts[name] = counts.get(name, 0) + array.size
        if sum(counts.values()) > DOCUMENT.numbers:
            with at(max(counts, key=counts.get)):
                raise InputError("limit", name=Phrase("numbers_in_all"),
                                 size=sum(counts.values()), most=DOCUMENT.numbers)  # fmt: skip
        words = {part.name: sum(map(len, part.labels)) for part in self.parts}
        words |= {n: sum(map(len, (*s.labels, *s.steps))) for n, s in self.inputs.items()}
        if sum(words.values()) > DOCUMENT.characters:
            with at(max(words, key=words.get)):
                raise InputError("limit", name=Phrase("characters_in_all"),
                                 size=sum(words.values()), most=DOCUMENT.characters)  # fmt: skip

    def _numbers(self) -> Iterator[tuple[str, np.ndarray]]:
        """Every array and the part, input or target that it belongs to."""
        yield from ((name, one.rows) for name, one in self.inputs.items())
        for part in self.parts:
            starts = (v for v in part.start.values() if not isinstance(v, Wire))
            firsts = (np.array(wire.first) for wire in part.wires)
            yield from ((part.name, one) for one in (*part.params.values(), *starts, *firsts))
        yield from (
            (f"targets.{name}", one.rows)
            for name, one in self.targets.items()
            if not isinstance(one.rows, Wire)
        )

    @cached_property
    def digest(self) -> str:
        """A text that is the same for all documents with the same run, and for no others.

        Of parts, wires, options, clamps, masks and the bits of every number; of no title, label or
        target, nor of what is frozen.
        """
        return self.digest_of(self.parts)

    def digest_of(self, parts: Iterable[Part]) -> str:
        """The same of some of its parts, and of what they hear from outside.

        Args:
            parts: of the document.
        """
        heard = {wire.source for part in parts for wire in part.wires}
        inputs = {name: one for name, one in sorted(self.inputs.items()) if name in heard}
        told = [[(name, one.rows.shape) for name, one in inputs.items()]]
        counted = [one.rows for one in inputs.values()]
        for part in parts:
            arrays = {f"{k} {n}": v for k in ("params", "start", "masks")
                      for n, v in getattr(part, k).items() if not isinstance(v, Wire)}  # fmt: skip
            wires = {n: v for n, v in part.start.items() if isinstance(v, Wire)}
            options = json.dumps(part.options, sort_keys=True)
            told.append([
                part.name, part.cell, options, part.reads, wires, part.memory, part.steps,
                part.clamps, part.signals, [(n, array.shape) for n, array in arrays.items()],
            ])  # fmt: skip
            counted += arrays.values()
        found = blake2b(repr(told).encode(), digest_size=20)
        for array in counted:
            found.update(np.ascontiguousarray(array))
        return found.hexdigest()

    def changed(self, **changes: object) -> Scenario:
        """A checked copy with some fields replaced.

        Args:
            changes: field -> its new value.

        Raises:
            InputError: the result is no document; nothing is changed.
        """
        return replace(self, **changes)

    def run(self) -> Runs:
        """The runs of all its parts."""
        return self.network.run()

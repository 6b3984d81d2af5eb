"""What a network is made of: parts, with wires between them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from sim.graph.cell import Cell, with_periods
from sim.network.wires import Wire, at
from sim.run.clamps import Clamp
from sim.run.forward import cell_named, masked
from sim.text.checks import field_error
from sim.text.errors import InputError, shown
from sim.text.messages import Phrase

NAME = re.compile(r"[a-z][a-z0-9_]*")
RESERVED = ("targets",)
BY_NAME = ("params", "start", "memory", "options", "masks", "signals")


@dataclass(frozen=True, eq=False)
class Part:
    """A cell with its numbers, and what it reads.

    Args:
        name: small letters, digits and _, a letter first.
        cell: a cell, or its name in CELLS.
        params: "W_i" -> array, shapes as `cell.shapes` says, X the rows of all that it reads.
        reads: what stands below each other as its x; () where nothing comes in.
        start: state -> its numbers, (H,) or (H, B), or a wire that gives exactly one row; zeros
            where left out.
        memory: argument of the cell, "M" -> a wire, whose rows over time become its columns.
        steps: how many, where no wire says it.
        options: activation of a line, as `Cell.with_options` takes them.
        clamps: gates held at a value, in its own steps: of a part that reads backwards, step 1 is
            the last.
        masks: parameter -> 0 where it has no entry, 1 elsewhere.
        frozen: parameters that no training changes; they have gradients all the same.
        signals: signal -> every unit's period, counted from step 1: 1 where t is a multiple of it.
        labels: words for the rows of its last line.
    """

    name: str
    cell: str | Cell
    params: Mapping[str, np.ndarray]
    reads: tuple[Wire, ...] = (Wire("x"),)
    start: Mapping[str, np.ndarray | Wire] = field(default_factory=dict)
    memory: Mapping[str, Wire] = field(default_factory=dict)
    steps: int | None = None
    options: Mapping[str, object] = field(default_factory=dict)
    clamps: tuple[Clamp, ...] = ()
    masks: Mapping[str, np.ndarray] = field(default_factory=dict)
    frozen: tuple[str, ...] = ()
    signals: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    labels: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not NAME.fullmatch(self.name):
            raise InputError("network_name", name=shown(self.name))
        with at(self.name):
            self._check()

    def _check(self) -> None:
        for name in BY_NAME:
            if not is_by_name(getattr(self, name)):
                raise field_error(name, "by_name")
        for name in ("frozen", "labels"):
            value = getattr(self, name)
            texts = isinstance(value, tuple | list) and all(isinstance(v, str) for v in value)
            if not texts:
                raise field_error(name, "list_of_texts")
        if not isinstance(self.reads, tuple | list):
            raise field_error("reads", "list_of_wires")
        for what, wire in (*(("reads", wire) for wire in self.reads), *self.memory.items()):
            if not isinstance(wire, Wire):
                raise field_error(what, "wire")
        cell = self.built
        steps = self.steps
        if steps is not None and (not isinstance(steps, int) or isinstance(steps, bool)):
            raise InputError("steps", steps=shown(steps))
        if steps is not None and steps < 1:
            raise InputError("steps", steps=steps)
        groups = (
            ("state", self.start, cell.states),
            ("data", self.memory, cell.graph.data),
            ("signal", self.signals, cell.graph.signals),
            ("parameter", self.frozen, cell.graph.shapes),
            ("parameter", self.masks, cell.graph.shapes),
        )
        for what, given, known in groups:
            for name in given:
                if name not in known:
                    raise InputError("surplus", cell=cell.phrase, what=Phrase(what),
                                     name=shown(name))  # fmt: skip
        for name in cell.graph.data:
            if name not in self.memory:
                raise InputError("missing", cell=cell.phrase, what=Phrase("data"), name=name)
        for name in cell.graph.signals:
            if name not in self.signals and not cell.periods:
                raise InputError("missing", cell=cell.phrase, what=Phrase("signal"), name=name)
        for wire in self.wires:
            delay = wire.read_taps.delay  # which refuses what is no tap
            if wire.first and not delay:
                raise InputError("wire_first", wire=shown(wire))

    @cached_property
    def built(self) -> Cell:
        """The cell with its options, and of a clockwork cell with its periods."""
        cell = cell_named(self.cell)
        for periods in self.signals.values():
            listed = isinstance(periods, tuple | list) and len(periods) > 0
            if not listed or not all(type(p) is int and p > 0 for p in periods):
                raise InputError("periods", periods=shown(periods))
            if cell.periods:
                cell = with_periods(cell, tuple(periods))
        return cell.with_options(**self.options)

    @property
    def wires(self) -> tuple[Wire, ...]:
        """All that it hears: what it reads, looks at, and starts from."""
        starts = (one for one in self.start.values() if isinstance(one, Wire))
        return (*self.reads, *self.memory.values(), *starts)

    def ticks(self, T: int) -> dict[str, np.ndarray] | None:
        """Its signals: 1 for a unit whose turn it is; None where it names none.

        Args:
            T: timesteps.
        """
        if not self.signals:
            return None
        t = np.arange(1, T + 1)[:, None]
        return {name: (t % np.array(p) == 0).astype(float) for name, p in self.signals.items()}

    def mask(self, name: str, shape: tuple[int, ...]) -> np.ndarray | None:
        """Which entries a parameter has, by the cell and by the part's own mask; None for all.

        Args:
            name: of the parameter.
            shape: its own.
        """
        found, own = self.built.mask(name, shape), self.masks.get(name)
        if own is None or np.shape(own) != shape:
            return found
        return np.asarray(own, bool) if found is None else found & np.asarray(own, bool)

    def trained(self) -> dict[str, np.ndarray]:
        """Which numbers a training may change: parameter -> (its shape) of True and False.

        Raises:
            InputError: a mask that does not fit.
        """
        with at(self.name):
            params, masks = masked(self.params, self.masks)
        found = {}
        for name, value in params.items():
            free = np.full(np.shape(value), name not in self.frozen)
            for mask in (self.built.mask(name, free.shape), masks.get(name)):
                free &= True if mask is None else mask.astype(bool)
            found[name] = free
        return found


def is_by_name(value: object) -> bool:
    """Whether something holds values by name.

    Args:
        value: anything.
    """
    return isinstance(value, Mapping) and all(isinstance(name, str) for name in value)


def check_part(name: object, known: Collection[str]) -> str:
    """The name of a part, if there is one of that name.

    Args:
        name: that was asked for.
        known: names of the parts.

    Raises:
        InputError: there is no such part; names those that there are.
    """
    if not isinstance(name, str) or name not in known:
        raise InputError("no_part", part=shown(name), known=shown(", ".join(known), 200))
    return name

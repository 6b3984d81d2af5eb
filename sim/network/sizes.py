"""The sizes of everything in a network, found from those of numbers and inputs: nothing runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.graph.fits import check_signals, fitting_sizes, known_sizes
from sim.network.maps import Size
from sim.network.parts import Part
from sim.network.wires import BEFORE, Wire, at
from sim.run.clamps import checked
from sim.text.checks import compare_shapes, shape_of
from sim.text.errors import InputError, shown


@dataclass(eq=False)
class Sized:
    """A part whose sizes are known.

    Args:
        part: which.
        T: timesteps.
        columns: rows of its x, one slice for each wire that it reads.
        sizes: symbolic size -> how many, 0 for one that its cell does not have.
        states: shapes of the initial states that it is given.
        data: shapes of the matrices that it looks at.
    """

    part: Part
    T: int
    columns: list[slice] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=dict)
    states: dict[str, tuple[int, ...]] = field(default_factory=dict)
    data: dict[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def X(self) -> int:
        """Numbers that it reads at a timestep."""
        return self.columns[-1].stop if self.columns else 0

    def rows(self, line: str) -> int:
        """How many numbers a line has, 0 where that is not known yet.

        Args:
            line: of its cell, or a state before the step.
        """
        return self.sizes.get(self.part.built.rows(line.removesuffix(BEFORE)), 0)

    def named(self) -> dict[str, int]:
        """T, X, and whatever other sizes its cell has, by their letters."""
        graph = self.part.built.graph
        every = [*graph.sizes.values(), *graph.data_shapes.values()]
        found = {dim: self.sizes[dim] for dims in every for dim in dims if dim in self.sizes}
        return {"T": self.T, "X": self.X} | found


def shapes_of(part: Part) -> dict[str, tuple[int, ...]]:
    """Shapes of a part's parameters; what would multiply nothing may be left out.

    Args:
        part: any.
    """
    given = {name: shape_of(name, value) for name, value in part.params.items()}
    if part.reads:
        return given
    dims = part.built.graph.shapes.items()
    return {name: (0, 0) for name, of in dims if "X" in of and name not in given} | given


class Sizer:
    """Finds the sizes of the parts of a network, group by group.

    Args:
        inputs: sequences from outside, (T, X) or (T, X, B); their shapes alone are asked.
        batch: () or (B,).
    """

    def __init__(self, inputs: Mapping[str, np.ndarray], batch: tuple[int, ...]):
        self._inputs, self._batch = inputs, batch
        self.found: dict[str, Sized] = {}

    def add(self, parts: Sequence[Part]) -> None:
        """Find the sizes of parts that run together; those that they hear from outside are known.

        Args:
            parts: of one group, in order.

        Raises:
            InputError: sizes or steps that do not fit; names the part and, of one, the wire.
        """
        T = self._steps(parts)
        shapes = {}
        for part in parts:
            with at(part.name):
                one = self.found[part.name] = Sized(part, T)
                self._before(one)
                shapes[part.name] = shapes_of(part)
                one.sizes = known_sizes(part.built, 0, shapes[part.name], one.states, one.data)
        self._columns(parts)
        for part in parts:
            with at(part.name):
                self._check(self.found[part.name], shapes[part.name])

    def _steps(self, parts: Sequence[Part]) -> int:
        """How many steps wires from outside of the group give, and the parts themselves say."""
        together = {part.name for part in parts}
        first: tuple[str, str, int] | None = None
        for part in parts:
            counts = [("steps", part.steps)] if part.steps else []
            with at(part.name):
                counts += [
                    (shown(wire), self._arriving(wire)[0])
                    for wire in part.reads
                    if wire.source not in together and not wire.read_taps.spreads
                ]
            for name, T in counts:
                first = first or (part.name, name, T)
                if first[2] != T:
                    said = first[1] if first[0] == part.name else f"{first[0]}: {first[1]}"
                    raise InputError("wire_steps", part=part.name,
                                     steps=f"{first[2]} ({said}), {T} ({name})")  # fmt: skip
        if first is None:
            raise InputError("no_steps", part=shown(", ".join(part.name for part in parts)))
        return first[2]

    def _arriving(self, wire: Wire, T: int = 0) -> Size:
        """How many rows a wire brings to a reader of T steps, and of how many numbers."""
        source = self.found.get(wire.source)
        if source is None:
            size = self._inputs[wire.source].shape[:2]
        else:
            size = source.T, source.rows(wire.line or source.part.built.output)
        with at(wire):
            return wire.read_taps.size(*size, T, wire.row)

    def _before(self, one: Sized) -> None:
        """What the part starts from and looks at, which no loop gives."""
        for state, value in one.part.start.items():
            if isinstance(value, Wire):
                T, R = self._arriving(value, one.T)
                if T != 1:
                    raise InputError("start_rows", wire=shown(value), rows=T)
                one.states[state] = (R, *self._batch)
            else:
                shape = shape_of(f"initial {state}", value)
                one.states[state] = (*shape, *self._batch) if len(shape) == 1 else shape
        for name, wire in one.part.memory.items():
            T, R = self._arriving(wire, one.T)
            one.data[name] = (R, T, *self._batch)

    def _columns(self, parts: Sequence[Part]) -> None:
        """Where in x each wire of each part stands; inside of a loop one size may tell another."""
        queue, waiting = list(reversed(parts)), {}
        while queue:
            one = self.found[queue.pop().name]
            with at(one.part.name):
                unknown = self._place(one)
            if unknown is not None:
                waiting.setdefault(unknown.source, []).append((one.part, unknown))
                continue
            one.sizes["X"] = one.sizes["X"] or one.X
            queue += [part for part, _ in waiting.pop(one.part.name, [])]
        for part, wire in (late for several in waiting.values() for late in several):
            with at(part.name):
                raise InputError("wire_unsized", wire=shown(wire), source=wire.source)

    def _place(self, one: Sized) -> Wire | None:
        """Give each wire its rows of x; the first wire whose sender's size is not known yet."""
        one.columns, start = [], 0
        for wire in one.part.reads:
            source = self.found.get(wire.source)
            if source and not source.rows(wire.line or source.part.built.output):
                return wire
            T, R = self._arriving(wire, one.T)
            if T != one.T:
                raise InputError("wire_steps", part=shown(wire), steps=f"{T}, {one.T}")
            one.columns.append(slice(start, start + R))
            start += R
        return None

    def _check(self, one: Sized, params: dict[str, tuple[int, ...]]) -> None:
        part, cell = one.part, one.part.built
        sizes = {**one.sizes, "X": one.X}
        self._check_wires(one, sizes)
        left_out = cell.graph.shapes.keys() - part.params.keys()  # as nothing is read
        dims = {name: cell.graph.shapes[name] for name in left_out}
        params |= {name: tuple(sizes[dim] for dim in of) for name, of in dims.items()}
        one.sizes = fitting_sizes(cell, one.X, params, one.states, one.data, self._batch)
        masks = {f"mask of {n}": shape_of(f"mask of {n}", v) for n, v in part.masks.items()}
        compare_shapes(masks, {f"mask of {name}": params[name] for name in part.masks})
        if part.signals:
            ticks = {name: (one.T, len(periods)) for name, periods in part.signals.items()}
            check_signals(cell, one.T, one.sizes, ticks)
        if part.clamps != ():
            checked(cell, part.clamps, one.T)
        rows = one.rows(cell.output)
        if part.labels and len(part.labels) != rows:
            raise InputError("labels", line=cell.output, rows=rows, count=len(part.labels))

    def _check_wires(self, one: Sized, sizes: dict[str, int]) -> None:
        """Refuse what a wire brings as a start or a memory, with the wire named."""
        graph, wanted = one.part.built.graph, {}
        for name, value in one.part.start.items():
            if isinstance(value, Wire):
                wanted[name] = value, one.states[name], (one.rows(name), *self._batch)
        for name, wire in one.part.memory.items():
            shape = tuple(sizes.get(dim, 0) for dim in graph.data_shapes[name])
            wanted[name] = wire, one.data[name], (*shape, *self._batch)
        for name, (wire, shape, expected) in wanted.items():
            with at(wire):
                compare_shapes({name: shape}, {name: expected})

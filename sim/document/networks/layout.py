"""Which number of a network is which: a name for every row and column, that stays where it can.

A unit is called by its part and its place among the units there; a column of what a part reads by
the wire and by what the number is called where it comes from. So two networks of different sizes
can be laid beside each other, and what is called alike is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping

from sim.network.order import Group
from sim.network.parts import Part, Wire
from sim.network.wires import BEFORE

Names = tuple[Hashable, ...]


class Layout:
    """The names of all numbers of some parts.

    Args:
        parts: by name, as they are joined; whether their numbers fit is not asked.
        inputs: name -> names of its rows, and of its columns.
        units: part -> size -> how many, of those sizes that the part's own numbers say.
        loops: parts that are stepped together, which have steps alike.
    """

    def __init__(
        self, parts: Mapping[str, Part], inputs: Mapping[str, tuple[Names, Names]],
        units: Mapping[str, Mapping[str, int]], loops: tuple[Group, ...] = (),
    ):  # fmt: skip
        self.parts, self.inputs, self._units = parts, inputs, units
        self._together = {name: group for group in loops for name in group}
        self._found: dict[Hashable, Names | None] = {}

    def _once(self, key: Hashable, make: Callable[[], Names | None]) -> Names | None:
        """What `make` makes; nothing while it is asked for within itself."""
        if key not in self._found:
            self._found[key] = None
            self._found[key] = make()
        return self._found[key]

    def steps(self, part: str) -> Names:
        """A name for each timestep of a part, () where nothing says how many there are.

        Args:
            part: its name.
        """
        return self._once((part, "T"), lambda: self._steps(self.parts[part])) or ()

    def _steps(self, part: Part) -> Names | None:
        for wire in part.reads:
            if not wire.read_taps.spreads and (found := self.wire(wire, part)[0]):
                return found
        if part.steps:
            return tuple(range(part.steps))
        others = (name for name in self._together.get(part.name, ()) if name != part.name)
        return next((found for name in others if (found := self.steps(name))), None)

    def line(self, part: str, line: str = "") -> Names:
        """A name for each number of a line.

        Args:
            part: its name.
            line: of its cell, or a state before the step; "" for what it puts out.
        """
        cell = self.parts[part].built
        line = line.removesuffix(BEFORE) or cell.output
        return self.size(part, cell.rows(line)) if line in cell.graph.lines else ()

    def size(self, part: str, size: str) -> Names:
        """A name for each of so many.

        Args:
            part: its name.
            size: X, H, Y and others of its cell.
        """
        return self._once((part, size), lambda: self._size(self.parts[part], size)) or ()

    def _size(self, part: Part, size: str) -> Names:
        if size == "X":
            return tuple(
                (k, name)
                for k, wire in enumerate(part.reads)
                for name in self.wire(wire, part)[1]
            )  # fmt: skip
        for name, (rows, columns) in part.built.graph.data_shapes.items():
            if size in (rows, columns):
                positions, numbers = self.wire(part.memory[name], part)
                return numbers if size == rows else positions
        for state, start in part.start.items():
            if isinstance(start, Wire) and part.built.rows(state) == size:
                return own(part, len(self.wire(start, part)[1]))
        return own(part, self._units[part.name].get(size, 0))

    def wire(self, wire: Wire, reader: Part) -> tuple[Names, Names]:
        """A name for each row that a wire brings, and for each number in one.

        Args:
            wire: read by a part.
            reader: the part.

        Raises:
            InputError: a tap cannot be done on rows of such sizes.
        """
        *_, found = self.taps(wire, reader)
        return found

    def taps(self, wire: Wire, reader: Part) -> list[tuple[Names, Names]]:
        """The same where a wire begins, and behind each of its taps.

        Args:
            wire: as for `wire`.
            reader: as there.

        Raises:
            InputError: as there.
        """
        rows, columns = self._source(wire)
        found = [(rows, columns)]
        for tap in wire.taps.split():
            only = Wire(wire.source, taps=tap).read_taps
            if not rows or not columns:
                return [*found, ((), ())]
            spread = self.steps(reader.name) if only.spreads else ()
            T, R = only.size(len(rows), len(columns), len(spread))
            if spread:
                rows = spread
            elif len(rows) == T:
                rows = rows[::-1] if tap == "back" else rows
            else:
                rows = tuple(range(T))
            columns = _behind(columns, R)
            found.append((rows, columns))
        return found

    def _source(self, wire: Wire) -> tuple[Names, Names]:
        if wire.source in self.inputs:
            return self.inputs[wire.source]
        if wire.source not in self.parts:  # which the network refuses
            return (), ()
        return self.steps(wire.source), self.line(wire.source, wire.line)


def own(part: Part, count: int) -> Names:
    """Names of a part's own units.

    Args:
        part: any.
        count: how many it has.
    """
    return tuple((part.name, k) for k in range(count))


def _behind(columns: Names, R: int) -> Names:
    """Names of R numbers made of some: the same, those of several steps in turn, or by place."""
    times, rest = divmod(R, len(columns))
    if rest or not times:
        return tuple(range(R))
    if times == 1:
        return columns
    return tuple((k, name) for k in range(times) for name in columns)

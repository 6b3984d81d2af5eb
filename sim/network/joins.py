"""What arrives at a part before it runs: the rows of its wires, joined, and how they were made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from sim.network.parts import Part
from sim.network.sizes import Sized
from sim.network.taps import Taps
from sim.network.wires import Wire, at
from sim.run.trace import Trace
from sim.text.checks import as_floats

Arrays = Mapping[str, np.ndarray]
Key = tuple[str, int | str]  # ("x", which wire), ("start", state), ("memory", argument)


@dataclass(frozen=True, eq=False)
class Inside:
    """A wire of a loop, whose rows come while the loop is stepped.

    Args:
        place: which of those that the part reads, from 0.
        wire: itself.
        columns: rows of x that it fills.
        line: that it reads.
        first: the row before there was any, (R,) or (R, B).
    """

    place: int
    wire: Wire
    columns: slice
    line: str
    first: np.ndarray

    @cached_property
    def _taps(self) -> Taps:
        return self.wire.read_taps.by_row

    @property
    def passes(self) -> bool:
        """Whether a derivative comes back through it: none does through a choice of one."""
        return self._taps.slope

    def by_row(self, row: np.ndarray) -> np.ndarray:
        """`row` of one step, (R,) or (R, B), behind the taps that work row by row."""
        return self._taps.forward(row[None])[0][0] if self._taps else row

    def back(self, d: np.ndarray, row: np.ndarray) -> np.ndarray:
        """The derivative by a row, from that by what `by_row` makes of it.

        Args:
            d: of one step, (R,) or (R, B).
            row: that was read there.
        """
        if not self._taps:
            return d
        _, kept = self._taps.forward(row[None])
        return self._taps.adjoint(d[None], kept)[0]

    def onward(self, J: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """The derivative of what `by_row` makes of rows.

        Args:
            J: that of the rows, (T, R, K).
            rows: that were read, (T, R).

        Returns:
            In the shape of J.
        """
        if not self._taps:
            return J
        _, kept = self._taps.forward(rows)
        slopes = np.zeros((*rows.shape, rows.shape[1]))
        for k in range(rows.shape[1]):  # a row of the slopes is the way back of a unit
            unit = np.zeros(rows.shape)
            unit[:, k] = 1.0
            slopes[:, k] = self._taps.adjoint(unit, kept)
        return slopes @ J


@dataclass(eq=False)
class Joined:
    """What arrived at a part.

    Args:
        part: which.
        params: its numbers, with an empty matrix for an x of which it reads nothing.
        state: state -> what it starts from, (H,) or (H, B).
        data: argument of the cell -> (D, N) or (D, N, B).
        x: (T, X) or (T, X, B); what a loop feeds back is still 0.
        columns: of x, one slice for each wire that it reads.
        inside: wires of its loop.
        kept: rows before each tap of a wire from outside of its loop.
    """

    part: Part
    params: Arrays = field(default_factory=dict)
    state: dict[str, np.ndarray] = field(default_factory=dict)
    data: dict[str, np.ndarray] = field(default_factory=dict)
    x: np.ndarray = field(default_factory=lambda: np.zeros((0, 0)))
    columns: list[slice] = field(default_factory=list)
    inside: list[Inside] = field(default_factory=list)
    kept: dict[Key, list[np.ndarray]] = field(default_factory=dict)


class Joiner:
    """Joins the rows of wires.

    Args:
        inputs: sequences from outside, (T, X) or (T, X, B).
        traces: runs of the parts so far; more may come.
        sized: the parts' sizes.
        batch: () or (B,).
    """

    def __init__(
        self, inputs: Arrays, traces: Mapping[str, Trace], sized: Mapping[str, Sized],
        batch: tuple[int, ...],
    ):  # fmt: skip
        self._inputs, self._traces, self._sized, self._batch = inputs, traces, sized, batch

    def group(self, parts: Sequence[Part]) -> dict[str, Joined]:
        """What arrives at the parts of a group.

        Args:
            parts: that run together.

        Raises:
            InputError: what is no array of numbers; names the part.
        """
        found = {}
        for part in parts:
            with at(part.name):
                one = found[part.name] = Joined(part, columns=self._sized[part.name].columns)
                self._before(one)
        for one in found.values():
            self._join(one, found)
        return found

    def _rows(self, wire: Wire, T: int) -> tuple[np.ndarray, list[np.ndarray]]:
        source = self._inputs.get(wire.source)
        if source is None:
            trace = self._traces[wire.source]
            source = trace[wire.line or trace.cell.output]
        first = None if wire.row is None else self._spread(wire.row)
        return wire.read_taps.forward(source, T, first)

    def _spread(self, row: np.ndarray) -> np.ndarray:
        """One row for every sequence of the batch."""
        if row.ndim == 1 and self._batch:
            return np.repeat(row[:, None], *self._batch, axis=1)
        return row

    def _before(self, one: Joined) -> None:
        """What a part starts from and looks at, which no loop gives."""
        T = self._sized[one.part.name].T
        for state, value in one.part.start.items():
            if isinstance(value, Wire):
                (one.state[state],), one.kept["start", state] = self._rows(value, T)
            else:
                one.state[state] = self._spread(as_floats(f"initial {state}", value))
        for name, wire in one.part.memory.items():
            rows, one.kept["memory", name] = self._rows(wire, T)
            one.data[name] = np.moveaxis(rows, 0, 1)

    def _join(self, one: Joined, group: Mapping[str, Joined]) -> None:
        part, sized = one.part, self._sized[one.part.name]
        one.x = np.zeros((sized.T, sized.X, *self._batch))
        for k, (wire, columns) in enumerate(zip(part.reads, one.columns, strict=True)):
            if wire.source in group:
                line = wire.state or wire.line or group[wire.source].part.built.output
                row = np.zeros(columns.stop - columns.start) if wire.row is None else wire.row
                one.inside.append(Inside(k, wire, columns, line, self._spread(row)))
            else:
                one.x[:, columns], one.kept["x", k] = self._rows(wire, sized.T)
        empty = {  # what would multiply x, which has no rows
            name: np.zeros(tuple(sized.sizes[dim] for dim in dims))
            for name, dims in part.built.graph.shapes.items()
            if name not in part.params
        }
        one.params = {**part.params, **empty}

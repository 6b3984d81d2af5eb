"""What arrives at the lines of each part on the way back through a network."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.adjoint.gradients import Gradients
from sim.network.joins import Joined
from sim.network.wires import Wire
from sim.run.trace import Trace

Arrays = Mapping[str, np.ndarray]


class Arrived:
    """Derivatives on their way to the parts and inputs that wires read.

    Args:
        inputs: sequences from outside.
        traces: part -> its run.
    """

    def __init__(self, inputs: Arrays, traces: Mapping[str, Trace]):
        self.inputs = {name: np.zeros(value.shape) for name, value in inputs.items()}
        self.firsts: dict[tuple[str, int | str], np.ndarray] = {}
        self._traces = traces
        self._lines: dict[str, dict[str, np.ndarray]] = {name: {} for name in traces}
        self._initial: dict[str, dict[str, np.ndarray]] = {name: {} for name in traces}

    def trace(self, part: str) -> Trace:
        """The run of `part`."""
        return self._traces[part]

    def lines(self, part: str) -> dict[str, np.ndarray]:
        """What arrived at the lines of `part` so far: line -> (T, R) or (T, R, B)."""
        return self._lines[part]

    def initial(self, part: str) -> dict[str, np.ndarray]:
        """What arrived at the initial states of `part`, of wires that read the state before."""
        return self._initial[part]

    def rows(self, part: str, line: str) -> np.ndarray:
        """What arrived at a line, to be added to.

        Args:
            part: its name.
            line: of its cell, or the name of what else takes a seed; "" for its output.
        """
        trace = self._traces[part]
        line = line or trace.cell.output
        if line not in self._lines[part]:
            self._lines[part][line] = np.zeros(trace.value(line).shape)
        return self._lines[part][line]

    def start(self, part: str, state: str) -> np.ndarray:
        """What arrived at an initial state, to be added to.

        Args:
            part: its name.
            state: of its cell.
        """
        first = self._traces[part].initial[state]
        return self._initial[part].setdefault(state, np.zeros(first.shape))

    def first(self, part: str, place: int | str, wire: Wire) -> np.ndarray | None:
        """What arrived at the row before the first one of a wire that has one, to be added to.

        Args:
            part: that reads it.
            place: which of the wires that it reads, from 0; of another the state or argument.
            wire: itself.

        Returns:
            (R,) or (R, B); None where the row is left out.
        """
        if not wire.first:
            return None
        batch = self._traces[part]["x"].shape[2:]
        return self.firsts.setdefault((part, place), np.zeros((len(wire.first), *batch)))

    def send(self, wire: Wire, d: np.ndarray) -> None:
        """Add what came back through a wire.

        Args:
            wire: which; its taps are done with.
            d: derivative by the rows that it reads, (T, R) or (T, R, B).
        """
        if wire.source in self.inputs:
            self.inputs[wire.source] += d
        elif wire.state is not None:
            self.rows(wire.source, wire.state)[:-1] += d[1:]
            self.start(wire.source, wire.state)[...] += d[0]
        else:
            self.rows(wire.source, wire.line)[...] += d

    def pass_on(self, one: Joined, grads: Gradients) -> None:
        """Send what arrives at a part's x, starts and memory back to where they came from.

        Args:
            one: what arrived at the part when it ran; wires of its own loop are left out.
            grads: its derivatives.
        """
        part = one.part
        for (kind, name), kept in one.kept.items():
            if kind == "x":
                wire, d = part.reads[name], grads["x"][:, one.columns[name]]
            elif kind == "start":
                wire, d = part.start[name], grads.initial[name][None]
            else:
                wire, d = part.memory[name], np.moveaxis(grads.data[name], 1, 0)
            first = self.first(part.name, name, wire)
            self.send(wire, wire.read_taps.adjoint(d, kept, first))

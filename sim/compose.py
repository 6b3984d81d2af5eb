"""Several runs as one network: cells on top of each other, and both directions of time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.cell import Cell
from sim.checks import as_floats
from sim.errors import InputError
from sim.run import forward
from sim.trace import Trace


@dataclass(frozen=True, eq=False)
class Layer:
    """A cell with its numbers, ready to run over somebody's outputs.

    Args:
        cell: a cell or its name.
        params: "W_i" -> array, shapes as `cell.shapes` says.
        state: initial states, (H,) or (H, B); zeros where left out.
        signals: per-step signals of the cell, (T, H) each, if it has any.
        output: the line that the next layer reads, "h", or "y" of a cell with outputs of its own.
    """

    cell: str | Cell
    params: Mapping[str, np.ndarray]
    state: Mapping[str, np.ndarray] | None = None
    signals: Mapping[str, np.ndarray] | None = None
    output: str = "h"

    def run(self, inputs: np.ndarray, *, plain: bool = False) -> Trace:
        """The trace of this layer on (T, X) or (T, X, B); arguments and errors of `forward`."""
        return forward(self.cell, self.params, inputs, self.state, self.signals, plain=plain)


@dataclass(frozen=True, eq=False)
class Both:
    """A run in each direction of time over the same inputs.

    Args:
        ahead: the run from the first timestep to the last.
        back: the run from the last to the first, in its OWN time: row 0 is the last timestep.
        lines: the line that is the output of each.
    """

    ahead: Trace
    back: Trace
    lines: tuple[str, str] = ("h", "h")

    @property
    def outputs(self) -> np.ndarray:
        """Both outputs of each timestep below each other, in the inputs' time: (T, 2H[, B])."""
        first, second = self.lines
        return np.concatenate([self.ahead[first], self.back[second][::-1]], axis=1)


def stack(layers: Sequence[Layer], inputs: np.ndarray, *, plain: bool = False) -> tuple[Trace, ...]:
    """Run each layer over the outputs of the one below it.

    Args:
        layers: from the bottom up, at least one.
        inputs: (T, X) or (T, X, B), of the lowest.
        plain: as for `forward`.

    Raises:
        InputError: no layer, or a layer that does not fit the one below.
    """
    if not layers:
        raise InputError("no_layers", "a stack needs at least one layer")
    traces: list[Trace] = []
    for layer in layers:
        traces.append(layer.run(inputs, plain=plain))
        inputs = traces[-1][layer.output]
    return tuple(traces)


def bidirectional(ahead: Layer, back: Layer, inputs: np.ndarray, *, plain: bool = False) -> Both:
    """Run one layer over the inputs as they come and one over them from the end.

    Source: Schuster and Paliwal, Bidirectional Recurrent Neural Networks, 1997,
    doi:10.1109/78.650093.

    Args:
        ahead, back: the layers; signals of `back` are in its own time, like its trace.
        inputs: (T, X) or (T, X, B).
        plain: as for `forward`.

    Raises:
        InputError: what a layer is given does not fit it.
    """
    inputs = as_floats("inputs", inputs)
    runs = ahead.run(inputs, plain=plain), back.run(inputs[::-1], plain=plain)
    return Both(*runs, (ahead.output, back.output))

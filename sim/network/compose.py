"""Several runs as one network: cells on top of each other, and both directions of time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.adjoint.gradients import Gradients, backward
from sim.graph.cell import Cell
from sim.run.clamps import Clamp
from sim.run.forward import forward
from sim.run.trace import Trace
from sim.text.checks import as_floats, check_shapes
from sim.text.errors import InputError


@dataclass(frozen=True, eq=False)
class Layer:
    """A cell with its numbers, ready to run over somebody's outputs.

    Args:
        cell: a cell or its name.
        params: "W_i" -> array, shapes as `cell.shapes` says.
        state: initial states, (H,) or (H, B); zeros where left out.
        signals: per-step signals of the cell, (T, H) each, if it has any.
        output: the line that the next layer reads, "h", or "y" of a cell with outputs of its own.
        clamps: gates held at a value.
    """

    cell: str | Cell
    params: Mapping[str, np.ndarray]
    state: Mapping[str, np.ndarray] | None = None
    signals: Mapping[str, np.ndarray] | None = None
    output: str = "h"
    clamps: Sequence[Clamp] = ()

    def run(self, inputs: np.ndarray, *, plain: bool = False) -> One:
        """This layer on its inputs.

        Args:
            inputs: (T, X) or (T, X, B).
            plain: as for `forward`.

        Raises:
            InputError: as for `forward`.
        """
        trace = forward(
            self.cell, self.params, inputs, self.state, self.signals,
            clamps=self.clamps, plain=plain,
        )  # fmt: skip
        return One(trace, self.output)


@dataclass(frozen=True, eq=False)
class Back:
    """What goes back through a layer or a pair of them.

    Args:
        inputs: derivative by the inputs, (T, X) or (T, X, B).
        grads: derivatives of the run, or of the run ahead and the one back (in its own time).
    """

    inputs: np.ndarray
    grads: tuple[Gradients, ...]


@dataclass(frozen=True, eq=False)
class One:
    """A run as a layer.

    Args:
        trace: the run.
        line: the one that is its output, "h".
    """

    trace: Trace
    line: str = "h"

    @property
    def outputs(self) -> np.ndarray:
        """The output of each timestep, (T, H[, B])."""
        return self.trace[self.line]

    def backward(self, seed: np.ndarray) -> Back:
        """Derivatives of a loss that reads the outputs.

        Args:
            seed: dL/d outputs, in their shape.

        Raises:
            InputError: another shape, or a number that is not finite.
        """
        grads = backward(self.trace, {self.line: seed})
        return Back(grads["x"], (grads,))


@dataclass(frozen=True, eq=False)
class Both:
    """A run in each direction of time over the same inputs.

    Args:
        first: the run from the first timestep to the last.
        second: the run from the last to the first, in its OWN time: row 0 is the last timestep.
    """

    first: One
    second: One

    @property
    def ahead(self) -> Trace:
        """The run from the first timestep to the last."""
        return self.first.trace

    @property
    def back(self) -> Trace:
        """The run from the last timestep to the first, in its own time."""
        return self.second.trace

    @property
    def outputs(self) -> np.ndarray:
        """Both outputs of each timestep below each other, in the inputs' time: (T, 2H[, B])."""
        return np.concatenate([self.first.outputs, self.second.outputs[::-1]], axis=1)

    def backward(self, seed: np.ndarray) -> Back:
        """Derivatives of a loss that reads the outputs.

        Args:
            seed: dL/d outputs, in their shape.

        Raises:
            InputError: another shape, or a number that is not finite.
        """
        seed = as_floats("seed", seed)
        check_shapes({"seed": seed}, {"seed": self.outputs.shape})
        height = self.first.outputs.shape[1]
        one = self.first.backward(seed[:, :height])
        other = self.second.backward(seed[::-1, height:])
        return Back(one.inputs + other.inputs[::-1], one.grads + other.grads)


@dataclass(frozen=True, eq=False)
class Stack:
    """Layers on top of each other.

    Args:
        layers: their runs, from the bottom up.
    """

    layers: tuple[One | Both, ...]

    @property
    def outputs(self) -> np.ndarray:
        """The outputs of the top layer."""
        return self.layers[-1].outputs

    def backward(self, seed: np.ndarray) -> tuple[Back, ...]:
        """Derivatives of a loss that reads the outputs of the top, layer by layer from the bottom.

        Args:
            seed: dL/d outputs of the top, in their shape.

        Raises:
            InputError: another shape, or a number that is not finite.
        """
        found: list[Back] = []
        for layer in reversed(self.layers):
            found.append(layer.backward(seed))
            seed = found[-1].inputs
        return tuple(reversed(found))


def stack(
    layers: Sequence[Layer | tuple[Layer, Layer]], inputs: np.ndarray, *, plain: bool = False
) -> Stack:
    """Run each layer over the outputs of the one below it.

    Args:
        layers: from the bottom up, at least one; a pair runs in both directions.
        inputs: (T, X) or (T, X, B), of the lowest.
        plain: as for `forward`.

    Raises:
        InputError: no layer, or a layer that does not fit the one below.
    """
    if not layers:
        raise InputError("no_layers")
    runs: list[One | Both] = []
    for layer in layers:
        pair = layer if isinstance(layer, tuple) else None
        runs.append(
            bidirectional(*pair, inputs, plain=plain) if pair else layer.run(inputs, plain=plain)
        )
        inputs = runs[-1].outputs
    return Stack(tuple(runs))


def bidirectional(ahead: Layer, back: Layer, inputs: np.ndarray, *, plain: bool = False) -> Both:
    """Run one layer over the inputs as they come and one over them from the end.

    Source: Schuster and Paliwal, Bidirectional Recurrent Neural Networks, 1997,
    doi:10.1109/78.650093.

    Args:
        ahead: the layer that starts at the first timestep.
        back: the one that starts at the last; its signals and clamps are in its own time, like its
            trace.
        inputs: (T, X) or (T, X, B).
        plain: as for `forward`.

    Raises:
        InputError: what a layer is given does not fit it.
    """
    inputs = as_floats("inputs", inputs)
    return Both(ahead.run(inputs, plain=plain), back.run(inputs[::-1], plain=plain))

"""A loss chosen by name, and the targets that are typed for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.adjoint import losses
from sim.adjoint.losses import Loss
from sim.document.initialise import initialise
from sim.network.outputs import SOURCE, dense_output, through
from sim.network.parts import Part, Wire
from sim.run.trace import Trace
from sim.text.errors import InputError
from sim.text.limits import BROWSER
from sim.text.parse import parse_matrix

LOSSES = ("last_step", "every_step", "one_value", "squared_error", "cross_entropy")
TYPED = ("squared_error", "cross_entropy")  # take targets
READ = "h"  # the line that is read out, where the targets are met


@dataclass(frozen=True)
class LossChoice:
    """A loss by name, with what its kind needs.

    Args:
        kind: one of LOSSES.
        t: timestep of "one_value", from 1, at most what the run has.
        unit: of "one_value", likewise.
        targets: text of a matrix, a row a step up to the last, a column an output.
    """

    kind: str = "last_step"
    t: int = 1
    unit: int = 1
    targets: str = ""

    def looks_at(self, T: int) -> tuple[int, int]:
        """The first and the last timestep that the loss reads itself.

        Args:
            T: timesteps of the run.
        """
        if self.kind == "one_value":
            return (min(self.t, T),) * 2
        if self.kind in TYPED:
            return max(1, T + 1 - len(read_targets(self.kind, self.targets))), T
        return (1 if self.kind == "every_step" else T), T

    def made(self, seed: int, output: Part | None = None) -> Callable[[Trace], Loss]:
        """The loss as a function of a run.

        Args:
            seed: of the readout, where it has to be drawn.
            output: what reads the scenario out; used where it has as many outputs as the targets.
        """
        if self.kind == "one_value":
            return lambda run: losses.one_value(
                run, min(self.t, run.T), min(self.unit, run[run.cell.output].shape[1])
            )
        if self.kind not in TYPED:
            return getattr(losses, self.kind)
        targets = read_targets(self.kind, self.targets)
        return lambda run: _against(run, self.kind, targets, seed, output)


def read_targets(kind: str, text: str) -> np.ndarray:
    """Typed targets: (rows, Y).

    Args:
        kind: one of TYPED.
        text: as `sim.text.parse.parse_matrix` takes it.

    Raises:
        InputError: what was typed is no table of numbers, too wide, or below 0 where a share of
            a class is meant.
    """
    targets = parse_matrix(text)
    if targets.shape[1] > BROWSER.Y:
        raise InputError("targets_wide",
                         most=BROWSER.Y, count=targets.shape[1])  # fmt: skip
    if kind == "cross_entropy" and (targets < 0).any():
        raise InputError("targets_negative")
    if kind == "cross_entropy" and targets.shape[1] < 2:
        raise InputError("targets_classes")
    return targets


def readout_for(
    kind: str, outputs: int, H: int, seed: int, output: Part | None
) -> tuple[Part, bool]:
    """The part whose outputs meet the targets, and whether it was drawn.

    Args:
        kind: one of TYPED.
        outputs: columns of the targets.
        H: units.
        seed: of a drawn one.
        output: what reads the scenario out, or None.
    """
    form = "linear" if kind == "squared_error" else "softmax"
    known = output.params if output is not None else {}
    drawn = np.shape(known.get("V_y")) != (outputs, H)
    if drawn:
        shapes = {"V": (outputs, H), "d": (outputs,)}
        V, d = initialise(shapes, bias="zeros", seed=seed).values()
    else:
        V, d = known["V_y"], known["d_y"]
    return dense_output(form, V, d, Wire(SOURCE, READ)), drawn


def _against(run: Trace, kind: str, targets: np.ndarray, seed: int, output: Part | None) -> Loss:
    """The rows are the targets of the last steps; earlier steps count nothing."""
    rows = min(len(targets), run.T)
    used, _ = readout_for(kind, targets.shape[1], run[READ].shape[1], seed, output)
    last = run.part(run.T - rows, run.T)
    loss = through(used, last, lambda out: getattr(losses, kind)(out, targets[-rows:]))
    seed_h = np.zeros(run[READ].shape)
    seed_h[run.T - rows :] = loss.seeds[READ]
    return Loss(loss.value, {READ: seed_h}, loss.output)

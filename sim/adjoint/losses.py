"""Losses of a run: their value, and the direct path by which they read its output."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from sim.run.readout import Readout
from sim.run.trace import Trace
from sim.text.checks import as_floats, as_it_comes, check_shapes
from sim.text.errors import InputError, shown


@dataclass(frozen=True, eq=False)
class Loss:
    """What a loss says of a run; `value, seeds = loss` takes it apart.

    Args:
        value: the loss.
        seeds: line -> dL/dline_t by the direct path alone: what `backward` takes.
        readout: gradient of the readout's "V" (Y, H) and "d" (Y,), where it has them.
    """

    value: float
    seeds: Mapping[str, np.ndarray]
    readout: Mapping[str, np.ndarray] = field(default_factory=dict)

    def __iter__(self) -> Iterator:
        return iter((self.value, self.seeds))


@as_it_comes
def every_step(trace: Trace, line: str | None = None) -> Loss:
    """The sum of a line over all timesteps and units.

    Args:
        trace: the run.
        line: "h", "c"; the one that the cell puts out where left out.

    Raises:
        InputError: the cell has no such line.
    """
    line = line or trace.cell.output
    rows = _rows(trace, line)
    return Loss(float(rows.sum()), {line: np.ones(rows.shape)})


@as_it_comes
def last_step(trace: Trace, line: str | None = None) -> Loss:
    """The sum of a line over its units at the last timestep.

    Args:
        trace: the run.
        line: as for `every_step`.

    Raises:
        InputError: the cell has no such line.
    """
    line = line or trace.cell.output
    rows = _rows(trace, line)
    seed = np.zeros(rows.shape)
    seed[-1] = 1.0
    return Loss(float(rows[-1].sum()), {line: seed})


@as_it_comes
def one_value(trace: Trace, t: int, unit: int, line: str | None = None) -> Loss:
    """A single unit of a line at one timestep (of every sequence of a batch).

    Args:
        trace: the run.
        t: timestep from 1.
        unit: from 1.
        line: as for `every_step`.

    Raises:
        InputError: no such line, timestep or unit.
    """
    line = line or trace.cell.output
    rows = _rows(trace, line)
    for name, number, most in (("timestep", t, len(rows)), ("unit", unit, rows.shape[1])):
        if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= most:
            raise InputError(
                "loss_place",
                name=name, most=most, number=shown(number),
            )  # fmt: skip
    seed = np.zeros(rows.shape)
    seed[t - 1, unit - 1] = 1.0
    return Loss(float(rows[t - 1, unit - 1].sum()), {line: seed})


@as_it_comes
def squared_error(
    trace: Trace, targets: np.ndarray, readout: Readout | None = None, *, last_only: bool = False
) -> Loss:
    """Half the squared distance between outputs and targets, summed over timesteps.

    Args:
        trace: a run of one sequence.
        targets: (T, Y), or (T, H) without a readout.
        readout: linear, or None for h itself.
        last_only: counts the last timestep alone.

    Raises:
        InputError: a batch, a softmax readout, or targets of another shape.
    """
    if readout is not None and readout.kind != "linear":
        raise InputError("loss_readout_linear")
    h, pre, wanted = _outputs(trace, targets, readout)
    slope = pre - wanted
    if last_only:
        slope[:-1] = 0.0
    return _through(readout, h, 0.5 * float(np.sum(slope**2)), slope)


@as_it_comes
def cross_entropy(
    trace: Trace, targets: np.ndarray, readout: Readout, *, last_only: bool = False
) -> Loss:
    """-sum of target * log(output) of a softmax readout, summed over timesteps.

    Args:
        trace: a run of one sequence.
        targets: (T, Y), not negative; a one-hot row names a class, a row of zeros counts nothing.
        readout: softmax of V h + d, or of h itself.
        last_only: counts the last timestep alone.

    Raises:
        InputError: a batch, another readout, or targets of another shape or below 0.
    """
    if readout.kind == "linear":
        raise InputError("loss_readout_softmax")
    h, pre, wanted = _outputs(trace, targets, readout)
    if (wanted < 0).any():
        raise InputError("targets_negative")
    if last_only:
        wanted[:-1] = 0.0
    shifted = pre - pre.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
    value = -float(np.sum(np.where(wanted == 0, 0.0, wanted * logs)))
    # p * sum(target) - target, without its cancellation where p is close to a one-hot target
    p, others = np.exp(logs), 1.0 - np.eye(pre.shape[1])
    return _through(readout, h, value, p * (wanted @ others) - wanted * (p @ others))


def _rows(trace: Trace, line: str) -> np.ndarray:
    if line not in trace.cell.graph.lines:
        raise InputError("seed_line", cell=trace.cell.phrase, name=shown(line))
    return trace[line]


def _outputs(trace: Trace, targets, readout: Readout | None):
    if trace.batched:
        raise InputError("loss_batch")
    h = _rows(trace, "h")
    pre = h if readout is None else readout.pre(h)
    wanted = as_floats("targets", targets)
    check_shapes({"targets": wanted}, {"targets": pre.shape})
    return h, pre, wanted


def _through(readout: Readout | None, h: np.ndarray, value: float, slope: np.ndarray) -> Loss:
    """The loss with its derivative by the readout's sum carried on to h, V and d."""
    if readout is None or readout.V is None:
        return Loss(value, {"h": slope})
    return Loss(value, {"h": slope @ readout.V}, {"V": slope.T @ h, "d": slope.sum(axis=0)})

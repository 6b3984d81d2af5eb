"""Losses of a run: their value, and the direct path by which they read its output."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from sim.graph.cell import Cell
from sim.run.trace import Trace
from sim.text.checks import as_floats, as_it_comes, check_shapes
from sim.text.errors import InputError, shown


@dataclass(frozen=True, eq=False)
class Loss:
    """What a loss says of a run; `value, seeds = loss` takes it apart.

    Args:
        value: the loss.
        seeds: line, or what stands inside of the cell, -> dL/dline_t by the direct path alone: what
            `backward` takes.
        output: parameter -> gradient, of a part that reads the run out, where the loss is of that.
    """

    value: float
    seeds: Mapping[str, np.ndarray]
    output: Mapping[str, np.ndarray] = field(default_factory=dict)

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
    trace: Trace, targets: np.ndarray, line: str | None = None, *, last_only: bool = False
) -> Loss:
    """Half the squared distance between a line and its targets, summed over timesteps.

    Args:
        trace: a run of one sequence.
        targets: (T, R), as many columns as the line has.
        line: as for `every_step`.
        last_only: counts the last timestep alone.

    Raises:
        InputError: a batch, no such line, or targets of another shape.
    """
    line = line or trace.cell.output
    rows = _rows(trace, line)
    slope = rows - _targets(trace, targets, rows.shape)
    if last_only:
        slope[:-1] = 0.0
    return Loss(0.5 * float(np.sum(slope**2)), {line: slope})


@as_it_comes
def cross_entropy(
    trace: Trace, targets: np.ndarray, line: str | None = None, *, last_only: bool = False
) -> Loss:
    """-sum of target * log(share) over the shares of a softmax, summed over timesteps.

    It looks under the softmax, and its seed arrives there: the logarithm of a share that is 0 to
    the last digit would be lost.

    Args:
        trace: a run of one sequence.
        targets: (T, R), not negative; a one-hot row names a class, a row of zeros counts nothing.
        line: as for `every_step`; a softmax.
        last_only: counts the last timestep alone.

    Raises:
        InputError: a batch, no such line or no softmax, or targets of another shape or below 0.
    """
    line = line or trace.cell.output
    _rows(trace, line)
    if not has_shares(trace.cell, line):
        raise InputError("loss_readout_softmax")
    scores = trace.cell.graph.lines[line].args[0]
    pre = trace.operand(scores)
    wanted = _targets(trace, targets, pre.shape)
    if (wanted < 0).any():
        raise InputError("targets_negative")
    if last_only:
        wanted[:-1] = 0.0
    shifted = pre - pre.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
    value = -float(np.sum(np.where(wanted == 0, 0.0, wanted * logs)))
    # p * sum(target) - target, without its cancellation where p is close to a one-hot target
    p, others = np.exp(logs), 1.0 - np.eye(pre.shape[1])
    name = trace.cell.graph.ids[id(scores)]
    return Loss(value, {name: p * (wanted @ others) - wanted * (p @ others)})


def has_shares(cell: Cell, line: str) -> bool:
    """Whether a line is a softmax: it joins all its entries and stays from 0 to 1.

    Args:
        cell: with its options.
        line: of it.
    """
    operation = cell.graph.lines[line].operation
    return operation.kind == "mixing" and cell.bounds(line) == (0.0, 1.0)


def _rows(trace: Trace, line: str) -> np.ndarray:
    if line not in trace.cell.graph.lines:
        raise InputError("seed_line", cell=trace.cell.phrase, name=shown(line))
    return trace[line]


def _targets(trace: Trace, targets: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    if trace.batched:
        raise InputError("loss_batch")
    wanted = as_floats("targets", targets)
    check_shapes({"targets": wanted}, {"targets": shape})
    return wanted

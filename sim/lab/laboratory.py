"""The laboratory: cells on the same random inputs, their weights drawn from one seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.adjoint.losses import Loss, last_step
from sim.cells import CELLS
from sim.document.convert import with_cell
from sim.document.initialise import initialise
from sim.document.seen import PartScenario
from sim.graph.cell import Cell
from sim.lab.runs import Asked, Run, Share, check_state, keeping, made, run_of
from sim.run.clamps import MOST as MOST_HELD
from sim.run.clamps import Clamp, clampable
from sim.run.forward import forward
from sim.run.trace import Trace

USUAL_CELLS = ("lstm", "gru", "elman")
INPUTS = 2
SCALES = ("sigma_max", "spectral_radius")


@dataclass(frozen=True)
class Experiment:
    """One cell in the laboratory, and all its numbers.

    Args:
        cell: with its activations.
        T: timesteps.
        H: units.
        sigma: size of every U, not negative.
        keep: bias of the keeping gate.
        seed: of inputs and weights, from 0.
        scale: what is meant by the size of U, one of SCALES.
        hold: value from 0 to 1 at which the keeping gate is held, or None.

    Raises:
        InputError: the cell has no state.
    """

    cell: Cell
    T: int
    H: int
    sigma: float = 1.0
    keep: float = 2.0
    seed: int = 3
    scale: str = "sigma_max"
    hold: float | None = None

    def __post_init__(self) -> None:
        check_state(self.cell)

    def trace(self) -> Trace:
        """What happens."""
        drawn = initialise(
            self.cell.shapes(INPUTS, self.H, self.H), bias="zeros", seed=self.seed,
            mask=self.cell.mask,
            keep_bias={f"b_{gate}": self.keep for gate in keeping(self.cell)},
            **{self.scale: self.sigma},
        )  # fmt: skip
        inputs = inputs_of(self.T, self.seed)
        return forward(self.cell, drawn, inputs, clamps=_clamps(self.cell, self.hold))

    def asked(self, loss: Callable[[Trace], Loss]) -> Asked:
        """Its run with the gradients of `loss`: run -> Loss; made when it is needed."""
        return Asked(self, self.cell, self.T, self.H, lambda: run_of(self.trace(), loss))


def laboratory(
    *, T: int, H: int, sigma: float = 1.0, keep: float = 2.0, seed: int = 3,
    activation: str = "tanh", loss: Callable[[Trace], Loss] = last_step, hold: float | None = None,
    cells: Sequence[str] = USUAL_CELLS, scale: str = "sigma_max", share: Share | None = None,
) -> Mapping[str, Run]:  # fmt: skip
    """The cells with the same numbers, by their key.

    Args:
        T: timesteps.
        H: units.
        sigma: size of every U, not negative.
        keep: bias of the keeping gate.
        seed: of inputs and weights, from 0.
        activation: of a cell that is nothing but one, as Elman's.
        loss: run -> Loss.
        hold: value from 0 to 1 at which the keeping gate is held, or None.
        cells: keys in CELLS.
        scale: what is meant by the size of U, one of SCALES.
        share: asks a store that knows the loss, for runs that several may need; None makes them.

    Raises:
        KeyError: no such cell.
        InputError: a size or a number is out of range.

    After how many steps back float32 loses the gradient of each:

    >>> from sim import lab
    >>> runs = lab.laboratory(T=100, H=16)
    >>> {cell: lab.reach_of(run.curve()).lost_after for cell, run in runs.items()}
    {'lstm': None, 'gru': None, 'elman': 31}
    """
    alike = {"T": T, "H": H, "sigma": sigma, "keep": keep, "seed": seed, "scale": scale}
    return experiments(
        {key: Experiment(_chosen(key, activation), hold=hold, **alike) for key in cells},
        loss, share,
    )  # fmt: skip


def experiments(
    chosen: Mapping[str, Experiment], loss: Callable[[Trace], Loss] = last_step,
    share: Share | None = None,
) -> Mapping[str, Run]:  # fmt: skip
    """Runs by names of their own, so that a cell can stand beside itself with other numbers.

    Args:
        chosen: name of the run -> its experiment.
        loss: run -> Loss.
        share: as for `laboratory`.

    Raises:
        InputError: a size or a number is out of range.

    >>> from sim import CELLS, lab
    >>> biases = {f"b_f = {b}": lab.Experiment(CELLS["lstm"], 100, 16, keep=b) for b in (-1, 0, 1)}
    >>> runs = lab.experiments(biases)
    >>> {name: lab.reach_of(run.curve()).lost_after for name, run in runs.items()}
    {'b_f = -1': 14, 'b_f = 0': 27, 'b_f = 1': 69}
    """
    return made({name: one.asked(loss) for name, one in chosen.items()}, share)


def inputs_of(T: int, seed: int) -> np.ndarray:
    """The laboratory's inputs, (T, INPUTS).

    Args:
        T: timesteps.
        seed: from 0.
    """
    return np.random.default_rng(seed).standard_normal((T, INPUTS))


def scenario_runs(
    scenario: PartScenario, loss: Callable[[Trace], Loss], hold: float | None,
    cells: Sequence[str] = USUAL_CELLS, share: Share | None = None,
) -> Mapping[str, Run]:  # fmt: skip
    """A scenario in its own cell, and in others with what weights carry over, by their key.

    A part of a network is looked at alone: what reaches it stays as it is.

    Args:
        scenario: the document.
        loss: run -> Loss.
        hold: value from 0 to 1 at which the keeping gates are held, or None.
        cells: keys in CELLS, beside the scenario's own.
        share: as for `laboratory`.

    Raises:
        InputError: the part has no state.
    """
    check_state(scenario.chosen_cell)
    scenario = scenario.alone()

    def trace(key: str) -> Trace:
        other = scenario if key == scenario.cell else with_cell(scenario, key)[0]
        # The later of two on one gate counts, so that the first are what can be left out.
        clamps = (*other.clamps, *_clamps(other.chosen_cell, hold))[-MOST_HELD:]
        return other.changed(clamps=clamps).run()

    sizes = scenario.sizes
    # Weights that another cell has no counterpart for are drawn by the scenario's seed.
    what = ("scenario", scenario.digest, scenario.seed, sizes["Y"], hold)
    keys = dict.fromkeys([scenario.cell, *cells])
    return made(
        {
            key: Asked(
                (key, what), CELLS[key], sizes["T"], sizes["H"],
                lambda key=key: run_of(trace(key), loss),
            )
            for key in keys
        },
        share,
    )  # fmt: skip


def _chosen(key: str, activation: str) -> Cell:
    cell = CELLS[key]
    return cell.with_options(**{cell.sole_activation: activation}) if cell.sole_activation else cell


def _clamps(cell: Cell, hold: float | None) -> tuple[Clamp, ...]:
    gates = () if hold is None else keeping(cell)
    return tuple(Clamp(gate, hold) for gate in gates if gate in clampable(cell))

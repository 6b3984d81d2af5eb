"""How many steps the gradient survives, over keeping bias and recurrent scale."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from sim.cells import CELLS
from sim.lab.laboratory import laboratory
from sim.lab.reach import reach_of
from sim.lab.runs import keeping

SIGMA, KEEP = (0.0, 3.0), (-4.0, 8.0)  # from where to where: size of every U, keeping bias
POINTS = {"coarse": 7, "fine": 13}
GRIDS = tuple(POINTS)


@dataclass(frozen=True)
class Setup:
    """What a map is made of.

    Args:
        cell: key in CELLS.
        grid: one of GRIDS.
        T: timesteps.
        H: units.
        seed: as for `laboratory`.
        activation: as for `laboratory`.
        scale: as for `laboratory`.
    """

    cell: str
    grid: str
    T: int
    H: int
    seed: int
    activation: str
    scale: str

    @property
    def sigmas(self) -> np.ndarray:
        """Recurrent scales, from left to right."""
        return np.linspace(*SIGMA, POINTS[self.grid])

    @property
    def biases(self) -> np.ndarray:
        """Keeping biases, from below; a single 0 where the cell has no such gate."""
        return np.linspace(*KEEP, POINTS[self.grid]) if self.gate else np.zeros(1)

    @property
    def gate(self) -> str:
        """The keeping gate of the cell, "" where it has none."""
        return next(iter(keeping(CELLS[self.cell])), "")


@dataclass
class Survey:
    """A map as far as it is computed.

    Args:
        setup: what it was asked for.
        steps: survived, (biases, sigmas): NaN where not computed yet, infinite for an overflow.
    """

    setup: Setup
    steps: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.steps = np.full((len(self.setup.biases), len(self.setup.sigmas)), np.nan)

    def pieces(self) -> Iterator[None]:
        """Work it out, one point of the map a piece.

        >>> survey = Survey(Setup("elman", "coarse", 20, 4, 3, "tanh", "sigma_max"))
        >>> for _ in survey.pieces(): pass
        >>> survey.steps.astype(int).tolist()  # for U of size 0, 0.5, ... 3
        [[0, 11, 19, 19, 19, 19, 19]]
        """
        for row, bias in enumerate(self.setup.biases):
            for column, sigma in enumerate(self.setup.sigmas):
                self.steps[row, column] = survived(self.setup, float(bias), float(sigma))
                yield


def survived(setup: Setup, bias: float, sigma: float) -> float:
    """Steps back over which the gradient stays above 1.2e-7 of its largest; T - 1 for all of them.

    Args:
        setup: cell, sizes and seed of the map.
        bias: of the keeping gate.
        sigma: size of every U.
    """
    (run,) = laboratory(
        T=setup.T, H=setup.H, sigma=sigma, keep=bias, seed=setup.seed, scale=setup.scale,
        activation=setup.activation, cells=(setup.cell,),
    ).values()  # fmt: skip
    one = reach_of(run.curve())
    if one.verdict == "overflow":
        return float("inf")
    return float(setup.T - 1 if one.lost_after is None else one.lost_after)

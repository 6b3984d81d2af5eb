"""The laboratory: cells on the same inputs, what their losses look at, how far gradients reach."""

from sim.lab import measured
from sim.lab.clip import by_norm, by_value, global_norm
from sim.lab.comparison import Side, counts, equations, in_cell, proportions, side, yardstick
from sim.lab.laboratory import (
    SCALES,
    USUAL_CELLS,
    Experiment,
    experiments,
    inputs_of,
    laboratory,
    scenario_runs,
)
from sim.lab.long_products import LongProducts, bounds
from sim.lab.measures import half_life, keeps_all, kept_a_step
from sim.lab.reach import FLOAT32, Curve, Reach, reach_of
from sim.lab.remedies import REMEDIES, remedy_runs
from sim.lab.runs import Run, keeping, run_of
from sim.lab.survey import GRIDS, Setup, Survey, survived
from sim.lab.targets import LOSSES, LossChoice, read_targets, readout_for
from sim.lab.ways import Ways, memory_only
from sim.network.teaching.exchange import exchanged, going_on
from sim.network.teaching.fit import Fit, fit_readout

__all__ = [
    "FLOAT32", "GRIDS", "LOSSES", "REMEDIES", "SCALES", "USUAL_CELLS", "Curve", "Experiment", "Fit",
    "LongProducts", "LossChoice", "Reach", "Run", "Setup", "Side", "Survey", "Ways", "bounds",
    "by_norm", "by_value", "counts", "equations", "exchanged", "experiments", "fit_readout",
    "global_norm", "going_on", "half_life", "in_cell", "inputs_of", "keeping", "keeps_all",
    "kept_a_step", "laboratory", "measured", "memory_only", "proportions", "reach_of",
    "read_targets", "readout_for", "remedy_runs", "run_of", "scenario_runs", "side", "survived",
    "yardstick",
]  # fmt: skip

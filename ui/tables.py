"""A run as a table: a row a timestep, a column a quantity and unit."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.scenario import Scenario
from sim.trace import Trace


def trace_table(scenario: Scenario, trace: Trace) -> pd.DataFrame:
    """Inputs, states before, pre-activations, lines and outputs of every timestep, exact.

    Args:
        scenario: for the readout; trace: a run of one sequence.
    """
    graph = trace.cell.graph
    columns: dict[str, np.ndarray] = {}
    before = [f"{state}_prev" for state in trace.cell.states]
    computed = [name for name in graph.quantities if name in trace]
    for name in ["x", *before, *computed]:
        _spread(columns, name, trace[name])
    if scenario.readout:
        _spread(columns, "y", scenario.readout(trace["h"]))
    table = pd.DataFrame(columns, index=pd.RangeIndex(1, trace.T + 1, name="t"))
    return table


def _spread(columns: dict[str, np.ndarray], name: str, values: np.ndarray) -> None:
    for k in range(values.shape[1]):
        columns[f"{name}[{k + 1}]"] = values[:, k]

"""Feeding a network its own predictions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.document.seen import PartScenario, check_sizes
from sim.run.forward import forward
from sim.text.errors import InputError, shown


def generate(scenario: PartScenario, steps: int) -> PartScenario:
    """The scenario continued with its own predictions as inputs, one-hot of the likeliest output.

    Args:
        scenario: with a softmax readout that has as many outputs as there are inputs.
        steps: how many predictions to feed back, at least 1.

    Raises:
        InputError: no softmax readout, other sizes, or too many steps.
    """
    readout, sizes = scenario.readout, scenario.sizes
    if readout is None or readout.kind == "linear" or sizes["X"] != sizes["Y"]:
        raise InputError(
            "no_feedback",
        )
    if isinstance(steps, bool) or not isinstance(steps, int) or steps < 1:
        raise InputError("steps", steps=shown(steps))
    check_sizes(T=sizes["T"] + steps)
    trace = scenario.run()
    state = {name: trace[name][-1] for name in trace.initial}
    clamps = [replace(c, first=1) for c in scenario.clamps if c.last is None]
    fed = []
    for _ in range(steps):
        likeliest = int(np.argmax(readout(state["h"][None])[0]))
        fed.append(np.eye(sizes["X"])[likeliest])
        following = forward(
            scenario.chosen_cell, scenario.params, fed[-1][None], state, clamps=clamps
        )
        state = {name: following[name][-1] for name in state}
    labels = dict(scenario.labels)
    if "t" in labels:
        labels["t"] = labels["t"] + ("",) * steps
    return scenario.changed(inputs=np.vstack([scenario.inputs, fed]), labels=labels)

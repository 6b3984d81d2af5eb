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
    sizes = scenario.sizes
    if scenario.output_kind in (None, "linear") or sizes["X"] != sizes["Y"]:
        raise InputError(
            "no_feedback",
        )
    if isinstance(steps, bool) or not isinstance(steps, int) or steps < 1:
        raise InputError("steps", steps=shown(steps))
    check_sizes(T=sizes["T"] + steps)
    own, T = scenario.own, sizes["T"]
    ticks = own.ticks(T + steps) or own.built.clock(T + steps, sizes["H"])
    clamps = [replace(c, first=1) for c in scenario.clamps if c.last is None]
    trace, fed = scenario.run(), []
    for t in range(T, T + steps):
        likeliest = int(np.argmax(scenario.read_out(trace.part(trace.T - 1, trace.T))["y"][0]))
        fed.append(np.eye(sizes["X"])[likeliest])
        trace = forward(
            own.built, own.params, fed[-1][None], {name: trace[name][-1] for name in own.start},
            {name: rows[t : t + 1] for name, rows in ticks.items()},
            clamps=clamps, masks=own.masks,
        )  # fmt: skip
    labels = dict(scenario.labels)
    if "t" in labels:
        labels["t"] = labels["t"] + ("",) * steps
    return scenario.changed(inputs=np.vstack([scenario.inputs, fed]), labels=labels)

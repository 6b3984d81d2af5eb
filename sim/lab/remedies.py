"""Remedies against a gradient that is lost, each to be seen beside the plain tanh network."""

from __future__ import annotations

from sim.adjoint.losses import last_step
from sim.cells import CELLS
from sim.cells.leaky import LEAKY
from sim.document.initialise import initialise
from sim.lab.laboratory import INPUTS, inputs_of
from sim.lab.runs import Run, run_of
from sim.run.forward import forward

PLAIN = "plain"
REMEDIES = ("relu", "orthogonal", "identity", "leaky", "gates", "bias")
LEAK = 0.1  # share of the state that is renewed at every step
RAISED = 3.0  # forget bias


def remedy_runs(T: int, H: int, size: float, scale: str, seed: int) -> dict[str, Run]:
    """The plain tanh network and every remedy on the same inputs, from the same seed.

    Args:
        T: timesteps.
        H: units.
        size: of every U, not negative.
        scale: what is meant by it, one of SCALES.
        seed: of inputs and weights, from 0.

    Returns:
        key of the remedy, the plain network first -> its run.
    """
    elman, lstm = CELLS["elman"], CELLS["lstm"]
    relu = elman.with_options(h="relu")
    own = {
        PLAIN: (elman, {}, {}),
        "relu": (relu, {}, {}),
        "orthogonal": (elman, {"recurrent": "orthogonal"}, {}),
        "identity": (relu, {"recurrent": "identity"}, {}),
        "leaky": (LEAKY, {}, {"a_h": LEAK}),
        "gates": (lstm, {}, {}),
        "bias": (lstm, {}, {"b_f": RAISED}),
    }
    inputs, found = inputs_of(T, seed), {}
    for key, (cell, schemes, kept) in own.items():
        shapes = cell.shapes(INPUTS, H)
        params = initialise(
            shapes, bias="zeros", seed=seed, keep_bias=kept, **schemes, **{scale: size}
        )
        found[key] = run_of(forward(cell, params, inputs), last_step)
    return found

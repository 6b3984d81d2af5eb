"""Reservoirs of an echo state network: sparse, random and fixed; a readout is all that is trained.

Source: Jaeger, 2001, doi:10.24406/publica-fhg-291111; lecture C 6.13.4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.network.network import Network
from sim.network.parts import Part, Wire
from sim.presets.networks.parts import dense

TOLD = Wire("y", taps="shift")  # what should have been said a step before
OWN = Wire("out", taps="shift")  # what was said


@dataclass(frozen=True, eq=False)
class Reservoir:
    """Random weights, uniform from -1 to 1.

    Args:
        U: (N, N), scaled to the spectral radius that is wanted.
        W: from an input, (N,).
        back: from the output, (N,).
        radius: spectral radius of U as it was drawn.
    """

    U: np.ndarray
    W: np.ndarray
    back: np.ndarray
    radius: float


def reservoir(
    seed: int = 7, units: int = 32, connections: int = 51, radius: float = 0.8
) -> Reservoir:
    """A reservoir drawn from a seed: the numbers of U, their places, W and what comes back.

    Args:
        seed: from 0.
        units: N.
        connections: entries of U that are there, at most N * N.
        radius: spectral radius, not negative.
    """
    rng = np.random.default_rng(seed)
    numbers = rng.uniform(-1, 1, connections)
    U = np.zeros(units * units)
    U[rng.choice(units * units, connections, replace=False)] = numbers
    U = U.reshape(units, units)
    drawn = float(np.abs(np.linalg.eigvals(U)).max())
    W, back = rng.uniform(-1, 1, (2, units))
    return Reservoir(U * (radius / drawn), W, back, drawn)


def _units(one: Reservoir, leak: float, W: np.ndarray | None, *reads: Wire, **more) -> Part:
    """Leaky tanh units without a bias; all of it fixed."""
    N = len(one.U)
    params = {"U_n": one.U, "b_n": np.zeros(N), "a_h": np.full(N, leak)}
    params |= {} if W is None else {"W_n": W[:, None]}
    masks = {"U_n": (one.U != 0).astype(float), "b_n": np.zeros(N)}
    return Part("res", "leaky", params, reads, frozen=tuple(params), masks=masks, **more)


def generator(y: np.ndarray, one: Reservoir, leak: float = 1.0) -> Network:
    """A reservoir without input that is told its output, and a readout of both, still 0.

    Args:
        y: (T, 1), what it should say.
        one: its weights.
        leak: share of a unit that is renewed at a step, from 0 to 1.
    """
    out = dense("out", np.zeros((1, len(one.U) + 1)), Wire("res"), TOLD)
    return Network((_units(one, leak, one.back, TOLD), out), {"y": y})


def listener(x: np.ndarray, one: Reservoir) -> Network:
    """A reservoir that hears x, and a readout of it, still 0; nothing comes back from y.

    Args:
        x: (T, 1).
        one: its weights.
    """
    out = dense("out", np.zeros((1, len(one.U))), Wire("res"))
    return Network((_units(one, 1.0, one.W, Wire("x")), out), {"x": x})


def alone(one: Reservoir, start: np.ndarray, steps: int) -> Network:
    """A reservoir that hears nothing.

    Args:
        one: its weights.
        start: h_0, (N,).
        steps: at least 1.
    """
    return Network((_units(one, 1.0, None, start={"h": start}, steps=steps),))

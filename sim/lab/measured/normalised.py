"""Normalising what comes in over a batch: how open the tanh units stay.

Source: Laurent et al., 2015, arXiv:1510.01378; lecture C 6.10; the set-up is ours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.adjoint.gradients import backward
from sim.cells import CELLS
from sim.document.initialise import orthogonal
from sim.run.forward import forward
from sim.text.errors import InputError

SCALE = 5.0  # of the input weights: so large that tanh is flat for most of what comes in


@dataclass(frozen=True)
class Openness:
    """How much a batch lets through.

    Args:
        slope: mean of tanh' over units, steps and sequences.
        reach: median over the sequences of |dh_T/dh_0|, largest singular value.
    """

    slope: float
    reach: float


def normalised(rows: np.ndarray) -> np.ndarray:
    """Each unit at each step with mean 0 and variance 1 over the batch.

    Args:
        rows: (T, H, B).

    Raises:
        InputError: one sequence alone.
    """
    if rows.shape[-1] < 2:
        raise InputError("batch_one", count=rows.shape[-1])
    return (rows - rows.mean(axis=-1, keepdims=True)) / rows.std(axis=-1, keepdims=True)


def openness(
    normalise: bool, seed: int = 3, T: int = 20, X: int = 8, H: int = 16, B: int = 64
) -> Openness:
    """A tanh network on noise, its input weights 5 N(0, 1), U orthogonal, no bias.

    Args:
        normalise: whether W x is normalised over the batch.
        seed: of U, W and x, drawn in this order; from 0.
        T: timesteps.
        X: inputs.
        H: units.
        B: sequences.

    Raises:
        InputError: one sequence alone is to be normalised.

    >>> [round(openness(on).slope, 4) for on in (False, True)]
    [0.0579, 0.5347]
    """
    rng = np.random.default_rng(seed)
    U = orthogonal((H, H), H, rng)
    W = SCALE * rng.standard_normal((H, X))
    heard = W @ rng.standard_normal((T, X, B))
    if normalise:
        heard = normalised(heard)
    params = {"W_h": np.eye(H), "U_h": U, "b_h": np.zeros(H)}
    run = forward(CELLS["elman"], params, heard)
    J = np.empty((H, H, B))
    for unit in range(H):
        seeds = np.zeros_like(run["h"])
        seeds[-1, unit] = 1
        J[unit] = backward(run, {"h": seeds}).initial["h"]
    sizes = np.linalg.norm(np.moveaxis(J, -1, 0), 2, axis=(1, 2))
    return Openness(float(np.mean(1 - run["h"] ** 2)), float(np.median(sizes)))

"""Clipping of gradients, against explosion only. Source: Pascanu et al., 2013, arXiv:1211.5063."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.adjoint.sizes import norms
from sim.text.checks import as_it_comes, is_finite
from sim.text.errors import InputError, shown

Arrays = Mapping[str, np.ndarray]


def global_norm(grads: Arrays) -> float:
    """Euclidean norm of all gradients together, true from 1e-300 to 1e300.

    Args:
        grads: parameter -> gradient.
    """
    return float(norms(np.concatenate([np.ravel(g) for g in grads.values()])[None])[0])


@as_it_comes
def by_norm(grads: Arrays, most: float) -> dict[str, np.ndarray]:
    """The gradients scaled down together so that their norm is at most `most`; direction kept.

    Args:
        grads: parameter -> gradient.
        most: bound, above 0.

    Raises:
        InputError: `most` is no number above 0.
    """
    _check(most)
    norm = global_norm(grads)
    if not norm > most:
        return {name: np.array(g) for name, g in grads.items()}
    return {name: g / norm * most for name, g in grads.items()}


def by_value(grads: Arrays, most: float) -> dict[str, np.ndarray]:
    """Each entry cut to [-most, most]; the direction may change.

    Args:
        grads: parameter -> gradient.
        most: bound, above 0.

    Raises:
        InputError: `most` is no number above 0.
    """
    _check(most)
    return {name: np.clip(g, -most, most) for name, g in grads.items()}


def _check(most: float) -> None:
    if not is_finite(most) or most <= 0:
        raise InputError("clip", most=shown(most))

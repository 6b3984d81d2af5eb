"""Whether a product over time must shrink, and how rough that makes a loss; one unit is enough.

Source: lecture C 6.9 and 6.7; after Pascanu et al., 2013, arXiv:1211.5063.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.adjoint.gradients import backward
from sim.adjoint.jacobians import jacobians
from sim.cells import CELLS
from sim.lab.clip import by_norm
from sim.run.forward import forward
from sim.run.trace import Trace


def _unit(activation: str, weight: float, start: float, steps: int, bias: float = 0.0) -> Trace:
    """A run of one Elman unit on an input of 0."""
    params = {"W_h": [[0.0]], "U_h": [[weight]], "b_h": [bias]}
    cell = CELLS["elman"].with_options(h=activation)
    return forward(cell, params, np.zeros((steps, 1)), {"h": [start]})


def product(
    activation: str, weight: float, start: float = 0.0, bias: float = 0.0, steps: int = 20
) -> float:
    """dh_T/dh_0 of one unit: a factor of recurrent weight times slope at every step.

    Args:
        activation: of the unit, "tanh".
        weight: its own recurrent weight.
        start: h_0.
        bias: of the unit.
        steps: T, at least 1.

    Raises:
        InputError: an unknown activation, or a number that is not finite.

    With slope 1 the weight alone decides; the sigmoid's slope is 1/4 at most:

    >>> [round(product("relu", w, start=1.0), 2) for w in (0.9, 1.1)]
    [0.12, 6.73]
    >>> [round(product("sigmoid", w, start=0.5, bias=-w / 2), 1) for w in (1.0, 4.0, 5.0)]
    [0.0, 1.0, 86.7]
    """
    return float(np.prod(jacobians(_unit(activation, weight, start, steps, bias))))


@dataclass(frozen=True)
class Place:
    """A place on the surface of a loss.

    Args:
        weight: where.
        end: h_T there.
        loss: (h_T - 1)² / 2.
        slope: its derivative by the weight.
    """

    weight: float
    end: float
    loss: float
    slope: float

    def stepped(self, rate: float, most: float | None = None) -> float:
        """The weight after one step of gradient descent.

        Args:
            rate: of learning, above 0.
            most: norm at which the gradient is clipped, above 0; None for not at all.

        Raises:
            InputError: `most` is no number above 0.
        """
        slope = {"w": np.array(self.slope)}
        if most is not None:
            slope = by_norm(slope, most)
        return self.weight - rate * float(slope["w"])


def surface(weight: float, T: int = 1000) -> Place:
    """The loss (h_T - 1)² / 2 of h_t = weight · h_{t-1}, h_1 = 1, and its slope.

    Args:
        weight: of the unit.
        T: the last step; the first is 1, so that there are T - 1 factors. At least 2.

    Raises:
        InputError: a number that is not finite.

    One hundredth to either side of 1, and what a step and a clipped step do there:

    >>> flat, steep = surface(0.99), surface(1.01)
    >>> round(flat.slope, 3), f"{steep.slope:.3g}"
    (-0.044, '4.26e+11')
    >>> f"{steep.stepped(1e-3):.3g}", round(steep.stepped(1e-3, most=1.0), 3)
    ('-4.26e+08', 1.009)
    """
    run = _unit("identity", weight, 1.0, T - 1)
    end = float(run["h"][-1, 0])
    seeds = np.zeros_like(run["h"])
    seeds[-1] = end - 1
    slope = float(backward(run, {"h": seeds}).params["U_h"][0, 0])
    return Place(weight, end, (end - 1) ** 2 / 2, slope)

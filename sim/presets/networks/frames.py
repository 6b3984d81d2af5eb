"""A convolution that sees bars in frames, and the lecture's memory cell, which counts them."""

from __future__ import annotations

import numpy as np

from sim.network.network import Network
from sim.network.parts import Part, Wire
from sim.presets.lecture import FIVE, memory_cell
from sim.presets.networks.parts import dense

KERNEL = np.array([[-1.0, 1.0], [-1.0, 1.0]]) / 2  # of upright bars; lying ones take its transpose


def bars() -> np.ndarray:
    """Five frames of 4 by 4, (5, 16): a bar upright, none, upright, none, lying.

    They stand in columns 2 and 3 and in row 3.
    """
    frames = np.zeros((5, 4, 4))
    frames[0, :, 1] = frames[2, :, 2] = frames[4, 2] = 1
    return frames.reshape(5, 16)


def counted(exact: bool) -> Network:
    """Upright bars are counted, a lying one asks for the count.

    The convolution gives (upright, upright, lying) to the memory cell as it is: a bar is what is
    written, and writes it.

    Args:
        exact: gates that are 0 or 1; else true sigmoids.
    """
    kernels = [KERNEL.ravel(), KERNEL.ravel(), KERNEL.T.ravel()]
    cell = memory_cell(FIVE, "", exact=exact)
    parts = (
        dense("conv", kernels, Wire("x", taps="patches4x2"), options={"y": "relu"},
              labels=("upright", "upright", "lying")),
        Part("cell", "lstm", cell.params, (Wire("conv", taps="max9"),), options=cell.options),
    )  # fmt: skip
    return Network(parts, {"x": bars()})

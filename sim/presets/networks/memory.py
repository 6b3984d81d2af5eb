"""Memory cells: one on another, one as a RAM, and a counter that looks at its memory."""

from __future__ import annotations

import numpy as np

from sim.network.network import Network
from sim.network.parts import Part, Wire
from sim.presets.gates import peephole
from sim.presets.lecture import memory_cell
from sim.run.clamps import Clamp

LINEAR = {"g": "identity", "h": "identity"}


def two_cells(inputs: tuple[tuple[float, ...], ...]) -> Network:
    """The lecture's memory cell with exact gates, and above it one that adds up what it shows.

    Args:
        inputs: rows (x1, x2, x3).
    """
    below = memory_cell(inputs, "", exact=True)
    W = {f"W_{gate}": [[float(gate == "g")]] for gate in "ifgo"}
    U = {f"U_{gate}": [[0.0]] for gate in "ifgo"}
    b = {"b_i": [10.0], "b_f": [10.0], "b_g": [0.0], "b_o": [10.0]}
    parts = (
        Part("lower", "lstm", below.params, options=below.options),
        Part("upper", "lstm", W | U | b, (Wire("lower"),), options=below.options),
    )
    return Network(parts, {"x": below.inputs})


def ram(forget: float, write: float, show: float = 1.0) -> Network:
    """One step of an LSTM unit with c = 5 and g = 3, linear, its gates held.

    Args:
        forget: f, from 0 to 1: 1 keeps.
        write: i, likewise.
        show: o, likewise.
    """
    params = {f"U_{gate}": [[0.0]] for gate in "ifgo"} | {f"b_{gate}": [0.0] for gate in "ifo"}
    held = (Clamp("f", forget), Clamp("i", write), Clamp("o", show))
    cell = Part("cell", "lstm", params | {"b_g": [3.0]}, (), {"c": [5.0]}, steps=1, clamps=held,
                options=LINEAR)  # fmt: skip
    return Network((cell,))


def counter(full: bool) -> Network:
    """The counter with peepholes: the output gate opens when the memory is full.

    Args:
        full: whether x, h and c stand side by side before every gate, as in the lecture: then o
            sees the memory before; else it sees that of its own step.
    """
    scenario = peephole()
    params = dict(scenario.params)
    if full:
        P = {f"P_{gate}": np.diag(params.pop(f"p_{gate}")) for gate in "ifo"}
        params |= P | {"P_g": np.zeros((1, 1))}
    cell = "lstm_peephole_full" if full else "lstm_peephole"
    return Network((Part("cell", cell, params, options=LINEAR),), {"x": scenario.inputs})

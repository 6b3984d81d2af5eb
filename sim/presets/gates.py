"""Cells that show what their gates are for: held by a bias, looking at the memory, coupled."""

from __future__ import annotations

import numpy as np

from sim.cells import CELLS
from sim.document.initialise import initialise
from sim.document.seen import PartScenario, one_cell
from sim.presets.preset import Preset, one

PULSES = ((1.0,), (0.0,), (0.0,), (-1.0,), (0.0,), (0.0,), (0.5,), (0.0,))


def held(forget: float, write: float, memory: float, title: str) -> PartScenario:
    """An LSTM unit whose gates look at nothing: their biases hold them where they are.

    Args:
        forget: bias of the forget gate.
        write: bias of the input gate.
        memory: c_0 of the one unit.
        title: what the example is called.
    """
    params = {f"U_{gate}": np.zeros((1, 1)) for gate in "ifgo"}
    params |= {f"W_{gate}": one(2.0 if gate == "g" else 0.0) for gate in "ifgo"}
    params |= {"b_f": [forget], "b_i": [write], "b_g": [0.0], "b_o": [6.0]}
    return one_cell("lstm", params, np.array(PULSES), initial={"c": [memory]}, title=title)


def peephole() -> PartScenario:
    """A counter: the output gate sees the memory and opens from 3 on, the forget gate empties it.

    Without recurrent weights; only the peepholes tell the gates how full the memory is.
    """
    params = {f"U_{gate}": np.zeros((1, 1)) for gate in "ifgo"}
    params |= {f"W_{gate}": one(1.0 if gate == "g" else 0.0) for gate in "ifgo"}
    params |= {"b_i": [10.0], "b_f": [35.0], "b_g": [0.0], "b_o": [-25.0]}
    params |= {"p_i": [0.0], "p_f": [-10.0], "p_o": [10.0]}
    return one_cell(
        "lstm_peephole", params, np.ones((10, 1)), options={"g": "identity", "h": "identity"},
        title="A counter with peepholes",
    )  # fmt: skip


def coupled() -> PartScenario:
    """Input and forget gate as one: x2 = 1 replaces the memory by x1, x2 = 0 keeps it."""
    params = {f"U_{gate}": np.zeros((1, 1)) for gate in "fgo"}
    params |= {"W_f": one(0, -20), "b_f": [10.0], "W_g": one(1, 0), "b_g": [0.0]}
    params |= {"W_o": one(0, 0), "b_o": [10.0]}
    inputs = np.array(((3, 1), (5, 0), (1, 0), (4, 1), (2, 0), (-2, 1), (6, 0)), float)
    return one_cell(
        "lstm_coupled", params, inputs, options={"g": "identity", "h": "identity"},
        title="Coupled gates: to write is to forget",
    )  # fmt: skip


def gru_held(update: float, title: str) -> PartScenario:
    """A GRU unit whose update gate is held by its bias.

    Args:
        update: bias of the update gate z.
        title: what the example is called.
    """
    params = {f"U_{line}": np.zeros((1, 1)) for line in "rzn"}
    params |= {f"W_{line}": one(2.0 if line == "n" else 0.0) for line in "rzn"}
    params |= {"b_r": [6.0], "b_z": [update], "b_n": [0.0]}
    return one_cell("gru", params, np.array(PULSES), initial={"h": [0.8]}, title=title)


def convention(cell: str, title: str) -> PartScenario:
    """The same weights in both GRU conventions; the candidate's recurrent bias is 0.

    Args:
        cell: "gru" or "gru_reset_after".
        title: what the example is called.
    """
    params = {name: 2 * p for name, p in initialise(CELLS["gru"].shapes(2, 2), seed=6).items()}
    if cell == "gru_reset_after":
        params["bu_n"] = np.zeros(2)
    inputs = np.array(((1, 0), (0, 1), (-1, 1), (2, 0), (0, 0), (1, -1)), float)
    return one_cell(cell, params, inputs, title=title, seed=6)


def random_lstm() -> PartScenario:
    """An untrained LSTM with 8 units on 50 steps of noise, seed 8."""
    inputs = np.random.default_rng(8).normal(size=(50, 2)).round(2)
    params = initialise(CELLS["lstm"].shapes(2, 8), seed=8)
    return one_cell("lstm", params, inputs, title="Random LSTM, 8 units", seed=8)


GATES = (
    Preset("latch", lambda: held(6.0, -6.0, 1.0, "A latch"), held=True),
    Preset("forgetter", lambda: held(1.0, -6.0, 1.0, "A forgetter"), held=True),
    Preset("overwriter", lambda: held(-6.0, 6.0, 1.0, "An overwriter"), held=True),
    Preset("peephole", peephole),
    Preset("coupled", coupled),
)
GRUS = (
    Preset("gru_keeps", lambda: gru_held(6.0, "A GRU that keeps"), held=True),
    Preset("gru_overwrites", lambda: gru_held(-6.0, "A GRU that overwrites"), held=True),
    Preset("gru_before", lambda: convention("gru", "GRU, reset before")),
    Preset("gru_after", lambda: convention("gru_reset_after", "GRU, reset after")),
)
FREE = (Preset("random_lstm", random_lstm),)

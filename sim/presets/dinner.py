"""Tomorrow's dinner: a cycle that a network predicts, even on days when nobody looked."""

from __future__ import annotations

import numpy as np

from sim.document.seen import PartScenario, one_cell
from sim.network.outputs import dense_output
from sim.presets.preset import Preset

DISHES = ("pizza", "sushi", "waffles")
SEEN = ("pizza", "sushi", "waffles", "pizza", None, "waffles", None, None)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Mon")


def dinner() -> PartScenario:
    """An Elman network whose unit k says: tomorrow it is dish k.

    What was eaten today decides (8, and -4 against the other dishes); on a blank day its own
    prediction of yesterday does (4). The bias keeps the rest silent.
    """
    follows = np.roll(np.eye(3), 1, axis=0)
    params = {"W_h": 12 * follows - 4, "U_h": 4 * follows, "b_h": np.full(3, -2.0)}
    inputs = np.array([[float(dish == seen) for dish in DISHES] for seen in SEEN])
    return one_cell(
        "elman", params, inputs, output=dense_output("softmax", 4 * np.eye(3), np.zeros(3)),
        title="Tomorrow's dinner", labels={"x": DISHES, "y": DISHES, "t": DAYS},
    )  # fmt: skip


PRESETS = (
    Preset(
        "dinner", dinner, start=5,
        source="after Brandon Rohrer, How Recurrent Neural Networks and LSTM Work, 2017",
    ),
)  # fmt: skip

"""The worked examples of the lecture: the memory cell by hand, the all-ones network, two senses."""

from __future__ import annotations

import numpy as np

from sim.document.seen import PartScenario, one_cell
from sim.network.outputs import dense_output
from sim.presets.preset import EXACT, Example, Expected, Preset, one

LECTURE = (
    "Hung-yi Lee, Machine Learning (National Taiwan University, 2016), Recurrent Neural Network"
)

FIVE = ((3, 1, 0), (4, 1, 0), (2, 0, 0), (1, 0, 1), (3, -1, 0))
NINE = tuple(
    zip((1, 3, 2, 4, 2, 1, 3, 6, 1), (0, 1, 0, 1, 0, 0, -1, 1, 0), (0, 0, 0, 0, 0, 1, 0, 0, 1),
        strict=True)
)  # fmt: skip


def memory_cell(
    inputs: tuple[tuple[float, ...], ...], title: str, *, exact: bool = False
) -> PartScenario:
    """One LSTM unit with linear candidate and output: x2 = 1 writes, -1 clears, x3 = 1 shows.

    Args:
        inputs: rows (x1, x2, x3).
        title: what the example is called.
        exact: gates that are 0 or 1, as the lecture reckons; else true sigmoids.
    """
    params = {f"U_{gate}": np.zeros((1, 1)) for gate in "ifgo"} | {
        "W_g": one(1, 0, 0), "b_g": [0.0],
        "W_i": one(0, 100, 0), "b_i": [-10.0],
        "W_f": one(0, 100, 0), "b_f": [10.0],
        "W_o": one(0, 0, 100), "b_o": [-10.0],
    }  # fmt: skip
    options = {"g": "identity", "h": "identity"}
    options |= dict.fromkeys("ifo", EXACT.write()) if exact else {}
    return one_cell("lstm", params, np.array(inputs, float), options=options, title=title)


def all_ones() -> PartScenario:
    """A linear Elman network in which every weight is 1 and every bias 0."""
    params = {"W_h": np.ones((2, 2)), "U_h": np.ones((2, 2)), "b_h": np.zeros(2)}
    return one_cell(
        "elman", params, np.array(((1, 1), (1, 1), (2, 2)), float), options={"h": "identity"},
        output=dense_output("linear", np.ones((2, 2)), np.zeros(2)), title="All-ones Elman network",
    )  # fmt: skip


def _twice(line: str, *values: float, by_hand: bool = False) -> tuple[Expected, ...]:
    return tuple(Expected(line, unit, values, by_hand=by_hand) for unit in (0, 1))


# With three labels of our own; slots.py has the lecture's.
WORDS = ("arrive", "leave", "Taipei", "other")
SENSES = ("destination", "departure", "other")


def two_senses(verb: str) -> PartScenario:
    """An Elman network that reads "arrive" or "leave", then "Taipei on November 2nd".

    Units 1 and 2 remember the verb; units 3 and 4 fire at Taipei if their verb was remembered.

    Args:
        verb: "arrive" or "leave".
    """
    sentence = (verb, "Taipei", "on", "November", "2nd")
    params = {
        "W_h": [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 1, 0]],
        "U_h": [[1, 0, 0, 0], [0, 1, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0]],
        "b_h": [0, 0, -1, -1],
    }
    heard = [word if word in WORDS else "other" for word in sentence]
    output = dense_output(
        "softmax", np.array([[0, 0, 6, 0], [0, 0, 0, 6], [0, 0, 0, 0]], float),
        np.array([0, 0, 3], float),
    )  # fmt: skip
    return one_cell(
        "elman", params, np.array([[float(w == word) for word in WORDS] for w in heard]),
        options={"h": "relu"}, output=output, title=f"{verb} Taipei on November 2nd",
        labels={"x": WORDS, "y": SENSES, "t": sentence},
    )  # fmt: skip


MEMORY = (Example(FIVE, (Expected("c", 0, (3, 7, 7, 7, 0)), Expected("h", 0, (0, 0, 0, 7, 0)))),)

PRESETS = (
    Preset(
        "memory_exact",
        lambda: memory_cell(FIVE, "Memory cell of the lecture", exact=True),
        MEMORY,
        LECTURE,
    ),
    Preset(
        "memory_cell",
        lambda: memory_cell(FIVE, "Memory cell of the lecture"),
        MEMORY,
        LECTURE,
        listed=False,
    ),
    Preset(
        "nine_steps",
        lambda: memory_cell(NINE, "The lecture's nine steps"),
        (
            Example(
                NINE,
                (
                    Expected("c_prev", 0, (0, 0, 3, 3, 7, 7, 7, 0, 6)),
                    Expected("h", 0, (0, 0, 0, 0, 0, 7, 0, 0, 6)),
                ),
            ),
        ),
        LECTURE,
    ),
    Preset(
        "all_ones",
        all_ones,
        (
            Example(((1, 1), (1, 1), (2, 2)), (*_twice("h", 2, 6, 16), *_twice("y", 4, 12, 32))),
            # The lecture says that another order gives other numbers, not which.
            Example(((2, 2), (1, 1), (1, 1)), _twice("y", 8, 20, 44, by_hand=True)),
        ),
        LECTURE,
    ),
    Preset("arrive", lambda: two_senses("arrive"), source=LECTURE, start=2, listed=False),
    Preset("leave", lambda: two_senses("leave"), source=LECTURE, start=2, unit=2, listed=False),
)

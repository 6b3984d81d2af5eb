"""Filling slots: a network that reads a sentence and says of each word what it is there for.

The labels are the lecture's, word by word; it prints no weights, so these are ours, by hand.
"""

from __future__ import annotations

import numpy as np

from sim.document.seen import PartScenario, one_cell
from sim.network.outputs import dense_output
from sim.presets.lecture import LECTURE
from sim.presets.preset import Example, Expected, Preset

WORDS = ("arrive", "leave", "Taipei", "November", "2nd", "other")
SLOTS = ("other", "destination", "departure", "time")
# How sure it is by hand: e^3 / (e^3 + 3) of a word of no slot, e^6 / (e^6 + e^3 + 2) of the others.
SURE = {"other": 0.870049} | dict.fromkeys(SLOTS[1:], 0.948097)


def slots(sentence: str) -> PartScenario:
    """An Elman network that reads a sentence and gives each word its slot.

    Units 1 and 2 remember the last verb, each clearing the other; 3 and 4 fire at Taipei if theirs
    was the verb, 5 at November and 2nd.

    Args:
        sentence: words between blanks; what is not in WORDS is read as "other".
    """
    words = sentence.split()
    params = {
        "W_h": [[1, -1, 0, 0, 0, 0], [-1, 1, 0, 0, 0, 0], [0, 0, 1, 0, 0, 0], [0, 0, 1, 0, 0, 0],
                [0, 0, 0, 1, 1, 0]],
        "U_h": [[1, 0, 0, 0, 0], [0, 1, 0, 0, 0], [1, 0, 0, 0, 0], [0, 1, 0, 0, 0],
                [0, 0, 0, 0, 0]],
        "b_h": [0, 0, -1, -1, 0],
    }  # fmt: skip
    V = np.zeros((4, 5))
    V[[1, 2, 3], [2, 3, 4]] = 6
    heard = [word if word in WORDS else "other" for word in words]
    return one_cell(
        "elman", params, np.array([[float(word == name) for name in WORDS] for word in heard]),
        options={"h": "relu"}, output=dense_output("softmax", V, np.array([3.0, 0, 0, 0])),
        title=sentence, labels={"x": WORDS, "y": SLOTS, "t": tuple(words)},
    )  # fmt: skip


def _preset(key: str, sentence: str, labels: str, taipei: int, unit: int) -> Preset:
    """An example that begins at its Taipei, with the share of each word's label by hand.

    Args:
        key: of the preset.
        sentence: as `slots` takes it.
        labels: of its words, between blanks.
        taipei: timestep of the word, from 1.
        unit: that fires there, from 1.
    """
    found = labels.split()
    expected = tuple(
        Expected(
            "y", SLOTS.index(slot), tuple(SURE[slot] if one == slot else None for one in found),
            by_hand=True,
        )
        for slot in SLOTS
        if slot in found
    )  # fmt: skip
    inputs = tuple(map(tuple, slots(sentence).inputs.tolist()))
    return Preset(key, lambda: slots(sentence), (Example(inputs, expected),), LECTURE, taipei, unit)


PRESETS = (
    _preset(
        "slots_arrive", "arrive Taipei on November 2nd", "other destination other time time", 2, 3
    ),
    _preset(
        "slots_leave", "leave Taipei on November 2nd", "other departure other time time", 2, 4
    ),
    _preset(
        "slots_sentence", "I would like to arrive Taipei on November 2nd",
        "other other other other other destination other time time", 6, 3,
    ),
)  # fmt: skip

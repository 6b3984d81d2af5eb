"""Deep networks, both directions, and what comes back; the lecture's all-ones weights."""

from __future__ import annotations

import numpy as np

from sim.presets.lecture import FIVE, LECTURE, NINE
from sim.presets.networks.directions import DISHES, all_ones, missing_word, slots_of
from sim.presets.networks.layers import LAYERS, deep, jordan, self_connected, taught
from sim.presets.networks.listed.made import preset, row, rows
from sim.presets.networks.memory import two_cells
from sim.presets.slots import WORDS

STEPS = ((1, 1), (1, 1), (2, 2))
MOVED = ((2, 2), (1, 1), (1, 1))
TARGETS = ((4, 4), (12, 12), (32, 32))


def _twice(part: str, line: str, *values: float) -> tuple:
    return rows(part, line, values, values)


DEEP = (
    preset(
        "two_layers", "Two layers", lambda: deep(STEPS),
        (*_twice("lower", "h", 2, 6, 16), *_twice("upper", "h", 4, 20, 72),
         *_twice("out", "y", 8, 40, 144)),
        part="upper", source=LECTURE,
    ),
    preset(
        "two_layers_moved", "Two layers, another order", lambda: deep(MOVED),
        _twice("out", "y", 16, 72, 232), part="out", source=LECTURE,
    ),
    preset(
        "three_layers", "Three layers", lambda: deep(STEPS, LAYERS),
        (*_twice("lower", "h", 2, 6, 16), *_twice("middle", "h", 4, 20, 72),
         *_twice("upper", "h", 8, 56, 256), *_twice("out", "y", 16, 112, 512)),
        part="upper", source=LECTURE,
    ),
    preset(
        "memory_on_memory", "A memory cell on a memory cell", lambda: two_cells(FIVE),
        (row("lower", "c", 1, 3, 7, 7, 7, 0), row("lower", "h", 1, 0, 0, 0, 7, 0),
         row("upper", "c", 1, 0, 0, 0, 7, 7)),
        part="upper", start=4, source=LECTURE,
    ),
    preset(
        "memory_on_memory_nine", "A memory cell on a memory cell, nine steps",
        lambda: two_cells(NINE), (row("upper", "c", 1, 0, 0, 0, 0, 0, 7, 7, 7, 13),),
        part="upper", start=6, source=LECTURE,
    ),
)  # fmt: skip

BOTH = (
    preset(
        "both_ways", "Both directions", lambda: all_ones(STEPS),
        (*_twice("ahead", "h", 2, 6, 16), *_twice("behind", "h", 4, 10, 22),
         *_twice("out", "y", 48, 32, 40)),
        part="out", source=LECTURE,
    ),
    preset(
        "both_ways_later", "Both directions, another end",
        lambda: all_ones(((1, 1), (1, 1), (3, 3))),
        (*_twice("ahead", "h", 2, 6, 18), *_twice("out", "y", 64, 40, 48)),
        part="out", source=LECTURE,
    ),
    *(
        preset(
            f"taipei_{verb}", f"Taipei {verb}", lambda verb=verb: slots_of(f"Taipei {verb}", True),
            (row("out", "y", unit, 0.948097, None),), part="out", unit=unit,
            columns={"x": WORDS}, steps={"x": ("Taipei", verb)}, source=LECTURE,
        )
        for verb, unit in (("arrive", 2), ("leave", 3))
    ),
    preset(
        "taipei_ahead", "Taipei arrive, ahead alone", lambda: slots_of("Taipei arrive"),
        columns={"x": WORDS}, steps={"x": ("Taipei", "arrive")}, source=LECTURE,
    ),
    preset(
        "missing_dish", "The day that is missing", lambda: missing_word("pizza ? waffles"),
        (row("out", "y", 2, None, 0.995067, None),), part="out", start=2, unit=2,
        columns={"x": DISHES}, steps={"x": ("pizza", "?", "waffles")},
    ),
    preset(
        "missing_dish_ahead", "The day that is missing, ahead alone",
        lambda: missing_word("pizza ? waffles", both=False), part="out", start=2, unit=2,
        columns={"x": DISHES}, steps={"x": ("pizza", "?", "waffles")},
    ),
)  # fmt: skip

BACK = (
    preset(
        "jordan_ones", "Jordan network, all ones", lambda: jordan(STEPS),
        (*_twice("cell", "h", 2, 10, 44), *_twice("cell", "y", 4, 20, 88)), source=LECTURE,
    ),
    preset(
        "jordan_told", "Jordan network with a teacher", lambda: taught(STEPS, TARGETS),
        (*_twice("hidden", "y", 2, 10, 28), *_twice("out", "y", 4, 20, 56)),
        part="hidden", source=LECTURE,
    ),
    preset(
        "both_back", "Hidden state and output come back", lambda: jordan(STEPS, hidden=True),
        (*_twice("cell", "h", 2, 14, 88), *_twice("cell", "y", 4, 28, 176)),
    ),
    preset(
        "to_itself", "Each unit to itself alone", lambda: self_connected(STEPS),
        (*_twice("rnn", "h", 2, 4, 8), *_twice("rnn", "y", 4, 8, 16)),
    ),
    preset(
        "order_lost", "Nothing comes back", lambda: self_connected(STEPS, np.zeros((2, 2))),
        _twice("rnn", "y", 4, 4, 8),
    ),
)  # fmt: skip

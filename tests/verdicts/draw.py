"""Settings of the Gradients page: at the ends of every control, and at random."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from random import Random

import numpy as np

from sim.document.seen import PartScenario
from sim.lab import LOSSES, SCALES
from sim.presets import PRESETS
from tests.cells import RECURRENT
from tests.parts import WITH_MEMORY
from ui.gradients.settings import (
    ELMAN_ACTIVATIONS,
    NUMBERS,
    PRODUCTS,
    SOURCES,
    STEPS,
    UNITS,
    Settings,
)

Case = tuple[Settings, PartScenario]
LINES = ("s", "h", "c", "x", "f", "z", "i", "n", "o", "h_pre")
LARGE = 20_000  # steps times units; the largest of both take seconds a setting
FIRST = next(iter(PRESETS))


def ends(most_T: int, most_H: int) -> Iterator[Case]:
    """Every control at both of its ends, and the ends of those that decide the most together."""
    steps, units = (STEPS[0], most_T), (UNITS[0], most_H)
    usual = Settings(T=30, H=4)
    scenario = PRESETS[FIRST].scenario
    alone = {
        "T": steps, "H": units, "scale": SCALES, "activation": ELMAN_ACTIVATIONS, "loss": LOSSES,
        "source": SOURCES, "hold": (False, True), "quantity": ("s", *PRODUCTS),
        "cells": ([], ["elman"], list(RECURRENT)[:4]), "t": (1, most_T),
        "seed": (NUMBERS["seed"].least, NUMBERS["seed"].most),
        **{name: (NUMBERS[name].least, NUMBERS[name].most) for name in ("sigma", "keep")},
    }  # fmt: skip
    for name, values in alone.items():
        for value in values:
            yield replace(usual, **{name: value}), scenario
    for cells in (["elman"], ["gru"], ["lstm"]):
        yield replace(usual, hold=True, cells=cells), scenario
    for place in ((1, 1), (usual.T, usual.H)):
        where = dict(zip(("loss_t", "loss_unit"), place, strict=True))
        yield replace(usual, loss="one_value", **where), scenario
    together = itertools.product(alone["sigma"], alone["keep"], steps, units, (None, 0.0, 1.0))
    for sigma, keep, T, H, held in together:
        if T * H > LARGE:
            continue
        yield replace(usual, sigma=sigma, keep=keep, T=T, H=H, hold=held is not None,
                      held=held or 0.0), scenario  # fmt: skip
    for part in WITH_MEMORY.values():
        yield replace(usual, source="scenario"), part


def at_random(draw: Random, most_T: int, most_H: int) -> Case:
    """Settings over the whole range of every control.

    Args:
        draw: random numbers.
        most_T: timesteps of the laboratory's runs.
        most_H: units of the laboratory's runs.
    """
    T = draw.choice([n for n in STEPS if n <= most_T])
    H = draw.choice([n for n in UNITS if n <= most_H and (n * T <= LARGE or n == UNITS[0])])
    rows, outputs = draw.randint(1, 8), draw.randint(2, 4)
    targets = "; ".join(
        " ".join(f"{draw.random():.2f}" for _ in range(outputs)) for _ in range(rows)
    )
    small = T * H**3 < 2e6
    settings = Settings(
        source=draw.choice((*SOURCES[:1] * 3, *SOURCES)),
        cells=draw.sample(list(RECURRENT), draw.randint(1, 4)),
        scale=draw.choice(SCALES), sigma=_slider(draw, "sigma"), keep=_slider(draw, "keep"),
        T=T, H=H, seed=draw.randrange(100_000), activation=draw.choice(ELMAN_ACTIVATIONS),
        loss=draw.choice((*LOSSES, "last_step", "last_step")), loss_t=draw.randint(1, T),
        loss_unit=draw.randint(1, H), targets=targets, hold=draw.random() < 0.25,
        held=_slider(draw, "held"), t=draw.randint(1, T),
        quantity=draw.choice(("s",) * 6 + LINES + tuple(PRODUCTS) * small),
    )  # fmt: skip
    return settings, _scenario(draw)


def _slider(draw: Random, name: str) -> float:
    number = NUMBERS[name]
    if draw.random() < 0.2:
        return draw.choice((number.least, number.most))
    steps = round((number.most - number.least) / number.step)
    return round(number.least + draw.randint(0, steps) * number.step, 10)


def _scenario(draw: Random) -> PartScenario:
    """A part of an example, its recurrent weights and biases changed in size."""
    scenario = draw.choice(list(WITH_MEMORY.values()))
    size = draw.choice((1.0, 1.0, 0.5, 2.0))
    params = {
        name: value * (size if name[0] in "Ub" else 1.0) for name, value in scenario.params.items()
    }
    return scenario.changed(params={n: np.array(v) for n, v in params.items()})

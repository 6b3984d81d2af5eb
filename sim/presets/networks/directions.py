"""Both directions of a sequence: what comes later decides what an earlier word means."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.network.network import Network
from sim.network.parts import Part, Wire
from sim.presets.networks.parts import RELU, dense, elman, one_of
from sim.presets.slots import SLOTS, WORDS, slots

X = Wire("x")
MENUS = ("pizza sushi waffles", "pizza waffles sushi")  # in one of them the day is missing
DISHES = ("pizza", "sushi", "waffles")


def _out(V: np.ndarray, both: bool, **more) -> Part:
    """A readout of one network, or of both with the same weights for each."""
    if not both:
        return dense("out", V, Wire("ahead"), **more)
    return dense("out", np.hstack([V, V]), Wire("ahead"), Wire("behind", taps="back"), **more)


def _network(ahead: Part, out: Part, x: np.ndarray, both: bool) -> Network:
    """The network that reads ahead, and if wanted the same once more from the end."""
    behind = replace(ahead, name="behind", reads=(Wire("x", taps="back"),))
    return Network((ahead, behind, out) if both else (ahead, out), {"x": x})


def all_ones(x, both: bool = True) -> Network:
    """The lecture's linear network in which every weight is 1, read in both directions.

    Args:
        x: (T, 2).
        both: else ahead alone.
    """
    ones = np.ones((2, 2))
    return _network(elman("ahead", ones, ones, X), _out(ones, both), x, both)


def slots_of(sentence: str, both: bool = False) -> Network:
    """The network that gives each word its slot, of the lecture's labels.

    Args:
        sentence: words between blanks.
        both: whether it reads from the end too, with the same weights.
    """
    words = sentence.split()
    scenario = slots(sentence)
    ahead = Part("ahead", "elman", scenario.params, (X,), options=RELU)
    V, d = scenario.output.params.values()
    out = _out(V, both, d=d, softmax=True, labels=SLOTS)
    return _network(ahead, out, one_of(WORDS, words), both)


def missing_word(sentence: str, both: bool = True) -> Network:
    """Which dish was eaten on the day that is missing, by MENUS: -6 for a dish that stands beside.

    Ahead a unit is 1 after its dish, and so is one behind before it; each word's readout looks
    at the word before and the word after, not at itself.

    Args:
        sentence: dishes, and "?" for the day that is missing.
        both: else ahead alone.
    """
    remembers = elman("ahead", np.eye(3), np.zeros((3, 3)), X)
    x = one_of(DISHES, sentence.split())
    reads = (Wire("ahead", taps="shift"),)
    if both:
        reads += (Wire("behind", taps="shift back"),)
    out = dense("out", np.hstack([-6 * np.eye(3)] * len(reads)), *reads, softmax=True,
                labels=DISHES)  # fmt: skip
    return _network(remembers, out, x, both)

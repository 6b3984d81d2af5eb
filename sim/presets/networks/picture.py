"""One to many: a number that fades or is heard at every step, and the sentence of a picture."""

from __future__ import annotations

import numpy as np

from sim.network.network import Network
from sim.network.parts import Wire
from sim.presets.networks.parts import RELU, dense, elman

WORDS = ("a", "cat", "dog", "sits", ".")
ANIMALS = ("cat", "dog")


def number(again: bool, steps: int = 5) -> Network:
    """One linear unit that halves what it holds, h = x + h_prev / 2, with x = 8.

    Args:
        again: whether x is heard at every step, else at the first alone.
        steps: at least 1.
    """
    read = Wire("v", taps="every" if again else "once")
    return Network((elman("h", [[1.0]], [[0.5]], read, steps=steps),), {"v": [[8.0]]})


def described(animal: str, again: bool, remembers: bool) -> Network:
    """A picture's sentence, "a cat sits .".

    Units s1 to s4 count the words, k_cat and k_dog know what is seen. The weights are ours.

    Args:
        animal: one of ANIMALS, that the picture v = (cat, dog) shows.
        again: whether the picture is seen at every step, else at the first alone.
        remembers: whether k hears itself.
    """
    W = np.zeros((6, 2))
    W[0] = 1
    W[4:] = np.eye(2)
    U = np.zeros((6, 6))
    U[[1, 2, 3], [0, 1, 2]] = 1  # from word to word
    U[0, 4:] = -1  # "a" is said once
    U[4:, 4:] = np.eye(2) * remembers
    V = np.zeros((5, 6))
    V[[0, 1, 2, 3, 4], [0, 1, 1, 2, 3]] = 10
    V[[1, 2], [4, 5]] = 10
    read = Wire("v", taps="every" if again else "once")
    parts = (
        elman("rnn", W, U, read, steps=4, options=RELU),
        dense("out", V, Wire("rnn"), d=[0, -10, -10, 0, 0], softmax=True, labels=WORDS),
    )
    return Network(parts, {"v": [[float(animal == one) for one in ANIMALS]]})

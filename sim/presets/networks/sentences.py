"""Many words to one finding, read at the last step alone; and words as 1-of-N."""

from __future__ import annotations

import numpy as np

from sim.network.network import Network
from sim.network.parts import Wire
from sim.presets.networks.parts import RELU, dense, elman, one_of

WORDS = ("good", "bad", "not", "other")
FINDINGS = ("good", "bad")
FRUIT = ("apple", "bag", "cat", "dog", "elephant")


def opinion(sentence: str) -> Network:
    """A network that finds a sentence good or bad, and lets "not" wait for its word.

    Units n (not), p, q (good and bad were found), a (not good), b (not bad). The weights are ours.

    Args:
        sentence: words between blanks; what is not in WORDS is read as "other".
    """
    W = np.zeros((5, 4))
    W[0] = -1, -1, 1, 0
    W[[1, 3], 0] = W[[2, 4], 1] = 1
    U = np.diag([1.0, 1, 1, 2, 2])
    U[3:, 0] = 1
    V = np.array([[0, 1.5, -1.5, -3, 3], [0, -1.5, 1.5, 3, -3]])
    parts = (
        elman("rnn", W, U, Wire("x"), b=[0, 0, 0, -1, -1], options=RELU),
        dense("out", V, Wire("rnn", taps="last"), softmax=True, labels=FINDINGS),
    )
    return Network(parts, {"x": one_of(WORDS, sentence.split())})


def one_of_n(sentence: str) -> Network:
    """Words of the lecture's list as 1-of-N, with a last place for all others; shown as they are.

    Args:
        sentence: words between blanks.
    """
    x = one_of((*FRUIT, "other"), sentence.split())
    return Network((dense("word", np.eye(6), Wire("x"), labels=(*FRUIT, "other")),), {"x": x})

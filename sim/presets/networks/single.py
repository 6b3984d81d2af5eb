"""Networks of one cell and what is read off it: leaky units, dinners as words, BPTT with V."""

from __future__ import annotations

import numpy as np

from sim.network.network import Network
from sim.network.parts import Part, Wire
from sim.presets.dinner import DISHES, dinner
from sim.presets.gates import PULSES
from sim.presets.networks.parts import dense, elman, one_of

LEAK = 0.1


def fading(steps: int) -> Network:
    """A leaky unit without input that starts from 1.

    Args:
        steps: at least 1.
    """
    params = {"U_n": [[0.0]], "b_n": [0.0], "a_h": [LEAK]}
    return Network((Part("leaky", "leaky", params, (), {"h": [1.0]}, steps=steps),))


def pulsed() -> Network:
    """The same unit on pulses, from 0."""
    params = {"W_n": [[2.0]], "U_n": [[0.0]], "b_n": [0.0], "a_h": [LEAK]}
    return Network((Part("leaky", "leaky", params),), {"x": PULSES})


def menu(sentence: str, scale: float = 4.0) -> Network:
    """The network of tomorrow's dinner as a language model: which dish comes after those so far.

    Args:
        sentence: dishes between blanks; the first is given.
        scale: of h before the softmax; 1 for the softmax of h itself.
    """
    out = dense("out", scale * np.eye(3), Wire("rnn"), softmax=True, labels=DISHES)
    parts = Part("rnn", "elman", dinner().params), out
    return Network(parts, {"x": one_of(DISHES, sentence.split()[:-1])})


def chance(network: Network, sentence: str) -> float:
    """The probability that a language model gives the words of a sentence behind the first.

    Args:
        network: that reads them all but the last, with a part "out".
        sentence: words between blanks, labels of that part.
    """
    said = [network.part["out"].labels.index(word) for word in sentence.split()[1:]]
    return float(np.prod(network.run()["out"]["y"][np.arange(len(said)), said]))


def three_steps() -> Network:
    """One tanh unit and two classes, small enough for BPTT by hand; V = (1, -1)."""
    rnn = elman("rnn", [[1.0]], [[0.5]], Wire("x"), options={"h": "tanh"})
    out = dense("out", [[1.0], [-1.0]], Wire("rnn"), softmax=True)
    return Network((rnn, out), {"x": [[1.0], [0.5], [-0.5]]})

"""Encoder and decoder, by one context or by attention."""

from __future__ import annotations

import numpy as np

from sim.network.network import Network
from sim.network.parts import Part, Wire
from sim.presets.networks.parts import LINEAR, dense, elman, one_of

HEARD = ("我", "爱", "中国", "")
SAID = ("I", "love", "China")
SCORES = np.array([[4, -2, 0, 0], [0, 4, -2, 0], [0, 0, 4, 2], [0, 0, 0, 0]], float)
FROM_CONTEXT = np.array([[0, 0, 0, 0], [1, -0.5, 0, 0], [0, 1, -0.5, 0], [0, 0, 0.5, 0.5]])


def decoded(numbers, context: str = "last", again: bool = False) -> Network:
    """Numbers are read by a unit that halves what it holds; a second one tells of the context.

    Args:
        numbers: what is read, one a step.
        context: "last" state, "mean" of all, or "double" the last.
        again: whether the decoder hears the context at every step, else it starts from it.
    """
    encoder = elman("encoder", [[1.0]], [[0.5]], Wire("x"))
    source, line, taps = "encoder", "h", "mean" if context == "mean" else "last"
    between = ()
    if context == "double":
        between = (dense("context", [[2.0]], Wire("encoder", taps="last")),)
        source, line, taps = "context", "y", ""
    if again:
        heard = Wire(source, line, f"{taps} every".strip())
        decoder = elman("decoder", [[1.0]], [[0.5]], heard, steps=3)
    else:
        start = {"h": Wire(source, line, taps)}
        decoder = elman("decoder", None, [[0.5]], steps=3, start=start)
    return Network((encoder, *between, decoder), {"x": np.array(numbers, float)[:, None]})


def translated(looks: bool = True, sharp: float = 1.0) -> Network:
    """Four characters become three words, by a look back at each step. The way of scoring is ours.

    Args:
        looks: whether the decoder looks at every position, else it hears the last state alone.
        sharp: by which the scores are multiplied.
    """
    encoder = elman("encoder", np.eye(4), np.eye(4) / 2, Wire("x"))
    start = {"h": [1.0, 0.0, 0.0, 0.0]}
    if looks:
        look = Part("look", "look_general", {"S_e": sharp * SCORES}, (Wire("decoder", "h_prev"),),
                    memory={"M": Wire("encoder")})  # fmt: skip
        heard, before = Wire("look"), (look,)
    else:
        heard, before = Wire("encoder", taps="last every"), ()
    decoder = elman("decoder", FROM_CONTEXT, np.eye(4) / 4, heard, start=start, steps=3,
                    options=LINEAR)  # fmt: skip
    V = np.zeros((3, 4))
    V[:, 1:] = 6 * np.eye(3)
    out = dense("out", V, Wire("decoder"), softmax=True, labels=SAID)
    return Network((encoder, *before, decoder, out), {"x": np.eye(4)})


def said_of(dishes: tuple[str, ...], seen: tuple[str | None, ...]) -> Network:
    """Tomorrow's dinner by what was seen today and by what was said yesterday, which comes back.

    Args:
        dishes: in the order in which they follow each other.
        seen: what was eaten on each day, None where nobody looked.
    """
    follows = np.roll(np.eye(len(dishes)), 1, axis=0)
    own = Wire("out", "y", "shift")
    hidden = dense("hidden", np.hstack([8 * follows, 6 * follows]), Wire("x"), own)
    out = Part("out", "shown", {}, (Wire("hidden"),), labels=dishes)
    rows = one_of(dishes, [dish or "" for dish in seen])
    return Network((hidden, out), {"x": rows})

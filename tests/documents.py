"""Documents of networks: those of the builders, of every architecture, and one that has it all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import numpy as np

from sim.document.networks.sequences import Sequence, Target
from sim.document.scenario import Scenario
from sim.network.network import Network
from sim.network.parts import Part, Wire
from sim.presets.networks import (
    clock,
    decoders,
    directions,
    echo,
    frames,
    layers,
    memory,
    picture,
    sentences,
    single,
)
from sim.run.clamps import Clamp
from tests.networks import NETWORKS, Sizes, drawn


def document_of(network: Network, **more) -> Scenario:
    """The document of a network whose inputs are single sequences; `more`: its other fields."""
    inputs = {name: Sequence(rows) for name, rows in network.inputs.items()}
    return Scenario(network.parts, inputs, **more)


RES = echo.reservoir(units=6, connections=12)
SINE = np.sin(np.arange(1, 9) / 4)[:, None]
BUILDERS: dict[str, Callable[[], Network]] = {
    "clock": lambda: clock.clock(9),
    "decoders.decoded": lambda: decoders.decoded((1, 2, 3), "double", again=True),
    "decoders.said_of": lambda: decoders.said_of(("a", "b", "c"), ("a", None, "c")),
    "decoders.translated": decoders.translated,
    "directions.all_ones": lambda: directions.all_ones([[1, 1], [1, 1], [2, 2]]),
    "directions.slots_of": lambda: directions.slots_of("arrive Taipei on November 2nd", True),
    "directions.missing_word": lambda: directions.missing_word("pizza ? waffles"),
    "echo.generator": lambda: echo.generator(SINE, RES),
    "echo.listener": lambda: echo.listener(SINE, RES),
    "echo.alone": lambda: echo.alone(RES, np.ones(6), 5),
    "frames.exact": lambda: frames.counted(True),
    "frames.sigmoid": lambda: frames.counted(False),
    "layers.deep": lambda: layers.deep([[1, 1], [2, 2]], layers.LAYERS),
    "layers.jordan": lambda: layers.jordan([[1, 1], [2, 2]], hidden=True),
    "layers.self_connected": lambda: layers.self_connected([[1, 1], [2, 2]]),
    "layers.taught": lambda: layers.taught([[1, 1], [2, 2]], [[4, 4], [8, 8]]),
    "memory.two_cells": lambda: memory.two_cells(((3.0, 1.0, 0.0), (4.0, 1.0, 0.0))),
    "memory.ram": lambda: memory.ram(0.5, 1.0),
    "memory.counter": lambda: memory.counter(False),
    "memory.counter, full": lambda: memory.counter(True),
    "picture.number, again": lambda: picture.number(True),
    "picture.number, once": lambda: picture.number(False),
    "picture.described": lambda: picture.described("cat", False, True),
    "sentences.opinion": lambda: sentences.opinion("not so good"),
    "sentences.one_of_n": lambda: sentences.one_of_n("cat bag bird"),
    "single.fading": lambda: single.fading(4),
    "single.pulsed": single.pulsed,
    "single.menu": lambda: single.menu("pizza sushi waffles"),
    "single.three_steps": single.three_steps,
}


def everything() -> Scenario:
    """Encoder, attention in a loop, decoder, readout; and a clockwork part that has the rest."""
    rng = np.random.default_rng(5)
    network = drawn("attention before the step, additive, lstm", Sizes(T=5, M=3, X=2, H=3, Y=2))
    enc, att, dec, out = network.parts
    enc = replace(enc, frozen=("b_h",), masks={"U_h": np.tri(3), "b_h": [1, 1, 1]},
                  params=enc.params | {"U_h": np.tril(rng.normal(size=(3, 3)))})  # fmt: skip
    dec = replace(dec, clamps=(Clamp("f", 0.5, 2, 3),), options={
        "g": {"name": "hard_sigmoid", "slope": 0.25, "offset": 0.5}, "h": "relu",
    })  # fmt: skip
    out = replace(out, labels=("no", "是"))
    res = Part("res", "clockwork", {
        "W_n": rng.normal(size=(4, 3)), "U_n": np.triu(np.ones((4, 4))), "b_n": np.zeros(4),
    }, (Wire("enc", taps="last every"),), steps=4, signals={"m": (1, 2, 4, 8)})  # fmt: skip
    pic = Part("pic", "dense", {"V_y": np.ones((1, 4)), "d_y": [0.1]},
               (Wire("v", taps="patches2x2 max1"),))  # fmt: skip
    inputs = {name: Sequence(rows) for name, rows in network.inputs.items()}
    inputs["x"] = replace(inputs["x"], labels=("a", "b"), steps=tuple("abcde"))
    inputs["v"] = Sequence([[1, 2, 3, 4]], frame=(2, 2))
    inputs["y"] = Sequence([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    targets = {
        "out.y": Target("cross_entropy", Wire("y"), [1, 0, 1]),
        "res.h": Target("squared_error", rng.normal(size=(4, 4))),
    }
    parts = (enc, att, dec, out, res, pic)
    return Scenario(parts, inputs, targets, "all of it", 7)


def every_document() -> dict[str, Scenario]:
    """Every builder's network, every architecture, and the one that has it all."""
    made = {name: document_of(build()) for name, build in BUILDERS.items()}
    return made | {name: document_of(drawn(name, Sizes())) for name in NETWORKS} | {
        "everything": everything(),
    }  # fmt: skip


def numbers_of(document: Scenario) -> Iterator[tuple[str, np.ndarray]]:
    """Every line of every part of its run."""
    for part, trace in document.run().items():
        yield from ((f"{part}.{line}", trace[line]) for line in trace)


def same_run(one: Scenario, other: Scenario) -> bool:
    """Whether two documents have the same run, to the bit."""
    first, second = dict(numbers_of(one)), dict(numbers_of(other))
    return first.keys() == second.keys() and all(
        array.tobytes() == second[name].tobytes() for name, array in first.items()
    )


def refusal_of(error: Exception) -> Mapping[str, object]:
    """What is said of the innermost mistake: its code and fields."""
    while "reason" in error.fields:
        error = error.fields["reason"]
    return {"code": error.code} | error.fields

"""Words that come back, reservoirs, clocks, pictures, and single cells of the lectures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.network.network import Network
from sim.network.parts import Part, Wire
from sim.network.teaching.exchange import exchanged, going_on
from sim.network.teaching.fit import fit_readout
from sim.presets.dinner import DAYS, DISHES, SEEN
from sim.presets.lecture import LECTURE
from sim.presets.networks.clock import clock
from sim.presets.networks.decoders import said_of
from sim.presets.networks.echo import OWN, TOLD, alone, generator, reservoir
from sim.presets.networks.frames import counted
from sim.presets.networks.listed.made import preset, row, rows
from sim.presets.networks.memory import counter, ram
from sim.presets.networks.sentences import FRUIT, one_of_n
from sim.presets.networks.single import fading, menu, pulsed, three_steps

TAUGHT, DROPPED, FREE = 300, 100, 100
MENU = "pizza sushi waffles pizza"


def told() -> Network:
    """The sine generator with its readout fitted, still told what it should have said."""
    y = np.sin(np.arange(1, TAUGHT + 1) / 4)[:, None] / 2
    return fit_readout(generator(y, reservoir()), "out", y, DROPPED)[0]


def free() -> Network:
    """The same, going on by itself: what it said comes back."""
    network = told()
    return going_on(exchanged(network, TOLD, OWN), network.run(), FREE)


def two_starts(radius: float) -> Network:
    """Two reservoirs alike from two starts, and how far they are apart.

    Args:
        radius: spectral radius.
    """
    units = 32
    rng = np.random.default_rng(7)
    one = reservoir(radius=radius)
    starts = rng.uniform(-1, 1, (2, units))
    first, second = (alone(one, start, 100).parts[0] for start in starts)
    apart = Part("apart", "dense", {"V_y": np.hstack([np.eye(units), -np.eye(units)]),
                                    "d_y": np.zeros(units)},
                 (Wire("first"), Wire("second")))  # fmt: skip
    return Network((replace(first, name="first"), replace(second, name="second"), apart))


def echo_by_hand() -> Network:
    """Two linear units with a leak of 1/2, whose output is read off x, h and itself."""
    params = {
        "W_n": [[1.0], [0.0]], "U_n": [[0.0, 0.5], [-0.5, 0.0]], "U_k": [[0.0], [1.0]],
        "a_h": [0.5, 0.5], "V_y": [[2.0, 3.0]], "V_x": [[1.0]], "V_k": [[0.5]], "d_y": [1.0],
    }  # fmt: skip
    part = Part("reservoir", "esn", params, options={"n": "identity"})
    return Network((part,), {"x": [[2.0], [0.0], [0.0]]})


WORDS = (
    preset(
        "menu_said", "A menu, dish by dish", lambda: menu(MENU),
        (row("out", "y", 2, 0.999329, None, None),), part="out", unit=2,
        columns={"x": DISHES}, steps={"x": MENU.split()[:-1]},
    ),
    preset(
        "dinner_said", "Tomorrow's dinner by what was said", lambda: said_of(DISHES, SEEN),
        (row("out", "y", 2, *[None] * 6, 0.995067, None),
         row("out", "y", 3, *[None] * 4, 0.995067, None, None, 0.994844)),
        part="out", start=5, unit=3, columns={"x": DISHES}, steps={"x": DAYS},
    ),
    preset(
        "fruit", "Words as one of N", lambda: one_of_n("cat bag bird"), part="word", start=3,
        columns={"x": (*FRUIT, "other")}, steps={"x": ("cat", "bag", "bird")}, source=LECTURE,
    ),
)  # fmt: skip
ECHO = (
    preset(
        "echo_by_hand",
        "Echo state network by hand",
        echo_by_hand,
        (
            *rows("reservoir", "h", (1, 0.5, 0.8125), (0, 2.25, 6.625)),
            row("reservoir", "y", 1, 5, 11.25, 28.125),
        ),
    ),
    preset("sine_told", "A sine, told at every step", told, part="out"),
    preset("sine_free", "A sine that goes on by itself", free, part="out"),
    preset("echo_fades", "Two starts, radius 0.8", lambda: two_starts(0.8), part="apart"),
    preset("echo_stays", "Two starts, radius 1.5", lambda: two_starts(1.5), part="apart"),
)
CLOCKS = (
    preset(
        "clock_four",
        "Four clocks",
        lambda: clock(8),
        tuple(
            row("clock", "h", unit, None, at_2, None, at_4, None, None, None, at_8)
            for unit, at_2, at_4, at_8 in (
                (1, 1.5, 2.625, 4.9453125),
                (2, 1, 1.5, 2.625),
                (3, 0, 1, 1.5),
                (4, 0, 0, 1),
            )
        ),
        start=8,
    ),
    preset("clock_all", "Four clocks that all tick", lambda: clock(8, (1, 1, 1, 1)), start=8),
    preset(
        "leak_fades",
        "A leaky unit fades",
        lambda: fading(20),
        (row("leaky", "h", 1, 0.9, 0.81, 0.729, 0.6561, *[None] * 16),),
    ),
    preset(
        "leak_pulses",
        "A leaky unit on pulses",
        pulsed,
        (
            row(
                "leaky",
                "h",
                1,
                0.096403,
                0.086762,
                0.078086,
                -0.026125,
                -0.023513,
                -0.021161,
                0.057114,
                0.051403,
            ),
        ),
    ),
)
FRAMES = (
    preset(
        "bars_exact", "The picture sees, the memory counts", lambda: counted(True),
        (row("cell", "c", 1, 1, 1, 2, 2, 2), row("cell", "h", 1, 0, 0, 0, 0, 2)),
        part="cell", start=5,
    ),
    preset(
        "bars_sigmoid", "The same with true sigmoids", lambda: counted(False),
        (row("cell", "h", 1, None, None, None, None, 1.999773),), part="cell", start=5,
    ),
)  # fmt: skip
MEMORY = (
    *(
        preset(f"ram_{name}", f"Memory as a RAM: {name}", lambda f=f, i=i: ram(f, i),
               (row("cell", "c", 1, c), row("cell", "h", 1, c)))
        for name, f, i, c in (("keep", 1.0, 0.0, 5), ("add", 1.0, 1.0, 8), ("erase", 0.0, 0.0, 0),
                              ("overwrite", 0.0, 1.0, 3))
    ),
    preset("ram_hidden", "Memory as a RAM: not shown", lambda: ram(1.0, 0.0, show=0.0),
           (row("cell", "c", 1, 5), row("cell", "h", 1, 0))),
    preset(
        "peephole_late", "The lecture's peepholes, a step late", lambda: counter(True),
        (replace(row("cell", "h", 1, 0, 0, 0.02, 3.953, 1.0325, *[None] * 5), tolerance=5e-4),),
        source=LECTURE,
    ),
    preset("bptt_three", "Three steps of back-propagation", three_steps,
           (row("rnn", "h", 1, 0.761594, 0.706818, -0.14555),)),
)  # fmt: skip

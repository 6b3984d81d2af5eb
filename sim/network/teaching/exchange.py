"""A teacher or the own output: two networks that differ by one wire; and a run that goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from sim.network.network import Network
from sim.network.parts import Part, Wire
from sim.network.runs import Runs
from sim.text.errors import InputError, shown

Arrays = Mapping[str, np.ndarray]


def exchanged(network: Network, was: Wire, now: Wire) -> Network:
    """The network that hears one wire in another's place, wherever it hears that.

    Source: teacher forcing, Williams and Zipser, 1989, doi:10.1162/neco.1989.1.2.270.

    Args:
        network: in which some part hears `was`.
        was: the wire, as its parts have it.
        now: what they hear in its place.

    Raises:
        InputError: no part hears `was`, or the network cannot be so.

    A unit that halves what it hears, told 8 at every step and then hearing itself:

    >>> from sim import Network, Part, Wire
    >>> told, own = Wire("y", taps="shift"), Wire("half", taps="shift", first=(8.0,))
    >>> half = Part("half", "dense", {"V_y": [[0.5]], "d_y": [0.0]}, (told,), steps=3)
    >>> taught = Network((half,), {"y": [[8.0]] * 3})
    >>> taught.run()["half"]["y"].ravel().tolist()
    [0.0, 4.0, 4.0]
    >>> exchanged(taught, told, own).run()["half"]["y"].ravel().tolist()
    [4.0, 2.0, 1.0]
    """
    if not any(was in part.wires for part in network.parts):
        raise InputError("wire_unread", wire=shown(was))
    return Network(tuple(_exchanged(part, was, now) for part in network.parts), network.inputs)


def _exchanged(part: Part, was: Wire, now: Wire) -> Part:
    return replace(
        part,
        reads=tuple(now if wire == was else wire for wire in part.reads),
        start={k: now if isinstance(v, Wire) and v == was else v for k, v in part.start.items()},
        memory={k: now if wire == was else wire for k, wire in part.memory.items()},
    )


def going_on(network: Network, runs: Runs, steps: int, inputs: Arrays | None = None) -> Network:
    """A network that begins where a run has ended, of itself or with a wire exchanged.

    Every part starts from its last state, and a shift from the last row that was sent there: what a
    teacher said last is heard before anything of one's own.

    Args:
        network: whose parts all take the same steps; it differs from that of the run by wires.
        runs: of one sequence.
        steps: how many it goes on for.
        inputs: name -> (steps, X), of sequences from outside that are still heard.

    Raises:
        InputError: a wire that does not work step by step, comes more than one step later, or was
            not there in the run.

    >>> from sim import Network, Part, Wire
    >>> params = {"W_h": [[1.0]], "U_h": [[0.5]], "b_h": [0.0]}
    >>> one = Part("h", "elman", params, options={"h": "identity"})
    >>> first = Network((one,), {"x": [[8.0], [0.0]]})
    >>> going_on(first, first.run(), 2, {"x": [[0.0], [1.0]]}).run()["h"]["h"].ravel().tolist()
    [2.0, 2.0]
    """
    return Network(tuple(_going_on(part, runs, steps) for part in network.parts), inputs or {})


def _going_on(part: Part, runs: Runs, steps: int) -> Part:
    before = runs.network.part.get(part.name)
    heard = () if before is None else before.reads
    for wire in (*part.memory.values(), *part.reads[len(heard) :]):
        raise InputError("going_on", wire=shown(wire))
    return replace(
        part,
        reads=tuple(_later(wire, heard[k], runs) for k, wire in enumerate(part.reads)),
        start={state: runs[part.name][state][-1] for state in part.built.states},
        steps=steps,
    )


def _later(wire: Wire, was: Wire, runs: Runs) -> Wire:
    """The wire, its first row what the run has left."""
    taps = wire.read_taps
    rows = runs.network.inputs.get(was.source)
    if rows is None:
        trace = runs[was.source]
        rows = trace[was.line or trace.cell.output]
    if not taps.by_step or taps.delay > 1 or rows.ndim > 2:
        raise InputError("going_on", wire=shown(wire))
    if not taps.delay:
        return wire
    last, _ = taps.by_row.forward(rows[-1:])
    return replace(wire, first=tuple(last[0].tolist()))

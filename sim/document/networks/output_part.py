"""The part that reads something out of another one: a dense layer, or the softmax of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from sim.document.networks.sequences import check_limit
from sim.document.networks.upgrade import OUT, SHOWN
from sim.document.scenario import Scenario
from sim.graph.cell import Cell
from sim.network.parts import Part, Wire
from sim.run.readout import Readout
from sim.text.checks import field_error, numbers
from sim.text.errors import InputError
from sim.text.limits import DOCUMENT

DENSE, SOFTMAX = "dense", "softmax"


def output_of(document: Scenario, name: str) -> Part | None:
    """The part that reads what a part puts out and nothing else, if there is one and no second.

    Args:
        document: any.
        name: of a part of it.
    """
    part = document.network.part[name]
    bare = Wire(name), Wire(name, part.built.output)
    found = [one for one in document.parts if _reads_out(one) and one.reads[0] in bare]
    return found[0] if len(found) == 1 else None


def _reads_out(part: Part) -> bool:
    """Whether it is linear or a softmax, and reads one thing at every step."""
    if part.cell == SHOWN:
        return len(part.wires) == 1
    return part.cell == DENSE and len(part.wires) == 1 and part.options in ({}, {"y": SOFTMAX})


def readout_of(part: Part) -> Readout:
    """What such a part is, as a readout.

    Args:
        part: from `output_of`.
    """
    if part.cell == SHOWN:
        return Readout("softmax_h")
    kind = SOFTMAX if part.options else "linear"
    return Readout(kind, part.params["V_y"], part.params["d_y"])


def as_part(readout: Readout, source: Part, old: Part | None = None) -> Part:
    """The part that a readout is.

    Args:
        readout: any kind.
        source: what it reads.
        old: the part in whose place it stands.

    Raises:
        InputError: no readout, or its numbers do not fit.
    """
    cell: Cell = source.built
    if not isinstance(readout, Readout):
        raise field_error("readout", "an_object")
    if cell.own_output:
        raise InputError("two_outputs", cell=cell.phrase, line=cell.own_output)
    part = old or Part(OUT, SHOWN, {}, (Wire(source.name),))
    if readout.V is None:
        return replace(part, cell=SHOWN, params={}, options={}, masks={}, frozen=())
    V, d = numbers("V", readout.V, 2), numbers("d", readout.d, 1)
    if d.shape != V.shape[:1] or not len(V):
        raise InputError("shape", name="V, d", expected="(Y, H), (Y,)",
                         shape=f"{V.shape}, {d.shape}")  # fmt: skip
    check_limit("Y", len(V), DOCUMENT.sizes["Y"])
    params: Mapping[str, np.ndarray] = {"V_y": V, "d_y": d}
    options = {"y": SOFTMAX} if readout.kind == "softmax" else {}
    same = part.cell == DENSE and np.shape(part.params["V_y"]) == V.shape
    masks = part.masks if same else {}
    return replace(part, cell=DENSE, params=params, options=options, masks=masks)

"""The part that reads something out of another one, in its document."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from sim.document.networks.sequences import check_limit
from sim.document.scenario import Scenario
from sim.graph.cell import Cell
from sim.network.outputs import OUT, reads_out
from sim.network.parts import Part, Wire
from sim.text.checks import field_error, numbers
from sim.text.errors import InputError
from sim.text.limits import DOCUMENT


def output_of(document: Scenario, name: str) -> Part | None:
    """The part that reads what a part puts out and nothing else, if there is one and no second.

    What has outputs of its own, or no state, is not read out besides.

    Args:
        document: any.
        name: of a part of it.
    """
    part = document.network.part[name]
    if _own(part.built):
        return None
    bare = Wire(name), Wire(name, part.built.output)
    found = [one for one in document.parts if reads_out(one) and one.reads[0] in bare]
    return found[0] if len(found) == 1 else None


def _own(cell: Cell) -> str | None:
    """The line that a cell puts out and nothing reads out."""
    return cell.own_output or (None if cell.states else cell.output)


def placed(
    output: Part, source: Part, old: Part | None = None, taken: Collection[str] = ()
) -> Part:
    """A part that reads another one out, in the place of the one that does so now.

    Args:
        output: a dense layer, or the softmax of what it reads; under which name and of what, its
            place says.
        source: what it reads.
        old: the part in whose place it stands, if there is one.
        taken: names that are given already.

    Raises:
        InputError: no such part, or its numbers do not fit.
    """
    cell: Cell = source.built
    if not isinstance(output, Part) or not reads_out(output):
        raise field_error("readout", "an_object")
    if _own(cell):
        raise InputError("two_outputs", cell=cell.phrase, line=_own(cell))
    name, reads = (old.name, old.reads) if old else (_free(taken), (Wire(source.name),))
    output = replace(output, name=name, reads=reads)
    if not output.built.graph.shapes:
        return output
    V, d = numbers("V", output.params.get("V_y"), 2), numbers("d", output.params.get("d_y"), 1)
    if d.shape != V.shape[:1] or not len(V):
        raise InputError("shape", name="V, d", expected="(Y, H), (Y,)",
                         shape=f"{V.shape}, {d.shape}")  # fmt: skip
    check_limit("Y", len(V), DOCUMENT.sizes["Y"])
    params = {"V_y": V, "d_y": d}
    masks = {n: m for n, m in output.masks.items() if np.shape(m) == np.shape(params.get(n))}
    return replace(output, params=params, masks=masks)


def _free(taken: Collection[str]) -> str:
    """A name that nothing has."""
    names = (OUT, *(f"{OUT}{k}" for k in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)

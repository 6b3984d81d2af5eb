"""What is read out of a part: a dense layer on it or the softmax of it, parts like any other."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.adjoint.gradients import backward
from sim.adjoint.losses import Loss
from sim.graph.cell import Cell
from sim.network.parts import Part, Wire
from sim.run.forward import cell_named, forward
from sim.run.trace import Trace
from sim.text.errors import InputError, shown

SOURCE, OUT = "cell", "out"  # what parts are called where there is one, and what reads it out
DENSE, SHOWN, SOFTMAX = "dense", "shown", "softmax"
KINDS = ("linear", "softmax", "softmax_h")
ONLY = Wire(SOURCE)


def dense_output(
    kind: str,
    V: np.ndarray | None = None,
    d: np.ndarray | None = None,
    source: Wire = ONLY,
    name: str = OUT,
) -> Part:
    """The part that reads another one out.

    Args:
        kind: "linear", "softmax", or "softmax_h" of what is read itself.
        V: weights (Y, H), None for "softmax_h".
        d: bias (Y,), None for "softmax_h".
        source: what it reads.
        name: of the part.

    Raises:
        InputError: no such kind, or weights where it takes none.

    >>> out = dense_output("softmax", [[1.0], [0.0]], [0.0, 0.0])
    >>> out.cell, out.options, kind_of(out.built)
    ('dense', {'y': 'softmax'}, 'softmax')
    """
    if not isinstance(kind, str) or kind not in KINDS:
        raise InputError("readout_kind", kind=shown(kind), known=", ".join(KINDS))
    given = (V is not None, d is not None)
    if given != ((False, False) if kind == "softmax_h" else (True, True)):
        raise InputError("readout_parts")
    if V is None:
        return Part(name, SHOWN, {}, (source,))
    options = {"y": SOFTMAX} if kind == SOFTMAX else {}
    return Part(name, DENSE, {"V_y": V, "d_y": d}, (source,), options=options)


def kind_of(cell: Cell) -> str:
    """Which of KINDS a cell is that reads something out.

    Args:
        cell: of a dense or shown part, with its options.
    """
    if not cell.graph.shapes:
        return "softmax_h"
    return "softmax" if cell.graph.lines[cell.output].operation.mixes else "linear"


def reads_out(part: Part) -> bool:
    """Whether a part is one of KINDS, and reads one thing at every step.

    Args:
        part: any.
    """
    if len(part.wires) != 1:
        return False
    if cell_named(part.cell).key == SHOWN:
        return True
    return cell_named(part.cell).key == DENSE and part.options in ({}, {"y": SOFTMAX})


def read_out(part: Part, run: Trace) -> Trace:
    """The run of a part that reads another one out: `["y"]` are its outputs.

    Args:
        part: that reads a line of the other at every step.
        run: of the other one.

    >>> half = {"W_h": [[1.0]], "U_h": [[0.5]], "b_h": [0.0]}
    >>> cell = cell_named("elman").with_options(h="identity")
    >>> run = forward(cell, half, [[8.0], [0.0]])
    >>> read_out(dense_output("linear", [[2.0]], [1.0]), run)["y"].ravel().tolist()
    [17.0, 9.0]
    """
    return forward(
        part.built, part.params, run[_read(part, run)], clamps=part.clamps, masks=part.masks,
        beyond=True,
    )  # fmt: skip


def sums(out: Trace) -> np.ndarray:
    """What stands under the function of what a part puts out: V·x + d, or what is read, (T, Y).

    Args:
        out: from `read_out`.
    """
    return out.operand(out.cell.graph.lines[out.cell.output].args[0])


def through(part: Part, run: Trace, loss: Callable[[Trace], Loss]) -> Loss:
    """A loss of what is read out, carried back to what is read by the part's own way back.

    Args:
        part: as for `read_out`.
        run: of what it reads.
        loss: of the run of the part.
    """
    out = read_out(part, run)
    found = loss(out)
    back = backward(out, found.seeds, beyond=True)
    return Loss(found.value, {_read(part, run): back["x"]}, back.params)


def _read(part: Part, run: Trace) -> str:
    return part.reads[0].line or run.cell.output

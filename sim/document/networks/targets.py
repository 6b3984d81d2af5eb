"""What is demanded of a target beside its own form: a line to look at, and as many numbers."""

from __future__ import annotations

import numpy as np

from sim.adjoint.losses import has_shares
from sim.document.networks.parts import settled_wire
from sim.document.networks.sequences import Target
from sim.document.networks.sizes import Sized
from sim.network.maps import LOST, TURNED
from sim.network.network import Network
from sim.network.parts import Wire, at
from sim.text.checks import check_shapes
from sim.text.errors import InputError, shown

PLACE = "targets"


def check_target(name: str, target: Target, network: Network, sized: Sized) -> None:
    """Refuse a target that its line cannot be held against.

    Args:
        name: a part and its line, "out.y"; not trusted.
        target: of it.
        network: with that part.
        sized: its sizes.

    Raises:
        InputError: names the target.
    """
    with at(f"{PLACE}.{shown(name)}"):
        part, _, line = name.partition(".")
        if part not in network.part:
            raise InputError("no_part", part=shown(part), known=", ".join(network.part))
        cell = network.part[part].built
        if line not in cell.graph.lines:
            raise InputError("seed_line", cell=cell.phrase, name=shown(line))
        T, rows = sized.parts[part]["T"], target.rows
        if isinstance(rows, Wire):
            if rows.source not in network.inputs or rows.line:
                raise InputError("target_source", wire=shown(rows),
                                 known=", ".join(network.inputs))  # fmt: skip
            shape = sized.given(settled_wire(rows), T)
            _check_way(rows, part, line, network)
        else:
            shape = rows.shape
        expected = (T, sized.width(network.part[part], line))
        if shape != expected:
            raise InputError("shape", name="rows", expected=expected, shape=shape)
        if target.mask is not None:
            check_shapes({"mask": target.mask}, {"mask": (T,)})
        if target.loss == "cross_entropy":
            if not has_shares(cell, line):
                raise InputError("loss_readout_softmax")
            if (wanted(target, network, T) < 0).any():
                raise InputError("targets_negative")


def _check_way(wire: Wire, part: str, line: str, network: Network) -> None:
    """Refuse a wire whose time runs against that of the part."""
    back, turned = network.directions()[part], wire.read_taps.way == TURNED
    if wire.read_taps.way != LOST and back != turned:
        both = (shown(wire), f"{part}.{line}")
        one, other = both if back else both[::-1]
        raise InputError("wire_ways", part=part, one=one, other=other)


def wanted(target: Target, network: Network, T: int) -> np.ndarray:
    """The numbers of a target, (T, R).

    Args:
        target: checked.
        network: that a wire reads.
        T: timesteps of the part that is held against it.
    """
    wire = target.rows
    if not isinstance(wire, Wire):
        return wire
    first = np.array(wire.first) if wire.first else None
    return wire.read_taps.forward(network.inputs[wire.source], T, first)[0]

"""How large what happens in a document is, within its limits before anything is run."""

from __future__ import annotations

from collections.abc import Mapping

from sim.document.networks.sequences import check_limit
from sim.graph.fits import check_masks
from sim.network.maps import Size
from sim.network.network import Network
from sim.network.parts import Part, Wire, at
from sim.network.taps import Taps
from sim.text.errors import InputError
from sim.text.limits import DOCUMENT


class Sized:
    """The sizes of a network, each within its limit.

    Args:
        network: of single sequences.

    Raises:
        InputError: sizes that do not fit, or beyond a limit; names the part, the wire and the size.
    """

    def __init__(self, network: Network):
        self._network = network
        self._scores = self._looks = self._carried = 0
        self.parts: Mapping[str, Mapping[str, int]] = network.sizes()
        # part -> which of its wires, from 0 -> how many numbers its first row has
        self.firsts: dict[str, dict[int, int]] = {}
        for part in network.parts:
            with at(part.name):
                self._check(part)

    def _check(self, part: Part) -> None:
        sizes = self.parts[part.name]
        if sizes["X"] and not part.reads:  # its own numbers say that something is to come in
            T, X = sizes["T"], sizes["X"]
            raise InputError("shape", name="x", expected=(T, X), shape=(T, 0))
        for name, size in sizes.items():
            if size or name != "X":
                check_limit(name, size, DOCUMENT.sizes[name.rstrip("0123456789")])
        self._check_looks(part, sizes)
        firsts = self.firsts[part.name] = {}
        for k, wire in enumerate(part.wires):
            with at(wire):
                _, widths = self._tapped(wire, sizes["T"])
            if len(widths) == 1:
                firsts[k] = widths.pop()
        check_masks(part.built, part.params)

    def _check_looks(self, part: Part, sizes: Mapping[str, int]) -> None:
        for rows, columns in part.built.graph.data_shapes.values():
            self._looks += sizes["T"] * sizes[rows] * sizes[columns]
        self._scores += sizes["T"] * sizes.get("A", 0) * sizes.get("N", 0)
        for name, size, most in (
            ("T·A·N", self._scores, DOCUMENT.scores),
            ("T·D·N", self._looks, DOCUMENT.looks),
        ):
            if size > most:
                raise InputError("limit", name=name, size=size, most=most)

    def width(self, part: Part, line: str) -> int:
        """How many numbers a line has.

        Args:
            part: whose line it is.
            line: of its cell.
        """
        return self.parts[part.name][part.built.rows(line)]

    def given(self, wire: Wire, T: int) -> Size:
        """How many rows a wire gives to something that is no part, and of how many numbers.

        Args:
            wire: whose source is there.
            T: timesteps that are wanted.

        Raises:
            InputError: a tap cannot be done on so many rows, or hands on too many numbers.
        """
        with at(wire):
            return self._tapped(wire, T)[0]

    def _tapped(self, wire: Wire, T: int) -> tuple[Size, set[int]]:
        """The size behind the taps of a wire, and how wide rows are where it shifts them."""
        size, widths = self._source(wire), set()
        for name in wire.taps.split():
            size = Taps(name).size(*size, T, wire.row)
            widths |= {size[1]} if name == "shift" else set()
            self._carried += size[0] * size[1]
            if self._carried > DOCUMENT.carried:
                raise InputError("limit", name=name, size=self._carried, most=DOCUMENT.carried)
        return size, widths

    def _source(self, wire: Wire) -> Size:
        rows = self._network.inputs.get(wire.source)
        if rows is not None:
            return rows.shape
        part = self._network.part[wire.source]
        line = wire.state or wire.line or part.built.output
        return self.parts[part.name]["T"], self.width(part, line)

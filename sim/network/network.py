"""A network: parts joined by wires, run in one go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from sim.network.joins import Joined, Joiner
from sim.network.order import Group, check_sources, directions, groups
from sim.network.parts import Part, check_part
from sim.network.runs import Runs
from sim.network.sizes import Sized, Sizer
from sim.network.stepped import run_stepped
from sim.network.wires import Wire, at
from sim.run.forward import forward
from sim.run.trace import Trace
from sim.text.checks import as_floats, field_error
from sim.text.errors import InputError


@dataclass(frozen=True, eq=False)
class Network:
    """Parts joined by wires, and the sequences that come in from outside.

    Args:
        parts: in the order in which they run.
        inputs: name -> (T, X) or, of a batch, (T, X, B).

    Sources: both directions, Schuster and Paliwal, 1997, doi:10.1109/78.650093; encoder, decoder,
    Cho et al., 2014, arXiv:1406.1078; a teacher or the own output, Williams and Zipser, 1989,
    doi:10.1162/neco.1989.1.2.270.

    Raises:
        InputError: a name that stands twice, a wire to nowhere, a part that hears a later one at
            the same step, or wires below each other whose time runs different ways; names the part
            and the wire.

    A decoder that starts from an encoder's last state, and hears nothing else:

    >>> from sim.network.parts import Part, Wire
    >>> half = {"U_h": [[0.5]], "b_h": [0.0]}
    >>> linear = {"h": "identity"}
    >>> enc = Part("enc", "elman", {"W_h": [[1.0]], **half}, options=linear)
    >>> dec = Part("dec", "elman", half, (), {"h": Wire("enc", taps="last")}, steps=3,
    ...            options=linear)
    >>> runs = Network((enc, dec), {"x": [[1.0], [2.0], [3.0], [4.0]]}).run()
    >>> runs["dec"]["h"].ravel().tolist()
    [3.0625, 1.53125, 0.765625]
    >>> runs.backward({("dec", "h"): [[0.0], [0.0], [8.0]]}).inputs["x"].ravel().tolist()
    [0.125, 0.25, 0.5, 1.0]
    """

    parts: tuple[Part, ...]
    inputs: Mapping[str, np.ndarray] = field(default_factory=dict)

    def __post_init__(self) -> None:
        try:
            object.__setattr__(self, "parts", tuple(self.parts))
        except TypeError:
            raise field_error("parts", "list_of_parts") from None
        if not all(isinstance(part, Part) for part in self.parts):
            raise field_error("parts", "list_of_parts")
        if not isinstance(self.inputs, Mapping):
            raise field_error("inputs", "by_name")
        arrays = {name: as_floats(str(name), value) for name, value in self.inputs.items()}
        for value in arrays.values():
            value.flags.writeable = False
        object.__setattr__(self, "inputs", arrays)
        check_sources(self.parts, self.inputs)
        self._batch  # noqa: B018 - what cannot run is refused when it is made
        self.groups()
        self.directions()

    @cached_property
    def part(self) -> dict[str, Part]:
        """The parts by name."""
        return {part.name: part for part in self.parts}

    @cached_property
    def _batch(self) -> tuple[int, ...]:
        shapes = {value.shape[2:] for value in self.inputs.values()}
        for name, value in self.inputs.items():
            if value.ndim not in (2, 3) or 0 in value.shape:
                with at(name):
                    raise InputError("sequence_shape", shape=value.shape)
        if len(shapes) > 1:
            raise InputError("network_batch")
        return next(iter(shapes), ())

    @cached_property
    def _order(self) -> tuple[tuple[Group, ...], frozenset[str]]:
        return groups(self.parts)

    def groups(self) -> tuple[Group, ...]:
        """Names of the parts that run together, in order: one alone, or those of a loop."""
        return self._order[0]

    @property
    def looped(self) -> frozenset[str]:
        """Names of the parts that are stepped, as they stand in a loop."""
        return self._order[1]

    def directions(self) -> dict[str, bool]:
        """Part or input -> whether its step 1 is the last in time."""
        stepped = [names for names in self.groups() if not self.looped.isdisjoint(names)]
        return directions(self.parts, self.inputs, stepped)

    @cached_property
    def _sized(self) -> dict[str, Sized]:
        sizer = Sizer(self.inputs, self._batch)
        for names in self.groups():
            sizer.add([self.part[name] for name in names])
        return sizer.found

    def sizes(self) -> dict[str, dict[str, int]]:
        """How large everything is, without a run: part -> size -> how many.

        Returns:
            Of every part T timesteps, X numbers that it reads, and by its letters what else its
            cell has: H units, Y outputs, D rows and N columns of what it looks at, A of a score.

        Raises:
            InputError: sizes that do not fit together, found before any array is made; names the
                part and, where it is one's fault, the wire.

        >>> from sim.network.parts import Part, Wire
        >>> params = {"V_y": [[0.0] * 6], "d_y": [0.0]}
        >>> conv = Part("conv", "dense", params, (Wire("x", taps="window3"),))
        >>> Network((conv,), {"x": [[0.0, 0.0]] * 10}).sizes()
        {'conv': {'T': 8, 'X': 6, 'Y': 1}}
        """
        return {name: self._sized[name].named() for name in self.part}

    def columns(self, part: str) -> list[tuple[Wire, int]]:
        """Where each column of a part's x comes from: the wire, and which of its rows, from 0.

        Args:
            part: its name.

        Raises:
            InputError: no such part, or sizes that do not fit together.
        """
        one = self._sized[check_part(part, self.part)]
        return [
            (wire, row)
            for wire, columns in zip(one.part.reads, one.columns, strict=True)
            for row in range(columns.stop - columns.start)
        ]

    def run(self, plain: bool = False) -> Runs:
        """Run all parts and keep everything that happened.

        Args:
            plain: loops over the plain functions of the cells instead of the fast path.

        Raises:
            InputError: what a part is given does not fit it; names the part.
        """
        traces: dict[str, Trace] = {}
        joined: dict[str, Joined] = {}
        joiner = Joiner(self.inputs, traces, self._sized, self._batch)
        for names in self.groups():
            group = joiner.group([self.part[name] for name in names])
            joined |= group
            if self.looped.isdisjoint(names):
                traces |= {name: _whole(one, plain) for name, one in group.items()}
            else:
                traces |= run_stepped(group)
        return Runs(self, traces, joined)


def _whole(one: Joined, plain: bool) -> Trace:
    part = one.part
    with at(part.name):
        return forward(
            part.built, one.params, one.x, one.state, part.ticks(len(one.x)),
            clamps=part.clamps, data=one.data, masks=part.masks, plain=plain, beyond=True,
        )  # fmt: skip

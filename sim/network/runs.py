"""The runs of a network's parts, and their derivatives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from sim.adjoint.gradients import Gradients, backward, seed_node
from sim.adjoint.jacobians import jacobians
from sim.network.jacobians import loop_jacobians, loop_states
from sim.network.joins import Joined
from sim.network.order import Group
from sim.network.parts import check_part
from sim.network.seeds import Arrived
from sim.network.stepped import back_stepped
from sim.network.wires import Wire
from sim.run.trace import Trace
from sim.text.checks import as_floats, check_shapes, field_error
from sim.text.errors import InputError, shown

if TYPE_CHECKING:
    from sim.network.network import Network


class Backs(Mapping[str, Gradients]):
    """Derivatives of a loss by everything in a network: part -> Gradients.

    `backs["dec"].seeds` is what arrived at each of its lines: the direct path of the loss, and what
    the parts that hear it sent back.

    Args:
        found: part -> Gradients.
        inputs: derivatives by the sequences from outside, in their shapes.
        firsts: (part, which wire that it reads, from 0) -> derivative by the row before its first
            one, (R,) or (R, B); of a wire to a start or memory (part, "h") or (part, "M").
    """

    def __init__(
        self, found: Mapping[str, Gradients], inputs: Mapping[str, np.ndarray],
        firsts: Mapping[tuple[str, int | str], np.ndarray],
    ):  # fmt: skip
        self._found = MappingProxyType(dict(found))
        self.inputs, self.firsts = MappingProxyType(dict(inputs)), MappingProxyType(dict(firsts))

    def __getitem__(self, name: str) -> Gradients:
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    @property
    def memory(self) -> Mapping[str, Mapping[str, np.ndarray]]:
        """Part -> derivative by each matrix that it looks at, (D, N) or (D, N, B)."""
        return {name: grads.data for name, grads in self.items() if grads.data}


class Runs(Mapping[str, Trace]):
    """Everything that happened in a network: part -> Trace.

    Args:
        network: which.
        traces: part -> its run.
        joined: part -> what arrived there.
    """

    def __init__(self, network: Network, traces: Mapping[str, Trace], joined: Mapping[str, Joined]):
        self.network = network
        self._traces, self._joined = MappingProxyType(dict(traces)), joined

    __eq__ = object.__eq__  # a Mapping would compare arrays, and be no key of a cache
    __hash__ = object.__hash__

    def __getitem__(self, name: str) -> Trace:
        return self._traces[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._traces)

    def __len__(self) -> int:
        return len(self._traces)

    def columns(self, part: str) -> list[tuple[Wire, int]]:
        """Where each column of a part's x comes from: the wire, and which of its rows, from 0.

        Args:
            part: its name.

        Raises:
            InputError: no such part.
        """
        return self.network.columns(part)

    def jacobians(self, group: str | Sequence[str]) -> np.ndarray:
        """Derivative of the states of a part, or of a whole loop, by those a step before.

        Args:
            group: name of a part that runs alone, or the names of all parts of a loop.

        Returns:
            (T, S, S); of a part rows and columns are its states, of a loop as `states` says.

        Raises:
            InputError: a part of a loop alone, whose ways through the others would be left out;
                parts that are no loop; or a batch.
        """
        names = self._together(group)
        if self.network.looped.isdisjoint(names):
            return jacobians(self[names[0]])
        return loop_jacobians({name: self._joined[name] for name in names}, self)

    def states(self, group: str | Sequence[str]) -> dict[tuple[str, str, int], slice]:
        """Where the states stand in the vector that `jacobians` is of.

        Args:
            group: as there.

        Returns:
            (part, line, how many steps ago) -> its rows; what is fed back is a state of a loop too.

        Raises:
            InputError: as there.
        """
        return loop_states({name: self._joined[name] for name in self._together(group)}, self)

    def _together(self, group: str | Sequence[str]) -> Group:
        several = isinstance(group, Iterable) and not isinstance(group, str)
        asked = tuple(group) if several else (group,)
        for name in asked or [""]:
            check_part(name, self)
        whole = next(g for g in self.network.groups() if asked[0] in g)
        if set(whole) != set(asked):
            raise InputError(
                "jacobian_loop" if set(asked) < set(whole) else "jacobian_group",
                group=", ".join(asked), whole=", ".join(whole),
            )  # fmt: skip
        return whole

    def backward(self, seeds: Mapping[tuple[str, str], np.ndarray]) -> Backs:
        """Total derivatives of a loss by everything in the network.

        Args:
            seeds: (part, line) -> dL/dline_t by the direct path alone, in the line's shape; "" is
                the part's output. What stands inside of a cell has a name too, as for
                `sim.backward`.

        Raises:
            InputError: no pair of texts, no such part or line, another shape, or a number that is
                not finite.
        """
        arrived = Arrived(self.network.inputs, self._traces)
        if not isinstance(seeds, Mapping):
            raise field_error("seeds", "by_name")
        for key, seed in seeds.items():
            pair = isinstance(key, tuple) and len(key) == 2
            if not pair or not all(isinstance(name, str) for name in key):
                raise InputError("seed_key", key=shown(key))
            part, line = key
            arrived.send(Wire(part, line), self._seed(part, line, seed))
        found: dict[str, Gradients] = {}
        for names in reversed(self.network.groups()):
            if self.network.looped.isdisjoint(names):
                (name,) = names
                found[name] = backward(self[name], arrived.lines(name), beyond=True,
                                       initial=arrived.initial(name))  # fmt: skip
            else:
                found |= back_stepped({name: self._joined[name] for name in names}, arrived)
            for name in reversed(names):
                arrived.pass_on(self._joined[name], found[name])
        return Backs({name: found[name] for name in self}, arrived.inputs, arrived.firsts)

    def _seed(self, part: str, line: str, seed) -> np.ndarray:
        trace = self[check_part(part, self)]
        line = line or trace.cell.output
        name = f"seed of {part}.{line}"
        value = as_floats(name, seed)
        node = seed_node(trace.cell, line)
        check_shapes({name: value}, {name: trace.operand(node).shape})
        return value

"""Where an edit points: a path such as ["params", "W_f", 0, 1] and the array behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.document.scenario import Scenario

MAX_PATH = 4


@dataclass(frozen=True)
class Target:
    """One entry of one array of a scenario."""

    path: tuple[str | int, ...]
    array: NDArray[np.float64]
    index: tuple[int, ...]

    @property
    def root(self) -> str:
        """The scenario's field: inputs, params, initial or readout."""
        return str(self.path[0])

    def key(self, index: tuple[int, ...] | None = None) -> str:
        """The path as a key of `rejected`, of this entry or of another one of its array."""
        stem = self.path[: len(self.path) - len(self.index)]
        return "/".join(map(str, (*stem, *(self.index if index is None else index))))

    def changes(self, scenario: Scenario, array: NDArray[np.float64]) -> dict[str, object]:
        """What `Scenario.changed` takes to put `array` in the place of this one."""
        if self.root == "inputs":
            return {"inputs": array}
        name = str(self.path[1])
        if self.root == "readout":
            return {"readout": replace(scenario.readout, **{name: array})}
        return {self.root: {**getattr(scenario, self.root), name: array}}


def target(scenario: Scenario, path: object) -> Target | None:
    """The entry at a path that a browser sent, or None where there is no such entry."""
    if key_of(path) is None:
        return None
    array, index = _array(scenario, path)
    if array is None or len(index) != array.ndim or not all(map(_whole, index)):
        return None
    if not all(0 <= k < size for k, size in zip(index, array.shape, strict=True)):
        return None
    return Target(tuple(path), array, tuple(index))


def key_of(path: object) -> str | None:
    """A path as a key of `rejected`, or None for what is no path."""
    if not isinstance(path, list) or not 0 < len(path) <= MAX_PATH:
        return None
    if not all(_whole(part) or isinstance(part, str) for part in path):
        return None
    return "/".join(map(str, path))


def _array(scenario: Scenario, path: list) -> tuple[NDArray[np.float64] | None, list]:
    root, *rest = path
    if root == "inputs":
        return scenario.inputs, rest
    if not rest or not isinstance(rest[0], str):
        return None, rest
    name, *index = rest
    if root in ("params", "initial"):
        arrays: Mapping[str, NDArray[np.float64]] = getattr(scenario, root)
        return arrays.get(name), index
    if root == "readout" and scenario.readout is not None and name in ("V", "d"):
        return getattr(scenario.readout, name), index
    return None, index


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)

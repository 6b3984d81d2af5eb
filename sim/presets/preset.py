"""What a preset is: a scenario to begin with, and the numbers that its source gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.scenario import Scenario


@dataclass(frozen=True)
class Expected:
    """Numbers that a source gives for one line of a run.

    Args:
        line: "c", "h", "y", or "c_prev" for the memory before each step.
        unit: from 0.
        values: one for each timestep, None where the source gives none.
        tolerance: largest difference that counts as the same (half of the third decimal).
    """

    line: str
    unit: int
    values: tuple[float | None, ...]
    tolerance: float = 5e-4


@dataclass(frozen=True)
class Example:
    """A source's numbers for the preset's weights on these inputs."""

    inputs: tuple[tuple[float, ...], ...]
    expected: tuple[Expected, ...]


@dataclass(frozen=True)
class Preset:
    """A scenario to begin with.

    Args:
        key: its name; titles and hints are words of the pages.
        make: builds the scenario.
        examples: what its source computed, by inputs.
        source: who gave the example, empty if it is ours.
        start: timestep (from 1) at which to look first.
        held: whether its point is how long a value is held.
    """

    key: str
    make: Callable[[], Scenario]
    examples: tuple[Example, ...] = ()
    source: str = ""
    start: int = 1
    held: bool = False

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario, made once; immutable like every scenario."""
        return self.make()

    def expected(self, scenario: Scenario) -> tuple[Expected, ...]:
        """The source's numbers for what is on screen; none once weights or inputs have changed.

        Args:
            scenario: what is on screen; its gates may be exact or not.
        """
        own = self.scenario
        if scenario.cell != own.cell or scenario.params.keys() != own.params.keys():
            return ()
        same = all(np.array_equal(scenario.params[k], own.params[k]) for k in own.params)
        same = same and all(
            np.array_equal(scenario.initial[k], own.initial[k]) for k in own.initial
        )
        for example in self.examples if same else ():
            if np.array_equal(scenario.inputs, np.array(example.inputs)):
                return example.expected
        return ()


def one(*numbers: float) -> np.ndarray:
    """A matrix with one row: the weights of a single unit."""
    return np.array([numbers], dtype=float)

"""What a preset is: a scenario to begin with, and the numbers that its source gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from sim.document.arrays import WEIGHTS, arrays
from sim.document.seen import PartScenario, seen
from sim.graph.activations import Activation

EXACT = Activation("hard_sigmoid")


@dataclass(frozen=True)
class Expected:
    """Numbers that a source gives for one line of a run.

    Args:
        line: "c", "h", "y", or "c_prev" for the memory before each step.
        unit: from 0.
        values: one for each timestep, None where the source gives none.
        tolerance: largest difference that counts as the same (half of the third decimal).
        changed: whether they are beside another run than the source's: then only agreement counts.
        by_hand: whether they were computed by hand, where the source prints none.
        part: of a network, whose line it is; "" for the part that the preset looks at.
    """

    line: str
    unit: int
    values: tuple[float | None, ...]
    tolerance: float = 5e-4
    changed: bool = False
    by_hand: bool = False
    part: str = ""


@dataclass(frozen=True)
class Example:
    """A source's numbers for the preset's weights on these inputs; () for those that it has."""

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
        start: timestep, from 1, at which to look first.
        unit: likewise.
        held: whether its point is how long a value is held.
        listed: whether it is offered; one that is not still opens by its key.
    """

    key: str
    make: Callable[[], PartScenario]
    examples: tuple[Example, ...] = ()
    source: str = ""
    start: int = 1
    unit: int = 1
    held: bool = False
    listed: bool = True

    @cached_property
    def scenario(self) -> PartScenario:
        """The scenario, made once; immutable like every scenario."""
        return self.make()

    def expected(self, scenario: PartScenario) -> tuple[Expected, ...]:
        """The source's numbers for what is on screen.

        There are none once weights, inputs or held gates have changed.

        Args:
            scenario: what is on screen; its gates may be exact or not.
        """
        if self._is_network:
            own = self._same_part(scenario)
            return self._of_part(own.part) if own and _is_run_of(own, scenario) else ()
        for example in self.examples:
            if np.array_equal(scenario.inputs, np.array(example.inputs)):
                return example.expected if self._has_weights_of(scenario) else ()
        return ()

    def beside(self, scenario: PartScenario) -> tuple[Expected, ...]:
        """The source's numbers beside what is on screen, also once the example was changed.

        Args:
            scenario: what is on screen; of another cell nothing can be compared.
        """
        if found := self.expected(scenario):
            return found
        if self._is_network:
            own = self._same_part(scenario)
            alike = own and own.cell == scenario.cell and own.units == scenario.units
            found = self._of_part(own.part) if alike else ()
            return tuple(replace(one, changed=True) for one in found)
        if scenario.cell != self.scenario.cell:
            return ()
        for example in self.examples:
            if np.array_equal(scenario.inputs, np.array(example.inputs)):
                break
        else:
            example = self.examples[0] if self.examples else None
        sizes = scenario.sizes
        return tuple(
            replace(one, changed=True)
            for one in (example.expected if example else ())
            if one.unit < sizes.get("Y" if one.line == "y" else "H", 0)
        )

    def is_shown(self, scenario: PartScenario) -> bool:
        """Whether what is on screen is this example, so that what is said of it holds.

        Args:
            scenario: what is on screen; its inputs may be those of any of the examples, its gates
                may be exact or not.
        """
        if self._is_network:
            return scenario.document.digest == self.scenario.document.digest
        inputs = (self.scenario.inputs, *(np.array(example.inputs) for example in self.examples))
        return (
            any(np.array_equal(scenario.inputs, given) for given in inputs)
            and self._has_weights_of(scenario)
            and _choices(scenario) == _choices(self.scenario)
        )

    @cached_property
    def _is_network(self) -> bool:
        """Whether it is known by its run as a whole, and not by inputs that may be changed."""
        whole = self.scenario.is_whole and self.scenario.document.inputs
        return not whole or any(not example.inputs for example in self.examples)

    def _same_part(self, scenario: PartScenario) -> PartScenario | None:
        """The part of this name in the example, if it has one."""
        document = self.scenario.document
        return seen(document, scenario.part) if scenario.part in document.network.part else None

    def _of_part(self, part: str) -> tuple[Expected, ...]:
        own = self.scenario.part
        found = (one for example in self.examples for one in example.expected)
        return tuple(one for one in found if (one.part or own) == part)

    def _has_weights_of(self, scenario: PartScenario) -> bool:
        own = self.scenario
        same = scenario.cell == own.cell and scenario.clamps == own.clamps
        there = arrays(scenario)
        return same and all(
            np.array_equal(there[name], value) for name, value in arrays(own, *WEIGHTS).items()
        )


def _is_run_of(own: PartScenario, scenario: PartScenario) -> bool:
    if own.is_whole:  # what is read out counts too
        return own.document.digest == scenario.document.digest
    return own.digest == scenario.digest


def _choices(scenario: PartScenario) -> tuple:
    """The activations that were chosen, exact gates aside, and the readout."""
    line = scenario.chosen_cell.line
    chosen = {
        name: option
        for name, option in scenario.options.items()
        if line[name].role != "gate" or option != EXACT.write()
    }
    numbers = {name: value.tolist() for name, value in arrays(scenario, "readout").items()}
    return chosen, scenario.output_kind, numbers


def one(*numbers: float) -> np.ndarray:
    """A matrix with one row, `numbers`: the weights of a single unit."""
    return np.array([numbers], dtype=float)

"""How the example of a network is made: its document, the part that is looked at, its numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sim.document.networks.sequences import Sequence as Rows
from sim.document.scenario import Scenario
from sim.document.seen import PartScenario, seen
from sim.network.network import Network
from sim.presets.preset import Example, Expected, Preset

Words = Mapping[str, Sequence[str]]


def row(part: str, line: str, unit: int, *values: float | None) -> Expected:
    """Numbers of one line, worked out apart from this engine; as many digits count as are written.

    Args:
        part: whose line it is.
        line: "h", "c", "y".
        unit: from 1.
        values: one for each timestep, None where there is none.
    """
    digits = max((_decimals(value) for value in values if value is not None), default=0)
    return Expected(line, unit - 1, values, 0.5 * 10.0**-digits if digits > 3 else 5e-4,
                    by_hand=True, part=part)  # fmt: skip


def rows(part: str, line: str, *units: Sequence[float | None]) -> tuple[Expected, ...]:
    """The same for the first units of a line.

    Args:
        part: as for `row`.
        line: as for `row`.
        units: the values of each.
    """
    return tuple(row(part, line, unit, *values) for unit, values in enumerate(units, 1))


def _decimals(value: float) -> int:
    _, _, behind = repr(float(value)).partition(".")
    return 0 if "e" in behind else len(behind.rstrip("0"))


def document(network: Network, title: str, columns: Words, steps: Words) -> Scenario:
    """The document of a network.

    Args:
        network: with its inputs.
        title: of the document.
        columns: input -> words for its columns.
        steps: input -> words for its timesteps.
    """
    inputs = {
        name: Rows(values, tuple(columns.get(name, ())), tuple(steps.get(name, ())))
        for name, values in network.inputs.items()
    }
    return Scenario(network.parts, inputs, title=title)


def preset(
    key: str, title: str, build: Callable[[], Network], expected: Sequence[Expected] = (), *,
    part: str = "", columns: Words | None = None, steps: Words | None = None, source: str = "",
    start: int = 1, unit: int = 1,
) -> Preset:  # fmt: skip
    """An example of a network.

    Args:
        key: its name.
        title: of its document.
        build: makes the network.
        expected: numbers of its parts.
        part: that is looked at first, "" for the first.
        columns: input -> words for its columns.
        steps: input -> words for its timesteps.
        source: who gave the example.
        start: timestep, from 1, at which to look first.
        unit: likewise.
    """

    def make() -> PartScenario:
        return seen(document(build(), title, columns or {}, steps or {}), part)

    examples = (Example((), tuple(expected)),) if expected else ()
    return Preset(key, make, examples, source, start, unit)

"""Scenarios beside each other: one in several cells, with and without held gates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sim.cells import CELLS
from sim.document.clamps import fitted
from sim.document.convert import Carried, with_cell
from sim.document.seen import PartScenario
from sim.graph.cell import Cell
from sim.lab.runs import check_state, keeping
from sim.presets.tasks import at_task
from sim.run.clamps import MOST as MOST_HELD
from sim.run.clamps import Clamp
from sim.run.trace import Trace
from sim.written.formulas import symbols

Clamps = tuple[Clamp, ...]
# Whole runs with one gate open, by gate. NIG, NFG, NOG: Greff et al., 2017, arXiv:1503.04069.
OPEN = {"NIG": "i", "NFG": "f", "NOG": "o", "r": "r"}


@dataclass(frozen=True, eq=False)
class Side:
    """A scenario in a cell, beside others.

    Args:
        scenario: in this cell.
        origin: how its weights came to be there: what was carried over, the key of a task for which
            they were made by hand, or None where they are the scenario's own.
        before: the same before the inputs were changed, None where they were not.
        run: makes the run of a scenario, or knows one that was made.
    """

    scenario: PartScenario
    origin: Carried | str | None = None
    before: PartScenario | None = None
    run: Callable[[PartScenario], Trace] = PartScenario.run

    @property
    def cell(self) -> Cell:
        """With its activations."""
        return self.scenario.chosen_cell

    @property
    def trace(self) -> Trace:
        """What happened."""
        return self.run(self.scenario)

    @property
    def ghost(self) -> Trace | None:
        """The run with nothing held, else the one before the inputs were changed; None for none."""
        if self.clamps:
            return self.run(self._free)
        return self.run(self.before) if self.before else None

    @cached_property
    def _free(self) -> PartScenario:
        return self.scenario.changed(clamps=())

    @property
    def clamps(self) -> Clamps:
        """What is held."""
        return self.scenario.clamps

    @property
    def keeping(self) -> str:
        """The gate that keeps the memory, "" where there is none."""
        return next(iter(keeping(self.cell)), "")

    def holds_open(self, gate: str, value: float = 1.0) -> bool:
        """Whether `gate` is held at `value`, from 0 to 1, for the whole run."""
        return Clamp(gate, value) in self.clamps

    def without(self, gate: str) -> Clamps:
        """The clamps that remain when `gate` is no longer held for the whole run."""
        return tuple(c for c in self.clamps if c != Clamp(gate, c.value))

    def held_throughout(self) -> float | None:
        """The value at which the keeping gate is held for the whole run, if it is."""
        found = [c.value for c in self.clamps if c == Clamp(self.keeping, c.value)]
        return found[-1] if found else None


def side(
    scenario: PartScenario, cell: str, clamps: Clamps | None = None,
    old: PartScenario | None = None,
    run: Callable[[PartScenario], Trace] = PartScenario.run,
) -> Side:  # fmt: skip
    """A scenario in one cell; of a network a part alone: what reaches it stays as it is.

    Args:
        scenario: in any cell.
        cell: key in CELLS.
        clamps: what is held in another cell than the scenario's, None for what carries over.
        old: the scenario before its inputs were changed, None where they were not.
        run: makes the run of a scenario, or knows one that was made.

    Raises:
        InputError: no such cell, or the part has no state.

    >>> from sim import lab
    >>> from sim.presets import PRESETS
    >>> both = [lab.side(PRESETS["memory_cell"].scenario, cell) for cell in ("lstm", "gru")]
    >>> [one.trace["h"][-1].round(3).tolist() for one in both]
    [[0.0], [7.0]]
    """
    check_state(scenario.chosen_cell)
    other, origin = _in_cell(scenario.alone(), cell, clamps)
    return Side(other, origin, old and _in_cell(old.alone(), cell, clamps)[0], run)


def in_cell(scenario: PartScenario, cell: str) -> tuple[PartScenario, Carried | str]:
    """A scenario in another cell, and how its weights came to be there.

    They are by hand where the scenario's are an example's for which somebody made some: then the
    key of the task. Else what means something in the other cell is carried over.

    Args:
        scenario: in any other cell.
        cell: key in CELLS.

    Raises:
        InputError: no such cell.
    """
    return at_task(scenario, cell) or with_cell(scenario, cell)


def _in_cell(
    scenario: PartScenario, cell: str, clamps: Clamps | None
) -> tuple[PartScenario, Carried | str | None]:
    if cell == scenario.cell:
        return scenario, None
    other, origin = in_cell(scenario, cell)
    if clamps is not None:
        kept = fitted(other.chosen_cell, clamps, other.sizes["T"])
        other = other.changed(clamps=kept[-MOST_HELD:])  # of two on one gate the later counts
    return other, origin


def equations(sides: Mapping[str, Side]) -> dict[str, dict[str, tuple[str, bool]]]:
    """Side -> line -> its formula, and whether a line of that name has another one elsewhere.

    Args:
        sides: name -> scenario in its cell.
    """
    found = {key: symbols(one.cell) for key, one in sides.items()}
    forms: dict[str, set[str]] = {}
    for lines in found.values():
        for name, text in lines.items():
            forms.setdefault(name, set()).add(text)
    return {
        key: {name: (text, len(forms[name]) > 1) for name, text in lines.items()}
        for key, lines in found.items()
    }


def proportions(keys: Sequence[str], X: int, H: int) -> list[tuple[str, dict[str, str | int]]]:
    """How the counts of usual cells stand to each other: codes of sentences with their numbers.

    Args:
        keys: of the cells beside each other.
        X: inputs.
        H: units.

    >>> proportions(("lstm", "elman"), 2, 3)
    [('lstm_elman', {'times': '4'})]
    """
    n = {key: CELLS[key].count(X, H) for key in ("lstm", "gru", "elman", "gru_reset_after")}
    found: list[tuple[str, dict[str, str | int]]] = [
        (f"{key}_elman", {"times": f"{n[key] / n['elman']:g}"})
        for key in ("lstm", "gru")
        if {key, "elman"} <= set(keys)
    ]
    if {"gru", "lstm"} <= set(keys):
        found.append(("gru_lstm", {"percent": f"{100 * (1 - n['gru'] / n['lstm']):g}"}))
    if "gru_reset_after" in keys:
        found.append(("reset_after", {"more": n["gru_reset_after"] - n["gru"]}))
    return found


def yardstick(X: int, H: int) -> int:
    """How many parameters an Elman cell has: one W, one U and one b, by which others are measured.

    Args:
        X: inputs.
        H: units.
    """
    return CELLS["elman"].count(X, H)


def counts(keys: Sequence[str], X: int, H: int, Y: int = 1) -> dict[str, dict[str, int]]:
    """Cell -> how many parameters it has: from the inputs, from the state, other vectors, in all.

    Args:
        keys: of the cells, in CELLS.
        X: inputs.
        H: units.
        Y: outputs, of cells that put out y themselves.
    """
    return {key: _count(key, X, H, Y) for key in keys}


def _count(key: str, X: int, H: int, Y: int) -> dict[str, int]:
    cell = CELLS[key]
    sizes = {"W": 0, "U": 0, "vectors": 0}
    for name, shape in cell.shapes(X, H, Y).items():
        read = cell.graph.reads.get(name)
        sizes["vectors" if read is None else "W" if read == "x" else "U"] += cell.entries(
            name, shape
        )
    return sizes | {"all": cell.count(X, H, Y)}

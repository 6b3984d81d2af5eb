"""What the Compare page compares: one scenario in several cells, with and without a held gate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import streamlit as st

from sim import CELLS, Clamp, Trace
from sim.clamp import clampable
from sim.formulas import symbols
from sim.scenario import Scenario
from sim.transform import Carried, roles, with_cell

FIRST = ("lstm", "gru", "elman")
LEAST, MOST = 2, 4
GATES = ("keeping", "others")


@dataclass(frozen=True, eq=False)
class Run:
    """One cell on the scenario's inputs.

    Args:
        scenario: in this cell; trace: its run.
        carried: what became of the weights, None in the scenario's own cell.
        held: the gate that is held, "" for none.
        ghost: the run with nothing held, None where that is the same run.
    """

    scenario: Scenario
    trace: Trace
    carried: Carried | None
    held: str = ""
    ghost: Trace | None = None

    @property
    def keeping(self) -> str:
        """The gate that keeps the memory, "" where there is none."""
        return roles(self.scenario.cell).get("keep", "")


@dataclass
class Choice:
    """What the page is set to; it outlives a visit to another page.

    Args:
        cells: as picked, in this order; hold: whether the keeping gates are held.
        held: at which value, 0 to 1; gates: one of GATES.
    """

    cells: list[str] = field(default_factory=lambda: list(FIRST))
    hold: bool = False
    held: float = 0.5
    gates: str = "keeping"
    shown: tuple[str, ...] = FIRST

    def runs(self, scenario: Scenario) -> dict[str, Run]:
        """The run of every cell on screen; the last choice of two to four counts.

        Args:
            scenario: of the Step page.
        """
        if LEAST <= len(self.cells) <= MOST:
            self.shown = tuple(self.cells)
        return {key: run(scenario, key, self.held if self.hold else None) for key in self.shown}

    def bound(self, name: str) -> dict:
        """Key and callback of the widget of a setting, its value put in where it is new."""
        key = f"compare_{name}"
        if key not in st.session_state:
            st.session_state[key] = getattr(self, name)
        return {"key": key, "on_change": lambda: setattr(self, name, st.session_state[key])}


def current() -> Choice:
    """The visitor's choice."""
    if "compare" not in st.session_state:
        st.session_state["compare"] = Choice()
    return st.session_state["compare"]


def run(scenario: Scenario, key: str, held: float | None) -> Run:
    """A scenario in one cell.

    Args:
        scenario: in any cell; key: in CELLS.
        held: value at which the gate that keeps the memory is held, None to leave it.
    """
    other, carried = (scenario, None) if key == scenario.cell else with_cell(scenario, key)
    gate = roles(key).get("keep", "")
    if held is None or gate not in clampable(other.chosen_cell):
        return Run(other, other.run(), carried)
    clamped = other.changed(clamps=(*other.clamps, Clamp(gate, held)))
    return Run(clamped, clamped.run(), carried, gate, other.run())


def equations(runs: Mapping[str, Run]) -> dict[str, dict[str, tuple[str, bool]]]:
    """Cell -> line -> its formula, and whether a line of that name has another one elsewhere.

    Args:
        runs: by cell.
    """
    found = {key: symbols(one.trace.cell) for key, one in runs.items()}
    forms: dict[str, set[str]] = {}
    for lines in found.values():
        for name, text in lines.items():
            forms.setdefault(name, set()).add(text)
    return {
        key: {name: (text, len(forms[name]) > 1) for name, text in lines.items()}
        for key, lines in found.items()
    }


def counts(keys: tuple[str, ...], X: int, H: int) -> dict[str, dict[str, int]]:
    """Cell -> how many parameters it has: from the inputs, from the state, other vectors, in all.

    Args:
        keys: of the cells; X, H: sizes.
    """
    return {key: _count(key, X, H) for key in keys}


def _count(key: str, X: int, H: int) -> dict[str, int]:
    cell = CELLS[key]
    sizes = {"W": 0, "U": 0, "vectors": 0}
    for name, shape in cell.shapes(X, H).items():
        group = name.partition("_")[0]
        size = shape[0] * (shape[1] if len(shape) > 1 else 1)
        sizes[group if group in sizes else "vectors"] += size
    return sizes | {"all": cell.count(X, H)}

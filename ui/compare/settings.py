"""What the Compare page compares: one scenario in several cells, with and without held gates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial

import streamlit as st

from sim import CELLS, Clamp, Trace
from sim.document.clamps import fitted
from sim.document.convert import roles
from sim.document.scenario import Scenario
from sim.run.clamps import MOST as MOST_HELD
from sim.run.clamps import clampable
from sim.written.formulas import symbols
from ui.memory.work import run_of
from ui.reruns.bound import bound
from ui.session.carried import in_cell
from ui.session.state import Session
from ui.shared.setting import HeldGates, OneOf, Several, setting
from ui.widgets.held import Clamps
from ui.widgets.number import Number

FIRST = ("lstm", "gru", "elman")
HELD = Number(0.0, 1.0, usual=0.5, step=0.05)
LEAST, MOST = 2, 4
GATES = ("keeping", "others")
SHOWN = ("stages", "numbers")
# Whole runs with one gate open, by gate. NIG, NFG, NOG: Greff et al., 2017, arXiv:1503.04069.
OPEN = {"NIG": "i", "NFG": "f", "NOG": "o", "r": "r"}


@dataclass(frozen=True, eq=False)
class Run:
    """One cell on the scenario's inputs.

    Args:
        scenario: in this cell.
        said: of its weights, "" in the scenario's own cell.
        before: the same before the inputs were changed, None where they were not.
    """

    scenario: Scenario
    said: str = ""
    before: Scenario | None = None

    @property
    def trace(self) -> Trace:
        """What happened."""
        return run_of(self.scenario)

    @property
    def ghost(self) -> Trace | None:
        """The run with nothing held, else the one before the inputs were changed; None for none."""
        if self.clamps:
            return run_of(self._free)
        return run_of(self.before) if self.before else None

    @cached_property
    def _free(self) -> Scenario:
        return self.scenario.changed(clamps=())

    @property
    def clamps(self) -> Clamps:
        """What is held."""
        return self.scenario.clamps

    @property
    def keeping(self) -> str:
        """The gate that keeps the memory, "" where there is none."""
        return roles(self.scenario.cell).get("keep", "")

    def holds_open(self, gate: str, value: float = 1.0) -> bool:
        """Whether a gate is held at a value for the whole run."""
        return Clamp(gate, value) in self.clamps

    def without(self, gate: str) -> Clamps:
        """The clamps that remain when a gate is no longer held for the whole run."""
        return tuple(c for c in self.clamps if c != Clamp(gate, c.value))

    def held_throughout(self) -> float | None:
        """The value at which the keeping gate is held for the whole run, if it is."""
        found = [c.value for c in self.clamps if c == Clamp(self.keeping, c.value)]
        return found[-1] if found else None


@dataclass
class Choice:
    """What the page is set to; it outlives a visit to another page.

    Args:
        cells: as picked, in this order; shown: the last two to four of them.
        clamps: cell -> what is held in it. The cell of the scenario has the scenario's, and a cell
            that is not named here has them too, as far as it has such gates.
        held: at which value the keeping gates are held, 0 to 1.
        gates: one of GATES; view: one of SHOWN.
        focus: the cell whose equations are shown in presenter mode, if it is on screen.
    """

    cells: list[str] = setting("cells", Several(tuple(CELLS), most=MOST), usual=list(FIRST))
    clamps: dict[str, Clamps] = setting("chold", HeldGates(), usual={})
    held: float = setting("cheld", HELD)
    gates: str = setting("cgates", OneOf(GATES))
    view: str = setting("cview", OneOf(SHOWN))
    focus: str = setting("cfocus", OneOf(tuple(CELLS)), usual=FIRST[0])
    shown: tuple[str, ...] = FIRST
    _document: int | None = None  # the one that the clamps belong to, None for the next

    def runs(self, session: Session) -> dict[str, Run]:
        """The run of every cell on screen; the last choice of two to four counts.

        Args:
            session: the visitor's, with the scenario of the Step page.
        """
        scenario = session.scenario
        if self._document not in (None, session.view.place):
            self.clamps = {}
        self._document = session.view.place
        if LEAST <= len(self.cells) <= MOST:
            self.shown = tuple(self.cells)
        old = session.former and session.former.scenario
        return {key: run(scenario, key, self.clamps.get(key), old) for key in self.shown}

    def focused(self, runs: Mapping[str, Run]) -> str:
        """The cell whose equations are shown: the chosen one, else the first on screen.

        Args:
            runs: on screen, by cell.
        """
        return self.focus if self.focus in runs else next(iter(runs))

    def hold(self, session: Session, runs: Mapping[str, Run], new: Mapping[str, Clamps]) -> None:
        """Hold other gates in some cells; the others keep what they have now.

        Args:
            session: its document has the clamps of its own cell; runs: on screen; new: by cell.
        """
        own = session.scenario.cell
        now = {key: one.clamps for key, one in runs.items()} | dict(new)
        self.clamps |= {key: clamps for key, clamps in now.items() if key != own}
        if own in new:
            session.attempt(lambda scenario: scenario.changed(clamps=new[own]))

    def keeping_at(self, runs: Mapping[str, Run], value: float | None) -> dict[str, Clamps]:
        """What is held in each cell when what keeps its memory is held at a value throughout.

        Args:
            runs: on screen; value: 0 to 1, None to hold it no more.
        """
        held_at = () if value is None else (value,)
        return {
            key: (*one.without(one.keeping), *(Clamp(one.keeping, at) for at in held_at))
            for key, one in runs.items()
            if one.keeping in clampable(one.trace.cell)
        }

    def bound(self, name: str) -> dict:
        """Key and callback of the widget of a setting."""
        take = partial(setattr, self, name)
        return bound(f"compare_{name}", getattr(self, name), take, in_words=True)


def current() -> Choice:
    """The visitor's choice."""
    if "compare" not in st.session_state:
        st.session_state["compare"] = Choice()
    return st.session_state["compare"]


def run(
    scenario: Scenario, key: str, clamps: Clamps | None = None, old: Scenario | None = None
) -> Run:
    """A scenario in one cell.

    Args:
        scenario: in any cell; key: in CELLS.
        clamps: what is held in another cell than the scenario's, None for what carries over.
        old: the scenario before its inputs were changed, None where they were not.
    """
    other, said = _in_cell(scenario, key, clamps)
    return Run(other, said, old and _in_cell(old, key, clamps)[0])


def _in_cell(scenario: Scenario, key: str, clamps: Clamps | None) -> tuple[Scenario, str]:
    if key == scenario.cell:
        return scenario, ""
    other, said = in_cell(scenario, key, held=bool(clamps))
    if clamps is not None:
        kept = fitted(other.chosen_cell, clamps, other.sizes["T"])
        other = other.changed(clamps=kept[-MOST_HELD:])  # of two on one gate the later counts
    return other, said


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

"""What the Compare page compares: one scenario in several cells, or two scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

import streamlit as st

from sim import Clamp
from sim.cells import LISTED_CELLS
from sim.document.clamps import fitted
from sim.document.seen import PartScenario
from sim.lab import USUAL_CELLS, Side, side
from sim.run.clamps import MOST as MOST_HELD
from sim.run.clamps import clampable
from ui.compare.other import BESIDE, HERE, Other
from ui.memory.work import run_of
from ui.reruns.bound import bound
from ui.session.state import Session
from ui.shared.setting import HeldGates, OneOf, Several, setting
from ui.widgets.held import Clamps
from ui.widgets.number import Number

HELD = Number(0.0, 1.0, usual=0.5, step=0.05)
LEAST, MOST = 2, 4
GATES = ("keeping", "others")
SHOWN = ("stages", "numbers")


@dataclass
class CompareSettings:
    """What the page is set to; it outlives a visit to another page.

    Args:
        cells: as picked, in this order.
        shown: the last two to four of them.
        clamps: cell -> what is held in it. The cell of the scenario has the scenario's, and a cell
            that is not named here has them too, as far as it has such gates. Of two scenarios the
            other one has what is named BESIDE here, else its own.
        held: at which value the keeping gates are held, 0 to 1.
        gates: one of GATES.
        view: one of SHOWN.
        focus: the run whose equations are shown in presenter mode, if it is on screen.
        other: the scenario that stands beside the Step page's in its own cell, if one does.
    """

    cells: list[str] = setting("cells", Several(LISTED_CELLS, most=MOST), usual=list(USUAL_CELLS))
    clamps: dict[str, Clamps] = setting("chold", HeldGates((BESIDE,)), usual={})
    held: float = setting("cheld", HELD)
    gates: str = setting("cgates", OneOf(GATES))
    view: str = setting("cview", OneOf(SHOWN))
    focus: str = setting("cfocus", OneOf((*LISTED_CELLS, HERE, BESIDE)), usual=USUAL_CELLS[0])
    other: Other = field(default_factory=Other)
    shown: tuple[str, ...] = USUAL_CELLS
    _document: int | None = None  # the one that the clamps belong to, None for the next

    def runs(self, session: Session) -> dict[str, Side]:
        """The runs on screen, by cell; of two scenarios HERE and BESIDE.

        The last choice of two to four cells counts.

        Args:
            session: the visitor's, with the scenario of the Step page, of a network one part alone.
        """
        scenario = session.scenario.alone()
        if self._document not in (None, session.view.place):
            self.clamps = {}
        self._document = session.view.place
        if LEAST <= len(self.cells) <= MOST:
            self.shown = tuple(self.cells)
        old = session.former and session.former.scenario.alone()
        return self.sides(scenario, self.clamps, old)

    def sides(
        self, scenario: PartScenario, clamps: Mapping[str, Clamps], old: PartScenario | None = None
    ) -> dict[str, Side]:
        """What stands beside each other, by name.

        Args:
            scenario: of the Step page, with what is held in it.
            clamps: by name, for the others.
            old: the scenario before its inputs were changed, None where they were not.
        """
        other = self.other.scenario
        if other is None:
            return {key: side(scenario, key, clamps.get(key), old, run_of) for key in self.shown}
        if BESIDE in clamps:
            kept = fitted(other.chosen_cell, clamps[BESIDE], other.sizes["T"])
            other = other.changed(clamps=kept[-MOST_HELD:])
        return {HERE: Side(scenario, before=old, run=run_of), BESIDE: Side(other, run=run_of)}

    def own(self, scenario: PartScenario) -> str:
        """The name of the run that is the Step page's.

        Args:
            scenario: of that page.
        """
        return scenario.cell if self.other.scenario is None else HERE

    def put_beside(self, session: Session, what: str) -> None:
        """Let another scenario stand beside, with what it holds itself.

        Args:
            session: the visitor's.
            what: one of those that `other` offers.
        """
        self.clamps.pop(BESIDE, None)
        self.other.choose(session, what)

    def focused(self, runs: Mapping[str, Side]) -> str:
        """The run whose equations are shown: the chosen one, else the first on screen.

        Args:
            runs: on screen, by name.
        """
        return self.focus if self.focus in runs else next(iter(runs))

    def hold(self, session: Session, runs: Mapping[str, Side], new: Mapping[str, Clamps]) -> None:
        """Hold other gates in some runs; the others keep what they have now.

        Args:
            session: its document has the clamps of its own run.
            runs: on screen.
            new: by name.
        """
        own = self.own(session.scenario)
        now = {key: one.clamps for key, one in runs.items()} | dict(new)
        self.clamps |= {key: clamps for key, clamps in now.items() if key != own}
        if own in new:
            session.attempt(lambda scenario: scenario.changed(clamps=new[own]))

    def keeping_at(self, runs: Mapping[str, Side], value: float | None) -> dict[str, Clamps]:
        """What is held in each run when what keeps its memory is held at a value throughout.

        Args:
            runs: on screen.
            value: 0 to 1, None to hold it no more.
        """
        held_at = () if value is None else (value,)
        return {
            key: (*one.without(one.keeping), *(Clamp(one.keeping, at) for at in held_at))
            for key, one in runs.items()
            if one.keeping in clampable(one.cell)
        }

    def bound(self, name: str) -> dict:
        """Key and callback of the widget of a setting."""
        take = partial(setattr, self, name)
        return bound(f"compare_{name}", getattr(self, name), take, in_words=True)


def current() -> CompareSettings:
    """The visitor's choice."""
    if "compare" not in st.session_state:
        st.session_state["compare"] = CompareSettings()
    return st.session_state["compare"]

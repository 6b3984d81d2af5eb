"""The other scenario of the Compare page: an example, or what was kept, beside the Step page's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from sim.document.seen import PartScenario, seen
from sim.presets import LISTED, PRESETS
from sim.text.limits import BROWSER
from ui.session.state import Session
from ui.session.view import View
from ui.shared.setting import OneOf, Whole, setting
from ui.widgets.number import whole
from ui.words import t

HERE, BESIDE = "here", "beside"  # names of the two runs
NOBODY, KEPT = "", "kept"  # besides the examples
FORMER, NOW = "former", "now"  # what can be kept


@dataclass
class Other:
    """Which scenario stands beside the Step page's, and where it is looked at.

    Args:
        what: an example's key, KEPT, or NOBODY: then the same inputs stand in several cells.
        kept: what was kept.
        origin: key of the example that it came from, "" for none.
        t: timestep on screen, from 1, where it lies beyond the Step page's own; else None.
        unit: likewise.
    """

    what: str = setting("cbeside", OneOf((KEPT, *PRESETS)), usual=NOBODY)
    kept: PartScenario | None = setting("ckept", Whole())
    origin: str = setting("cfrom", OneOf(tuple(PRESETS)), usual="")
    t: int | None = setting("ct", whole(1, BROWSER.T), usual=None)
    unit: int | None = setting("cu", whole(1, BROWSER.H), usual=None)

    @property
    def scenario(self) -> PartScenario | None:
        """As it was made or kept; None for none."""
        if self.what == KEPT:
            return self.kept
        can = self.what in PRESETS and has_memory(PRESETS[self.what].scenario)
        return PRESETS[self.what].scenario.alone() if can else None

    def offered(self, session: Session) -> list[str]:
        """What can be chosen.

        Args:
            session: the visitor's, with what was on the Step page before.
        """
        kept = [KEPT] * (self.kept is not None)
        here = self.what in PRESETS and self.scenario is not None
        unlisted = [self.what] * (here and self.what not in LISTED)
        before = bool(session.past) and has_memory(session.past[-1].scenario)
        return [NOBODY, *kept, *[FORMER] * before, NOW, *with_memory(), *unlisted]

    def choose(self, session: Session, what: str) -> None:
        """Put another scenario beside; what is kept stays as it is from now on.

        Args:
            session: the visitor's.
            what: one of those offered.
        """
        if what not in self.offered(session):
            return
        if what == FORMER:
            before = session.past[-1]
            self.kept, self.origin = before.scenario.alone(), before.preset
        elif what == NOW:
            self.kept, self.origin = session.scenario.alone(), session.preset
        self.what = KEPT if what in (FORMER, NOW) else what
        self.t = self.unit = None

    @property
    def title(self) -> str:
        """What it is called."""
        return title_of(self.origin if self.what == KEPT else self.what, self.scenario)

    def named(self, what: str) -> str:
        """One of those offered, in words.

        Args:
            what: which.
        """
        if what == KEPT:
            return t("compare.beside_kept", title=title_of(self.origin, self.kept))
        if what in PRESETS:
            return t(f"presets.{what}")
        return t(f"compare.beside_{what or 'nobody'}")

    def where(self, session: Session) -> View:
        """Where both are looked at: the longer one, and the one with more units, decide.

        Args:
            session: the visitor's.
        """
        view, other = session.view, self.scenario
        if other is None:
            return view
        T, H = (max(one.sizes[size] for one in (session.scenario, other)) for size in "TH")
        t_, unit = self.t or view.t, self.unit or view.unit
        return replace(view, t=min(t_, T), unit=min(unit, H))

    def look(self, session: Session, place: object) -> None:
        """Take over the step and the unit that the player shows.

        Args:
            session: the visitor's.
            place: as the browser sent it, not trusted.
        """
        session.look(place)
        other = self.scenario
        if other is None or not isinstance(place, dict):
            return
        if place.get("place", session.view.place) != session.view.place:
            return
        own = session.scenario.sizes
        for name, size in (("t", "T"), ("unit", "H")):
            value = place.get(name)
            if type(value) is int and value >= 1:
                setattr(self, name, value if own[size] < value <= other.sizes[size] else None)


def has_memory(scenario: PartScenario) -> bool:
    """Whether its cell has a state: one without can't stand beside others.

    Args:
        scenario: any.
    """
    return bool(scenario.chosen_cell.states)


@cache
def with_memory() -> tuple[str, ...]:
    """The listed examples that can stand beside another."""
    return tuple(key for key in LISTED if has_memory(PRESETS[key].scenario))


def title_of(origin: str, scenario: PartScenario) -> str:
    """What a scenario is called: as the example from which it came, and whether it was changed.

    Args:
        origin: key of the example, "" for none.
        scenario: as it is.
    """
    if origin not in PRESETS:
        return scenario.title or t("compare.untitled")
    title = t(f"presets.{origin}")
    return title if _is_of(origin, scenario) else t("compare.changed", title=title)


def _is_of(origin: str, scenario: PartScenario) -> bool:
    """Whether a scenario is an example as it was made, or a part of it alone."""
    document = PRESETS[origin].scenario.document
    if PRESETS[origin].is_shown(scenario):
        return True
    part = document.network.part.get(scenario.part)
    own = seen(document, scenario.part) if part and not part.memory else None
    return own is not None and own.alone().document.digest == scenario.document.digest

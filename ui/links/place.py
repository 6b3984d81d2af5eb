"""Everything that a link can carry, apart from Streamlit."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.document.seen import PartScenario
from sim.presets import FIRST, PRESETS
from sim.text.limits import BROWSER
from ui.compare.settings import CompareSettings
from ui.gradients.settings import Settings
from ui.links.text.draws import Draw
from ui.session.screen import SECTIONS, Screen
from ui.shared.setting import OneOf, Tongue, setting
from ui.widgets.number import whole


@dataclass
class Place:
    """A scenario, where someone looks at it, and how every page is set.

    Args:
        scenario: the document.
        preset: key of the example it came from.
        draws: how it, or parts of it, may have been drawn.
        t: timestep from 1, None for where the example begins.
        unit: likewise.
        section: one of SECTIONS.
        language: as chosen, "" for none.
        names: second language of the names, likewise.
        screen: the switches.
        compare: settings of the Compare page.
        gradients: settings of the Gradients page.
    """

    scenario: PartScenario = field(default_factory=lambda: PRESETS[FIRST].scenario)
    preset: str = FIRST
    draws: tuple[Draw, ...] = ()
    t: int | None = setting("t", whole(1, BROWSER.T), usual=None)
    unit: int | None = setting("u", whole(1, BROWSER.H), usual=None)
    section: str = setting("s", OneOf(SECTIONS))
    language: str = setting("lang", Tongue())
    names: str = setting("names", Tongue())
    screen: Screen = field(default_factory=Screen)
    compare: CompareSettings = field(default_factory=CompareSettings)
    gradients: Settings = field(default_factory=Settings)

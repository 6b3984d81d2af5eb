"""What a page leaves in the session for what is worked out ahead of it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass

from sim.document.scenario import Scenario
from ui.memory.work import STORE
from ui.session.screen import Screen
from ui.session.view import View


@dataclass(frozen=True, eq=False)
class Early:
    """What was worked out for the stage ahead of the page: of what, and its key in the store."""

    scenario: Scenario
    view: View
    screen: Screen
    spoken: tuple[str, str | None]
    key: Hashable

    @property
    def data(self) -> bytes | None:
        """The stage's data, None where others needed the room."""
        return STORE.look(self.key)


Figures = Mapping[str, dict]


@dataclass(frozen=True, eq=False)
class Drawing:
    """What a page draws of a setting's value.

    Args:
        page: in the address; draw: (setting, value, not trusted) -> figures by their chart's key;
            raises InputError for a value that can't be, TooMuch for a run that takes too long.
    """

    page: str
    draw: Callable[[str, float], Figures]

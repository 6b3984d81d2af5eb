"""What a visitor's browser has ahead of the page: the document knows nothing of it.

A page leaves here how it draws, and in which language; `ui.stage.preview` and `ui.widgets.drag`
answer from it in another thread. What they leave is set in one go each, and taken where it fits.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from secrets import token_urlsafe

from sim.document.seen import PartScenario
from ui.memory.work import STORE
from ui.reruns.paint import Painted
from ui.session.edits import Result
from ui.session.screen import Screen
from ui.session.view import View


@dataclass(frozen=True, eq=False)
class Early:
    """What was made for the stage ahead of the page: of what, and its key in the store."""

    scenario: PartScenario
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
        page: in the address.
        draw: (setting, value, not trusted) -> figures by their chart's key; raises InputError for a
            value that can't be, TooMuch for a run that takes too long.
    """

    page: str
    draw: Callable[[str, float], Figures]


@dataclass(frozen=True, eq=False)
class Applied:
    """What edits made of a document, to be taken again where all of it is the same.

    Args:
        onto: what they were applied to, the very same objects.
        asked: all else it depends on.
    """

    onto: tuple
    asked: tuple
    result: Result

    def is_of(self, onto: tuple, asked: tuple) -> bool:
        """Whether these would give the same result."""
        same = all(a is b for a, b in zip(onto, self.onto, strict=True))
        return same and asked == self.asked


@dataclass
class Preview:
    """One visitor's.

    Args:
        token: by which the browser is known, and nobody else's.
        spoken: the page's language and second language.
        edit: number of the last edit whose run the stage has had ahead of the page.
        early: what was made ahead of the page's next run.
        applied: what was last made of the stage's edits, ahead or for good.
        painted: the revision that the browser has had the time to paint.
        drawing: how the page draws what a slider is dragged over.
    """

    token: str = field(default_factory=lambda: token_urlsafe(16))
    spoken: tuple[str, str | None] = ("en", None)
    edit: int = 0
    early: Early | None = field(default=None, repr=False)
    applied: Applied | None = field(default=None, repr=False)
    painted: Painted = field(default_factory=lambda: Painted(0))
    drawing: Drawing | None = None

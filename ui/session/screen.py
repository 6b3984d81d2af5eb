"""How a visitor's screen is set up, apart from the document on it; a link can carry all of it."""

from __future__ import annotations

from dataclasses import dataclass

from ui.shared.setting import Flag, Line, Several, setting

# What a teacher's link can take away.
CONTROLS = (
    "preset", "cell", "exact_gates", "undo", "reset", "settings", "sections", "pages",
)  # fmt: skip

MOST_TASK = 200


@dataclass
class Screen:
    """What a lecturer or a link may switch.

    Args:
        large: presenter mode, legible from the back of a room.
        covered: each next value stays hidden until a key or a click reveals it.
        hidden: names of the controls that a teacher took away.
        locked: weights, cell and settings can't be changed.
        free_inputs: of what is locked, the inputs can be changed all the same.
        hint: whether the example's hint is said although values are covered.
        task: what a teacher asks, a sentence of at most MOST_TASK letters, "" for nothing.
        embedded: shown in a frame of another page, without navigation.
        checks: whether Check mine is open: then its answers are covered by themselves.
        peeks: whether they are shown there all the same, because the visitor asked for it.
    """

    large: bool = setting("large", Flag(), redraws="frame")
    covered: bool = setting("cover", Flag())
    hidden: frozenset[str] = setting(
        "hide", Several(CONTROLS, frozenset), usual=frozenset(), redraws="frame"
    )
    locked: bool = setting("lock", Flag())
    free_inputs: bool = setting("free", Flag())
    hint: bool = setting("hint", Flag())
    task: str = setting("task", Line(MOST_TASK))
    embedded: bool = setting("", Flag(), redraws="frame")  # of the page around, no link's
    checks: bool = False
    peeks: bool = False

    @property
    def covers(self) -> bool:
        """Whether values are covered on the page of the stage."""
        return self.covered or (self.checks and not self.peeks)

    def check(self, checks: bool) -> None:
        """Check mine is open, or not: opened again it covers.

        Args:
            checks: which of the two.
        """
        self.peeks = self.peeks and checks
        self.checks = checks

    def cover(self, on: bool) -> None:
        """Cover values or show them as the visitor asks; under Check mine until it is closed.

        Args:
            on: which of the two.
        """
        self.peeks = self.checks and not on
        self.covered = on and (self.covered or not self.checks)

    def shows(self, name: str) -> bool:
        """Whether a control is there.

        Args:
            name: one of CONTROLS.
        """
        return name not in self.hidden

    def sent(self, covers: bool) -> dict[str, bool]:
        """What a stage is told of it.

        Args:
            covers: whether values can be covered there.
        """
        if not covers:
            return {"large": self.large}
        checks = {"checks": True} if self.checks else {}
        return {"large": self.large, "covered": self.covers, **checks}


SECTIONS = ("charts", "weights", "mine", "table", "formulas", "code", "download")

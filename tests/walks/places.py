"""What there is to walk: every example in every cell on every page, as it is looked at."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from sim.presets import LISTED
from tests.browser import PHONE, PROJECTOR
from tests.cells import RECURRENT
from ui import PAGES
from ui.words import LANGUAGES

SIZES = (PROJECTOR, (1920, 1080), PHONE)
THEMES = ("light", "dark")
BESIDE = 4  # cells on one page


@dataclass(frozen=True)
class Look:
    """A page as somebody has it.

    Args:
        size: of the window, in pixels; theme: of the system; lang: of the page.
    """

    size: tuple[int, int]
    theme: str
    lang: str

    def __str__(self) -> str:
        return f"{self.lang}, {self.theme}, {self.size[0]} px"


@dataclass(frozen=True)
class Visit:
    """A page with an example in some cells: one on the Step page, up to four on the others.

    Args:
        page: one of PAGES; example: key of a preset; cells: keys in RECURRENT.
    """

    page: str
    example: str
    cells: tuple[str, ...]

    @property
    def path(self) -> str:
        """Its address without the language."""
        cells = ".".join(self.cells)
        if self.page == "step":
            return f"/?p={self.example}&c={cells}"
        if self.page == "compare":
            return f"/compare?p={self.example}&cells={cells}"
        return f"/gradients?p={self.example}&gof=scenario&gcells={cells}"

    def __str__(self) -> str:
        return f"{self.page} {self.example} in {' '.join(self.cells)}"


LOOKS = tuple(Look(*one) for one in product(SIZES, THEMES, LANGUAGES))


def together() -> list[tuple[str, ...]]:
    """The cells in groups that stand on one page; the last begins before the end, to be as many."""
    cells = tuple(RECURRENT)
    starts = range(0, len(cells), BESIDE)
    return [cells[max(0, min(k, len(cells) - BESIDE)) :][:BESIDE] for k in starts]


def visits(page: str, example: str) -> list[Visit]:
    """A piece of the walk: an example on a page, in every cell."""
    groups = [(cell,) for cell in RECURRENT] if page == "step" else together()
    return [Visit(page, example, cells) for cells in groups]


def pieces() -> dict[str, list[Visit]]:
    """Name -> visits of every piece, such as "compare/dinner"."""
    return {f"{page}/{example}": visits(page, example) for page, example in product(PAGES, LISTED)}


def sample(seed: int) -> Iterator[tuple[Visit, Look]]:
    """Every page in every look once, each with an example and cells of the draw.

    Args:
        seed: of the draw.
    """
    rng = random.Random(seed)
    for page, look in product(PAGES, LOOKS):
        yield rng.choice(visits(page, rng.choice(LISTED))), look

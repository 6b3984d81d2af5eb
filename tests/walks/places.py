"""What there is to walk: every example in every cell on every page, and every part of networks."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from sim.presets import LISTED, OF_ONE_CELL
from tests.browser import PHONE, PROJECTOR
from tests.cells import RECURRENT
from tests.parts import parts_of
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
        page: one of PAGES; example: key of a preset; cells: keys in RECURRENT, of a network's part
            on the Step page its own; part: of a network, "" for what is no network.
    """

    page: str
    example: str
    cells: tuple[str, ...]
    part: str = ""

    @property
    def path(self) -> str:
        """Its address without the language."""
        cells = ".".join(self.cells)
        shown = f"p={self.example}" + (f"&part={self.part}" if self.part else "")
        if self.page == "step":
            return f"/?{shown}" + ("" if self.part else f"&c={cells}")
        if self.page == "compare":
            return f"/compare?{shown}&cells={cells}"
        return f"/gradients?{shown}&gof=scenario&gcells={cells}"

    def __str__(self) -> str:
        part = f", {self.part}," if self.part else ""
        return f"{self.page} {self.example}{part} in {' '.join(self.cells)}"


LOOKS = tuple(Look(*one) for one in product(SIZES, THEMES, LANGUAGES))


def together() -> list[tuple[str, ...]]:
    """The cells in groups that stand on one page; the last begins before the end, to be as many."""
    cells = tuple(RECURRENT)
    starts = range(0, len(cells), BESIDE)
    return [cells[max(0, min(k, len(cells) - BESIDE)) :][:BESIDE] for k in starts]


def visits(page: str, example: str) -> list[Visit]:
    """A piece of the walk: an example on a page, in every cell; of a network every part.

    A part is in its own cell, beside three others on pages that show several; there it has a state.
    """
    if example not in OF_ONE_CELL:
        cells = {name: (one.cell, *(key for key in RECURRENT if key != one.cell))
                 for name, one in parts_of(example).items()
                 if page == "step" or one.chosen_cell.states}  # fmt: skip
        many = 1 if page == "step" else BESIDE
        return [Visit(page, example, of[:many], name) for name, of in cells.items()]
    groups = [(cell,) for cell in RECURRENT] if page == "step" else together()
    return [Visit(page, example, cells) for cells in groups]


def pieces() -> dict[str, list[Visit]]:
    """Name -> visits of every piece, such as "compare/dinner"."""
    every = {f"{page}/{one}": visits(page, one) for page, one in product(PAGES, LISTED)}
    return {name: found for name, found in every.items() if found}


def sample(seed: int) -> Iterator[tuple[Visit, Look]]:
    """Every page in every look once, each with an example and cells of the draw.

    Args:
        seed: of the draw.
    """
    rng = random.Random(seed)
    known = [list(filter(None, (visits(page, one) for one in LISTED))) for page in PAGES]
    for of_page, look in product(known, LOOKS):
        yield rng.choice(rng.choice(of_page)), look

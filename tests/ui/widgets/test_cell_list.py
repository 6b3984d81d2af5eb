"""The open lists of cells: a line that says "More" above the first of the less usual ones."""

import re

import pytest

from sim.cells import CELLS, LISTED_CELLS
from tests.cells import RECURRENT
from ui.widgets import cell_list
from ui.words import LANGUAGES, speaking, t
from ui.words.markup import css_text


def test_the_usual_cells_stand_first():
    usual = [CELLS[key].usual for key in LISTED_CELLS]
    assert usual == [True] * 6 + [False] * 6


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_line_is_above_the_first_that_is_less_usual(language):
    with speaking(language, None):
        style = cell_list.style()
        labels = {css_text(t(label)) for label in cell_list.LABELS}
        more = css_text(t("step.cell_more"))
    assert set(re.findall(r'aria-label=("[^"]*")', style)) == labels and len(labels) == 3
    assert set(re.findall(r"content: ([^;]*);", style)) == {more}
    (first,) = set(re.findall(r"> :is\(([^)]*)\):not\(:is\(\1\) ~ \*\)", style))
    places = [int(k) for k in re.findall(r'data-key="(\d+)"', first)]
    assert [LISTED_CELLS[k] for k in places] == [k for k, c in RECURRENT.items() if not c.usual]

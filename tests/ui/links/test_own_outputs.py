"""Links of cells that put out y themselves, with any number of outputs."""

from __future__ import annotations

import pytest

from sim.document.convert import with_cell
from sim.document.resize import resized
from sim.presets import LISTED
from tests.cells import RECURRENT
from tests.version_1 import EXAMPLES
from ui.links.text.document import read_document, write_document

OWN = [key for key, cell in RECURRENT.items() if cell.own_output]


@pytest.mark.parametrize("cell", OWN)
@pytest.mark.parametrize("Y", [1, 2, 5])
def test_a_link_opens_what_it_was_made_of(cell, Y):
    for preset in set(LISTED) & set(EXAMPLES):
        scenario = resized(with_cell(EXAMPLES[preset], cell)[0], Y=Y)
        again, key, _ = read_document(write_document(scenario, preset))
        assert key == preset and again.digest == scenario.digest, preset

"""The line on a half-life: of a unit that the memory has, and of no unit that a clock keeps."""

from __future__ import annotations

import numpy as np
import pytest

from sim.cells import CELLS
from sim.document.convert import with_cell
from sim.document.resize import resized
from sim.presets import LISTED, PRESETS
from tests.cells import RECURRENT
from ui.session.state import Session
from ui.session.view import View
from ui.step.hints import hint

HELD = [key for key in LISTED if PRESETS[key].held]


def hinted(preset: str, cell: str, unit: int, **sizes: int) -> tuple[str, object]:
    scenario = resized(with_cell(PRESETS[preset].scenario, cell)[0], **sizes)
    trace = scenario.run()
    return hint(Session(scenario, preset, View(unit=unit)), trace), trace


@pytest.mark.parametrize("preset", HELD)
@pytest.mark.parametrize("cell", RECURRENT)
def test_every_unit_of_every_cell_has_a_line(preset, cell):
    own = CELLS[cell].own_output
    for unit in range(1, 5):
        said, _ = hinted(preset, cell, unit, H=2 if own else 4, **({"Y": 4} if own else {}))
        assert said


def test_a_clock_has_no_half_life_and_a_leak_has():
    """A unit of period 8 keeps all in 7 of 8 steps; a leak of a half keeps a half in each."""
    clocked, trace = hinted("latch", "clockwork", 4, H=4, T=8)
    assert np.count_nonzero(trace.value("1 - m")[:, 3]) == 7
    assert not any(word in clocked for word in ("halves", "keeps less than half", "half"))
    leaky, _ = hinted("latch", "leaky", 1, H=2)
    assert "halves in 1 step" in leaky or "0.5" in leaky

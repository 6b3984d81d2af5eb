"""The matrices that the editor shows: which entries a cell has."""

from __future__ import annotations

import numpy as np

from sim.document.convert import with_cell
from sim.document.resize import resized
from sim.presets import PRESETS
from ui.step.matrices import matrices

SCENARIO = resized(next(iter(PRESETS.values())).scenario, H=4)


def test_an_entry_that_a_clockwork_unit_has_no_weight_for_is_no_field():
    clockwork = {one.array: one.payload() for one in matrices(with_cell(SCENARIO, "clockwork")[0])}
    # Of four units with periods 1, 2, 4, 8 each hears itself and the slower ones.
    assert clockwork["U_n"]["mask"] == np.triu(np.ones((4, 4), bool)).tolist()
    assert {name for name, one in clockwork.items() if one["mask"]} == {"U_n"}
    assert not np.array(clockwork["U_n"]["values"])[~np.array(clockwork["U_n"]["mask"])].any()


def test_other_cells_have_every_entry():
    for cell in ("lstm", "esn"):
        assert all(one.mask is None for one in matrices(with_cell(SCENARIO, cell)[0]))

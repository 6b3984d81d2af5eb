"""The stage is sent every array of the document under the document's own name for it."""

import numpy as np
import pytest

from sim.document.arrays import arrays, fields_of
from tests.cells import RECURRENT
from tests.e2e.bare import drawn
from ui.session.view import View
from ui.stage.payload import stage_payload


@pytest.mark.parametrize("cell", RECURRENT)
def test_every_array_is_sent_by_its_name_and_hides_no_quantity(cell):
    scenario = drawn(cell, H=3, T=4, Y=2)
    trace = scenario.run()
    header, sent = stage_payload(scenario, trace, View())
    assert header["document"] == fields_of(scenario)
    assert all(header["document"][f"{name}_0"] == "initial" for name in trace.cell.states)
    for name, array in arrays(scenario).items():
        assert np.array_equal(sent[name], array), name
    for name in {*trace, *trace.cell.graph.quantities}:
        assert np.array_equal(sent[name], trace.value(name)), name
    assert {*trace} & {*arrays(scenario)} == {"x"}

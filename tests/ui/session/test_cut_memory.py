"""What is said when the recurrent weights go: whether the output of the step before still comes."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.adjoint.jacobians import jacobians
from sim.cells import CELLS
from sim.graph.letters import letter_of
from tests.cells import RECURRENT, drawn
from ui.session.changes import comes_past_weights


@pytest.mark.parametrize("key", RECURRENT)
def test_it_is_said_where_the_jacobian_says_so(key):
    cell = CELLS[key]
    numbers = drawn(cell, T=3, X=2, H=4, Y=2)
    for name, value in numbers["params"].items():
        if letter_of(name).role == "recurrent":
            numbers["params"][name] = np.zeros_like(value)
    run = sim.forward(cell, **numbers)
    places, start = {}, 0
    for state in cell.states:
        places[state] = slice(start, start := start + run[state].shape[1])
    if cell.output not in places:
        assert not comes_past_weights(cell)
        return
    own = places[cell.output]
    seen = bool(np.abs(jacobians(run)[1][own, own]).any())
    assert comes_past_weights(cell) == seen

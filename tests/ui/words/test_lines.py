"""What lines are called, and between what they lie."""

import pytest

from sim import CELLS
from tests.cells import RECURRENT, drawn_run, variants
from ui.words.lines import is_share, reads, title


@pytest.mark.parametrize("key", RECURRENT)
def test_a_line_stays_between_its_bounds(key):
    for cell in variants(CELLS[key]):
        trace = drawn_run(cell, T=4)
        for name in cell.graph.lines:
            low, high = cell.bounds(name)
            assert (trace[name] >= low).all() and (trace[name] <= high).all(), (cell, name)


def test_a_gate_made_of_another_is_a_share_where_that_one_is():
    cell = CELLS["lstm_coupled"]
    assert cell.bounds("i") == (0, 1) and is_share(cell, "i") and not is_share(cell, "g")
    assert cell.with_options(f="tanh").bounds("i") == (0, 2)
    for name in ("relu", "identity"):
        assert not is_share(cell.with_options(f=name), "i")
    assert cell.bounds("c") == (-float("inf"), float("inf"))


def test_h_is_an_output_beside_a_memory():
    assert (title(CELLS["lstm"], "h"), title(CELLS["gru"], "h")) == ("output", "hidden state")
    assert reads(CELLS["lstm"], "h") != reads(CELLS["gru"], "h")

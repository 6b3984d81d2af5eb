"""What the gates of an example do is what its title says: kept and written by hand."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest

from sim.presets import PRESETS

SHUT, HALF, OPEN = 1 / (1 + exp(6)), 1 / (1 + exp(-1)), 1 / (1 + exp(-6))
HELD = {  # what keeps the memory, what writes, what it begins with
    "latch": (OPEN, SHUT, 1),
    "forgetter": (HALF, SHUT, 1),
    "overwriter": (SHUT, OPEN, 1),
}
TURNED = {"gru_keeps": OPEN, "gru_overwrites": SHUT}


@pytest.mark.parametrize("key", HELD)
def test_an_lstm_that_is_held(key):
    keeps, writes, begins = HELD[key]
    trace = PRESETS[key].scenario.run()
    np.testing.assert_allclose(trace["f"], keeps, rtol=1e-12)
    np.testing.assert_allclose(trace["i"], writes, rtol=1e-12)
    np.testing.assert_allclose(trace["o"], OPEN, rtol=1e-12)
    np.testing.assert_allclose(trace["g"][:, 0], np.tanh([2, 0, 0, -2, 0, 0, 1, 0]), rtol=1e-12)
    first = keeps * begins + writes * np.tanh(2)
    assert trace["c"][:2, 0] == pytest.approx([first, keeps * first], rel=1e-12)


@pytest.mark.parametrize("key", TURNED)
def test_a_gru_that_is_held(key):
    np.testing.assert_allclose(PRESETS[key].scenario.run()["z"], TURNED[key], rtol=1e-12)


def test_the_counter_with_peepholes():
    """Open from three on; what it finds above is emptied, and the count begins anew."""
    trace = PRESETS["peephole"].scenario.run()
    np.testing.assert_allclose(trace["c"][:6, 0], [1, 2, 3, 4, 1, 2], atol=0.04)
    opened = trace["o"][:, 0] > 0.99
    assert opened.tolist() == (trace["c"][:, 0] > 2.9).tolist()
    assert ((trace["o"] < 0.01) | (trace["o"] > 0.99)).all()


def test_coupled_gates_replace_and_keep():
    trace = PRESETS["coupled"].scenario.run()
    np.testing.assert_allclose(trace["c"][:, 0], [3, 3, 3, 4, 4, -2, -2], atol=2e-3)

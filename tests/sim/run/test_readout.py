"""What is read out of h."""

from __future__ import annotations

import numpy as np
import pytest

from sim.run.readout import Readout, softmax

H = np.array([[1.0, -2.0, 0.5], [1e308, 1e308, -1e308]])
V, D = np.array([[1.0, 2.0, 4.0], [0.0, -1.0, 2.0]]), np.array([0.5, -0.5])


def test_softmax_to_the_last_digits_and_without_overflow():
    z = np.array([[0.0, np.log(2), np.log(5)], [1000, 1000, -1000], [1e308, 0, -1e308]])
    np.testing.assert_allclose(
        softmax(z), [[1 / 8, 2 / 8, 5 / 8], [0.5, 0.5, 0], [1, 0, 0]], rtol=1e-15
    )
    assert softmax(np.array([-700.0, 0.0]))[0] == pytest.approx(np.exp(-700.0), rel=1e-14)


def test_each_kind():
    linear, shares, own = Readout("linear", V, D), Readout("softmax", V, D), Readout("softmax_h")
    h = H[:1]
    assert linear(h).tolist() == linear.pre(h).tolist() == [[1 - 4 + 2 + 0.5, 2 + 1 - 0.5]]
    assert np.array_equal(shares(h), softmax(linear(h)))
    assert np.array_equal(own(h), softmax(h)) and np.array_equal(own.pre(h), h)
    assert (linear.outputs(3), own.outputs(3)) == (2, 3)


def test_what_overflows_is_shown_without_a_warning():
    assert np.isnan(Readout("linear", V, D)(H)[1, 0]) or np.isinf(Readout("linear", V, D)(H)[1, 0])
    assert Readout("softmax_h")(H)[1].tolist() == [0.5, 0.5, 0]
    assert np.isnan(Readout("softmax_h")(np.full((1, 2), np.inf))).all()

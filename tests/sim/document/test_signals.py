"""Ready input signals: what each is, by its own definition."""

import doctest
import math

import numpy as np
import pytest

import sim.document.signals
from sim.document.signals import MOST_PERIOD, MOST_SEED, SIGNALS, signal
from sim.text.errors import InputError

EXPECTED = {
    "impulse": [1, 0, 0, 0, 0, 0, 0, 0],
    "step": [0, 0, 0, 0, 1, 1, 1, 1],
    "ramp": [0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1],
    "square": [1, 1, -1, -1, 1, 1, -1, -1],
    "sine": [0, 1, 0, -1, 0, 1, 0, -1],
    "alternating": [1, -1, 1, -1, 1, -1, 1, -1],
}


@pytest.mark.parametrize("kind", EXPECTED)
@pytest.mark.parametrize("amplitude", [1, -2.5])
def test_signals(kind, amplitude):
    got = signal(kind, 8, amplitude, period=4)
    np.testing.assert_array_equal(got, np.array(EXPECTED[kind]) * amplitude)
    assert not np.signbit(got[got == 0]).any(), "no -0"


def test_a_sine_of_an_odd_period():
    for t, value in enumerate(signal("sine", 10, period=7)):
        assert value == pytest.approx(math.sin(2 * math.pi * t / 7), abs=1e-6)


def test_noise_is_that_of_its_seed():
    one, again, other = (signal("noise", 400, 2, seed=seed) for seed in (3, 3, 4))
    np.testing.assert_array_equal(one, again)
    assert (one != other).any()
    assert one.std() == pytest.approx(2, rel=0.15) and abs(one.mean()) < 0.4
    np.testing.assert_array_equal(one, one.round(3))


@pytest.mark.parametrize("kind", SIGNALS)
@pytest.mark.parametrize("steps", [1, 2, 500])
def test_every_length(kind, steps):
    got = signal(kind, steps)
    assert got.shape == (steps,) and np.isfinite(got).all()


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "saw"}, {"period": 1.99}, {"period": MOST_PERIOD + 1}, {"period": float("nan")},
     {"seed": -1}, {"seed": MOST_SEED + 1}, {"seed": 1.5}],
)  # fmt: skip
def test_what_is_out_of_range_is_refused(wrong):
    with pytest.raises(InputError):
        signal(**{"kind": "square", "steps": 4} | wrong)
    for fine in ({"period": 2}, {"period": MOST_PERIOD}, {"seed": 0}, {"seed": MOST_SEED}):
        signal(**{"kind": "noise", "steps": 4} | fine)


def test_the_example():
    assert doctest.testmod(sim.document.signals).failed == 0

"""What the lectures claim of products, slopes and speeds, beside what is measured."""

from __future__ import annotations

import numpy as np
import pytest

from sim import InputError
from sim.lab.measured import (
    movement,
    movement_of_spread,
    normalised,
    openness,
    product,
    surface,
)
from sim.presets import PRESETS

# "The product must shrink" (example 17): dh_20/dh_0 of one unit


@pytest.mark.parametrize(
    ("weight", "start", "form", "digits"),
    [
        (0.5, 0, ".2e", "9.54e-07"),
        (1, 0, "g", "1"),
        (1.5, 0, ".0f", "3325"),
        (2, 1e-9, ".2e", "1.05e+06"),
        (2, 0.5, ".1e", "3.5e-15"),
    ],
)
def test_of_tanh_units_the_weight_and_the_place_decide(weight, start, form, digits):
    assert f"{product('tanh', weight, start):{form}}" == digits
    if not start:  # near 0 a power of the weight
        assert product("tanh", weight, steps=7) == pytest.approx(weight**7)


@pytest.mark.parametrize(("weight", "digits"), [(1, "9.1e-13"), (4, "1"), (5, "87")])
def test_a_sigmoid_grows_from_a_weight_of_four_on(weight, digits):
    found = product("sigmoid", weight, start=0.5, bias=-weight / 2)
    assert f"{found:.2g}" == digits and found == pytest.approx((weight / 4) ** 20)
    assert f"{product('sigmoid', 5, start=0.5, bias=-2.5):.1f}" == "86.7"


@pytest.mark.parametrize(("weight", "digits"), [(1.1, "6.73"), (0.9, "0.12")])
def test_slope_one_neither_grows_nor_shrinks_by_itself(weight, digits):
    assert f"{product('relu', weight, start=1.0):.2f}" == digits
    assert product("relu", 1.0, start=1.0) == 1
    assert product("relu", weight, start=-1.0) == 0


def test_a_hundredth_to_either_side_the_surface_is_flat_or_a_wall():
    flat, steep = surface(0.99), surface(1.01)
    assert f"{flat.slope:.3f}" == "-0.044" and f"{steep.slope:.2e}" == "4.26e+11"
    assert f"{steep.end:.1f}" == "20751.6" and steep.end == pytest.approx(1.01**999)
    assert steep.loss == pytest.approx((1.01**999 - 1) ** 2 / 2)
    assert surface(1.01, 999).end == pytest.approx(1.01**998)
    nearby = [surface(1.01 + e).loss for e in (1e-7, -1e-7)]
    assert steep.slope == pytest.approx((nearby[0] - nearby[1]) / 2e-7, rel=1e-6)


def test_one_step_from_the_wall():
    steep = surface(1.01)
    assert f"{steep.stepped(1e-3):.2e}" == "-4.26e+08"
    assert steep.stepped(1e-3, most=1.0) == pytest.approx(1.009, abs=1e-15)
    assert surface(0.99).stepped(1e-3, most=1.0) == surface(0.99).stepped(1e-3)


# Normalising over a batch (example 15)


def by_hand(normalise: bool, seed: int) -> tuple[float, float]:
    """A sequence at a time, its Jacobians multiplied."""
    rng = np.random.default_rng(seed)
    q, r = np.linalg.qr(rng.standard_normal((16, 16)))
    U = q * np.sign(np.diag(r))
    W = 5 * rng.normal(size=(16, 8))
    a = np.array([W @ x for x in rng.normal(size=(20, 8, 64))])
    if normalise:
        a = (a - a.mean(axis=2)[:, :, None]) / np.sqrt(a.var(axis=2))[:, :, None]
    slopes, sizes = [], []
    for b in range(64):
        h, J = np.zeros(16), np.eye(16)
        for t in range(20):
            h = np.tanh(a[t, :, b] + U @ h)
            slopes.append(1 - h**2)
            J = np.diag(slopes[-1]) @ U @ J
        sizes.append(np.linalg.svd(J, compute_uv=False)[0])
    return float(np.mean(slopes)), float(np.median(sizes))


@pytest.mark.parametrize(
    ("normalise", "slope", "reach"), [(False, "0.0579", "5.1e-25"), (True, "0.5347", "2.2e-04")]
)
def test_normalising_opens_the_units(normalise, slope, reach):
    found = openness(normalise)
    assert f"{found.slope:.4f}" == slope and f"{found.reach:.1e}" == reach
    wanted = by_hand(normalise, seed=3)
    assert found.slope == pytest.approx(wanted[0], rel=1e-12)
    assert found.reach == pytest.approx(wanted[1], rel=1e-9)


@pytest.mark.parametrize(
    ("normalise", "slope", "reach"), [(False, 0.0609, 1.4e-23), (True, 0.5397, 2.0e-4)]
)
def test_the_texts_numbers_lie_among_those_of_our_drawings(normalise, slope, reach):
    """It does not say in which order its seed drew U, W and x, so that no digit can be asked."""
    found = [openness(normalise, seed) for seed in range(100)]
    slopes, reaches = [one.slope for one in found], [one.reach for one in found]
    assert min(slopes) < slope < max(slopes) and min(reaches) < reach < max(reaches)
    assert max(slopes) < 0.08 if not normalise else min(slopes) > 0.5
    assert max(reaches) < 1e-19 if not normalise else min(reaches) > 1e-4


def test_one_sequence_alone_has_no_variance():
    with pytest.raises(InputError, match="at least two sequences"):
        openness(True, B=1)
    assert openness(False, B=1).slope > 0
    rows = normalised(np.random.default_rng(0).normal(3, 7, size=(4, 2, 9)))
    np.testing.assert_allclose(rows.mean(axis=2), 0, atol=1e-14)
    np.testing.assert_allclose(rows.std(axis=2), 1, atol=1e-14)


# Slow memory, fast output (example 21)


@pytest.mark.parametrize(
    ("key", "c", "h"), [("latch", "0.0022", "0.0959"), ("random_lstm", "0.1355", "0.0624")]
)
def test_the_memory_is_slow_in_a_latch_and_fast_in_a_random_cell(key, c, h):
    trace = PRESETS[key].scenario.run()
    assert [f"{movement(trace, state):.4f}" for state in "ch"] == [c, h]
    for state in "ch":  # the first step is from the start
        before = trace.initial[state]
        total = 0.0
        for row in trace[state]:
            total += np.abs(row - before).sum()
            before = row
        assert movement(trace, state) == pytest.approx(total / trace[state].size)


def test_by_its_own_spread_a_memory_that_is_kept_is_slower():
    drawn = PRESETS["random_lstm"].scenario
    kept = drawn.changed(params={**drawn.params, "b_f": np.full(8, 3.0)}).run()
    assert [f"{movement_of_spread(kept, state):.4f}" for state in "ch"] == ["0.2450", "0.5407"]
    as_drawn = drawn.run()
    assert [f"{movement_of_spread(as_drawn, state):.2f}" for state in "ch"] == ["0.74", "0.75"]
    assert movement(kept, "c") > movement(kept, "h")  # in numbers it is still the faster one

"""Every tap by its own definition, and its way back by <d, tap(r)> = <adjoint(d), r>."""

from __future__ import annotations

import time

import numpy as np
import pytest

from sim.network.maps import TAPS
from sim.network.taps import Taps
from sim.text.errors import InputError

T, R = 6, 4
RNG = np.random.default_rng(8)
BATCHES = pytest.mark.parametrize("batch", [(), (3,), (4,)], ids=str)


def rows_of(batch, steps=T):
    return RNG.normal(size=(steps, R, *batch))


def by_hand(taps: str, rows, first) -> list[np.ndarray]:
    """The rows behind the taps, one by one."""
    r = list(rows)
    return {
        "": r,
        "back": r[::-1],
        "last": [r[5]],
        "mean": [sum(r) / 6],
        "last every": [r[5]] * 5,
        "last once": [r[5], *[0 * r[5]] * 4],
        "shift": [first, *r[:5]],
        "shift shift": [first, first, *r[:4]],
        "window3": [np.concatenate(r[k : k + 3]) for k in range(4)],
        "patches2x1": [row[k : k + 1] for row in r for k in range(4)],
        "max3": [np.maximum(np.maximum(*r[:2]), r[2]), np.maximum(np.maximum(*r[3:5]), r[5])],
        "flatten": [np.concatenate(r)],
        "back shift": [first, *r[:0:-1]],
        "window2 last every": [np.concatenate(r[4:])] * 5,
        "mean flatten every": [sum(r) / 6] * 5,
    }[taps]


LINEAR = (
    "", "back", "last", "mean", "last every", "last once", "shift", "shift shift", "window3",
    "patches2x1", "flatten", "back shift", "window2 last every", "mean flatten every",
)  # fmt: skip


@BATCHES
@pytest.mark.parametrize("taps", [*LINEAR, "max3"])
def test_rows(taps, batch):
    rows, first = rows_of(batch), RNG.normal(size=(R, *batch))
    found, _ = Taps(taps).forward(rows, 5, first)
    np.testing.assert_allclose(found, by_hand(taps, rows, first), rtol=0, atol=1e-15)


@BATCHES
@pytest.mark.parametrize("taps", LINEAR)
def test_the_way_back_of_a_linear_one(taps, batch):
    rows, tap = rows_of(batch), Taps(taps)
    behind, kept = tap.forward(rows, 5)
    d = RNG.normal(size=behind.shape)
    back = tap.adjoint(d, kept)
    assert back.shape == rows.shape
    for t in range(T):  # each entry: that of another step or row would not do
        for row in range(R):
            unit = np.zeros(rows.shape)
            unit[t, row] = 1
            wanted = (d * tap.forward(unit, 5)[0]).sum(axis=(0, 1))
            np.testing.assert_allclose(back[t, row], wanted, rtol=0, atol=1e-14)


@BATCHES
def test_the_way_back_of_the_greatest_goes_to_the_first_of_them(batch):
    rows = rows_of(batch)
    rows[:3, 0] = 2.0
    found, kept = Taps("max3").forward(rows)
    d = RNG.normal(size=found.shape)
    back = Taps("max3").adjoint(d, kept)
    np.testing.assert_array_equal(back[:3, 0], [d[0, 0], 0 * d[0, 0], 0 * d[0, 0]])
    for group in range(2):
        here, at = slice(3 * group, 3 * group + 3), group
        np.testing.assert_array_equal(back[here].sum(axis=0), d[at])
        assert ((back[here] == 0) | (rows[here] == found[at])).all()


@BATCHES
def test_a_choice_has_no_slope(batch):
    rows = rows_of(batch)
    found, kept = Taps("argmax").forward(rows)
    assert (found.sum(axis=1) == 1).all() and (found * rows).sum() == pytest.approx(
        rows.max(axis=1).sum()
    )
    assert not Taps("argmax").adjoint(np.ones(found.shape), kept).any()
    assert found.shape == kept[0].shape


def test_patches_of_a_frame_that_is_no_square():
    frame = np.arange(12.0)[None]  # 3 rows of 4: 0 1 2 3, 4 5 6 7, 8 9 10 11
    found, kept = Taps("patches3x2").forward(frame)
    assert found[[0, 1, 3]].tolist() == [[0, 1, 4, 5], [1, 2, 5, 6], [4, 5, 8, 9]]
    back = Taps("patches3x2").adjoint(np.ones(found.shape), kept)
    assert back[0].reshape(3, 4).tolist() == [[1, 2, 2, 1], [2, 4, 4, 2], [1, 2, 2, 1]]


def test_what_is_done_row_by_row_comes_before_a_shift():
    rows, first = rows_of(()), np.array([0.25, 0.5, 0.25, 0.0])
    one, other = (Taps(t).forward(rows, 0, first)[0] for t in ("shift argmax", "argmax shift"))
    assert np.array_equal(one, other) and np.array_equal(one[0], first)
    assert one[1].tolist() == np.eye(R)[rows[0].argmax()].tolist()
    assert not Taps("shift argmax").forward(rows)[0][0].any(), "zeros name no word"
    assert Taps("shift shift argmax").delay == 2 and Taps("shift argmax").by_step


def test_of_many_taps_the_choices_still_come_first_and_soon():
    start = time.process_time()
    taps = Taps("shift argmax back " + "shift " * 400 + "argmax " * 400)
    assert time.process_time() - start < 1
    names = [asked.name for _, asked in taps._read]
    assert names == ["argmax", "shift", "back", *["argmax"] * 400, *["shift"] * 400]


def test_what_taps_say_of_themselves():
    ways = {name: Taps(name).way for name in ("", "shift", "back", "back back", "last", "back mean",
                                               "max2", "flatten", "last every")}  # fmt: skip
    assert list(ways.values()) == [1, 1, -1, 1, 0, 0, 1, 0, 0]
    assert Taps("last every").spreads and not Taps("last").spreads and Taps("once").spreads
    assert not Taps("window2").by_step and not Taps("shift last").by_step
    assert len(TAPS) == 11 and not Taps("  ")


@pytest.mark.parametrize(
    ("taps", "steps", "message"),
    [
        ("lats", T, "unknown tap 'lats'; expected back, last, mean"),
        ("window", T, "unknown tap 'window'"),
        ("window-3", T, "unknown tap"),
        ("max1e9", T, "unknown tap"),
        ("every", T, "every takes one row, read 6"),
        ("once", T, "once takes one row, read 6"),
        ("window7", T, "window7 cannot be made of 6 steps"),
        ("window0", T, "window0 cannot be made of 6 steps"),
        ("max4", T, "max4 cannot be made of 6 steps"),
        ("max0", T, "max0 cannot be made of 6 steps"),
        ("patches3x1", T, "patches3x1: 4 numbers are no frame"),
        ("patches2x3", T, "patches2x3: 4 numbers are no frame"),
        ("patches0x0", T, "patches0x0: 4 numbers are no frame"),
    ],
)
def test_what_cannot_be_done_is_refused(taps, steps, message):
    with pytest.raises(InputError, match=message):
        Taps(taps).forward(rows_of((), steps), 5)
    with pytest.raises(InputError, match=message):
        Taps(taps).size(steps, R, 5)


@BATCHES
@pytest.mark.parametrize("taps", [*LINEAR, "max3", "argmax", "patches2x1 max2", "window2 flatten"])
def test_sizes_are_known_without_the_rows(taps, batch):
    for first in (None, RNG.normal(size=(R, *batch))):
        if first is None or "window" not in taps:
            found, _ = Taps(taps).forward(rows_of(batch), 5, first)
            assert Taps(taps).size(T, R, 5, first) == found.shape[:2]


def test_every_tap_has_a_rule_of_sizes_and_knows_whether_it_has_a_slope():
    shown = {"window<n>": "window3", "patches<rows>x<side>": "patches2x1", "max<n>": "max3"}
    for name, tap in TAPS.items():
        taps, rows = Taps(shown.get(name, name)), rows_of((), 1 if tap.spreads else T)
        found, kept = taps.forward(rows, 5)
        assert taps.size(len(rows), R, 5) == found.shape
        back = taps.adjoint(np.ones(found.shape), kept)
        assert back.shape == rows.shape and bool(back.any()) == taps.slope == tap.slope


def test_what_is_too_large_is_sized_and_refused_at_once():
    long = Taps("window50 window50 window50")
    assert long.size(500, 4) == (353, 500_000)
    assert Taps("flatten every").size(10**6, 10**6, 10**6) == (10**6, 10**12)
    start = time.process_time()
    with pytest.raises(InputError, match="max7 cannot be made of 353 steps"):
        Taps("window50 window50 window50 max7").forward(np.zeros((500, 4)))
    assert time.process_time() - start < 0.1

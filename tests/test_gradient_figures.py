"""The chart of gradient norms draws what it was given, zeros and overflow included."""

import numpy as np
import pytest

from ui.figures.gradients import reach

WORDS = {"zero": "0", "overflow": "overflow", "lost": "lost", "lost_of": "lost {cell}",
         "backward": "back", "between": ", "}  # fmt: skip
TITLES = {"lstm": "LSTM", "elman": "Elman"}


def figure(**curves):
    arrays = {cell: np.array(values, dtype=float) for cell, values in curves.items()}
    return reach(arrays, 2, titles=TITLES, lost=1e-7, words=WORDS)


def lines(drawn):
    return [s["y0"] for s in drawn["layout"]["shapes"] if s["line"].get("dash") == "dash"]


def test_the_axis_is_the_logarithm():
    drawn = figure(lstm=[1e-3, 1e-2, 1.0])
    np.testing.assert_allclose(drawn["data"][0]["y"], [-3, -2, 0])
    assert drawn["data"][0]["x"] == [1, 2, 3]
    assert lines(drawn) == pytest.approx([-7])
    assert drawn["layout"]["shapes"][0]["x0"] == 2


def test_exact_zeros_have_a_row_of_their_own_at_the_bottom():
    drawn = figure(lstm=[1e-3, 1e-2, 1.0], elman=[0, 0, 1])
    axis = drawn["layout"]["yaxis"]
    zero = drawn["data"][1]["y"][0]
    assert zero == drawn["data"][1]["y"][1] == axis["tickvals"][0] < -7
    assert axis["ticktext"][0] == "0"
    assert axis["range"][0] < zero
    assert drawn["data"][1]["customdata"][0] == "0"
    assert "0" not in figure(lstm=[1e-3, 1e-2, 1.0])["layout"]["yaxis"]["ticktext"]


def test_overflow_is_shown_as_such():
    drawn = figure(elman=[np.nan, np.inf, 1e300])
    axis = drawn["layout"]["yaxis"]
    assert axis["ticktext"][-1] == "overflow"
    assert list(drawn["data"][0]["y"][:2]) == [axis["tickvals"][-1]] * 2
    assert drawn["data"][0]["y"][2] == pytest.approx(300)
    assert axis["tickvals"][-1] > 300


def test_each_curve_is_lost_below_its_own_largest():
    assert lines(figure(lstm=[1, 1, 1], elman=[1, 1, 1.5])) == pytest.approx([-7])
    assert sorted(lines(figure(lstm=[1, 1, 1], elman=[1e9, 1e5, 1]))) == pytest.approx([-7, 2])


@pytest.mark.parametrize("values", [[0, 0], [1], [np.inf, np.nan]])
def test_curves_with_nothing_to_draw(values):
    drawn = figure(lstm=values)
    low, high = drawn["layout"]["yaxis"]["range"]
    assert low < high
    assert np.isfinite(drawn["data"][0]["y"]).all()


def test_names_never_lie_on_each_other():
    drawn = figure(lstm=[1e-3, 1e-2, 1.0], elman=[1.01e-3, 1e-2, 1.0])
    names = [a["y"] for a in drawn["layout"]["annotations"] if "<b>" in a["text"]]
    low, high = drawn["layout"]["yaxis"]["range"]
    assert len(names) == 2
    assert abs(names[0] - names[1]) > 15 * (high - low) / 270

"""The chart of gradient norms draws what it was given, zeros and overflow included."""

import numpy as np
import pytest

from ui.figures.gradients import Curve, reach
from ui.figures.remedies import beside
from ui.figures.survey import heat

WORDS = {"zero": "0", "overflow": "overflow", "lost": "lost", "lost_of": "lost {cell}",
         "backward": "back", "bound": "bound of {cell}", "between": ", "}  # fmt: skip
TITLES = {"lstm": "LSTM", "elman": "Elman"}


def figure(**curves):
    arrays = {cell: np.array(values, dtype=float) for cell, values in curves.items()}
    T = len(next(iter(arrays.values())))
    drawn = {cell: Curve.of(norms) for cell, norms in arrays.items()}
    return reach(drawn, 2, T, titles=TITLES, lost=1e-7, words=WORDS)


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


@pytest.mark.parametrize("lstm", [0.95, 0.35, 1.02])
def test_a_name_keeps_clear_of_the_other_curve(lstm):
    back = np.arange(100)[::-1]
    drawn = figure(lstm=lstm**back, elman=0.43**back)
    bottom, top = drawn["layout"]["yaxis"]["range"]
    pixel = (top - bottom) / (drawn["layout"]["height"] - 60)
    curves = {trace["name"]: np.array(trace["y"][:10]) for trace in drawn["data"][:2]}
    notes = {note["text"]: note["y"] for note in drawn["layout"]["annotations"]}
    for name, other in (("LSTM", curves["Elman"]), ("Elman", curves["LSTM"])):
        assert (abs(other - notes[f"<b>{name}</b>"]) > 8 * pixel).all(), name


def test_a_bound_is_drawn_and_named_but_does_not_flatten_the_curves():
    curve = Curve(np.array([1, 2, 3]), np.array([-9.0, -5.0, 0.0]))
    far = Curve(np.array([1, 2, 3]), np.array([400.0, 200.0, 0.0]))
    drawn = reach({"elman": curve}, 2, 3, titles=TITLES, lost=1e-7, words=WORDS,
                  bounds={"elman": far})  # fmt: skip
    assert [one["name"] for one in drawn["data"]] == ["Elman", "bound of Elman"]
    assert drawn["data"][1]["customdata"][0] == "1e400"
    assert drawn["layout"]["yaxis"]["range"][1] < 10
    assert "bound of Elman" in [a["text"] for a in drawn["layout"]["annotations"]]


def test_nothing_known_yet_is_an_empty_chart():
    drawn = reach({}, 2, 5, titles={}, lost=1e-7, words=WORDS)
    assert drawn["data"] == [] and drawn["layout"]["xaxis"]["range"] == [0.5, 5.5]


def test_the_label_of_float32_keeps_clear_of_curves_and_names():
    crossing = 10.0 ** np.linspace(-20, 0, 100)  # meets the line at 1e-7 on the right
    near = np.where(np.arange(100) < 99, 10**-6.5, 1.0)  # its name stands on the line
    for curves, side in (({"lstm": crossing}, "left"), ({"lstm": near}, "right")):
        (label,) = [a for a in figure(**curves)["layout"]["annotations"] if a["text"] == "lost"]
        assert label["xanchor"] == side


def test_a_map_shows_what_is_known_and_where_we_are():
    steps = np.array([[3.0, 99.0, np.nan], [np.inf, np.nan, np.nan]])
    words = {"x": "scale", "y": "bias", "here": "here", "all": "all", "steps": "steps",
             "overflow": "overflow"}  # fmt: skip
    drawn = heat(steps, np.array([0.0, 1, 2]), np.array([-4.0, 0]), 99, (1.5, -4), words=words)
    field, ring = drawn["data"]
    assert field["text"] == [["3", "≥99", ""], ["", "", ""]]
    assert np.isnan(field["z"][1, 0]) and field["customdata"][1][0] == "overflow"
    assert [note["text"] for note in drawn["layout"]["annotations"]] == ["∞"]
    assert (ring["x"], ring["y"]) == ([1.5], [-4])
    assert drawn["layout"]["xaxis"]["range"] == [-0.5, 2.5]


def test_a_remedy_keeps_its_zeros_in_sight():
    some = Curve.of(np.array([0.0, 0.0, 1e-3, 1.0]))
    plain = Curve.of(np.array([1e-9, 1e-6, 1e-3, 1.0]))
    drawn = beside(some, plain, (-9, 0))
    axis = drawn["layout"]["yaxis"]
    zero = drawn["data"][1]["y"][0]
    assert axis["ticktext"][0] == "0" and axis["tickvals"][0] == zero
    assert axis["range"][0] < zero < -9
    assert "0" not in beside(plain, plain, (-9, 0))["layout"]["yaxis"]["ticktext"]


def test_every_name_lies_inside_the_picture():
    flat = {cell: Curve.of(np.full(40, 1.0)) for cell in ("lstm", "gru", "elman", "lstm_coupled")}
    drawn = reach(flat, 2, 40, titles={cell: cell for cell in flat}, lost=1e-7, words=WORDS)
    low, high = drawn["layout"]["yaxis"]["range"]
    names = [a["y"] for a in drawn["layout"]["annotations"] if "<b>" in a["text"]]
    assert len(names) == 4 and low < min(names) and max(names) + 9 * (high - low) / 270 < high


@pytest.mark.parametrize(
    ("log", "text"),
    [(-400.0, "1e−400"), (-318.678, "2.1e−319"), (400.99999, "1e401"), (299.0, "1e299"),
     (-np.inf, "0"), (np.inf, "∞"), (np.nan, "NaN"), (0.0, "1")],
)  # fmt: skip
def test_a_size_beyond_float64_is_written_as_any_other(log, text):
    assert Curve(np.array([1]), np.array([log])).texts == [text]

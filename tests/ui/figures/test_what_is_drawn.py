"""Every number in a chart stands at its own step and unit: none at its neighbour's."""

import base64
import importlib
import inspect
import pkgutil

import numpy as np
import pytest

import ui.figures
from sim.graph.activations import Activation
from sim.lab import Curve
from ui.figures import changes, curves, heat_map
from ui.figures.base import over_time
from ui.figures.gradient_parts import jacobian_map, slopes, spectrum, terms
from ui.figures.remedies import beside
from ui.figures.survey import heat
from ui.widgets.drawn import Drawn

TABLE = np.array([[1.0, -2.0, 3.0], [4.0, 5.0, -6.0]])  # two steps, three units


def test_a_curve_is_a_unit_over_the_steps():
    figure = curves({"c": TABLE, "h": TABLE[:, :1]}, 2, titles={"c": "memory", "h": "state"})
    assert [one["name"] for one in figure["data"]] == [
        "c<sub>1</sub> memory", "c<sub>2</sub> memory", "c<sub>3</sub> memory", "h state",
    ]  # fmt: skip
    assert [one["y"].tolist() for one in figure["data"]] == [[1, 4], [-2, 5], [3, -6], [1, 4]]
    assert all(one["x"] == [1, 2] for one in figure["data"])
    assert [one["line"]["dash"] for one in figure["data"]] == ["solid", "dash", "dot", "solid"]
    assert "yaxis" in figure["layout"] and "range" not in figure["layout"]["yaxis"]
    gates = curves({"i": TABLE}, 1, titles={"i": ""}, unit_range=True)
    low, high = gates["layout"]["yaxis"]["range"]
    assert -0.1 < low < 0 and 1 < high < 1.1


def test_the_run_before_lies_under_the_curves_at_its_own_steps():
    former = {"c": 10 * TABLE[:1]}
    figure = curves(
        {"c": TABLE}, 1, titles={"c": "memory"}, former=former, former_name="was {}".format
    )
    now, ghosts = figure["data"][:3], figure["data"][3:]
    assert [one["y"].tolist() for one in ghosts] == [[10], [-20], [30]]
    assert [one["name"] for one in ghosts] == [f"was {one['name']}" for one in now]
    assert [one["x"] for one in ghosts] == [[1]] * 3
    assert all(one["opacity"] < 1 and one["mode"] == "lines" for one in ghosts)
    assert not any("opacity" in one for one in now)
    assert figure["layout"]["xaxis"]["range"] == [0.5, 2.5]


@pytest.mark.parametrize("T", [60, 61])
def test_points_stand_on_a_curve_up_to_sixty_steps(T):
    (curve,) = curves({"c": np.zeros((T, 1))}, 1, titles={"c": ""})["data"]
    assert curve["mode"] == ("lines+markers" if T == 60 else "lines")


def test_a_heat_map_has_a_column_a_step_and_a_row_a_unit():
    figure = heat_map("c", TABLE, 2)
    (field,) = figure["data"]
    assert field["z"].tolist() == [[1, 4], [-2, 5], [3, -6]]
    assert (field["x"], field["y"]) == ([1, 2], [1, 2, 3])
    assert (field["zmin"], field["zmax"]) == (-6, 6)
    assert figure["layout"]["yaxis"]["autorange"] == "reversed"  # unit 1 on top
    assert figure["layout"]["yaxis"]["tickvals"] == [1, 2, 3]
    gate = heat_map("i", abs(TABLE) / 9, 1, gate=True)["data"][0]
    assert (gate["zmin"], gate["zmax"]) == (0, 1)
    with_hole = heat_map("c", np.array([[np.nan, np.inf, -2.0]]), 1)["data"][0]
    assert (with_hole["zmin"], with_hole["zmax"]) == (-2, 2)
    nothing = heat_map("c", np.zeros((2, 3)), 1)["data"][0]
    assert (nothing["zmin"], nothing["zmax"]) == (-1, 1)


@pytest.mark.parametrize("units", [12, 13])
def test_each_of_twelve_units_has_a_tick(units):
    axis = heat_map("c", np.zeros((3, units)), 1)["layout"]["yaxis"]
    assert ("tickvals" in axis) == (units == 12)


def test_a_change_is_the_mean_over_units():
    figure = changes({"c": abs(TABLE)}, 1, titles={"c": "memory"})
    (curve,) = figure["data"]
    assert curve["y"].tolist() == [2, 5] and curve["name"] == "|Δc| memory"
    assert figure["layout"]["yaxis"]["rangemode"] == "tozero"


@pytest.mark.parametrize("T", [12, 13])
def test_the_axis_of_steps(T):
    names = ["John", "<b>"] + [""] * (T - 2)
    figure = over_time([], 5, T, False, 200, names)
    axis, (cursor, *_) = figure["layout"]["xaxis"], figure["layout"]["shapes"]
    assert axis["range"] == [0.5, T + 0.5]
    assert (cursor["x0"], cursor["x1"]) == (5, 5)
    if T == 12:
        assert axis["tickvals"] == [*range(1, 13)]
        assert axis["ticktext"][:3] == ["1 John", "2 &lt;b&gt;", "3 "]
    else:
        assert "tickvals" not in axis and axis["nticks"] == 12
    assert "ticktext" not in over_time([], 1, 3, False, 200, ["", "", ""])["layout"]["xaxis"]


def test_a_jacobian_has_the_present_in_rows_and_the_step_before_in_columns():
    J = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, -6.0], [7.0, np.inf, 9.0]])
    figure = jacobian_map(J, ["c[1]", "c[2]", "h[1]"])
    (field,) = figure["data"]
    assert field["z"].tolist() == J.tolist()
    assert field["customdata"][0][1] == ("c[1]", "c[2], t−1")
    assert field["customdata"][2][0] == ("h[1]", "c[1], t−1")
    assert (field["zmin"], field["zmax"]) == (-9, 9)
    across, down = figure["layout"]["xaxis"], figure["layout"]["yaxis"]
    assert down["autorange"] == "reversed" and across["side"] == "top"
    for axis in (across, down):
        assert (axis["tickvals"], axis["ticktext"]) == ([0, 2], ["c[1]", "h[1]"])
    assert jacobian_map(np.zeros((2, 2)), ["h[1]", "h[2]"])["data"][0]["zmax"] == 1


def test_singular_values_stand_beside_a_line_at_one():
    figure = spectrum(np.array([3.0, 0.5]), "lstm")
    (bars,) = figure["data"]
    assert (bars["x"], bars["y"].tolist()) == ([1, 2], [3, 0.5])
    (line,) = figure["layout"]["shapes"]
    assert (line["y0"], line["y1"], line["x0"], line["x1"]) == (1, 1, 0, 1)


def test_points_lie_on_the_slope_of_their_own_activation():
    at = np.array([-1.0, 0.0, 9.0])
    groups = {"i": (Activation("sigmoid"), at), "n": (Activation("tanh"), at / 2)}
    figure = slopes(groups)
    lines, points = figure["data"][:2], figure["data"][2:]
    assert [one["mode"] for one in figure["data"]] == ["lines"] * 2 + ["markers"] * 2
    assert lines[0]["x"][0] == -9 and lines[0]["x"][-1] == 9  # as far as the farthest point
    np.testing.assert_allclose(points[0]["x"], at)
    np.testing.assert_allclose(points[0]["y"], [0.19661193, 0.25, 1.2337935e-4], rtol=1e-6)
    np.testing.assert_allclose(points[1]["x"], at / 2)
    np.testing.assert_allclose(points[1]["y"], [0.78644773, 1, 4.9353e-4], rtol=1e-4)
    assert lines[0]["y"][100] == 0.25 and lines[1]["y"][100] == 1
    assert len(slopes({"i": groups["i"], "f": groups["i"]})["data"]) == 3  # one line for both
    low, high = figure["layout"]["yaxis"]["range"]
    assert -0.1 < low < 0 and 1 < high < 1.2  # a slope lies between 0 and 1
    assert slopes({"i": (Activation("sigmoid"), np.array([2.0]))})["data"][0]["x"][-1] == 6


def test_a_term_stands_at_its_step_and_a_zero_is_written():
    figure = terms(np.array([0.0, 2.0, 3.0]), np.array([False, True, False]), 2, "lstm")
    (bars,) = figure["data"]
    assert (bars["x"], bars["y"].tolist()) == ([1, 2, 3], [0, 2, 3])
    off, on, also_off = bars["marker"]["color"]
    assert off == also_off != on
    assert [(one["x"], one["text"]) for one in figure["layout"]["annotations"]] == [(1, "0")]
    assert figure["layout"]["yaxis"]["type"] == "log"


@pytest.mark.parametrize("zeros", [60, 61])
def test_at_most_sixty_zeros_are_written(zeros):
    figure = terms(np.zeros(zeros), np.ones(zeros, bool), 1, "gru")
    assert len(figure["layout"]["annotations"]) == 60


def test_a_remedy_is_drawn_over_what_it_remedies():
    some, plain = Curve.of(np.array([1e-2, 1.0])), Curve.of(np.array([1e-6, 1.0]))
    figure = beside(some, plain, (-6, 0))
    below, above = figure["data"]
    np.testing.assert_allclose(below["y"], [-6, 0])
    np.testing.assert_allclose(above["y"], [-2, 0])


def test_a_map_of_steps_has_a_bias_a_row_and_a_scale_a_column():
    steps = np.array([[3.0, 7.0, 99.0], [np.inf, 8.0, 98.0]])
    words = dict.fromkeys(("x", "y", "here", "all", "steps", "overflow"), "")
    words |= {"all": "all", "steps": "steps"}
    figure = heat(steps, np.array([0.5, 1, 2]), np.array([-4.0, 4]), 99, (1, -4), words=words)
    field = figure["data"][0]
    assert (field["x"], field["y"]) == ([0.5, 1, 2], [-4, 4])
    np.testing.assert_array_equal(field["z"], [[3, 7, 99], [np.nan, 8, 98]])
    assert field["text"] == [["3", "7", "≥99"], ["", "8", "98"]]
    assert field["customdata"][0] == ["3 steps", "7 steps", "all"]
    (note,) = figure["layout"]["annotations"]
    assert (note["x"], note["y"], note["text"]) == (0.5, 4, "∞")
    assert (field["zmin"], field["zmax"]) == (0, 99)


@pytest.mark.parametrize(("rows", "height"), [(2, 182), (8, 398), (9, 326), (20, 590)])
def test_a_row_of_a_map_is_36_pixels_high_and_24_where_there_are_more_than_8(rows, height):
    words = dict.fromkeys(("x", "y", "here", "all", "steps", "overflow"), "")
    grid = np.linspace(-4, 4, rows), np.full((rows, 2), 5.0)
    figure = heat(grid[1], np.array([0.5, 1]), grid[0], 99, (1, -4), words=words)
    assert figure["layout"]["height"] == height


@pytest.mark.parametrize("steps", [21, 22])
def test_what_plotly_is_sent_holds_the_same_numbers(steps):
    """Packed from 64 numbers on, row by row."""
    values = np.arange(3.0 * steps).reshape(steps, 3)
    (field,) = Drawn(heat_map("c", values, 2)).to_dict()["data"]
    if steps == 21:
        assert field["z"].tolist() == values.T.tolist()
        return
    assert (field["z"]["dtype"], field["z"]["shape"]) == ("f8", "3, 22")
    sent = np.frombuffer(base64.b64decode(field["z"]["bdata"]), "<f8")
    np.testing.assert_array_equal(sent.reshape(3, 22), values.T)
    (curve, *_) = Drawn(curves({"c": np.zeros((64, 1))}, 1, titles={"c": ""})).to_dict()["data"]
    assert "shape" not in curve["y"]


def test_a_figure_is_light_unless_somebody_says_dark():
    defaults = [
        inspect.signature(function).parameters["dark"].default
        for module in map(importlib.import_module, figure_modules())
        for function in vars(module).values()
        if inspect.isfunction(function) and "dark" in inspect.signature(function).parameters
    ]
    said = [default for default in defaults if default is not inspect.Parameter.empty]
    assert len(said) > 10 and not any(said)


def figure_modules() -> list[str]:
    return [f"ui.figures.{one.name}" for one in pkgutil.iter_modules(ui.figures.__path__)]

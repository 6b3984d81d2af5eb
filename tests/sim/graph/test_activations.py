"""The activations and their slopes, to the last digits and at the ends of the range."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.document.files import to_json
from sim.graph.activations import NAMES, Activation
from sim.presets import PRESETS
from sim.text.errors import InputError
from tests.cells import RECURRENT, drawn
from tests.reference.load import scalars

EXACT = {name: np.array([row[name] for row in scalars()]) for name in scalars()[0]}
EDGES = np.array([-1e308, -1e300, -1e4, -745.2, -709.8, 709.8, 745.2, 1e4, 1e300, 1e308])
ALL = [Activation(name) for name in NAMES] + [Activation("hard_sigmoid", 1e3, -2.0)]


def test_the_reference_covers_the_whole_range():
    z = EXACT["z"]
    assert z.min() == -700 and z.max() == 700 and np.abs(z).min() < 1e-7
    assert len(z) > 50 and (np.diff(np.sort(z)) < 201).all()


@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
def test_relative_accuracy_over_the_whole_range(name):
    activation = Activation(name)
    for got, wanted in (
        (activation(EXACT["z"]), EXACT[name]),
        (activation.derivative(EXACT["z"]), EXACT[f"{name}_slope"]),
    ):
        least = np.finfo(float).tiny / 2**52  # the smallest number there is, where float64 ends
        np.testing.assert_allclose(got, wanted, rtol=1e-14, atol=least)


def test_saturated_gates_keep_their_tails():
    """Both would be 0 if they were written 0.5 * (1 + tanh(z / 2)) and y * (1 - y)."""
    sigmoid = Activation("sigmoid")
    assert sigmoid(-90.0) == pytest.approx(8.194012623990515e-40, rel=1e-14)
    assert sigmoid.derivative(90.0) == pytest.approx(8.194012623990515e-40, rel=1e-14)
    assert Activation("tanh").derivative(40.0) == pytest.approx(7.21940553847165e-35, rel=1e-14)


@pytest.mark.parametrize("activation", ALL, ids=lambda a: f"{a.name}-{a.slope}")
def test_nothing_overflows_and_everything_stays_in_bounds(activation):
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        values, slopes = activation(EDGES), activation.derivative(EDGES)
    low, high = activation.bounds
    assert (low <= values).all() and (values <= high).all()
    assert np.isfinite(slopes).all() and (slopes >= 0).all()
    assert (slopes <= activation.steepest).all()
    assert values.shape == slopes.shape == EDGES.shape


@pytest.mark.parametrize("activation", ALL, ids=lambda a: f"{a.name}-{a.slope}")
def test_the_slope_is_the_slope(activation):
    z = np.linspace(-4.03, 4.07, 41)
    kinks = {"relu": [0.0], "hard_sigmoid": [-activation.offset / activation.slope]}
    kinks["hard_sigmoid"].append((1 - activation.offset) / activation.slope)
    far = np.ones(len(z), bool)
    for kink in kinks.get(activation.name, []):
        far &= np.abs(z - kink) > 1e-3
    difference = (activation(z + 1e-6) - activation(z - 1e-6)) / 2e-6
    np.testing.assert_allclose(activation.derivative(z)[far], difference[far], atol=1e-8)
    near_zero = np.append(z, 1e-12 - activation.offset / activation.slope)
    assert activation.derivative(near_zero).max() == pytest.approx(activation.steepest, rel=0.05)
    assert far.sum() > 35


def test_the_hard_sigmoid_is_exact_where_it_is_shut_and_open():
    hard = Activation("hard_sigmoid", 0.25, 0.5)
    assert hard(np.array([-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 90.0])).tolist() == [
        0, 0, 0.25, 0.5, 0.75, 1, 1,
    ]  # fmt: skip
    assert hard.derivative(np.array([-2.0, -1.0, 2.0])).tolist() == [0, 0.25, 0]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("plain", [False, True], ids=["fast", "plain"])
def test_no_run_warns_however_large_its_numbers(name, plain):
    """Warnings are errors; what overflows is shown as it is."""
    for cell in RECURRENT.values():
        chosen = cell.with_options(**dict.fromkeys(cell.defaults, name))
        numbers = drawn(chosen, T=3, X=2, H=2)
        for scale in (1e10, 1e308):
            params = {k: np.sign(v) * scale for k, v in numbers["params"].items()}
            trace = sim.forward(chosen, params, numbers["inputs"] * 1e5, plain=plain)
            for quantity in cell.graph.quantities:
                trace.value(quantity)
        sim.step(chosen, params, numbers["inputs"][0] * 1e5)


def test_a_shut_gate_is_shut_on_both_paths():
    """exp(-z) overflows from z = -710 on."""
    params = {"W_h": [[1.0]], "U_h": [[0.0]], "b_h": [0.0]}
    cell = sim.CELLS["elman"].with_options(h="sigmoid")
    z = np.array([[-1e308], [-800.0], [-700.0], [-90.0], [90.0], [1e308]])
    fast, plain = (sim.forward(cell, params, z, plain=p)["h"] for p in (False, True))
    np.testing.assert_allclose(fast, plain, rtol=1e-14, atol=1e-308)
    assert plain[0] == 0 and plain[-1] == 1


@pytest.mark.parametrize(
    "option",
    [
        "Tanh", "", 3, None, True, ["tanh"], {}, {"name": 3}, {"name": "softplus"}, {"slope": 1},
        {"name": "hard_sigmoid", "slope": 0}, {"name": "hard_sigmoid", "slope": -1},
        {"name": "hard_sigmoid", "slope": True}, {"name": "hard_sigmoid", "slope": "1"},
        {"name": "hard_sigmoid", "slope": 10**400}, {"name": "hard_sigmoid", "offset": None},
        {"name": "hard_sigmoid", "offset": float("nan")}, {"name": "hard_sigmoid", "width": 1},
        {"name": "tanh", "slope": 0.5}, {"name": "x" * 10_000},
    ],
    ids=lambda option: str(option)[:40],
)  # fmt: skip
def test_what_is_no_activation_is_refused_by_its_line(option):
    with pytest.raises(InputError, match=r"^g: ") as caught:
        sim.CELLS["lstm"].with_options(g=option)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("line", ["c", "x", "self", "G", "h_prev", "a" * 999])
def test_a_line_without_an_activation_is_refused(line):
    with pytest.raises(InputError, match="has no activation") as caught:
        sim.CELLS["lstm"].with_options(**{line: "tanh"})
    assert "i, f, g, o, h" in str(caught.value) and len(str(caught.value)) < 200


def test_options_read_and_write_the_same():
    for activation in ALL:
        assert Activation.read(activation.write()) == activation
    lstm = sim.CELLS["lstm"]
    assert lstm.with_options(g="tanh", i="sigmoid").options == lstm.options == ()
    again = lstm.with_options(g="relu").with_options(o={"name": "hard_sigmoid", "slope": 1})
    assert {k: a.name for k, a in again.activations.items()} == {
        "i": "sigmoid", "f": "sigmoid", "g": "relu", "o": "hard_sigmoid", "h": "tanh",
    }  # fmt: skip
    assert again.with_options(g="tanh", o="sigmoid").options == ()


@pytest.mark.parametrize("name", NAMES)
def test_the_slope_by_way_of_the_value_is_as_exact(name):
    activation = Activation(name)
    for reach in (0.5, 1.5, 1.8, 2.9, 3.0, 40.0):
        z = np.linspace(-reach, reach, 101)
        found = activation.slope_at(z, activation(z))
        np.testing.assert_allclose(found, activation.derivative(z), rtol=1e-14, atol=0)


@pytest.mark.parametrize("number", [float, np.float64, np.float32, np.float16])
def test_a_slope_of_any_kind_of_number_runs_alike(number):
    option = {"name": "hard_sigmoid", "slope": number(0.25), "offset": number(0.5)}
    given = PRESETS["random_lstm"].scenario
    scenario = given.changed(options={"f": option})
    plain = given.changed(options={"f": option | {"slope": 0.25, "offset": 0.5}})
    np.testing.assert_array_equal(scenario.run()["f"], plain.run()["f"])
    assert to_json(scenario) == to_json(plain)

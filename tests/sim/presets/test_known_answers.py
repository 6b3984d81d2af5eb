"""Every preset gives the numbers that it is there for."""

from __future__ import annotations

import math

import numpy as np
import pytest

import sim
from sim.document.files import from_json, to_json
from sim.document.generate import generate
from sim.document.initialise import initialise
from sim.document.seen import PartScenario
from sim.lab.measures import change, half_life, kept_a_step
from sim.network.outputs import dense_output
from sim.presets import LISTED, OF_ONE_CELL, PRESETS
from sim.presets.dinner import DISHES
from sim.presets.lecture import SENSES
from sim.presets.preset import Preset
from ui.session.changes import with_exact_gates as with_exact

EXACT_GATES = {gate: {"name": "hard_sigmoid", "slope": 0.25, "offset": 0.5} for gate in "ifo"}


def run(key: str) -> sim.Trace:
    return PRESETS[key].scenario.run()


def column(trace: sim.Trace, name: str) -> np.ndarray:
    return trace[name][:, 0]


def with_exact_gates(scenario: PartScenario) -> PartScenario:
    return scenario.changed(options={**scenario.options, **EXACT_GATES})


# The memory cell of the lecture


def test_the_presets_that_are_offered():
    assert list(OF_ONE_CELL) == [
        "memory_exact", "memory_cell", "nine_steps", "all_ones", "arrive", "leave", "slots_arrive",
        "slots_leave",
        "slots_sentence", "latch", "forgetter", "overwriter", "peephole", "coupled", "gru_keeps",
        "gru_overwrites", "gru_before", "gru_after", "dinner", "random_lstm",
    ]  # fmt: skip
    assert set(PRESETS) - set(LISTED) == {"memory_cell", "arrive", "leave"}
    for key, preset in PRESETS.items():
        scenario = preset.scenario
        assert preset.key == key and scenario.title and scenario is preset.scenario
        assert 1 <= preset.start <= scenario.sizes["T"]
        assert all(np.isfinite(array).all() for array in scenario.run().values())
        assert to_json(from_json(to_json(scenario))) == to_json(scenario)


def test_the_memory_cell_is_the_one_of_the_lecture():
    scenario = PRESETS["memory_cell"].scenario
    assert scenario.cell == "lstm" and scenario.sizes == {"X": 3, "H": 1, "Y": 0, "T": 5}
    assert dict(scenario.options) == {"g": "identity", "h": "identity"}
    wanted = {
        "W_g": [1, 0, 0], "b_g": 0, "W_i": [0, 100, 0], "b_i": -10,
        "W_f": [0, 100, 0], "b_f": 10, "W_o": [0, 0, 100], "b_o": -10,
    }  # fmt: skip
    for name, value in scenario.params.items():
        assert np.array_equal(value[0], wanted.get(name, [0])), name
    assert scenario.inputs.tolist() == [[3, 1, 0], [4, 1, 0], [2, 0, 0], [1, 0, 1], [3, -1, 0]]


def test_the_memory_cell_with_true_sigmoids():
    trace = run("memory_cell")
    memory = [3, 7, 6.9997730106564875, 6.999500633749106, 5.735e-39]
    np.testing.assert_allclose(column(trace, "c")[:4], memory[:4], rtol=0, atol=1e-15 * 8)
    assert column(trace, "c")[4] == pytest.approx(memory[4], rel=1e-3)
    assert column(trace, "h")[3] == pytest.approx(6.999500633749106, rel=1e-15)
    assert (np.abs(np.delete(column(trace, "h"), 3)) < 3.2e-4).all()


def test_the_memory_cell_in_closed_form():
    """The memory once more, written out: f and i are sigmoids of ±10, ±90, ±110."""

    def sigmoid(z):
        return 1 / (1 + math.exp(-z))

    c1 = sigmoid(90) * 3
    c2 = sigmoid(110) * c1 + sigmoid(90) * 4
    c3 = sigmoid(10) * c2 + sigmoid(-10) * 2
    c4 = sigmoid(10) * c3 + sigmoid(-10) * 1
    c5 = sigmoid(-90) * c4 + sigmoid(-110) * 3
    np.testing.assert_allclose(column(run("memory_cell"), "c"), [c1, c2, c3, c4, c5], rtol=1e-14)


def test_the_memory_cell_with_exact_gates():
    first = PRESETS["memory_exact"].scenario
    assert to_json(first) == to_json(with_exact(PRESETS["memory_cell"].scenario, True))
    assert column(first.run(), "c").tolist() == [3, 7, 7, 7, 0]
    trace = with_exact_gates(PRESETS["memory_cell"].scenario).run()
    assert column(trace, "c").tolist() == [3, 7, 7, 7, 0]
    assert column(trace, "h").tolist() == [0, 0, 0, 7, 0]


def test_nine_steps():
    scenario = PRESETS["nine_steps"].scenario
    assert scenario.inputs.T.tolist() == [
        [1, 3, 2, 4, 2, 1, 3, 6, 1],
        [0, 1, 0, 1, 0, 0, -1, 1, 0],
        [0, 0, 0, 0, 0, 1, 0, 0, 1],
    ]
    cell = PRESETS["memory_cell"].scenario
    assert all(np.array_equal(scenario.params[n], cell.params[n]) for n in cell.params)
    exact = with_exact_gates(scenario).run()
    assert column(exact, "c_prev").tolist() == [0, 0, 3, 3, 7, 7, 7, 0, 6]
    assert column(exact, "c").tolist() == [0, 3, 3, 7, 7, 7, 0, 6, 6]
    assert column(exact, "h").tolist() == [0, 0, 0, 0, 0, 7, 0, 0, 6]
    true = scenario.run()
    np.testing.assert_allclose(column(true, "c_prev"), column(exact, "c_prev"), atol=1e-3)
    np.testing.assert_allclose(column(true, "h"), column(exact, "h"), atol=1e-3)


def agrees(preset: Preset, scenario: PartScenario) -> bool:
    """Whether all the numbers that the preset's source gives have their tick."""
    trace, expected = scenario.run(), preset.expected(scenario)
    assert expected
    lines = {**trace, "y": scenario.read_out(trace)["y"]} if scenario.output else trace
    return all(
        len(e.values) == trace.T
        and all(
            theirs is None or abs(ours - theirs) <= e.tolerance
            for ours, theirs in zip(lines[e.line][:, e.unit], e.values, strict=True)
        )
        for e in expected
    )


@pytest.mark.parametrize("key", [key for key in OF_ONE_CELL if PRESETS[key].examples])
def test_numbers_of_the_lecture_stand_beside_ours(key):
    preset = PRESETS[key]
    scenario = preset.scenario
    assert preset.source and preset.examples
    for example in preset.examples:
        given = scenario.changed(inputs=np.array(example.inputs, float))
        assert agrees(preset, given)
        if scenario.cell == "lstm":
            assert agrees(preset, with_exact_gates(given))
    name = next(iter(scenario.params))
    other = {**scenario.params, name: scenario.params[name] + 1}
    assert preset.expected(scenario.changed(params=other)) == ()
    assert preset.expected(scenario.changed(inputs=scenario.inputs + 1)) == ()
    shorter = scenario.changed(inputs=scenario.inputs[:-1], labels={})
    assert preset.expected(shorter) == ()
    assert preset.expected(PRESETS["dinner"].scenario) == ()
    if scenario.cell == "lstm":
        held = scenario.changed(clamps=[sim.Clamp("f", 0.5)])
        assert preset.expected(held) == () and not preset.is_shown(held)


# What the lecture prints, by example; whatever else stands beside a run was worked out by hand.
PRINTED = {
    "memory_cell": {("c", (3, 7, 7, 7, 0)), ("h", (0, 0, 0, 7, 0))},
    "memory_exact": {("c", (3, 7, 7, 7, 0)), ("h", (0, 0, 0, 7, 0))},
    "nine_steps": {
        ("c_prev", (0, 0, 3, 3, 7, 7, 7, 0, 6)), ("h", (0, 0, 0, 0, 0, 7, 0, 0, 6)),
    },
    "all_ones": {("h", (2, 6, 16)), ("y", (4, 12, 32))},
}  # fmt: skip


@pytest.mark.parametrize("key", OF_ONE_CELL)
def test_only_what_the_lecture_prints_is_said_to_be_its(key):
    beside = [one for example in PRESETS[key].examples for one in example.expected]
    assert {(e.line, e.values) for e in beside if not e.by_hand} == PRINTED.get(key, set())
    by_hand = {(e.line, e.values) for e in beside if e.by_hand}
    if not key.startswith("slots_"):  # of these the lecture prints the labels alone
        assert by_hand == ({("y", (8, 20, 44))} if key == "all_ones" else set())


def test_the_memory_cell_has_five_numbers_of_memory_and_of_output():
    (example,) = PRESETS["memory_cell"].examples
    assert {e.line: e.values for e in example.expected} == {
        "c": (3, 7, 7, 7, 0), "h": (0, 0, 0, 7, 0),
    }  # fmt: skip
    (example,) = PRESETS["nine_steps"].examples
    assert {e.line: e.values for e in example.expected} == {
        "c_prev": (0, 0, 3, 3, 7, 7, 7, 0, 6), "h": (0, 0, 0, 0, 0, 7, 0, 0, 6),
    }  # fmt: skip


# The all-ones Elman network


def test_all_ones_in_both_orders():
    scenario = PRESETS["all_ones"].scenario
    assert scenario.sizes == {"X": 2, "H": 2, "Y": 2, "T": 3}
    h = scenario.run()["h"]
    assert h.tolist() == [[2, 2], [6, 6], [16, 16]]
    assert scenario.read_out(scenario.run())["y"].tolist() == [[4, 4], [12, 12], [32, 32]]
    dragged = scenario.changed(inputs=scenario.inputs[[2, 0, 1]])
    assert dragged.inputs.tolist() == [[2, 2], [1, 1], [1, 1]]
    assert dragged.read_out(dragged.run())["y"].tolist() == [[8, 8], [20, 20], [44, 44]]


# Dinner


def likeliest(scenario: PartScenario) -> list[int]:
    shares = scenario.read_out(scenario.run())["y"]
    np.testing.assert_allclose(shares.sum(axis=1), 1, rtol=1e-15)
    assert (shares.max(axis=1) > 0.5).all(), "no close calls"
    return np.argmax(shares, axis=1).tolist()


def test_dinner_is_predicted_also_after_blank_days():
    scenario = PRESETS["dinner"].scenario
    blank = [t for t, row in enumerate(scenario.inputs) if not row.any()]
    assert len(blank) >= 2 and scenario.labels["x"] == scenario.labels["y"] == DISHES
    cycle = [t % 3 for t in range(scenario.sizes["T"] + 1)]
    for t, row in enumerate(scenario.inputs):
        assert not row.any() or row.tolist() == np.eye(3)[cycle[t]].tolist()
    assert likeliest(scenario) == cycle[1:]


@pytest.mark.parametrize("first", range(3))
def test_dinner_from_any_dish_and_through_any_blanks(first):
    scenario = PRESETS["dinner"].scenario
    rng = np.random.default_rng(first)
    for _ in range(20):
        dishes = [(first + t) % 3 for t in range(12)]
        inputs = np.eye(3)[dishes] * rng.integers(0, 2, (12, 1))
        inputs[0, first] = 1
        asked = scenario.changed(inputs=inputs, labels={"x": DISHES, "y": DISHES})
        assert likeliest(asked) == [(dish + 1) % 3 for dish in dishes]


def test_dinner_fed_back_for_thirty_days():
    scenario = PRESETS["dinner"].scenario
    fed = generate(scenario, 30)
    T = scenario.sizes["T"]
    assert fed.sizes["T"] == T + 30 and len(fed.labels["t"]) == T + 30
    assert np.array_equal(fed.inputs[:T], scenario.inputs)
    assert np.argmax(fed.inputs[T:], axis=1).tolist() == [t % 3 for t in range(T, T + 30)]
    assert (fed.inputs[T:].sum(axis=1) == 1).all()
    assert likeliest(fed) == [t % 3 for t in range(1, T + 31)]


def test_what_was_fed_back_is_what_a_run_over_it_predicts():
    fed = generate(PRESETS["dinner"].scenario.changed(inputs=[[0, 1, 0]], labels={}), 5)
    predicted = likeliest(fed)
    assert np.argmax(fed.inputs[1:], axis=1).tolist() == predicted[:-1]


def test_what_is_fed_back_is_an_output_and_no_unit():
    """Units turned round by the readout: the likeliest output is never the largest unit."""
    scenario = PRESETS["dinner"].scenario
    turned = dense_output("softmax", 9 * np.roll(np.eye(3), 1, axis=0), np.zeros(3))
    asked = scenario.changed(output=turned, inputs=[[0, 1, 0]], labels={})
    fed = generate(asked, 4)
    h = fed.run()["h"]
    largest = h.argmax(axis=1)
    assert fed.inputs[1:].argmax(axis=1).tolist() == [(unit + 1) % 3 for unit in largest[:-1]]
    assert not (fed.inputs[1:].argmax(axis=1) == largest[:-1]).any()


@pytest.mark.parametrize("steps", [0, -1, 1.5, True, None, "3"])
def test_feeding_back_takes_a_number_of_steps(steps):
    with pytest.raises(sim.InputError, match="at least one step"):
        generate(PRESETS["dinner"].scenario, steps)


def test_feeding_back_has_its_limits():
    dinner = PRESETS["dinner"].scenario
    with pytest.raises(sim.InputError, match="at most 500"):
        generate(dinner, 10**12)
    room = 500 - dinner.sizes["T"]
    assert generate(dinner, room).sizes["T"] == 500
    with pytest.raises(sim.InputError, match="at most 500"):
        generate(dinner, room + 1)
    linear = dense_output("linear", np.eye(3), np.zeros(3))
    for scenario in (
        PRESETS["memory_cell"].scenario,
        PRESETS["all_ones"].scenario,
        PRESETS["arrive"].scenario,
        PRESETS["dinner"].scenario.changed(output=linear),
    ):
        with pytest.raises(sim.InputError, match="softmax readout with as many outputs"):
            generate(scenario, 3)


# Same word, other meaning


def sense_of_taipei(scenario: PartScenario) -> tuple[str, np.ndarray]:
    shares = scenario.read_out(scenario.run())["y"][1]
    return SENSES[int(np.argmax(shares))], shares


def test_taipei_is_where_one_goes_or_where_one_leaves():
    arrive, leave = PRESETS["arrive"].scenario, PRESETS["leave"].scenario
    assert arrive.labels["t"] == ("arrive", "Taipei", "on", "November", "2nd")
    assert leave.labels["t"] == ("leave", "Taipei", "on", "November", "2nd")
    assert np.array_equal(arrive.inputs[1:], leave.inputs[1:]), "the same words follow"
    assert not np.array_equal(arrive.inputs[0], leave.inputs[0])
    for name in arrive.params:
        assert np.array_equal(arrive.params[name], leave.params[name])
        assert np.abs(arrive.params[name]).max() <= 3, "small enough to read"
    assert sense_of_taipei(arrive)[0] == "destination" and sense_of_taipei(arrive)[1][0] > 0.8
    assert sense_of_taipei(leave)[0] == "departure" and sense_of_taipei(leave)[1][1] > 0.8
    for scenario in (arrive, leave):
        others = np.argmax(scenario.read_out(scenario.run())["y"], axis=1)
        assert [SENSES[k] for k in others[[0, 2, 3, 4]]] == ["other"] * 4
        np.testing.assert_array_equal(scenario.inputs.sum(axis=1), 1)
    at_taipei = np.arange(5) == 1
    for unit, scenario in enumerate((arrive, leave)):
        wanted = np.zeros((5, 4))
        wanted[:, unit], wanted[:, 2 + unit] = 1, at_taipei  # remembered all along, and fired once
        np.testing.assert_array_equal(scenario.run()["h"], wanted)


def test_without_memory_nobody_can_tell():
    cut = []
    for key in ("arrive", "leave"):
        scenario = PRESETS[key].scenario
        params = {**scenario.params, "U_h": np.zeros_like(scenario.params["U_h"])}
        cut.append(scenario.changed(params=params))
    first, second = (sense_of_taipei(scenario)[1] for scenario in cut)
    assert np.array_equal(first, second)
    assert np.array_equal(cut[0].run()["h"][1:], cut[1].run()["h"][1:])


# Gates held by their biases


@pytest.mark.parametrize(
    ("key", "bias", "steps"),
    [
        ("latch", 6, 279.982),
        ("forgetter", 1, 2.21268),
        ("overwriter", -6, 0.115477),
        ("gru_keeps", 6, 279.982),
        ("gru_overwrites", -6, 0.115477),
    ],
)
def test_half_lives(key, bias, steps):
    """A gate at sigmoid(b) halves what it holds in ln 2 / ln(1 + e^-b) steps."""
    assert PRESETS[key].held
    trace = run(key)
    gate = "f" if trace.cell.key == "lstm" else "z"
    np.testing.assert_allclose(trace[gate], 1 / (1 + math.exp(-bias)), rtol=1e-15)
    found = half_life(kept_a_step(trace, unit=1))
    assert found == pytest.approx(math.log(2) / math.log1p(math.exp(-bias)), rel=1e-12)
    assert found == pytest.approx(steps, rel=1e-5)


def test_what_is_kept_a_step_is_the_mean_by_ratio():
    """Forget gates of 1/2 and 1/8 keep 1/4 a step, as two halvings and a half."""
    gate = {"name": "hard_sigmoid", "slope": 1.0, "offset": 0.0}
    scenario = PRESETS["latch"].scenario.changed(inputs=[[0.5], [0.125]], options={"f": gate})
    params = {**scenario.params, "W_f": [[1.0]], "b_f": [0.0]}
    trace = scenario.changed(params=params).run()
    assert column(trace, "f").tolist() == [0.5, 0.125]
    assert kept_a_step(trace, 1) == pytest.approx(0.25, rel=1e-14)
    assert half_life(kept_a_step(trace, 1)) == pytest.approx(0.5, rel=1e-14)


def test_half_lives_at_the_ends():
    with np.errstate(all="raise", under="ignore"):
        found = half_life(np.array([0.0, 0.25, 0.5, math.sqrt(0.5), 1.0]))
    np.testing.assert_allclose(found, [0, 0.5, 1, 2, np.inf], rtol=1e-15)
    with pytest.raises(ValueError, match="no keeping gate"):
        kept_a_step(run("all_ones"), 1)


def test_a_latch_holds_and_a_forgetter_forgets():
    latch, forgetter = column(run("latch"), "c"), column(run("forgetter"), "c")
    assert (np.abs(latch - 1) < 0.03).all()
    halved = 1 / (1 + math.exp(-1))
    np.testing.assert_allclose(forgetter, halved ** np.arange(1, 9), atol=0.01)
    assert forgetter[-1] < 0.1


def test_an_overwriter_holds_the_last_input_only():
    trace = run("overwriter")
    np.testing.assert_allclose(column(trace, "c"), column(trace, "g"), atol=5e-3)
    np.testing.assert_allclose(column(trace, "g"), np.tanh(2 * trace["x"][:, 0]), rtol=1e-12)
    assert (column(trace, "f") < 0.0025).all() and (column(trace, "i") > 0.9975).all()


def test_a_gru_that_keeps_and_one_that_overwrites():
    keeps, overwrites = run("gru_keeps"), run("gru_overwrites")
    assert (np.abs(column(keeps, "h") - 0.8) < 0.02).all()
    np.testing.assert_allclose(column(overwrites, "h"), column(overwrites, "n"), atol=5e-3)
    assert np.abs(change(overwrites, "h")).max() > 10 * np.abs(change(keeps, "h")).max()


def test_a_counter_with_peepholes():
    trace = run("peephole")
    assert trace.cell.key == "lstm_peephole" and (trace["x"] == 1).all()
    count = np.array([1, 2, 3, 4, 1, 2, 3, 4, 1, 2])
    np.testing.assert_allclose(column(trace, "c"), count, atol=0.1)
    np.testing.assert_allclose(column(trace, "h"), count * (count >= 3), atol=0.1)
    assert np.array_equal(column(trace, "o") > 0.5, column(trace, "c") > 2.5), "o sees the new c"
    assert np.array_equal(column(trace, "f") < 0.5, column(trace, "c_prev") > 3.5), "f the old"


def test_coupled_gates_replace_or_keep():
    trace = run("coupled")
    assert np.array_equal(trace["i"], 1 - trace["f"])
    np.testing.assert_allclose(column(trace, "c"), [3, 3, 3, 4, 4, -2, -2], atol=1e-3)


# Both GRU conventions


def convention_runs(diagonal: bool) -> tuple[sim.Trace, sim.Trace]:
    traces = []
    for key in ("gru_before", "gru_after"):
        scenario = PRESETS[key].scenario
        params = dict(scenario.params)
        if diagonal:
            params["U_n"] = np.diag(np.diag(params["U_n"]))
        traces.append(scenario.changed(params=params).run())
    return tuple(traces)


def test_the_conventions_have_the_same_weights():
    before, after = (PRESETS[key].scenario for key in ("gru_before", "gru_after"))
    assert (before.cell, after.cell) == ("gru", "gru_reset_after")
    assert all(np.array_equal(after.params[n], v) for n, v in before.params.items())
    assert set(after.params) - set(before.params) == {"bu_n"} and not after.params["bu_n"].any()
    assert np.array_equal(before.inputs, after.inputs)


def test_the_conventions_agree_where_the_matrix_is_diagonal():
    before, after = convention_runs(diagonal=True)
    np.testing.assert_allclose(before["h"], after["h"], rtol=0, atol=1e-15)


def test_the_conventions_differ_from_the_second_step_on():
    before, after = convention_runs(diagonal=False)
    assert np.array_equal(before["h"][0], after["h"][0]), "the first state is zero"
    assert (np.abs(before["h"][1:] - after["h"][1:]).max(axis=1) > 1e-3).all()


def test_the_random_lstm():
    scenario = PRESETS["random_lstm"].scenario
    assert scenario.sizes == {"X": 2, "H": 8, "Y": 0, "T": 50} and scenario.seed == 8
    drawn = initialise(sim.CELLS["lstm"].shapes(2, 8), seed=8)
    assert all(np.array_equal(scenario.params[n], drawn[n]) for n in drawn)
    assert np.abs(scenario.run()["h"]).max() < 1

"""A scenario is checked whole, and says what is wrong with it."""

from __future__ import annotations

import re

import numpy as np
import pytest

from sim.document.files import to_json
from sim.document.seen import PartScenario
from sim.network.outputs import dense_output
from sim.presets import PRESETS
from sim.text.errors import InputError

LSTM = PRESETS["memory_cell"].scenario  # X = 3, H = 1, T = 5, with options
DINNER = PRESETS["dinner"].scenario  # with readout and labels
INF, NAN = float("inf"), float("nan")


def bad(scenario: PartScenario, **changes: object) -> str:
    before = to_json(scenario)
    with pytest.raises(InputError) as caught:
        scenario.changed(**changes)
    assert to_json(scenario) == before
    message = str(caught.value)
    assert len(message) < 300 and message.encode()
    assert isinstance(caught.value.code, str)
    return message


INPUTS = {  # what inputs must not be -> what is said about it
    "NaN": ([[3, 1, 0], [4, NAN, 0]], "row 2, column 2: expected a finite number, read nan"),
    "inf": ([[3, 1, INF]], "row 1, column 3: expected a finite number, read inf"),
    "an array with NaN": (np.array([[1, 2, 3], [NAN, 1, 1]]), "row 2, column 1: .* nan"),
    "complex": ([[3, 1j, 0]], "row 1, column 2: .* 1j"),
    "a complex array": (np.ones((2, 3), complex), "complex numbers"),
    "bool": ([[3, True, 0]], "row 1, column 2: .* True"),
    "a bool array": (np.ones((2, 3), bool), "true/false"),
    "NumPy's bool": ([[3, np.True_, 0]], "row 1, column 2: .* True"),
    "text": ([[3, "1", 0]], "row 1, column 2: .* '1'"),
    "a text array": (np.array([["3", "1", "0"]]), "text"),
    "None": ([[3, None, 0]], "row 1, column 2: .* None"),
    "an object array": (np.array([[3, None, 0]]), "something else"),
    "a list in a cell": ([[3, [1], 0]], r"row 1, column 2: .* \[1\]"),
    "ragged": ([[3, 1, 0], [4, 1], [2, 0, 0]], "row 2: expected 3 numbers, read 2"),
    "too long a row": ([[3, 1, 0], [4, 1, 0, 5]], "row 2: expected 3 numbers, read 4"),
    "one row only": ([3, 1, 0], "a list of rows"),
    "a number": (3, "a list of rows"),
    "nothing": (None, "a list of rows"),
    "an object": ({}, "a list of rows"),
    "three axes": (np.ones((2, 3, 1)), "rows of numbers, read an array with 3 axes"),
    "no timestep": ([], "at least one timestep"),
    "no timestep in an array": (np.ones((0, 3)), "at least one timestep"),
    "no input": ([[], []], "at least one timestep and one input"),
    "a huge whole number": ([[3, 10**400, 0]], "row 1, column 2: .* 1000000"),
    "a number that cannot be written": ([[3, 10**5000, 0]], "row 1, column 2: .* int"),
    "a long double": (np.full((1, 3), np.longdouble("1e400")), "row 1, column 1: .* inf"),
}


@pytest.mark.parametrize("case", INPUTS)
def test_inputs(case):
    value, message = INPUTS[case]
    said = bad(LSTM, inputs=value)
    assert said.startswith("inputs")
    assert re.search(message, said), said


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        (np.ones((501, 3)), "T = 501: at least 1, at most 500"),
        ([[0] * 3] * 100_001, "inputs: over 100000 rows or columns"),
        (np.ones((2, 129)), "X = 129: at least 1, at most 128"),
        ([[0] * 100_001], "inputs: over 100000 rows or columns"),
        (np.ones((2, 4)), r"W_i: expected shape (1, 4), read (1, 3)"),
    ],
)
def test_sizes_of_inputs(inputs, message):
    assert bad(LSTM, inputs=inputs) == message


def test_nothing_of_a_scenario_can_be_changed_behind_its_back():
    inputs = np.array(LSTM.inputs)
    scenario = LSTM.changed(inputs=inputs)
    inputs *= 0
    assert np.array_equal(scenario.inputs, LSTM.inputs)
    arrays = (scenario.inputs, *scenario.params.values(), *scenario.initial.values())
    for array in (*arrays, DINNER.output.params["V_y"], DINNER.output.params["d_y"]):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0
    for mapping in (scenario.params, scenario.initial, scenario.options, scenario.labels):
        with pytest.raises(TypeError):
            mapping["W_i"] = 0
    with pytest.raises(AttributeError):
        scenario.title = "x"


def test_whole_numbers_of_any_size_that_a_float_holds():
    kept = LSTM.changed(inputs=[[2**63, -(2**80), 10**300], [1, 2, 3]]).inputs
    assert kept.tolist() == [[2.0**63, -(2.0**80), 1e300], [1, 2, 3]]


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("W_f", [[0, 1, "x"]], "W_f, row 1, column 3: expected a finite number, read 'x'"),
        ("W_f", [0, 1, 2], "W_f: expected a list of rows of numbers"),
        ("W_f", [[0, 1]], "W_f: expected shape (1, 3), read (1, 2)"),
        ("W_f", np.ones((2, 3)), "W_f: expected shape (1, 3), read (2, 3)"),
        ("b_f", [NAN], "b_f, row 1: expected a finite number, read nan"),
        ("b_f", np.array([-INF]), "b_f, row 1: expected a finite number, read -inf"),
        ("b_f", [[1]], "b_f, row 1: expected a finite number, read [1]"),
        ("b_f", np.ones((1, 1)), "b_f: expected a list of numbers, read an array with 2 axes"),
        ("b_f", 10.0, "b_f: expected a list of numbers"),
        ("b_f", [1, 2], "b_f: expected shape (1,), read (2,)"),
        ("b_f", [], "b_f: expected shape (1,), read (0,)"),
        ("W_i", np.ones((0, 3)), "W_i: expected shape (1, 3), read (0, 3)"),
        ("W_i", np.ones((33, 3)), "U_i: expected shape (33, 33), read (1, 1)"),
        ("p_i", [1], "LSTM has no parameter p_i"),
        ("{}" * 99, [1], "LSTM has no parameter " + "{}" * 19 + "{…"),
        (3, [1], "params: expected values by name"),
    ],
)
def test_parameters(name, value, message):
    assert bad(LSTM, params={**LSTM.params, name: value}) == message


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"params": None}, "params: expected an object"),
        ({"params": []}, "params: expected an object"),
        (
            {"params": {"W_h": [], "U_h": [], "b_h": []}, "output": None, "labels": {}},
            "the parameters have no units (H is 0)",
        ),
        ({"params": {}}, "Elman needs the parameter W_h"),
        ({"params": {"W_h": [[0] * 3] * 3, "b_h": [0] * 3}}, "Elman needs the parameter U_h"),
        ({"initial": None}, "initial: expected an object"),
        ({"initial": {"c": [0]}}, "Elman has no state c"),
        ({"initial": {"h": [0, 0]}}, "h: expected shape (3,), read (2,)"),
        ({"initial": {"h": [0, 0, "1"]}}, "h, row 3: expected a finite number, read '1'"),
        ({"cell": "lsmt"}, "unknown cell 'lsmt'; expected one of elman, lstm, lstm_peephole"),
        ({"cell": ["elman"]}, "unknown cell"),
        ({"cell": None}, "unknown cell"),
        ({"cell": "lstm"}, "LSTM has no parameter W_h"),
        ({"options": None}, "options: expected an object"),
        ({"options": {"g": "tanh"}}, "Elman has no activation 'g'; it has h"),
        ({"options": {"self": "tanh"}}, "Elman has no activation 'self'"),
        ({"options": {1: "tanh"}}, "Elman has no activation '1'"),
        ({"options": {"h": "softplus"}}, "h: unknown activation 'softplus'"),
        ({"options": {"h": {"name": "hard_sigmoid", "slope": -1}}}, "h: hard_sigmoid: the slope"),
        ({"title": None}, "title: expected a text of at most 200 characters"),
        ({"title": "x" * 201}, "title: expected a text of at most 200 characters"),
        ({"title": "\ud800"}, "title: expected a text of at most 200 characters"),
        ({"seed": -1}, "seed: expected a whole number"),
        ({"seed": 1.0}, "seed: expected a whole number"),
        ({"seed": True}, "seed: expected a whole number"),
        ({"seed": 2**32}, "seed: expected a whole number"),
        ({"labels": None}, "labels: expected an object with x, y or t"),
        ({"labels": {"z": []}}, "labels: expected an object with x, y or t"),
        ({"labels": {"x": "abc"}}, "labels.x: expected 3 texts"),
        ({"labels": {"x": ["a", "b"]}}, "labels.x: expected 3 texts"),
        ({"labels": {"x": ["a", "b", 3]}}, "labels.x: expected 3 texts"),
        ({"labels": {"y": ["a"]}}, "labels.y: expected 3 texts"),
        ({"labels": {"t": ["a"]}}, "labels.t: expected 8 texts"),
        ({"labels": {"t": ["x" * 201] * 8}}, "labels.t: expected 8 texts"),
        ({"output": None, "labels": {"y": ["a"]}}, "labels.y: expected 0 texts"),
        ({"output": "softmax"}, "readout: expected an object"),
        ({"clamps": ("f",)}, "clamps: expected objects with line, value"),
    ],
    ids=str,
)
def test_other_fields(changes, message):
    assert message in bad(DINNER, **changes)


V, D = np.ones((2, 3)), np.zeros(2)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (("max", V, D), "readout: expected one of linear, softmax, softmax_h, read 'max'"),
        ((["linear"], V, D), "readout: expected one of"),
        (("linear", None, None), "take V and d"),
        (("linear", V, None), "take V and d"),
        (("softmax", None, D), "take V and d"),
        (("softmax_h", V, D), "takes neither"),
        (("linear", np.ones((2, 2)), D), "V_y: expected shape (2, 3), read (2, 2)"),
        (("linear", V, np.zeros(3)), "V, d: expected shape"),
        (("linear", np.ones((0, 3)), np.zeros(0)), "V, d: expected shape"),
        (("linear", np.ones((65, 3)), np.zeros(65)), "Y = 65: at least 1, at most 64"),
        (("linear", [[1, 2, NAN], [1, 2, 3]], D), "V, row 1, column 3"),
        (("linear", V, [0, "0"]), "d, row 2"),
        (("linear", 5, D), "V: expected a list of rows"),
    ],
    ids=str,
)
def test_readouts(parts, message):
    with pytest.raises(InputError) as caught:
        DINNER.changed(output=dense_output(*parts), labels={})
    assert message in str(caught.value)

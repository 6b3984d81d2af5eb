"""A document of version 1 is one of version 2 with the same numbers, to the bit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from sim.document.networks.reading import from_json, from_plain
from sim.document.networks.upgrade import SHOWN, upgraded
from sim.document.networks.writing import to_json
from sim.document.seen import PartScenario
from sim.network.outputs import dense_output
from sim.presets import PRESETS
from sim.text.errors import InputError
from tests import version_1
from tests.sim.document.test_scenario_files import DOCUMENT, scenarios


def same_numbers(scenario: PartScenario) -> None:
    document = from_json(version_1.to_json(scenario))
    trace, runs = scenario.run(), document.run()
    assert set(runs["cell"]) == set(trace)
    for line in trace:
        assert np.array_equal(runs["cell"][line], trace[line], equal_nan=True), line
    names = document.parts[-1].labels
    assert names == scenario.labels.get("y", ())
    if scenario.output:
        y = scenario.read_out(trace)["y"]
        assert np.array_equal(runs["out"]["y"], y, equal_nan=True)
    assert len(document.parts) == 1 + bool(scenario.output)
    assert (document.title, document.seed) == (scenario.title, scenario.seed)
    [one] = document.inputs.values()
    assert one.labels == scenario.labels.get("x", ()) and one.steps == scenario.labels.get("t", ())
    assert document.parts[0].clamps == scenario.clamps
    assert dict(document.parts[0].options) == dict(scenario.options)
    assert to_json(from_json(to_json(document))) == to_json(document)


@pytest.mark.parametrize("key", version_1.EXAMPLES)
def test_every_preset(key):
    same_numbers(version_1.EXAMPLES[key])


@settings(max_examples=60, deadline=None)
@given(scenarios())
def test_random_scenarios(scenario):
    same_numbers(scenario)


def test_the_softmax_of_h_is_a_part_without_numbers():
    scenario = PRESETS["dinner"].scenario.changed(output=dense_output("softmax_h"))
    plain = upgraded(version_1.plain(scenario))
    assert plain["parts"][1]["cell"] == SHOWN
    assert plain["parts"][1]["reads"] == [{"from": "cell"}] and "params" not in plain["parts"][1]
    same_numbers(scenario)


def test_arrays_are_read_as_lists_are():
    """What a packed link holds."""
    scenario = PRESETS["dinner"].scenario
    plain = version_1.plain(scenario)
    readout = plain["readout"] | {
        "V": scenario.output.params["V_y"],
        "d": scenario.output.params["d_y"],
    }
    arrays = {"inputs": scenario.inputs, "params": dict(scenario.params), "readout": readout}
    assert to_json(from_plain(plain | arrays)) == to_json(from_plain(plain))


WRONG = {
    "file_field": {"extra": 1},
    "file_missing": {"cell": ...},
    "labels_object": {"labels": {"z": []}},
    "readout_object": {"readout": {"kind": "linear", "W": []}},
    "a_text": {"readout": {"kind": []}},
    "readout_kind": {"readout": {"kind": "cubic"}},
    "readout_parts": {"readout": {"kind": "softmax_h", "V": [[1]], "d": [1]}},
    "two_outputs": {"cell": "jordan"},
}


@pytest.mark.parametrize("code", WRONG)
def test_what_version_1_refused_is_refused(code):
    plain = {k: v for k, v in (DOCUMENT | WRONG[code]).items() if v is not ...}
    with pytest.raises(InputError) as caught:
        upgraded(plain)
    error = caught.value
    assert code in (error.code, getattr(error.fields.get("expected"), "code", None))


@pytest.mark.parametrize("version", [0, 3, True, 1.0, "2", None])
def test_another_version_is_refused(version):
    with pytest.raises(InputError) as caught:
        from_plain(upgraded(DOCUMENT) | {"gatescope": version})
    assert caught.value.code == "file_version"

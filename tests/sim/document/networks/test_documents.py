"""A document of a network survives saving to the bit, and runs to the same numbers."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.document.networks.reading import from_json
from sim.document.networks.sequences import Sequence, Target
from sim.document.networks.writing import to_json, to_plain
from sim.document.scenario import Scenario
from sim.network.parts import Part, Wire
from sim.presets import networks
from tests.documents import BUILDERS, every_document, everything, numbers_of, same_run

DOCUMENTS = every_document()


def test_every_builder_is_here():
    found = {file.stem for file in Path(networks.__file__).parent.glob("*.py")}
    assert found - {"__init__", "parts"} == {name.partition(".")[0] for name in BUILDERS}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_there_and_back(name):
    document = DOCUMENTS[name]
    text = to_json(document)
    again = from_json(text)
    assert to_json(again) == text and again.digest == document.digest
    assert same_run(again, document)
    assert to_json(document.changed()) == text


@pytest.mark.parametrize("name", BUILDERS)
def test_the_document_runs_to_the_numbers_of_its_network(name):
    network = BUILDERS[name]()
    runs = network.run()
    for line, array in numbers_of(DOCUMENTS[name]):
        part, _, key = line.partition(".")
        assert np.array_equal(runs[part][key], array), line


@pytest.mark.parametrize("name", DOCUMENTS)
def test_sizes_are_known_before_the_run(name):
    document = DOCUMENTS[name]
    for part, trace in document.run().items():
        sizes = document.sizes[part]
        assert (sizes["T"], sizes["X"]) == trace["x"].shape
        for line in trace.cell.graph.lines:
            assert trace[line].shape == (sizes["T"], sizes[trace.cell.rows(line)]), line
    assert document.network.sizes() == document.sizes


def test_it_is_written_as_the_lectures_would():
    plain = to_plain(everything())
    assert list(plain) == ["gatescope", "title", "seed", "inputs", "parts", "targets"]
    assert plain["gatescope"] == 2 and (plain["title"], plain["seed"]) == ("all of it", 7)
    parts = {part.pop("name"): part for part in plain["parts"]}
    assert parts["att"]["cell"] == "look_additive"
    assert parts["att"]["reads"] == [{"from": "dec", "line": "h_prev"}]
    assert parts["att"]["memory"] == {"M": {"from": "enc"}}
    assert parts["dec"]["reads"] == [
        {"from": "y", "taps": "shift", "first": [0.5, 0.25]}, {"from": "att", "line": "k"},
    ]  # fmt: skip
    assert parts["dec"]["clamps"] == [{"line": "f", "value": 0.5, "first": 2, "last": 3}]
    assert parts["out"]["options"] == {"y": "softmax"} and parts["out"]["labels"] == ["no", "是"]
    assert parts["enc"]["masks"] == {"U_h": ["100", "110", "111"], "b_h": "111"}
    assert parts["enc"]["frozen"] == ["b_h"]
    assert parts["res"]["signals"] == {"m": {"periods": [1, 2, 4, 8]}}
    assert parts["res"]["steps"] == 4 and parts["res"]["start"] == {"h": [0.0] * 4}
    assert plain["targets"]["out.y"] == {"loss": "cross_entropy", "from": "y", "mask": "101"}
    assert plain["inputs"]["v"] == {"rows": [[1.0, 2.0, 3.0, 4.0]], "frame": [2, 2]}
    assert plain["inputs"]["x"]["steps"] == list("abcde")


def test_what_is_left_out_is_zero_and_written_out():
    told = Part("dec", "elman", {"W_h": np.ones((2, 3)), "U_h": np.eye(2), "b_h": [0, 0]},
                (Wire("y", taps="shift"),))  # fmt: skip
    document = Scenario((told,), {"y": Sequence(np.ones((4, 3)))})
    [part] = document.parts
    assert part.reads[0].first == (0.0, 0.0, 0.0) and part.start["h"].tolist() == [0, 0]
    said = replace(told, start={"h": [0, 0]}, reads=(Wire("y", taps=" shift ", first=[0, 0, 0]),))
    again = document.changed(parts=(said,))
    assert again.digest == document.digest and to_json(again) == to_json(document)
    assert document.network.parts == document.parts, "what runs is what is listed"


def test_the_digest_is_that_of_the_run():
    document = everything()
    enc, *rest = document.parts
    unheard = [
        document.changed(title="another", seed=None, targets={}),
        document.changed(parts=(replace(enc, frozen=(), labels=("a", "b", "c")), *rest)),
        document.changed(inputs=dict(reversed(document.inputs.items()))),
    ]
    assert {one.digest for one in unheard} == {document.digest}
    at = {part.name: k for k, part in enumerate(document.parts)}
    params = dict(enc.params)
    params["b_h"] = np.nextafter(params["b_h"], 9)
    told = document.parts[at["dec"]].reads
    heard = [
        ("enc", {"masks": {}}),
        ("enc", {"options": {"h": "relu"}}),
        ("enc", {"start": {"h": [0, 0, 1]}}),
        ("enc", {"params": params}),
        ("dec", {"clamps": ()}),
        ("dec", {"reads": (replace(told[0], first=()), told[1])}),
        ("res", {"signals": {}}),
    ]
    digests = {document.digest}
    for name, change in heard:
        parts = list(document.parts)
        parts[at[name]] = replace(parts[at[name]], **change)
        digests.add(document.changed(parts=parts).digest)
    assert len(digests) == len(heard) + 1
    x = document.inputs["x"]
    zero = document.changed(inputs={**document.inputs, "x": replace(x, rows=-0.0 * x.rows)})
    plus = document.changed(inputs={**document.inputs, "x": replace(x, rows=abs(0.0 * x.rows))})
    assert zero.digest != plus.digest


def test_nothing_in_it_can_be_written_into():
    document = everything()
    with pytest.raises(ValueError, match="read-only"):
        document.parts[0].params["W_h"][0, 0] = 1
    with pytest.raises(TypeError):
        document.inputs["z"] = 1
    with pytest.raises(ValueError, match="read-only"):
        document.inputs["x"].rows[0, 0] = 1


def test_a_target_is_rows_or_a_wire():
    document = everything()
    by_rows = Target("cross_entropy", document.inputs["y"].rows, np.array([True, False, True]))
    again = from_json(to_json(document.changed(targets={"out.y": by_rows})))
    assert again.targets["out.y"].mask.tolist() == [1, 0, 1]
    assert json.loads(to_json(again))["targets"]["out.y"]["rows"] == [[1, 0], [0, 1], [0, 0]]

"""A scenario survives saving to the bit; what is none is refused, whatever it is."""

from __future__ import annotations

import json
import random
import re
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.document.files import from_json, to_json
from sim.document.seen import PartScenario, one_cell
from sim.network.outputs import KINDS, dense_output
from sim.presets import PRESETS
from sim.text.errors import InputError
from tests import version_1
from tests.cells import RECURRENT, drawn
from ui.words import speaking
from ui.words.errors import message

DOCUMENT = version_1.plain(PRESETS["dinner"].scenario)  # with readout and labels


def written(**changes: object) -> str:
    return json.dumps({k: v for k, v in (DOCUMENT | changes).items() if v is not ...})


DEEP = "[" * 900 + "]" * 900
FILES = {  # no scenario -> what is said about it
    "": "This is no JSON",
    "{": "This is no JSON",
    "\ufeff{}": "This is no JSON",
    "[" * 100_000: "This is no JSON",
    '{"gatescope": 1, "title": ' + "1" * 5000 + "}": "This is no JSON",
    written(seed=float("nan")): "seed: expected a whole number",
    written(seed=-float("inf")): "seed: expected a whole number",
    "null": "version 2",
    "[]": "version 2",
    "{}": "version 2",
    written(gatescope=3): "version 2",
    written(gatescope=True): "version 2",
    written(gatescope=1.0): "version 2",
    written(gatescope="1"): "version 2",
    written(gatescope=...): "version 2",
    written(extra=1): "unknown field 'extra'",
    written(Cell="elman"): "unknown field 'Cell'",
    written(__class__="elman"): "unknown field '__class__'",
    written(cell=...): "the field 'cell' is missing",
    written(params=...): "the field 'params' is missing",
    written(inputs=...): "the field 'inputs' is missing",
    written(cell=1): "cell: expected a text",
    written(cell={}): "cell: expected a text",
    written(clamps={}): "clamps: expected a list",
    written(readout=[]): "readout: expected an object",
    written(readout={"kind": "linear", "W": []}): "readout: expected an object",
    written(readout={"kind": []}): "readout.kind: expected a text",
    written(readout={}): "readout.kind: expected a text",
    written()[:-1] + ', "title": "again"}': "the field 'title' stands twice",
    written(initial=...)[:-1] + ', "initial": {"h": [0], "h": [1]}}': "the field 'h' stands twice",
    written().replace('"h": [0.0', '"h": [1,2,3], "h": [0.0'): "the field 'h' stands twice",
    written().replace('"inputs": [[1.0', '"inputs": [[' + DEEP): "x: rows, row 1, column 1",
    written(options={"h": json.loads(DEEP)}): "h: expected an activation's name",
    written().replace("1.0", "1e999", 1): "row 1, column 1: expected a finite number, read inf",
    written(title="\ud834"): "title: expected a text",
}  # fmt: skip


@pytest.mark.parametrize("text", FILES, ids=lambda text: ascii(text[-40:]))
def test_files(text):
    with pytest.raises(InputError) as caught:
        from_json(text)
    assert FILES[text] in str(caught.value)
    assert len(str(caught.value)) < 300
    for lang in ("zh-Hans", "zh-Hant"):
        with speaking(lang):
            assert re.search("[一-鿿]", message(caught.value)), lang
            assert "no JSON" not in message(caught.value), lang


@pytest.mark.parametrize("nothing", [None, b"{}", 3, {}])
def test_what_is_no_text_is_no_file(nothing):
    with pytest.raises(InputError, match="file: expected a text"):
        from_json(nothing)


def test_too_large_a_file_is_not_read():
    with pytest.raises(InputError, match="over 2000000 characters"):
        from_json(written() + " " * 2_000_000)


def test_the_largest_scenario_can_be_saved_and_loaded():
    rng = np.random.default_rng(0)
    numbers = drawn(sim.CELLS["lstm_peephole"], T=500, X=16, H=32, scale=1e-100)
    scenario = one_cell(
        "lstm_peephole", numbers["params"], numbers["inputs"], numbers["state"],
        output=dense_output("linear", rng.normal(size=(16, 32)), rng.normal(size=16)),
        labels={"t": ("測" * 200,) * 500, "x": ("測" * 200,) * 16, "y": ("測" * 200,) * 16},
    )  # fmt: skip
    assert scenario.sizes == {"X": 16, "H": 32, "Y": 16, "T": 500}
    same(from_json(to_json(scenario)), scenario)


def same(a: PartScenario, b: PartScenario) -> None:
    assert to_json(a) == to_json(b)
    assert a.cell == b.cell and dict(a.options) == dict(b.options)
    assert (a.title, a.seed, dict(a.labels)) == (b.title, b.seed, dict(b.labels))
    assert a.clamps == b.clamps
    for group in ("params", "initial"):
        one, two = getattr(a, group), getattr(b, group)
        assert list(one) == list(two)
        assert all(one[name].tobytes() == two[name].tobytes() for name in one)
    assert a.inputs.tobytes() == b.inputs.tobytes()
    assert a.output_kind == b.output_kind


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def scenarios(draw) -> PartScenario:
    cell = draw(st.sampled_from(list(RECURRENT.values())))
    X, H, T, Y = (draw(st.integers(1, 3)) for _ in range(4))

    def array(*shape: int):
        size = int(np.prod(shape))
        return np.array(draw(st.lists(NUMBERS, min_size=size, max_size=size))).reshape(shape)

    def names(size: int):
        return st.lists(TEXTS, min_size=size, max_size=size)

    kind = None if cell.own_output else draw(st.sampled_from([None, *KINDS]))
    matrix = () if kind == "softmax_h" else (array(Y, H), array(Y))
    outputs = Y if cell.own_output or kind in ("linear", "softmax") else H if kind else 0
    rows = {name: shape[0] for name, shape in cell.state_shapes(X, H, Y).items()}
    activation = st.sampled_from(["tanh", "relu", "identity", "sigmoid"]) | st.builds(
        lambda slope, offset: {"name": "hard_sigmoid", "slope": slope, "offset": offset},
        st.floats(1e-6, 1e6), NUMBERS,
    )  # fmt: skip
    return one_cell(
        cell.key,
        cell.masked({name: array(*shape) for name, shape in cell.shapes(X, H, Y).items()}),
        array(T, X),
        draw(st.sampled_from([{}, {s: array(rows[s]) for s in cell.states}])),
        draw(st.dictionaries(st.sampled_from(list(cell.defaults)), activation)),
        kind and dense_output(kind, *matrix),
        draw(TEXTS),
        draw(st.none() | st.integers(0, 2**32 - 1)),
        draw(st.fixed_dictionaries({}, optional={
            "x": names(X), "y": names(outputs), "t": names(T),
        })),
    )  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(scenarios())
def test_there_and_back(scenario):
    again = from_json(to_json(scenario))
    same(again, scenario)
    same(scenario.changed(), scenario)
    trace, repeated = scenario.run(), again.run()
    for name in trace:
        assert np.array_equal(trace[name], repeated[name], equal_nan=True)


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
ODD = [
    None, True, False, 0, 1, -1, 2, 1.5, -0.0, 1e308, 10**30, 10**400, "", "x", "elman", "lstm",
    "self", "h", "\ud800", [], [[]], [[], []], [0], [[0]], [[1, 2], [3]], [[[1]]], {}, {"h": 1},
    {"name": "hard_sigmoid", "slope": 10**400}, {"kind": "softmax"}, {"self": "tanh"}, [None] * 3,
    {"x": ["a"]}, {"x": None}, "x" * 5000, [[True]], [["1"]], {"": ""}, [1] * 20,
]  # fmt: skip


def accepts_or_says_why(document: object) -> None:
    try:
        text = json.dumps(document)
    except ValueError:  # too long a number to be written
        return
    try:
        scenario = from_json(text)
    except InputError as error:
        assert 0 < len(str(error)) < 400
        str(error).encode()
        return
    same(from_json(to_json(scenario)), scenario)
    scenario.run()


@settings(max_examples=150, deadline=None)
@given(JSONS, st.sampled_from([f.name for f in fields(PartScenario)]))
def test_any_json_is_accepted_or_refused_with_a_message(value, name):
    accepts_or_says_why(value)
    accepts_or_says_why(DOCUMENT | {name: value})
    if isinstance(value, dict):
        accepts_or_says_why(DOCUMENT | value)


def paths(node: object, path: tuple = ()):
    yield path
    children = node.items() if isinstance(node, dict) else ()
    for key, child in enumerate(node) if isinstance(node, list) else children:
        yield from paths(child, (*path, key))


def changed(document: object, path: tuple, value: object, how: str) -> object:
    """A copy with the node at a path replaced, removed or doubled."""
    if not path:
        return value
    document = document.copy()
    key, *rest = path
    if rest:
        document[key] = changed(document[key], tuple(rest), value, how)
    elif how == "replace":
        document[key] = value
    elif how == "remove":
        del document[key]
    elif isinstance(document, list):
        document.insert(key, value)
    else:
        document[str(key) + "2"] = value
    return document


@pytest.mark.parametrize("preset", ["memory_cell", "dinner", "coupled", "gru_after"])
def test_every_place_of_a_document_may_hold_anything(preset):
    """Thousands of documents that are a scenario but for one or two places."""
    document = json.loads(to_json(PRESETS[preset].scenario))
    draw = random.Random(preset)
    places = list(paths(document))
    top = [path for path in places if len(path) <= 2]
    cases = [(path, value, "replace") for path in top for value in ODD]
    cases += [
        (draw.choice(places), draw.choice(ODD), draw.choice(["replace", "remove", "insert"]))
        for _ in range(400)
    ]
    for path, value, how in cases:
        accepts_or_says_why(changed(document, path, value, how))

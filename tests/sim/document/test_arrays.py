"""Every array has a name and every number an address, counted from 1."""

import numpy as np
import pytest

from sim.cells import CELLS
from sim.document.arrays import Entry, arrays, changes, fields_of, read_entry, shapes
from sim.document.seen import PartScenario, one_cell
from sim.network.outputs import dense_output
from sim.text.errors import InputError
from tests.cells import RECURRENT

X, H, T, Y = 3, 2, 4, 5


def scenario(cell: str = "lstm", readout: str | None = "linear") -> PartScenario:
    rng = np.random.default_rng(1)
    own = CELLS[cell]
    return one_cell(
        cell,
        own.masked({n: rng.normal(size=shape) for n, shape in own.shapes(X, H, Y).items()}),
        rng.normal(size=(T, X)),
        {name: rng.normal(size=n) for name, (n,) in own.state_shapes(X, H, Y).items()},
        output=None
        if own.own_output or not readout
        else dense_output(readout, rng.normal(size=(Y, H)), rng.normal(size=Y)),
    )


def test_every_array_is_listed_in_one_order():
    known = arrays(scenario())
    assert list(known) == [
        *CELLS["lstm"].graph.shapes, "x", *(f"{name}_0" for name in CELLS["lstm"].states), "V", "d",
    ]  # fmt: skip
    assert known["x"] is not None and known["x"].shape == (T, X)
    one = scenario()
    assert arrays(one)["c_0"] is one.initial["c"] and arrays(one)["V"] is one.output.params["V_y"]


@pytest.mark.parametrize("cell", RECURRENT)
@pytest.mark.parametrize("outputs", [0, Y])
def test_the_shapes_are_those_of_the_arrays(cell, outputs):
    one = scenario(cell, "softmax" if outputs else None)
    own = Y if CELLS[cell].own_output else 0
    found = shapes(CELLS[cell], X, H, T, own=own, outputs=0 if own else outputs)
    assert list(found.items()) == [(name, array.shape) for name, array in arrays(one).items()]


def test_a_readout_without_weights_has_no_arrays():
    one = scenario(readout=None)
    plain = arrays(one.changed(output=dense_output("softmax_h")))
    assert list(plain) == list(arrays(one)) and "V" not in plain


def test_some_fields_alone():
    one = scenario()
    assert list(arrays(one, "initial")) == [f"{name}_0" for name in CELLS["lstm"].states]
    assert set(arrays(one, "params", "initial")) == set(arrays(one)) - {"x", "V", "d"}
    fields = fields_of(one)
    assert list(fields) == list(arrays(one))
    assert [fields[name] for name in ("W_f", "x", "c_0", "d")] == [
        "params", "inputs", "initial", "readout",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["W_f", "b_f", "x", "c_0", "h_0", "V", "d"])
def test_an_array_is_put_in_its_own_place(name):
    old = scenario()
    new = arrays(old)[name] + 1
    after = arrays(old.changed(**changes(old, {name: new})))
    assert np.array_equal(after[name], new)
    assert all(after[other] is array for other, array in arrays(old).items() if other != name)


def test_several_arrays_are_put_at_once_and_none_that_is_not_there():
    old = scenario()
    new = {name: array + 1 for name, array in arrays(old).items()}
    after = arrays(old.changed(**changes(old, new)))
    assert all(np.array_equal(after[name], array) for name, array in new.items())
    assert changes(old, {}) == {}
    with pytest.raises(KeyError):
        changes(old, {"W_z": new["W_f"]})
    with pytest.raises(KeyError):
        changes(old.changed(output=None), {"V": new["V"]})


KNOWN = {"W_f": (2, 3), "b_f": (2,), "x": (4, 3), "c_0": (2,)}


@pytest.mark.parametrize(
    ("text", "array", "index"),
    [
        ("W_f.1.2", "W_f", (0, 1)),
        ("W_f.2.1", "W_f", (1, 0)),
        ("x.3.2", "x", (2, 1)),
        ("c_0.1", "c_0", (0,)),
        ("b_f.2", "b_f", (1,)),
    ],
)
def test_an_entry_is_read_and_written_from_1(text, array, index):
    entry = read_entry(text, KNOWN)
    assert entry == Entry(array, index) and str(entry) == text


@pytest.mark.parametrize("name", list(arrays(scenario())))
def test_every_number_has_one_address(name):
    one = arrays(scenario())
    known = {other: array.shape for other, array in one.items()}
    texts = {str(Entry(name, index)) for index in np.ndindex(one[name].shape)}
    assert len(texts) == one[name].size
    found = [read_entry(text, known) for text in texts]
    assert {entry.index for entry in found} == set(np.ndindex(one[name].shape))
    assert {entry.array for entry in found} == {name}


def test_the_part_stands_before_the_array_where_there_are_several():
    parts = {"lower.W_f": (2, 3), "upper.W_f": (2, 2), "lower.x": (4, 3)}
    assert read_entry("upper.W_f.2.2", parts) == Entry("upper.W_f", (1, 1))
    assert str(read_entry("lower.W_f.1.3", parts)) == "lower.W_f.1.3"
    for text in ("upper.W_f.1.3", "W_f.1.1", "middle.W_f.1.1", "upper.1.1"):
        with pytest.raises(InputError):
            read_entry(text, parts)


@pytest.mark.parametrize(
    ("text", "code", "sentence"),
    [
        ("W_q.1.1", "entry_array", "W_q.1.1: there is no array of this name"),
        ("", "entry_array", ": there is no array of this name"),
        (".1.1", "entry_array", ".1.1: there is no array of this name"),
        ("W_f", "entry_places", "W_f: expected an entry such as W_f.1.1"),
        ("W_f.1", "entry_places", "W_f.1: expected an entry such as W_f.1.1"),
        ("W_f.1.2.1", "entry_places", "W_f.1.2.1: expected an entry such as W_f.1.1"),
        ("b_f.1.1", "entry_places", "b_f.1.1: expected an entry such as b_f.1"),
        ("W_f.-1.1", "entry_places", "W_f.-1.1: expected an entry such as W_f.1.1"),
        ("W_f.1.", "entry_places", "W_f.1.: expected an entry such as W_f.1.1"),
        ("W_f.1.x", "entry_places", "W_f.1.x: expected an entry such as W_f.1.1"),
        ("W_f.1.²", "entry_places", "W_f.1.²: expected an entry such as W_f.1.1"),
        (f"b_f.{'9' * 11}", "entry_places", "b_f.99999999999: expected an entry such as b_f.1"),
        ("W_f.0.1", "entry_bounds", "W_f.0.1: the last entry is W_f.2.3"),
        ("W_f.1.0", "entry_bounds", "W_f.1.0: the last entry is W_f.2.3"),
        ("W_f.3.1", "entry_bounds", "W_f.3.1: the last entry is W_f.2.3"),
        ("W_f.1.4", "entry_bounds", "W_f.1.4: the last entry is W_f.2.3"),
        ("c_0.3", "entry_bounds", "c_0.3: the last entry is c_0.2"),
        (None, "entry_text", "Expected an entry such as W_f.1.2, read 'None'"),
        (["W_f", 0, 1], "entry_text", "Expected an entry such as W_f.1.2, read '['W_f', 0, 1]'"),
        ("W_f" + ".1" * 99, "entry_text", None),
    ],
)
def test_what_is_no_entry_is_refused_in_words(text, code, sentence):
    with pytest.raises(InputError) as caught:
        read_entry(text, KNOWN)
    assert caught.value.code == code
    assert sentence is None or str(caught.value) == sentence
    assert len(str(caught.value)) < 100

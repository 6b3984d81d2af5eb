"""What a browser component reads back is what was packed, to the bit."""

import json
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from ui.shared.blocks import pack, unpack


@given(
    title=st.text(),
    given_arrays=st.dictionaries(
        st.text(max_size=5),
        arrays(np.float64, array_shapes(min_dims=0, min_side=0, max_side=4), elements=st.floats()),
        max_size=4,
    ),
)
def test_there_and_back(title, given_arrays):
    header, back = unpack(pack({"title": title}, given_arrays))
    assert header["title"] == title and list(back) == list(given_arrays)
    for name, array in given_arrays.items():
        assert back[name].shape == array.shape
        assert np.array_equal(back[name], array, equal_nan=True)


def test_the_layout_is_the_one_the_browser_reads():
    block = pack({"é": 1}, {"a": np.array([1.5]), "b": np.array([[2.5, np.nan]])})
    (length,) = struct.unpack("<I", block[:4])
    assert (4 + length) % 8 == 0 and len(block) == 4 + length + 3 * 8
    assert json.loads(block[4 : 4 + length]) == {
        "é": 1,
        "arrays": {"a": {"offset": 0, "shape": [1]}, "b": {"offset": 1, "shape": [1, 2]}},
    }
    assert struct.unpack("<2d", block[4 + length :][:16]) == (1.5, 2.5)


@pytest.mark.parametrize("length", range(8))
def test_the_floats_begin_at_a_multiple_of_eight(length):
    block = pack({"title": "x" * length}, {"a": np.ones(1)})
    assert (len(block) - 8) % 8 == 0
    assert unpack(block)[1]["a"][0] == 1


def test_the_largest_run_keeps_every_digit():
    much = np.full(300_000, 0.1)
    much[:3] = 1e300, 5e-324, 6.9997730106564875
    assert np.array_equal(unpack(pack({}, {"much": much}))[1]["much"], much)


def test_any_layout_and_kind_of_number():
    table = np.arange(6).reshape(2, 3).T
    _, back = unpack(pack({}, {"whole": table, "big": table.astype(">f8")}))
    assert np.array_equal(back["whole"], table) and np.array_equal(back["big"], table)


def test_numpy_scalars_in_the_header():
    header, _ = unpack(pack({"n": np.int64(3), "x": np.float32(0.5), "b": np.bool_(True)}, {}))
    assert (header["n"], header["x"], header["b"]) == (3, 0.5, True)


@pytest.mark.parametrize(
    ("header", "error"),
    [
        ({"x": float("nan")}, ValueError),
        ({"x": [np.float32("inf")]}, ValueError),
        ({"x": np.zeros(2)}, TypeError),
        ({"arrays": {}}, ValueError),
    ],
)
def test_what_a_header_cannot_say(header, error):
    with pytest.raises(error):
        pack(header, {})


def test_complex_numbers_are_no_floats():
    with pytest.raises(TypeError):
        pack({}, {"a": np.array([1j])})

"""Another cell or another size keeps every number that still means something, and says the rest."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import sim
from sim.document.arrays import arrays
from sim.document.convert import roles, with_cell
from sim.document.files import to_json
from sim.document.initialise import initialise
from sim.document.resize import resized
from sim.document.seen import PartScenario, one_cell
from sim.network.outputs import dense_output
from sim.presets import OF_ONE_CELL, PRESETS
from sim.text.errors import InputError
from tests.cells import RECURRENT, drawn

KEYS = list(RECURRENT)
# What carries over by its task: from -> to -> line -> line; a line of the same name needs no word.
TASKS = {key: roles(key) for key in KEYS} | {
    "elman": {"candidate": "h"},
    "lstm": {"keep": "f", "candidate": "g"},
    "lstm_peephole": {"keep": "f", "candidate": "g"},
    "lstm_coupled": {"keep": "f", "candidate": "g"},
    "gru": {"keep": "z", "candidate": "n"},
    "gru_reset_after": {"keep": "z", "candidate": "n"},
}


def scenario(key: str, *, T=4, X=3, H=2, readout="linear") -> PartScenario:
    cell = sim.CELLS[key]
    numbers = drawn(cell, T=T, X=X, H=H, seed=3)
    readout = None if cell.own_output else readout
    kind = readout and dense_output(readout, *([] if readout == "softmax_h" else _layer(H)))
    outputs = 2 if cell.own_output else {"linear": 2, "softmax_h": H}.get(readout, 0)
    return one_cell(
        key, numbers["params"], numbers["inputs"], numbers["state"], output=kind, title="Test",
        seed=5, labels={"x": _names("x", X), "y": _names("y", outputs), "t": _names("t", T)},
    )  # fmt: skip


def _layer(H: int) -> tuple[np.ndarray, np.ndarray]:
    return np.arange(1.0, 2 * H + 1).reshape(2, H), np.array([1.0, 2.0])


def _names(axis: str, size: int) -> tuple[str, ...]:
    return tuple(f"{axis}{k}" for k in range(1, size + 1))


@pytest.mark.parametrize("key", KEYS)
def test_tasks(key):
    assert roles(key) == TASKS[key]


@pytest.mark.parametrize(("old", "new"), [*itertools.product(KEYS, KEYS)])
def test_another_cell(old, new):
    before = scenario(old)
    after, carried = with_cell(before, new)
    # Every old parameter and state has one fate, every new parameter has one origin.
    fates = [*carried.kept, *(a for a, _ in carried.renamed), *carried.dropped]
    origins = [*carried.kept, *(b for _, b in carried.renamed), *carried.drawn]
    gone = [f"{state}_0" for state in before.initial if state not in after.initial]
    own = [bool(sim.CELLS[key].own_output) for key in (old, new)]
    readout = ["V", "d"]
    assert sorted(fates) == sorted([*before.params, *gone, *readout * (own == [False, True])])
    assert sorted(origins) == sorted([*after.params, *readout * (own == [True, False])])
    shapes = sim.CELLS[new].shapes(3, 2, 2)
    assert set(after.params) == set(shapes)
    for name in carried.kept:
        kept = sim.CELLS[new].masked({name: before.params[name]})[name]
        assert np.array_equal(after.params[name], kept)
    for a, b in carried.renamed:
        moved = sim.CELLS[new].masked({b: numbered(before)[a]})[b]
        assert a != b and np.array_equal(numbered(after)[b], moved)
    fresh = sim.CELLS[new].masked(initialise(shapes, seed=carried.seed))
    for name in carried.drawn:
        assert np.array_equal(after.params[name], fresh[name])
    assert carried.seed == after.seed == 5
    # The tasks decide; another line keeps its numbers only under its own name.
    back = {line: task for task, line in TASKS[old].items()}
    for name in before.params:
        group, _, line = name.partition("_")
        twin = f"{group}_{TASKS[new].get(back.get(line), line)}"
        if old == new:
            assert name in carried.kept
        elif twin in after.params and after.params[twin].shape == before.params[name].shape:
            assert name in carried.kept if twin == name else (name, twin) in carried.renamed
        elif name not in dict(carried.renamed):
            assert name in carried.dropped
    # Nothing else has changed.
    assert after.cell == new and np.array_equal(after.inputs, before.inputs)
    assert after.sizes == before.sizes and after.title == before.title
    assert np.array_equal(*(read_out(one) for one in (after, before)))
    assert dict(after.labels) == dict(before.labels)
    for state in after.initial:
        kept = before.initial.get(state, np.zeros(2)).copy()
        assert np.array_equal(after.initial[state], kept)


def numbered(one: PartScenario) -> dict[str, np.ndarray]:
    """A document's arrays, with those of a readout that some cells have as their own."""
    return dict(one.params) | arrays(one, "readout")


def read_out(one: PartScenario) -> np.ndarray:
    """The weights of the output, whoever has them."""
    own = sim.CELLS[one.cell].own_output
    return one.params[f"V_{own}"] if own else one.output.params["V_y"]


@pytest.mark.parametrize(
    ("old", "new", "carried"),
    [
        ("elman", "lstm", {"W_h": "W_g", "U_h": "U_g", "b_h": "b_g"}),
        ("elman", "gru", {"W_h": "W_n", "U_h": "U_n", "b_h": "b_n"}),
        ("lstm", "gru", {"W_f": "W_z", "U_g": "U_n", "b_g": "b_n", "W_i": None, "W_o": None}),
        ("gru", "lstm", {"W_z": "W_f", "b_n": "b_g", "W_r": None, "U_r": None}),
        ("gru", "gru_reset_after", {"W_r": "W_r", "U_n": "U_n", "b_z": "b_z"}),
        ("gru_reset_after", "elman", {"W_n": "W_h", "bu_n": None, "W_z": None}),
        ("lstm", "lstm_peephole", {"W_i": "W_i", "b_o": "b_o"}),
        ("lstm_peephole", "lstm_coupled", {"W_f": "W_f", "W_i": None, "p_f": None}),
    ],
)
def test_what_carries_over_by_name(old, new, carried):
    before = scenario(old)
    after, report = with_cell(before, new)
    for a, b in carried.items():
        if b is None:
            assert a in report.dropped
        else:
            assert np.array_equal(after.params[b], before.params[a])


@pytest.mark.parametrize(
    ("old", "options", "new", "wanted"),
    [
        ("elman", {"h": "relu"}, "lstm", {"g": "relu"}),
        ("elman", {"h": "relu"}, "gru", {"n": "relu"}),
        ("lstm", {"g": "identity", "h": "identity"}, "elman", {"h": "identity"}),
        ("lstm", {"h": "identity"}, "elman", {}),
        ("lstm", {"f": "hard_sigmoid", "o": "relu"}, "gru", {"z": "hard_sigmoid"}),
        ("gru", {"z": "hard_sigmoid", "r": "relu"}, "lstm", {"f": "hard_sigmoid"}),
        ("lstm", {"i": "relu", "h": "relu"}, "lstm_coupled", {"h": "relu"}),
        ("lstm", {"i": "relu", "h": "relu"}, "lstm", {"i": "relu", "h": "relu"}),
        ("gru", {"r": "relu"}, "gru_reset_after", {"r": "relu"}),
    ],
)
def test_options_follow_their_task(old, options, new, wanted):
    after, _ = with_cell(scenario(old).changed(options=options), new)
    names = {line: o if isinstance(o, str) else o["name"] for line, o in after.options.items()}
    assert names == wanted


def test_a_cell_and_back_keeps_what_could_be_carried():
    before = scenario("gru")
    again, _ = with_cell(with_cell(before, "lstm")[0], "gru")
    for line in "zn":
        for group in "WUb":
            name = f"{group}_{line}"
            assert np.array_equal(again.params[name], before.params[name])


def test_no_such_cell():
    with pytest.raises(InputError, match="unknown cell"):
        with_cell(scenario("gru"), "transformer")


# Sizes


def corner(array: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """What of an array a smaller shape holds, or all of it."""
    return array[tuple(slice(0, size) for size in shape)]


def assert_fits(after: np.ndarray, before: np.ndarray, shape: tuple[int, ...]) -> None:
    assert after.shape == shape
    common = corner(before, shape)
    assert np.array_equal(corner(after, common.shape), common)
    rest = after.copy()
    rest[tuple(slice(0, size) for size in common.shape)] = 0
    assert not rest.any(), "new numbers are 0"


@pytest.mark.parametrize("readout", ["linear", "softmax_h", None])
@pytest.mark.parametrize("sizes", [(1, 1, 1), (2, 5, 1), (5, 1, 9), (3, 2, 4), (16, 64, 500)])
@pytest.mark.parametrize("key", KEYS)
def test_other_sizes(key, sizes, readout):
    X, H, T = sizes
    before = scenario(key, readout=readout)
    after = resized(before, X=X, H=H, T=T)
    cell = sim.CELLS[key]
    for name, shape in cell.shapes(X, H, 2).items():
        mask = cell.mask(name, shape)
        if mask is None:
            assert_fits(after.params[name], before.params[name], shape)
        else:
            assert after.params[name].shape == shape and not after.params[name][~mask].any()
    for name, shape in cell.state_shapes(X, H, 2).items():
        assert_fits(after.initial[name], before.initial[name], shape)
    assert_fits(after.inputs, before.inputs, (T, X))
    readout = None if cell.own_output else readout
    outputs = 2 if cell.own_output else {"linear": 2, "softmax_h": H}.get(readout, 0)
    assert after.sizes == {"X": X, "H": H, "Y": outputs, "T": T}
    if readout == "linear":
        assert_fits(after.output.params["V_y"], before.output.params["V_y"], (2, H))
        assert np.array_equal(after.output.params["d_y"], before.output.params["d_y"])
    for axis, size in (("x", X), ("y", outputs), ("t", T)):
        names = before.labels.get(axis, ())
        assert after.labels.get(axis, ()) == (names + ("",) * size)[:size]
    assert (after.cell, after.title, after.seed) == (before.cell, before.title, before.seed)
    assert dict(after.options) == dict(before.options)


@pytest.mark.parametrize("key", OF_ONE_CELL)
def test_larger_and_back_is_the_same(key):
    before = PRESETS[key].scenario
    sizes = {name: before.sizes[name] for name in "XHT"}
    for name, size in sizes.items():
        larger = resized(before, **{name: size + 2})
        assert to_json(resized(larger, **{name: size})) == to_json(before)
    assert to_json(resized(before)) == to_json(before)


def test_new_units_and_inputs_change_nothing_of_the_old():
    """A unit of zeros says nothing to the others; an input of zeros neither."""
    for key in KEYS:
        if sim.CELLS[key].periods:
            continue  # with more units the groups are others
        before = scenario(key)
        wider = resized(before, X=5, H=4).run()
        old = before.run()
        for line in sim.CELLS[key].graph.lines:
            np.testing.assert_allclose(wider[line][:, :2], old[line], rtol=0, atol=1e-15)


@pytest.mark.parametrize(
    "sizes",
    [
        {"X": 0}, {"H": 0}, {"T": 0}, {"X": -1}, {"H": -5}, {"X": 129}, {"H": 65}, {"T": 501},
        {"T": 10**12}, {"X": 2.0}, {"H": True}, {"T": "3"}, {"T": float("nan")},
    ],
    ids=str,
)  # fmt: skip
def test_sizes_that_cannot_be(sizes):
    (name,) = sizes
    with pytest.raises(InputError, match=rf"^{name} = .*: at least 1, at most"):
        resized(scenario("lstm"), **sizes)


def test_a_held_value_that_has_no_place_is_left_behind_aloud():
    held = PRESETS["latch"].scenario
    assert held.initial["c"].any()
    assert "c_0" in with_cell(held, "gru")[1].dropped
    assert "c_0" not in with_cell(held, "lstm_peephole")[1].dropped
    assert "c_0" not in with_cell(PRESETS["memory_cell"].scenario, "gru")[1].dropped


def test_a_softmax_readout_becomes_no_output_of_a_cell_and_is_said_to_go():
    readout = dense_output("softmax", np.ones((3, 4)), np.arange(3.0))
    numbers = drawn(sim.CELLS["elman"], T=2, X=2, H=4)
    scenario = one_cell("elman", numbers["params"], numbers["inputs"], output=readout)
    new, carried = with_cell(scenario, "jordan_elman")
    assert new.output is None and {"V", "d"} <= set(carried.dropped)
    assert {"V_y", "d_y"} <= set(carried.drawn)
    linear = scenario.changed(output=dense_output("linear", *readout.params.values()))
    new, carried = with_cell(linear, "jordan_elman")
    assert carried.dropped == () and (new.params["V_y"] == readout.params["V_y"]).all()

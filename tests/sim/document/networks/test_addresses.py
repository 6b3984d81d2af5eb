"""Every number of a network's document has one address, from which it is read and written."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.document.arrays import Entry
from sim.document.arrays import arrays as arrays_of_one_cell
from sim.document.networks.arrays import (
    arrays,
    number,
    places,
    read_entry,
    short_names,
    with_arrays,
    with_number,
)
from sim.document.networks.reading import from_json
from sim.document.networks.sequences import Sequence
from sim.document.networks.writing import to_json
from sim.document.scenario import Scenario
from sim.network.parts import Part, Wire
from sim.text.errors import InputError
from tests.documents import every_document, everything, refusal_of
from tests.version_1 import EXAMPLES
from tests.version_1 import to_json as as_version_1

DOCUMENTS = every_document() | {
    f"preset {key}": from_json(as_version_1(scenario)) for key, scenario in EXAMPLES.items()
}
NAMES = [
    "enc.W_h", "x", "enc.U_h", "enc.b_h", "enc.h_0", "att.Q_e", "dec.y_0", "dec.h_0", "dec.c_0",
    "y", "out.V_y", "res.m", "v", "pic.d_y", "targets.res.h",
]  # fmt: skip


def test_every_array_is_listed_in_the_order_in_which_it_is_needed():
    names = list(arrays(everything()))
    assert set(NAMES) <= set(names)
    assert names[:5] == ["enc.W_h", "enc.U_h", "enc.b_h", "x", "enc.h_0"]
    order = ["att.Q_e", "dec.W_f", "y", "dec.y_0", "dec.h_0", "out.V_y", "res.W_n", "res.m",
             "res.h_0", "pic.V_y", "v", "targets.res.h"]  # fmt: skip
    assert sorted(order, key=names.index) == order
    assert "targets.out.y" not in names, "a wire's numbers are those of y"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_number_has_one_address(name):
    document = DOCUMENTS[name]
    known = arrays(document)
    assert list(places(document)) == list(known)
    draw = np.random.default_rng(0)
    for key, array in known.items():
        every = list(np.ndindex(array.shape))
        for place in draw.choice(len(every), min(3, len(every)), replace=False):
            entry = Entry(key, every[place])
            found = read_entry(str(entry), document)
            assert found == entry and number(document, found) == array[every[place]]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_writing_what_is_there_changes_nothing_and_another_number_that_one_alone(name):
    document = DOCUMENTS[name]
    known = arrays(document)
    assert to_json(with_arrays(document, known)) == to_json(document)
    masks = {f"{p.name}.{n}": m for p in document.parts for n, m in p.masks.items()}
    for key, array in known.items():
        free = masks.get(key, np.ones(array.shape))
        own = document.network.part.get(key.partition(".")[0])
        if own and places(document)[key].field == "params":
            cell = own.built.mask(places(document)[key].key, array.shape)
            free = free if cell is None else free * cell
        if not free.any() or places(document)[key].field == "signals":
            continue
        index = tuple(map(int, np.argwhere(free)[-1]))
        after = with_number(document, Entry(key, index), 0.625)
        found = arrays(after)
        assert found[key][index] == 0.625
        differs = {n: int((found[n] != old).sum()) for n, old in known.items()}
        assert (
            sum(differs.values()) == (array[index] != 0.625) == differs[key]
            or array[index] == 0.625
        )


def test_a_period_is_a_whole_number():
    document = everything()
    after = with_number(document, read_entry("res.m.4", document), 16)
    assert after.parts[4].signals == {"m": (1, 2, 4, 16)}
    for value, code in ((2.5, "periods"), (0, "periods"), (1001, "limit")):
        with pytest.raises(InputError) as caught:
            with_number(document, Entry("res.m", (3,)), value)
        assert refusal_of(caught.value)["code"] == code


def test_a_masked_number_stays_0():
    document = everything()
    with pytest.raises(InputError, match=r"enc: U_h\.1\.3: the mask has 0 there"):
        with_number(document, read_entry("enc.U_h.1.3", document), 1.0)
    assert to_json(with_number(document, read_entry("enc.U_h.1.3", document), 0)) == to_json(
        document
    )


def test_a_target_and_a_first_row_are_numbers_of_the_document():
    document = everything()
    after = with_number(document, read_entry("targets.res.h.3.1", document), 0.25)
    assert after.targets["res.h"].rows[2, 0] == 0.25 and after.digest == document.digest
    after = with_number(document, read_entry("dec.y_0.2", document), 0.75)
    assert after.parts[2].reads[0].first == (0.5, 0.75) and after.digest != document.digest


@pytest.mark.parametrize("key", EXAMPLES)
def test_a_document_of_one_cell_has_the_addresses_and_the_order_of_version_1(key):
    """So that its links are those of version 1."""
    old, document = arrays_of_one_cell(EXAMPLES[key]), DOCUMENTS[f"preset {key}"]
    short = short_names(document)
    assert [short.get(name, name) for name in old] == list(arrays(document))
    for name, array in old.items():
        entry = Entry(name, tuple(n - 1 for n in array.shape))
        assert number(document, read_entry(str(entry), document)) == array[entry.index]


def test_nothing_is_left_out_where_there_are_several_cells():
    assert short_names(everything()) == {}
    with pytest.raises(InputError, match="there is no array of this name"):
        read_entry("W_f.1.1", everything())
    stack = DOCUMENTS["stack of 2"]
    assert len(stack.parts) == 2 and short_names(stack) == {}


def looped(name: str = "h", *more: Wire, inputs: str = "x") -> Scenario:
    reads = (Wire(inputs), Wire(name, taps="shift"), *more)
    X = 1 + 2 * (len(reads) - 1)
    params = {"W_h": np.ones((2, X)), "U_h": np.eye(2), "b_h": np.zeros(2)}
    return Scenario((Part(name, "elman", params, reads),), {inputs: Sequence([[1.0], [2]])})


def test_a_first_row_that_would_have_the_name_of_a_state_has_its_wires_number():
    document = looped("h", Wire("h", taps="shift shift"))
    assert list(arrays(document))[4:] == ["h.h_0_2", "h.h_0_3", "h.h_0"]
    changed = with_arrays(document, {"h.h_0_3": np.array([5.0, 6.0])})
    assert changed.parts[0].reads[2].first == (5.0, 6.0) and not any(
        changed.parts[0].reads[1].first
    )
    assert list(arrays(looped("rnn")))[4:] == ["rnn.rnn_0", "rnn.h_0"]


def test_a_name_in_full_counts_before_one_that_is_cut():
    document = looped("rnn", inputs="h_0")
    assert "h_0" not in short_names(document)
    assert read_entry("h_0.2.1", document) == Entry("h_0", (1, 0))
    assert read_entry("rnn.h_0.2", document) == Entry("rnn.h_0", (1,))
    assert read_entry("W_h.2.1", document) == Entry("rnn.W_h", (1, 0))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("enc.W_h", "entry_places"), ("enc.W_h.1", "entry_places"), ("enc.W_h.9.1", "entry_bounds"),
        ("enc.1.1", "entry_array"), ("nobody.W_h.1.1", "entry_array"), ("enc", "entry_array"),
        ("targets.1.1", "entry_array"), ("targets.out.y.1.1", "entry_array"), ("", "entry_array"),
        ("x.0.1", "entry_bounds"), ("x.1.1.1", "entry_places"), (None, "entry_text"),
        ("dec.y_0.3", "entry_bounds"), ("res.m.5", "entry_bounds"), ("enc.x.1.1", "entry_array"),
    ],
)  # fmt: skip
def test_what_is_no_entry_is_refused(text, code):
    with pytest.raises(InputError) as caught:
        read_entry(text, everything())
    assert caught.value.code == code


def test_only_what_is_listed_can_be_put():
    document = everything()
    with pytest.raises(KeyError):
        with_arrays(document, {"enc.W_z": np.zeros(1)})
    with pytest.raises(InputError, match="enc: W_h: expected shape"):
        with_arrays(document, {"enc.W_h": np.zeros((3, 4))})
    bare = document.changed(parts=[replace(p, signals={}) for p in document.parts])
    assert "res.m" not in arrays(bare)

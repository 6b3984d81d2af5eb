"""Networks packed whole into a link: back to the bit, or refused in words before it costs much."""

from __future__ import annotations

import base64
import copy
import json
import time
import tracemalloc
import zlib
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.cells import CELLS
from sim.document.networks.arrays import arrays, with_arrays
from sim.document.networks.sequences import Sequence, Target
from sim.document.networks.writing import to_json
from sim.document.scenario import Scenario
from sim.document.seen import seen
from sim.network.parts import Part, Wire
from sim.text.errors import InputError
from sim.text.limits import DOCUMENT
from tests.documents import BUILDERS, every_document, everything, refusal_of
from ui.links import fields
from ui.links.place import Place
from ui.links.text import document, packed
from ui.links.text.errors import LinkError, sentence
from ui.links.text.floats import pack_numbers
from ui.links.text.networks import frame as frames
from ui.links.text.networks import packed as networks
from ui.links.text.networks.frame import blank, frame_of

DOCUMENTS = every_document()
WHOLE = DOCUMENTS["everything"]


def packed_of(frame: object, numbers: bytes = b"") -> str:
    """A block of version 2 by hand, from any frame."""
    text = frame if isinstance(frame, bytes) else json.dumps(frame).encode()
    return block_of(len(text).to_bytes(networks.LENGTH, "little") + text + numbers)


def block_of(content: bytes) -> str:
    block = bytes([2]) + zlib.compress(content, 9)
    return base64.urlsafe_b64encode(block).decode().rstrip("=")


def numbers_of(document: Scenario) -> bytes:
    return pack_numbers(np.concatenate([one.ravel() for one in arrays(document).values()]))


def same(one: Scenario, other: Scenario) -> bool:
    """To the bit, words and all: JSON writes -0.0 and 0.0 apart."""
    return to_json(one) == to_json(other)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_network_comes_back_to_the_bit(name):
    text = packed.pack(seen(DOCUMENTS[name]))
    assert base64.urlsafe_b64decode(text + "==")[0] == 2 == packed.VERSION
    assert same(packed.unpack(text).document, DOCUMENTS[name])


@pytest.mark.parametrize("name", BUILDERS)
def test_a_lectures_network_fits_into_a_link(name):
    scenario = seen(DOCUMENTS[name])
    texts = fields.written(Place(scenario, "dinner", t=1, unit=1))
    assert texts["d"] != document.NOT_HERE
    assert sum(len(n) + len(text) + 2 for n, text in texts.items()) < 1000
    back, wrong = fields.read(texts)
    assert not wrong and same(back.scenario.document, scenario.document)


def test_a_network_that_no_link_can_hold_is_saved_instead():
    rng = np.random.default_rng(1)
    shapes = CELLS["lstm"].shapes(2, 8)
    parts = [
        Part(f"p{k}", "lstm", {name: rng.normal(size=shape) for name, shape in shapes.items()})
        for k in range(3)
    ]
    for count, fits in ((2, True), (3, False)):
        scenario = seen(Scenario(tuple(parts[:count]), {"x": Sequence(np.ones((3, 2)))}))
        assert (len(packed.pack(scenario)) <= document.MOST_PACKED) == fits
        texts = document.write_document(scenario, "memory_cell")
        assert (texts["d"] != document.NOT_HERE) == fits
    _, (wrong,) = fields.read(texts)
    assert wrong == LinkError("links.not_in_link") and "scenario file" in sentence(wrong)


def largest(value: float) -> Scenario:
    """As many numbers as a document may have, all the same."""
    shapes = CELLS["lstm"].shapes(2, 48)
    parts = tuple(
        Part(f"p{k}", "lstm", {name: np.full(shape, value) for name, shape in shapes.items()})
        for k in range(5)
    )
    used = 4 + sum(48 * 2 + sum(one.size for one in part.params.values()) for part in parts)
    rows = np.full(((DOCUMENT.numbers - used) // 10, 10), value)
    return Scenario(parts, {"x": Sequence(np.full((2, 2), value)), "y": Sequence(rows)})


@pytest.mark.parametrize("value", [0.0, -0.0, np.pi])
def test_so_many_alike_that_a_link_holds_them_come_back(value):
    """What is written can be read: the bound on what a block inflates to leaves room for it."""
    there = largest(value)
    assert sum(one.size for one in arrays(there).values()) > DOCUMENT.numbers - 10
    text = packed.pack(seen(there))
    start = time.process_time()
    assert len(text) < 1000 and same(packed.unpack(text).document, there)
    assert time.process_time() - start < 1


def test_the_longest_labels_come_back():
    words = tuple("\x01" * 200 for _ in range(500))
    there = everything()
    inputs = there.inputs | {"z": Sequence(np.ones((500, 1)), steps=words)}
    there = there.changed(inputs=inputs)
    assert len(networks.content_of(there)) > 600_000
    assert same(packed.unpack(packed.pack(seen(there))).document, there)


@given(st.data())
def test_any_numbers_come_back(data):
    floats = st.floats(allow_nan=False, allow_infinity=False)
    known = arrays(WHOLE)
    free = [n for n in known if n not in ("enc.U_h", "res.U_n", "res.m", "v", "y")]
    name = data.draw(st.sampled_from(free))
    size = known[name].size
    value = np.array(data.draw(st.lists(floats, min_size=size, max_size=size)))
    there = with_arrays(WHOLE, {name: value.reshape(known[name].shape)})
    assert same(packed.unpack(packed.pack(seen(there))).document, there)


def test_a_frame_has_no_number_of_the_document():
    """Else a number would stand in a link twice, and one of them count."""
    ours = frame_of(WHOLE)
    assert ours == frame_of(blank(ours))
    for part in ours["parts"]:
        wires = [*part["reads"], *part.get("memory", {}).values(), *part.get("start", {}).values()]
        assert all(wire.keys() <= {"from", "line", "taps"} for wire in wires)
        assert "params" not in part and part.get("signals", {"m": 4}) == {"m": 4}
    found, known = arrays(blank(ours)), arrays(WHOLE)
    assert {n: one.shape for n, one in found.items()} == {n: one.shape for n, one in known.items()}
    for name, array in found.items():
        assert np.all(array == (name == "res.m"))


def test_a_target_from_outside_keeps_its_first_row():
    """It is no array of the document's."""
    wire = Wire("y", taps="shift", first=(0.25, -0.0))
    there = WHOLE.changed(targets={"out.y": Target("squared_error", wire)})
    assert "targets.out.y" not in arrays(there)
    assert same(packed.unpack(packed.pack(seen(there))).document, there)


def changed(path: str, value: object) -> dict:
    """The frame of everything with one thing in it another."""
    found = json.loads(json.dumps(frame_of(WHOLE)))
    *way, last = path.split("/")
    node = found
    for step in way:
        node = node[int(step) if isinstance(node, list) else step]
    if isinstance(node, list):
        node[int(last)] = value
    else:
        node[last] = value
    return found


MANY = {"name": "a", "cell": "lstm", "reads": [{"from": "x"}], "n": {"H": 64, "X": 128}}
HOSTILE = {
    "no object": [1], "nothing": {}, "no parts": {"parts": []},
    "parts that are none": {"parts": {}},
    "a part that is none": {"parts": [3]}, "a part without a cell": {"parts": [{}]},
    "an unknown cell": changed("parts/0/cell", "x"),
    "a cell that is a list": changed("parts/0/cell", []),
    "an unknown field": changed("parts/0/unknown", 1), "one more beside": changed("unknown", 1),
    "numbers in the frame": changed("parts/0/params", [[1.0]]),
    "10,000 parts": {"parts": [MANY] * 10_000}, "12 as large as can be": {"parts": [MANY] * 12},
    "huge sizes": changed("parts/0/n", {"H": 10**9, "X": 10**9}),
    "a size beyond 64 bits": changed("parts/0/n/H", 10**40),
    "sizes as floats": changed("parts/0/n/H", 3.0),
    "a size that is true": changed("parts/0/n/H", True),
    "negative sizes": changed("parts/0/n/H", -1), "no sizes": changed("parts/0/n", {}),
    "sizes that are a list": changed("parts/0/n", [3, 3]),
    "another size": changed("parts/0/n/X", 3), "a size of 0": changed("parts/0/n/H", 0),
    "much left out": changed("parts/0/without", ["W_h"] * 100_000),
    "something left out": changed("parts/0/without", ["W_h"]),
    "something unheard left out": changed("parts/0/without", [[], {}]),
    "rows of a million": changed("inputs/x/rows", [1_000_000, 1_000_000]),
    "rows of one axis": changed("inputs/x/rows", [5]),
    "rows that are none": changed("inputs/x/rows", 5),
    "no rows": changed("inputs/x", {}), "an input that is none": changed("inputs/x", 3),
    "a memory of a million": changed("inputs/x/rows", [10**6, 2]),
    "targets of a million": changed("targets/res.h/rows", [500, 10**6]),
    "periods of a million": changed("parts/4/signals/m", 10**6),
    "periods that are none": changed("parts/4/signals", {"m": [1, 2]}),
    "a wire to nowhere": changed("parts/2/reads/0/from", "nowhere"),
    "a cycle without a shift": changed("parts/0/reads/0/from", "out"),
    "a mask of another size": changed("parts/0/masks/U_h", ["11"]),
    "a mask that is none": changed("parts/0/masks/U_h", ["1x1"] * 3),
    "a name twice": changed("parts/1/name", "enc"),
    "a reserved name": changed("parts/0/name", "targets"),
    "a name with a dot": changed("parts/0/name", "a.b"),
    "deep": b"[" * 1_000_000, "no JSON": b"{", "no text": b"\xff" * 40,
    "NaN as a size": b'{"parts":[{"cell":"lstm","n":{"H":NaN,"X":Infinity}}]}',
    "a number of many digits": b'{"seed":' + b"9" * 1_000_000 + b"}",
    "500 inputs": {"parts": [MANY], "inputs": {f"x{k}": 1 for k in range(500)}},
}  # fmt: skip


@pytest.mark.parametrize("frame", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_frame_is_refused_at_once(frame):
    text = packed_of(frame, numbers_of(WHOLE))
    assert len(text) <= packed.MOST_TEXT  # else it would be refused for its length
    tracemalloc.start()
    start = time.process_time()
    with pytest.raises((LinkError, InputError)) as refused:
        packed.unpack(text)
    spent, (_, most) = time.process_time() - start, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert spent < 1 and most < 100_000_000
    assert len(str(refused.value)) < 500
    back, wrong = fields.read({"d": text, "t": "2"})
    assert len(wrong) == 1 and sentence(wrong[0]).endswith(".") and back.t == 2


def test_sizes_are_known_before_anything_is_made(monkeypatch):
    """Twelve parts of 64 units and 128 inputs would be 590,000 numbers."""
    made = []
    zeros = np.zeros
    parts = [MANY | {"name": f"p{k}"} for k in range(12)]
    monkeypatch.setattr(frames.np, "zeros", lambda *a, **k: made.append(a) or zeros(*a, **k))
    for frame in ({"parts": parts}, HOSTILE["rows of a million"], HOSTILE["huge sizes"]):
        with pytest.raises(InputError) as refused:
            blank(frame)
        assert refusal_of(refused.value)["code"] == "limit" and not made
    with pytest.raises(InputError, match="H = 65"):
        blank({"parts": [MANY | {"n": {"H": 65, "X": 1}}]})
    assert not made
    blank({"parts": [MANY | {"n": {"H": 64, "X": 1}}], "inputs": {"x": {"rows": [500, 1]}}})
    assert (64, 1) in [shape for shape, *_ in made]
    made.clear()
    blank(frame_of(WHOLE))
    assert len(made) > sum(len(part.params) for part in WHOLE.parts)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_is_refused(bad):
    known = {name: array.copy() for name, array in arrays(WHOLE).items()}
    tags = bytes(sum(one.size for one in known.values()))
    flat = np.concatenate([one.ravel() for one in known.values()])
    for at in (0, len(flat) - 1):
        wrong = flat.copy()
        wrong[at] = bad
        planes = wrong.astype("<f8").view(np.uint8).reshape(-1, 8).T.tobytes()  # tag 0 is float64
        with pytest.raises(InputError):
            packed.unpack(packed_of(frame_of(WHOLE), tags + planes))
    planes = flat.astype("<f8").view(np.uint8).reshape(-1, 8).T.tobytes()
    assert same(packed.unpack(packed_of(frame_of(WHOLE), tags + planes)).document, WHOLE)


def with_one(name: str, index: tuple, value: float) -> bytes:
    known = {n: array.copy() for n, array in arrays(WHOLE).items()}
    known[name][index] = value
    return pack_numbers(np.concatenate([one.ravel() for one in known.values()]))


@pytest.mark.parametrize(
    ("name", "index", "value", "code"),
    [
        ("enc.U_h", (0, 2), 5.0, "masked_number"), ("res.m", (1,), 1.5, "periods"),
        ("res.m", (1,), 0.0, "periods"), ("res.m", (3,), 1001.0, "limit"),
        ("y", (0, 0), -1.0, "targets_negative"),
    ],
)  # fmt: skip
def test_a_number_that_may_not_stand_there_is_refused(name, index, value, code):
    with pytest.raises(InputError) as refused:
        packed.unpack(packed_of(frame_of(WHOLE), with_one(name, index, value)))
    assert refusal_of(refused.value)["code"] == code


def test_more_or_fewer_numbers_are_refused():
    numbers = numbers_of(WHOLE)
    assert same(packed.unpack(packed_of(frame_of(WHOLE), numbers)).document, WHOLE)
    for other in (numbers[:-1], numbers + b"\0", b"", numbers[1:]):
        with pytest.raises(LinkError):
            packed.unpack(packed_of(frame_of(WHOLE), other))


@given(st.binary(max_size=600))
def test_random_bytes_are_refused_in_words(content):
    for text in (
        block_of(content), packed_of(frame_of(WHOLE), content), packed_of(content),
        base64.urlsafe_b64encode(b"\2" + content).decode().rstrip("="),
    ):  # fmt: skip
        with pytest.raises((LinkError, InputError)):
            packed.unpack(text)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
    | st.sampled_from(["lstm", "enc", "x", "shift", "h", "M"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)  # fmt: skip


def _places(node: object, path: tuple = ()) -> list[tuple]:
    items = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node)
        if isinstance(node, list)
        else ()
    )
    return [p for key, one in items for p in [(*path, key), *_places(one, (*path, key))]]


PLACES = _places(frame_of(WHOLE))


@given(st.sampled_from(PLACES), ANYTHING)
def test_a_frame_with_anything_in_it_is_read_or_refused_in_words(path, value):
    frame = copy.deepcopy(json.loads(json.dumps(frame_of(WHOLE))))
    node = frame
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    with suppress(LinkError, InputError):
        packed.unpack(packed_of(frame, numbers_of(WHOLE))).document.run()

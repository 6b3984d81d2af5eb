"""Networks that come from an example: its name and what was changed, part by part, to the bit."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.document.convert import with_cell
from sim.document.initialise import initialise
from sim.document.networks.arrays import arrays, with_arrays
from sim.document.networks.sequences import Target
from sim.document.networks.writing import to_json
from sim.document.scenario import Scenario
from sim.document.seen import seen
from sim.network.parts import Wire
from sim.presets import PRESETS, Preset
from sim.presets.networks.listed import GROUPS
from sim.run.clamps import Clamp
from sim.text.errors import InputError
from tests.documents import everything, refusal_of
from ui.links import fields
from ui.links.place import Place
from ui.links.text import document, packed
from ui.links.text.errors import LinkError, sentence
from ui.links.text.networks import short
from ui.links.text.networks.by_part import joined, parted

NET = everything()
KEY = "net"


@pytest.fixture(autouse=True)
def example(monkeypatch) -> Preset:
    """A preset of several parts, looked at through its decoder."""
    preset = Preset(KEY, lambda: seen(NET, "dec"), start=2, unit=2)
    monkeypatch.setitem(PRESETS, KEY, preset)
    return preset


def part_changed(name: str, document: Scenario = NET, **changes: object) -> Scenario:
    parts = (replace(one, **changes) if one.name == name else one for one in document.parts)
    return document.changed(parts=tuple(parts))


def with_numbers(document: Scenario, *numbers: tuple[str, tuple, float]) -> Scenario:
    """With other numbers: name of the array, place from 0, value."""
    new = {name: arrays(document)[name].copy() for name, _, _ in numbers}
    for name, index, value in numbers:
        new[name][index] = value
    return with_arrays(document, new)


def there_and_back(scenario: Scenario, part: str = "dec", draws=()) -> tuple[dict, Place]:
    """The texts of its link, and what a browser makes of them."""
    place = Place(seen(scenario, part), KEY, draws, t=2, unit=2)
    texts = fields.written(place)
    back, wrong = fields.read(dict(parse_qsl(urlencode(texts), keep_blank_values=True)))
    assert wrong == [] and back.scenario.part == part and back.preset == KEY
    assert to_json(back.scenario.document) == to_json(scenario)
    texts.pop("z")
    return texts, back


def test_an_example_is_its_name_and_the_part():
    assert there_and_back(NET)[0] == {"p": KEY}
    assert there_and_back(NET, "enc")[0] == {"p": KEY, "part": "enc"}
    back, _ = fields.read({"p": KEY})
    assert back.scenario.document is NET and back.scenario.part == "dec"
    assert (back.t, back.unit) == (2, 2)


def test_edits_stand_by_their_address():
    """A part's weight, an input, a first row and a start, a period, a target."""
    there = with_numbers(
        NET, ("enc.W_h", (2, 1), 0.5), ("x", (3, 0), -1.5), ("dec.c_0", (1,), 1e-9),
        ("res.m", (3,), 16), ("targets.res.h", (3, 1), 2.0), ("dec.W_f", (0, 4), 3.0),
    )  # fmt: skip
    texts, _ = there_and_back(there)
    assert texts == {"p": KEY, "e": (
        "enc.W_h.3.2~0.5~x.4.1~-1.5~dec.W_f.1.5~3~dec.c_0.2~1e-09~res.m.4~16~targets.res.h.4.2~2"
    )}  # fmt: skip
    texts["e"] = texts["e"].replace("x.4.1", "x.4.2")
    assert to_json(fields.read(texts)[0].scenario.document) != to_json(there)


def test_options_and_held_gates_stand_by_their_part():
    held = (Clamp("f", 0.25, 1, 2), Clamp("i", 1.0, 3))
    there = part_changed("enc", options={"h": "relu"})
    there = part_changed("dec", there, options={"f": "hard_sigmoid"}, clamps=held)
    texts, _ = there_and_back(there)
    assert texts == {
        "p": KEY, "o": "enc.h.relu~dec.f.hard_sigmoid", "k": "dec.f.1.2~0.25~dec.i.3.~1",
    }  # fmt: skip
    assert there_and_back(part_changed("dec", options={}))[0] == {"p": KEY, "o": "dec.-"}
    assert there_and_back(part_changed("dec", clamps=()))[0] == {"p": KEY, "k": "dec.-"}
    sharp = {"g": {"name": "hard_sigmoid", "slope": 0.5, "offset": -0.4}, "i": "relu"}
    texts, _ = there_and_back(part_changed("dec", options=sharp))
    assert sorted(texts["o"].split("~dec.")) == ["dec.g.hard_sigmoid~0.5~-0.4", "i.relu"]


def drawn(name: str, document: Scenario, seed: int, **draw: object) -> Scenario:
    part = document.network.part[name]
    shapes = {n: value.shape for n, value in part.params.items()}
    params = initialise(shapes, mask=part.built.mask, seed=seed, **draw)
    return part_changed(name, document.changed(seed=seed), params=params)


def test_drawn_weights_stand_by_their_part():
    there = drawn("dec", NET, 41)
    assert there_and_back(there)[0] == {"p": KEY, "r": "dec.41"}
    both = drawn("out", there, 41)
    texts, back = there_and_back(both)
    assert texts == {"p": KEY, "r": "dec.41~out.41"} and back.draws == ({"seed": 41},) * 2
    draw = {"seed": 5, "recurrent": "orthogonal", "sigma_max": 0.9, "keep_bias": {"b_f": 2.0}}
    there = with_numbers(drawn("dec", NET, **draw), ("dec.W_f", (0, 0), 0.5))
    texts, back = there_and_back(there, draws=(draw,))
    assert texts["r"] == "dec.5.uniform.orthogonal.uniform~sigma_max~0.9~keep~2"
    assert texts["e"] == "dec.W_f.1.1~0.5" and back.draws[0]["sigma_max"] == 0.9


def test_each_part_may_be_drawn_in_its_own_way():
    """The document has the seed of the last one, whichever part that is."""
    draw = {"seed": 5, "keep_bias": {"b_f": 2.0}}
    there = drawn("out", drawn("dec", NET, **draw), 5)
    assert there_and_back(there, draws=(draw,))[0]["r"] == "dec.5~keep~2~out.5"
    first, last = {"seed": 8, "input": "glorot"}, {"seed": 9}
    for one, other in (("dec", "out"), ("out", "dec")):
        there = drawn(other, drawn(one, NET, **first), **last)
        texts, back = there_and_back(there, draws=(last, first))
        assert texts == {"p": KEY, "r": f"{one}.8.glorot.uniform.uniform~{other}.9"}
        assert [draw["seed"] for draw in back.draws] == [8, 9]
        assert there_and_back(there, draws=back.draws)[0] == texts


def test_a_draw_before_the_last_that_nobody_knows_is_packed():
    there = drawn("out", drawn("dec", NET, 8), 9)
    assert "d" in there_and_back(there)[0]
    assert there_and_back(there, draws=({"seed": 8},))[0]["r"] == "dec.8~out.9"


def test_a_draw_that_does_not_hold_is_not_believed():
    assert there_and_back(NET, draws=({"seed": 41},))[0] == {"p": KEY}
    assert there_and_back(NET, draws=({"seed": 7},))[0] == {"p": KEY}


OTHER = {
    "a title": NET.changed(title="another"),
    "a seed": NET.changed(seed=8),
    "a label": NET.changed(
        inputs=NET.inputs | {"x": replace(NET.inputs["x"], labels=("a", "c"))}
    ),
    "a step": NET.changed(
        inputs=NET.inputs | {"y": replace(NET.inputs["y"], steps=tuple("123"))}
    ),
    "a target": NET.changed(targets={"out.y": Target("cross_entropy", Wire("y"), [1, 1, 1])}),
    "no target": NET.changed(targets={}),
    "a mask": part_changed("dec", masks={"W_f": np.ones_like(NET.parts[2].params["W_f"])}),
    "frozen": part_changed("enc", frozen=()),
    "labels of outputs": part_changed("out", labels=("no", "yes")),
    "a minus before 0": with_numbers(NET, ("x", (0, 0), -0.0)),
    "fewer parts": NET.changed(parts=NET.parts[:4], targets={}),
}  # fmt: skip


@pytest.mark.parametrize("there", OTHER.values(), ids=OTHER)
def test_what_no_step_leads_to_is_packed_whole(there):
    texts, _ = there_and_back(there)
    assert set(texts) - {"part"} == {"p", "d"}


def test_a_packed_network_is_looked_at_through_its_first_part_unless_it_says_another():
    there = OTHER["a title"]
    assert "part" not in there_and_back(there, "enc")[0]
    assert there_and_back(there, "dec")[0]["part"] == "dec"


def test_another_wire_is_packed():
    """Such as by which teacher forcing and free running differ."""
    wire = replace(NET.parts[4].reads[0], taps="mean every")
    assert "d" in there_and_back(part_changed("res", reads=(wire,)))[0]


@pytest.mark.parametrize("count", [200, 201])
def test_at_most_200_edits(count):
    """The 201st makes it a packed one; by hand it is refused."""
    names = [n for n in arrays(NET) if n not in ("enc.U_h", "res.U_n", "res.m", "v", "y")]
    places = [(n, index) for n in names for index in np.ndindex(arrays(NET)[n].shape)][:count]
    assert len(places) == count
    there = with_numbers(NET, *((n, index, 77.0) for n, index in places))
    assert (short.shortened(there, NET) is None) == (count == 201)
    edits = "~".join(f"{n}.{'.'.join(str(k + 1) for k in index)}~77" for n, index in places)
    if count == 201:
        with pytest.raises(LinkError):
            short.lengthened(NET, {"e": edits})
    else:
        assert to_json(short.lengthened(NET, {"e": edits})[0]) == to_json(there)


def test_what_is_drawn_leaves_out_what_a_mask_leaves_out():
    enc = short.lengthened(NET, {"r": "enc.8"})[0].network.part["enc"]
    assert np.array_equal(enc.params["U_h"] != 0, np.tri(3, dtype=bool))
    assert enc.masks["U_h"].tolist() == np.tri(3).tolist()


BROKEN = [
    {"c": "gru"}, {"n": "2.3.5"}, {"c": "lstm", "part": "dec"}, {"o": "dec"}, {"o": "g.relu"},
    {"o": "nobody.g.relu"}, {"o": "dec.q.relu"}, {"o": "dec.g.nothing"}, {"o": "0.5~dec.g.relu"},
    {"o": "x.g.relu"}, {"k": "f.1.~1"}, {"k": "dec.f.1.~2"}, {"k": "dec.f.1."}, {"k": "-"},
    {"k": "out.f.1.~1"}, {"k": "dec.f.9.10~1~enc.f.1.~1"}, {"r": "8"}, {"r": "nobody.8"},
    {"r": "dec.x"}, {"r": "dec.8~keep"}, {"r": "enc.8~keep~2"}, {"r": "dec.8~dec.8"},
    {"e": "nobody.W_f.1.1~1"}, {"e": "W_f.1.1~1"}, {"e": "dec.W_f.1~1"}, {"e": "dec.W_f.0.1~1"},
    {"e": "dec.W_f.1.99~1"}, {"e": "x.9.1~1"}, {"e": "enc.U_h.1.3~1"}, {"e": "res.m.1~1.5"},
    {"e": "res.m.1~0"}, {"e": "y.1.1~-1"}, {"e": "targets.out.y.1.1~1"}, {"e": "att.k.1~1"},
    {"e": "dec.W_f.1.1"}, {"e": "dec.W_f.1.1~nan"}, {"e": ""},
]  # fmt: skip


@pytest.mark.parametrize("texts", BROKEN, ids=str)
def test_what_leads_to_no_network_is_refused_whole(texts):
    back, wrong = fields.read({"p": KEY, "t": "2", **texts})
    assert len(wrong) == 1 and sentence(wrong[0]).endswith(".")
    assert back.scenario.document is not NET and back.t == 2
    with pytest.raises((LinkError, InputError)):
        document.read_document({"p": KEY, **texts})


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        ({"e": "nobody.W_f.1.1~1"}, "entry_array"), ({"o": "nobody.g.relu"}, "no_part"),
        ({"e": "dec.W_f.1.99~1"}, "entry_bounds"), ({"e": "enc.U_h.1.3~1"}, "masked_number"),
        ({"k": "x.f.1.~1"}, "no_part"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(texts, code):
    with pytest.raises(InputError) as refused:
        document.read_document({"p": KEY, **texts})
    assert refusal_of(refused.value)["code"] == code


@pytest.mark.parametrize("name", ["nobody", "", "x", "dec.h", "DEC", "<b>", "targets"])
@pytest.mark.parametrize("of", ["an example", "packed"])
def test_a_part_that_is_not_there_is_said_and_the_usual_one_shown(name, of):
    whole = {"d": packed.pack(seen(NET))} if of == "packed" else {}
    place, wrong = fields.read({"p": KEY, "part": name, **whole})
    usual = "dec" if of == "an example" else "enc"
    known = ["enc", "att", "dec", "out", "res", "pic"]
    assert wrong == [LinkError("links.no_part", part=usual, known=known)]
    assert place.scenario.part == usual and to_json(place.scenario.document) == to_json(NET)
    assert usual in sentence(wrong[0]) and "res" in sentence(wrong[0])
    if "<" in name:
        assert name not in sentence(wrong[0])


def test_a_link_of_one_cell_has_no_part_and_says_what_it_did():
    scenario = PRESETS["dinner"].scenario
    assert document.write_document(scenario, "dinner") == {"p": "dinner"}
    assert fields.read({"p": "dinner", "part": "cell"})[0].scenario is scenario
    assert fields.read({"p": "dinner", "part": "cell"})[1] == []
    back, wrong = fields.read({"p": "dinner", "part": "dec"})
    assert [one.word for one in wrong] == ["links.no_part"] and back.scenario is scenario
    readout = fields.read({"p": "dinner", "part": "out"})[0].scenario
    assert readout.part == "out" and readout.document is scenario.document
    assert document.write_document(readout, "dinner") == {"p": "dinner", "part": "out"}


def test_an_example_of_one_cell_may_show_what_is_read_out_of_it(monkeypatch):
    """Also where another cell has no such part any more."""
    network = PRESETS["dinner"].scenario.document
    monkeypatch.setitem(PRESETS, KEY, Preset(KEY, lambda: seen(network, "out")))
    assert document.read_document({"p": KEY})[0].part == "out"
    back, _, _ = document.read_document({"p": KEY, "e": "x.1.1~0.75"})
    assert back.part == "out" and back.document.inputs["x"].rows[0, 0] == 0.75
    assert document.write_document(back, KEY) == {"p": KEY, "e": "x.1.1~0.75"}
    other, _ = with_cell(seen(network), "jordan")
    texts = document.write_document(other, KEY)
    assert other.part == "cell" and texts == {"p": KEY, "c": "jordan"}
    back, _, _ = document.read_document(texts)
    assert to_json(back.document) == to_json(other.document) and back.part == "cell"


def test_a_network_opened_over_an_example_of_one_cell_is_packed():
    texts = document.write_document(seen(NET, "att"), "dinner")
    assert set(texts) == {"p", "d", "part"} and texts["part"] == "att"
    cell = PRESETS["dinner"].scenario
    texts = document.write_document(cell, KEY)
    assert set(texts) == {"p", "d"}
    assert to_json(document.read_document(texts)[0].document) == to_json(cell.document)


@pytest.mark.parametrize("what", ["masks", "frozen", "name", "way", "target"])
def test_of_one_cell_too_nothing_is_lost(what):
    """A file may hold what no step of a short link leads to."""
    one = PRESETS["memory_cell"].scenario.document
    cell = one.parts[0]
    there = {
        "masks": lambda: replace(cell, masks={"W_f": np.ones_like(cell.params["W_f"])}),
        "frozen": lambda: replace(cell, frozen=("W_f",)),
        "name": lambda: replace(cell, name="memory"),
        "way": lambda: replace(cell, reads=(Wire("x", taps="back"),)),
        "target": lambda: cell,
    }[what]()
    targets = {"cell.h": Target("squared_error", np.ones((len(one.inputs["x"].rows), 1)))}
    there = one.changed(parts=(there,), targets=targets if what == "target" else {})
    texts = document.write_document(seen(there), "memory_cell")
    assert set(texts) == {"d"}
    assert to_json(document.read_document(texts)[0].document) == to_json(there)


LISTED = {one.key: one for group in GROUPS.values() for one in group}


@pytest.mark.parametrize("key", LISTED)
def test_the_lectures_networks_are_short(key, monkeypatch):
    """Through any part, and with one number of every array another."""
    monkeypatch.setitem(PRESETS, key, LISTED[key])
    example = LISTED[key].scenario
    assert document.write_document(example, key) == {"p": key}
    assert document.read_document({"p": key})[0] is example
    network = example.document
    for part in network.parts:
        texts = document.write_document(seen(network, part.name), key)
        assert texts == {"p": key} | ({"part": part.name} if part.name != example.part else {})
        assert document.looked_at(document.read_document(texts)[0], texts).part == part.name
    for name, array in arrays(network).items():
        places = [tuple(place) for place in np.argwhere(array)]  # where no mask has a 0
        if not places:
            continue
        place = places[-1]  # of periods that of the slowest units, which hear all others
        changed = with_numbers(network, (name, place, 2 * float(array[place])))
        texts = document.write_document(seen(changed, example.part), key)
        assert set(texts) == {"p", "e"} and texts["e"].count("~") == 1
        assert to_json(document.read_document(texts)[0].document) == to_json(changed)


@pytest.mark.parametrize("key", LISTED)
def test_the_lectures_networks_fit_into_a_link_whole(key):
    text = packed.pack(LISTED[key].scenario)
    assert len(text) < document.MOST_PACKED
    back = packed.unpack(text).document
    assert to_json(back) == to_json(LISTED[key].scenario.document)


NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True)
PIECES = st.from_regex(r"[a-z]\.[a-z0-9]{0,3}|-|[0-9]{1,3}(\.[0-9]{1,2})?|-0\.4", fullmatch=True)


@given(st.dictionaries(NAMES, st.lists(PIECES, min_size=1, max_size=4), min_size=1, max_size=4))
def test_texts_of_parts_are_parted_as_they_were_joined(pieces):
    texts = {name: "~".join(some) for name, some in pieces.items()}
    assert parted(joined(texts), texts) == texts

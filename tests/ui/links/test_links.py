"""Links: the short form, the packed form, the table; nothing that comes in does harm."""

import ast
import base64
import dataclasses
import json
import struct
import zlib
from contextlib import suppress
from itertools import combinations
from urllib.parse import parse_qs, urlencode

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import CELLS
from sim.document.convert import with_cell
from sim.document.files import to_json
from sim.document.initialise import initialise
from sim.document.resize import resized
from sim.document.seen import PartScenario
from sim.document.seen import one_cell as scenario_of
from sim.network.outputs import dense_output
from sim.presets import FIRST, PRESETS
from sim.run.clamps import Clamp
from tests.browser import ROOT
from tests.cells import RECURRENT
from ui.compare.other import Other
from ui.compare.settings import CompareSettings
from ui.gradients import tabs
from ui.gradients.settings import TABS, Settings
from ui.links import fields
from ui.links.place import Place
from ui.links.text import document, one_cell, packed
from ui.links.text.errors import LinkError, sentence
from ui.links.text.floats import PackingError, pack_numbers, unpack_numbers
from ui.session.screen import CONTROLS, Screen
from ui.shared.setting import settings
from ui.widgets.number import Number

MEMORY = PRESETS["memory_cell"].scenario
BEGUN = PRESETS[FIRST].scenario
FLOATS = st.floats(allow_nan=False, allow_infinity=False)


def bits(values) -> list[bytes]:
    return [struct.pack("<d", value) for value in values]


def there_and_back(place: Place) -> Place:
    """Through the text of an address, as a browser would send it back."""
    query = urlencode(fields.write(place))
    back, wrong = fields.read(
        {k: v[-1] for k, v in parse_qs(query, keep_blank_values=True).items()}
    )
    assert wrong == []
    return back


def at(scenario: PartScenario, preset: str = "memory_cell", **more) -> Place:
    return Place(scenario=scenario, preset=preset, **({"t": 1, "unit": 1} | more))


def length(place: Place) -> int:
    return len(urlencode(fields.write(place)))


def same(one: PartScenario, other: PartScenario) -> bool:
    """Exact to the bit: JSON writes -0.0 and 0.0 apart."""
    return to_json(one) == to_json(other)


def normal(cell="lstm", X=4, H=4, T=10, digits=None, seed=1) -> PartScenario:
    rng = np.random.default_rng(seed)
    draw = rng.normal if digits is None else lambda size: rng.normal(size=size).round(digits)
    params = {name: draw(size=shape) for name, shape in CELLS[cell].shapes(X, H).items()}
    return scenario_of(cell, params, draw(size=(T, X)))


@given(st.lists(FLOATS, max_size=40))
def test_every_number_comes_back_to_the_bit(values):
    assert bits(unpack_numbers(pack_numbers(values), len(values))) == bits(values)


@given(st.lists(st.decimals(-9999, 9999, places=3).map(float), min_size=20, max_size=60))
def test_typed_numbers_take_few_bytes(values):
    assert len(pack_numbers(values)) <= 5 * len(values)


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_a_float32_takes_its_own_bytes(value):
    assert len(pack_numbers([value])) <= 1 + 6


@given(st.binary(max_size=60), st.integers(0, 20))
def test_other_bytes_are_no_numbers(block, count):
    with suppress(PackingError):
        assert len(unpack_numbers(block, count)) == count


@pytest.mark.parametrize("key", PRESETS)
def test_an_example_is_its_name(key):
    place = at(PRESETS[key].scenario, key, t=PRESETS[key].start, unit=PRESETS[key].unit)
    assert fields.write(place) == {"p": key}
    back = there_and_back(place)
    assert back.scenario is PRESETS[key].scenario and back.t == PRESETS[key].start


def test_a_link_can_be_read():
    params = dict(MEMORY.params, b_f=np.array([0.1]), W_g=np.array([[2.0, 0, 0]]))
    inputs = MEMORY.inputs.copy()
    inputs[2, 1] = -1.5
    place = at(MEMORY.changed(params=params, inputs=inputs), t=3)
    assert fields.write(place) == {"e": "b_f.1~0.1~W_g.1.1~2~x.3.2~-1.5", "t": "3"}
    assert same(there_and_back(place).scenario, place.scenario)
    assert length(place) <= 40


def test_drawn_weights_are_their_seed():
    draw = {"seed": 41, "recurrent": "orthogonal", "sigma_max": 0.9, "keep_bias": {"b_f": 2.0}}
    base = PRESETS["random_lstm"].scenario
    params = initialise(CELLS["lstm"].shapes(2, 8), **draw)
    place = at(base.changed(params=params, seed=41), "random_lstm", draws=(draw,), t=7)
    back = there_and_back(place)
    assert same(back.scenario, place.scenario) and dict(*back.draws) == {
        "input": "uniform", "bias": "uniform", **draw
    }  # fmt: skip
    assert length(place) <= 80
    plain = at(base.changed(params=initialise(CELLS["lstm"].shapes(2, 8), seed=5), seed=5))
    plain.preset = "random_lstm"
    assert fields.write(plain) == {"p": "random_lstm", "r": "5"}
    assert same(there_and_back(plain).scenario, plain.scenario)


def test_a_draw_that_does_not_hold_is_not_believed():
    draw = {"seed": 41}
    place = at(PRESETS["random_lstm"].scenario, "random_lstm", draws=(draw,))
    assert fields.write(place) == {"p": "random_lstm"}


@pytest.mark.parametrize("cell", RECURRENT)
@pytest.mark.parametrize("preset", ["memory_cell", "arrive", "gru_before"])
def test_another_cell_and_other_sizes(cell, preset):
    scenario = PRESETS[preset].scenario
    if cell != scenario.cell:
        scenario, _ = with_cell(scenario, cell)
    for one in (scenario, resized(scenario, H=3, T=7)):
        assert same(there_and_back(at(one, preset)).scenario, one)
        assert length(at(one, preset)) <= 60


@pytest.mark.parametrize(
    "changes",
    [
        {"options": {}},
        {"options": {"f": "hard_sigmoid", "g": "relu"}},
        {"options": {"i": {"name": "hard_sigmoid", "slope": 0.25, "offset": -0.4}}},
        {"initial": {"c": np.array([-1e-300])}},
        {"initial": {"c": np.array([-0.0])}},
        {"title": "中文 & <b>"},
        {"labels": {"x": ("a~b", "", "c")}},
        {"clamps": (Clamp("f", 0.5, 2, 3), Clamp("i", 1.0))},
        {"output": dense_output("linear", np.array([[1.5], [2.0]]), np.zeros(2))},
        {"output": dense_output("softmax_h")},
        {"seed": 7},
    ],
)  # fmt: skip
def test_whatever_a_scenario_holds_comes_back(changes):
    scenario = MEMORY.changed(**changes)
    assert same(there_and_back(at(scenario)).scenario, scenario)
    assert same(packed.unpack(packed.pack(scenario)), scenario)


@given(st.sampled_from(list(RECURRENT)), st.integers(1, 3), st.integers(1, 3), st.data())
def test_any_numbers_come_back(cell, X, H, data):
    def draw(shape):
        size = int(np.prod(shape))
        return np.array(data.draw(st.lists(FLOATS, min_size=size, max_size=size))).reshape(shape)

    sizes = (X, H, 2) if "Y" in CELLS[cell].dims else (X, H)
    params = {name: draw(shape) for name, shape in CELLS[cell].shapes(*sizes).items()}
    params = CELLS[cell].masked(params)
    scenario = scenario_of(cell, params, draw((2, X)))
    assert same(there_and_back(at(scenario)).scenario, scenario)


@pytest.mark.parametrize(
    ("scenario", "most"),
    [
        (normal(H=4, digits=2), 420),
        (normal(H=8, T=20, digits=2), 1000),
        (normal(H=16, T=20, digits=4), 4300),
        (normal(H=8, T=20), 5100),
    ],
)
def test_typed_weights_stay_short(scenario, most):
    assert length(at(scenario)) <= most
    assert same(there_and_back(at(scenario)).scenario, scenario)


def test_a_page_that_asks_again_does_not_pack_again(monkeypatch):
    scenario = normal()
    first = document.write_document(scenario, "memory_cell")
    monkeypatch.setattr(packed, "pack", None)
    assert document.write_document(scenario, "memory_cell") == first and "d" in first
    other = document.write_document(PRESETS["dinner"].scenario, "dinner")
    assert other == {"p": "dinner"} and "d" not in other


def test_where_an_example_begins_is_not_written():
    """A hand-out leaves step and unit open."""
    place = Place(PRESETS["dinner"].scenario, "dinner")
    assert fields.write(place) == {"p": "dinner"}
    assert there_and_back(place).t == PRESETS["dinner"].start


def test_what_no_link_can_hold_says_so():
    place = at(normal(X=16, H=32))
    texts = fields.write(place)
    assert texts == {"d": document.NOT_HERE}
    back, (wrong,) = fields.read(texts)
    assert "scenario file" in sentence(wrong) and same(back.scenario, BEGUN)


def test_every_setting_has_its_row():
    """A new setting of a page must come into the table, or a link would forget it."""
    rows = {field.attribute for field in fields.FIELDS}
    for prefix, kind, apart in (
        ("screen", Screen, {"embedded", "checks", "peeks"}),  # of the frame, the section, a moment
        ("compare", CompareSettings, {"shown", "other"}),
        ("compare.other", Other, set()),
        ("gradients", Settings, set()),
    ):
        names = {f.name for f in dataclasses.fields(kind) if not f.name.startswith("_")} - apart
        assert {f"{prefix}.{name}" for name in names} <= rows
    places = {f.name for f in dataclasses.fields(Place)}
    assert {row.split(".")[0] for row in rows} | {"scenario", "preset", "draws"} == places
    names = [field.name for field in fields.FIELDS]
    assert len({*names, *document.NAMES}) == len(names) + len(document.NAMES)
    assert tuple(tabs.TABS) == TABS


RANGES = [
    (f"{kind.__name__}.{name}", one)
    for kind in (Place, Screen, CompareSettings, Other, Settings)
    for name, one in settings(kind).items()
    if isinstance(one.values, Number)
]


@pytest.mark.parametrize(("name", "one"), RANGES, ids=[name for name, _ in RANGES])
def test_a_link_has_the_range_of_its_setting(name, one):
    (row,) = (field for field in fields.FIELDS if field.name == one.link)
    number, beyond = one.values, 1 if one.values.whole else 1e-7
    for value in {number.least, number.most} - {None}:
        assert row.codec.read(row.codec.write(value)) == value
    outside = [number.least - beyond] + ([number.most + beyond] if number.most else [])
    for value in outside:
        with pytest.raises(LinkError):
            row.codec.read(row.codec.write(value))


def test_a_range_stands_once():
    """Where a number is declared, and not where its slider or its row in a link is."""
    sliders, rows = [], set()
    for file in sorted((ROOT / "ui").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func).split(".")[-1]
            path = file.relative_to(ROOT).as_posix()
            if called == "slider":
                given = [*node.args, *(one.value for one in node.keywords if one.arg != "width")]
                numbers = [ast.unparse(one) for one in given if isinstance(one, ast.Constant)]
                sliders += [f"{path}: {one}" for one in numbers if one[0] not in "'TF"]
            elif called in ("integer", "real") and path.startswith("ui/links"):
                rows.add(path)
    assert sliders == [] and rows == {"ui/links/text/codecs.py"}  # from a setting's own


OTHER = {
    "t": 3, "unit": 1, "section": "code", "language": "en", "names": "en", "screen.large": True,
    "screen.covered": True, "screen.hidden": frozenset({"cell", "pages"}), "screen.locked": True,
    "screen.free_inputs": True, "compare.cells": ["gru", "elman"], "compare.view": "numbers",
    "compare.clamps": {"gru": (Clamp("z", 0.5, 2, 3), Clamp("r", 1.0)), "lstm": ()},
    "compare.held": 0.25, "compare.gates": "others", "gradients.source": "scenario",
    "gradients.sigma": 1.35, "gradients.keep": -2.25, "gradients.T": 30, "gradients.H": 4,
    "gradients.seed": 77, "gradients.activation": "relu", "gradients.loss": "every_step",
    "gradients.hold": True, "gradients.held": 0.9, "gradients.quantity": "products_h",
    "gradients.t": 12, "gradients.section": "slopes",
    "gradients.loss_t": 7, "gradients.loss_unit": 2, "gradients.targets": "0.5 -1; 0 1e-7",
    "gradients.cells": ["elman", "lstm_coupled"], "gradients.scale": "spectral_radius",
    "gradients.looked_at": "gru", "gradients.parameter": "U_z", "gradients.truncate": True,
    "gradients.truncate_after": 7, "gradients.by_hand": "lstm", "gradients.by_hand_of": "W_o",
    "gradients.by_hand_row": 2, "gradients.by_hand_column": 3, "gradients.map_of": "elman",
    "gradients.map_grid": "fine", "gradients.clip": 0.25,
}  # fmt: skip


def test_every_row_is_written_and_read():
    place = at(MEMORY)
    for field in fields.FIELDS:
        if field.attribute in OTHER:
            field.put(place, OTHER[field.attribute])
    back = there_and_back(place)
    for field in fields.FIELDS:
        assert field.get(back) == field.get(place), field.name
    assert set(fields.write(place)) >= {f.name for f in fields.FIELDS if f.attribute in OTHER} - {
        "u"
    }


def deflated(content: bytes, version: int = 1) -> str:
    block = bytes([version]) + zlib.compress(content, 9)
    return base64.urlsafe_b64encode(block).rstrip(b"=").decode()


def framed(meta: object, numbers: bytes = b"") -> str:
    text = json.dumps(meta).encode()
    return deflated(len(text).to_bytes(2, "little") + text + numbers)


HOSTILE = {
    "a bomb": deflated(bytes(5_000_000)),
    "a later version": deflated(b"x", 3),
    "cut": packed.pack(normal())[:-9],
    "no base64": "ä" * 50,
    "no zlib": base64.urlsafe_b64encode(b"\1" + b"x" * 50).decode(),
    "no text": deflated(b"\xff\xff" + b"\xfe" * 40),
    "no object": framed([1, 2]),
    "no cell": framed({"n": [1, 1, 1, 0]}),
    "an unknown cell": framed({"cell": "x", "n": [1, 1, 1, 0]}),
    "a cell that is a list": framed({"cell": ["lstm"], "n": [1, 1, 1, 0]}),
    "huge sizes": framed({"cell": "lstm", "n": [10**9, 10**9, 10**9, 0]}),
    "sizes as floats": framed({"cell": "lstm", "n": [1.5, 1, 1, 0]}),
    "negative sizes": framed({"cell": "lstm", "n": [-1, 1, 1, 0]}),
    "too few numbers": framed({"cell": "elman", "n": [1, 1, 1, 0]}, pack_numbers([1.0])),
    "NaN": framed(
        {"cell": "elman", "n": [1, 1, 1, 0]},
        bytes(4) + b"".join(bytes([byte] * 4) for byte in struct.pack("<d", float("nan"))),
    ),
    "an unknown state": framed({"cell": "elman", "n": [1, 1, 1, 0], "h": ["q"]}),
    "deep": deflated((30_000).to_bytes(2, "little") + b"[" * 30_000),
    "a readout that is an object": framed(
        {"cell": "elman", "n": [1, 1, 1, 0], "y": {"": None, "0": None}},
        pack_numbers([0.5, 0.25, 0.125, 1.0]),
    ),
    "a readout that is none": framed({"cell": "elman", "n": [1, 1, 1, 0], "y": [["linear"], 1]}),
}  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_document_gives_the_first_example(text):
    back, wrong = fields.read({"d": text, "t": "2"})
    assert len(wrong) == 1 and sentence(wrong[0]).endswith(".")
    assert back.scenario is BEGUN and back.t == 2


@pytest.mark.parametrize(
    ("version", "word"),
    [(0, None), (3, "links.version"), (15, "links.version"), (16, None), (255, None)],
)
def test_a_whole_document_of_another_version_is_not_read(version, word):
    block = base64.urlsafe_b64decode(packed.pack(MEMORY) + "===")
    assert block[0] == max(packed.READERS) == 2
    other = base64.urlsafe_b64encode(bytes([version]) + block[1:]).decode().rstrip("=")
    with pytest.raises(LinkError) as refused:
        packed.unpack(other)
    assert refused.value.word == (word or LinkError().word)


def test_a_bomb_is_not_inflated(monkeypatch):
    bomb = zlib.compress(bytes(1_000_000_000), 9)
    text = base64.urlsafe_b64encode(b"\1" + bomb).decode()
    with pytest.raises(LinkError):
        packed.unpack(text)
    assert len(text) > packed.MOST_TEXT
    seen = []
    monkeypatch.setattr(one_cell.json, "loads", lambda text: seen.append(len(text)) or {})
    with pytest.raises(LinkError):
        packed.unpack(HOSTILE["a bomb"])
    assert seen == []


@pytest.mark.parametrize(
    "texts",
    [
        {"p": "no such example"}, {"c": "no such cell"}, {"n": "0.1.1"}, {"n": "1.1.100000"},
        {"n": "."}, {"r": "x"}, {"r": "-1"}, {"r": "1.a.b.c"}, {"r": "1~keep~1~keep"},
        {"r": "1~sigma_max~-1"}, {"o": "q.tanh"}, {"o": "g.nothing"}, {"o": "1"}, {"o": "g"},
        {"o": "g.hard_sigmoid~0~0"}, {"e": "W_g.1.1"}, {"e": "W_g.1.9~1"}, {"e": "W_g.0.1~1"},
        {"e": "W_g.1.1~nan"}, {"e": "W_g.1.1~1e999"}, {"e": "W_g.1~1"}, {"e": "__class__.1~1"},
        {"e": "~".join(["W_g.1.1~1"] * 300)}, {"e": "W_g.１.1~1"}, {"d": ""}, {"v": "2"},
        {"e": "1" * 100_000},
    ],
    ids=str,
)  # fmt: skip
def test_a_broken_document_gives_the_first_example(texts):
    back, wrong = fields.read(texts)
    assert len(wrong) == 1
    assert back.scenario is BEGUN and back.preset == FIRST


@pytest.mark.parametrize("field", fields.FIELDS, ids=lambda field: field.name)
@pytest.mark.parametrize("text", ["", "x", "-1", "1e9", "nan", "9" * 400, "a.b.c", "<b>", "１"])
def test_a_broken_value_is_left_out_and_named(field, text):
    back, wrong = fields.read({field.name: text, "p": "nine_steps"})
    assert back.preset == "nine_steps"
    usual = fields.read({"p": "nine_steps"})[0]
    if wrong:
        assert wrong == [LinkError("links.broken_fields", names=[field.name])]
        assert field.get(back) == (field.attribute in fields.SHUT or field.get(usual))


NAMES = [*document.NAMES, *(field.name for field in fields.FIELDS)]


@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=40), max_size=6))
def test_no_link_is_an_error(texts):
    back, wrong = fields.read(texts)
    assert all(sentence(one).endswith(".") for one in wrong)
    back.scenario.run()
    fields.write(back)


@given(
    st.sampled_from(list(HOSTILE.values())[2:]) | st.just(packed.pack(normal(H=2, T=2))), st.data()
)
def test_no_damaged_document_is_an_error(text, data):
    for _ in range(3):
        place = data.draw(st.integers(0, len(text)))
        piece = data.draw(st.text("ABCxyz019-_", max_size=3))
        text = text[:place] + piece + text[place + data.draw(st.integers(0, 3)) :]
    fields.read({"d": text})


META = ("cell", "n", "h", "y", "options", "title", "seed", "labels", "clamps")
PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
ANYTHING = st.recursive(
    PLAIN | st.sampled_from(["lstm", "elman", "linear"]),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@given(st.binary(max_size=400), st.dictionaries(st.sampled_from(META), ANYTHING))
def test_no_document_of_another_form_is_an_error(numbers, meta):
    meta = {"cell": "elman", "n": [1, 1, 1, 0]} | meta
    back, _wrong = fields.read({"d": framed(meta, numbers)})
    assert back.scenario.sizes["T"] >= 1
    good = pack_numbers([0.5, 0.25, 0.125, 1.0])
    fields.read({"d": framed(meta, good)})


def test_a_good_document_made_by_hand_is_read():
    text = framed({"cell": "elman", "n": [1, 1, 1, 0]}, pack_numbers([0.5, 0.25, 0.125, 1.0]))
    back, wrong = fields.read({"d": text})
    assert wrong == [] and back.scenario.inputs.tolist() == [[1.0]]


def test_what_a_teacher_hides_is_written_alike_in_every_process():
    """A set has another order in each: of some set of controls it is not theirs."""
    hide = next(one.codec for one in fields.FIELDS if one.name == "hide")
    for size in range(len(CONTROLS) + 1):
        for some in combinations(CONTROLS, size):
            assert hide.write(frozenset(some[::-1])) == ".".join(some)
            assert hide.read(hide.write(frozenset(some))) == frozenset(some)

"""Every cap of links, files and pictures of links, on both sides of it."""

from __future__ import annotations

import base64
import zlib

import numpy as np
import pytest

from sim.document.files import to_json
from sim.document.resize import resized
from sim.presets import FIRST, PRESETS
from sim.run.clamps import Clamp
from ui.links import address, fields
from ui.links.menu import files, qr
from ui.links.text import document, packed, short
from ui.links.text.clamps import read_clamps, write_clamps
from ui.links.text.codecs import integer, one_of, real, several, whole, words
from ui.links.text.draws import read_draw
from ui.links.text.errors import LinkError
from ui.reruns import mishaps
from ui.session.screen import MOST_TASK
from ui.widgets.chart import spoken
from ui.widgets.number import Number
from ui.widgets.transfer.opener import Unreadable
from ui.widgets.transfer.opener import _file as received

MEMORY = PRESETS["memory_cell"].scenario
MANY = resized(MEMORY, X=16, T=20)  # 320 inputs


def is_refused(read, *arguments) -> bool:
    try:
        read(*arguments)
    except LinkError:
        return True
    return False


@pytest.mark.parametrize("count", [200, 201])
def test_a_short_link_has_at_most_200_edits(count):
    inputs = MANY.inputs.copy()
    inputs.flat[np.flatnonzero(inputs == 0)[:count]] = 7.0
    texts = short.shortened(MANY.changed(inputs=inputs), "memory_cell", None)
    assert (texts is None) == (count == 201)
    edits = "~".join(f"x.{k // 16 + 1}.{k % 16 + 1}~7" for k in range(count))
    given = {"n": "16.1.20", "e": edits}
    assert is_refused(short.lengthened, "memory_cell", given) == (count == 201)


def test_a_long_short_form_is_taken_only_where_the_whole_is_no_shorter():
    """Up to 150 characters nobody asks how long the whole document would be."""
    asked = []
    pack = packed.pack

    class Counted:
        unpack = packed.unpack

        @staticmethod
        def pack(scenario):
            asked.append(scenario)
            return pack(scenario)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(document, "packed", Counted)
        for characters in (150, 151):
            texts = {"e": "x" * (characters - 3)}
            patch.setattr(document.short, "shortened", lambda *_, texts=texts: texts)
            document._written(MEMORY.changed(title="new").document, "memory_cell", ())
            assert bool(asked) == (characters == 151)


@pytest.mark.parametrize("length", [7_500, 7_501])
def test_a_document_in_a_link_has_at_most_7500_characters(length, monkeypatch):
    monkeypatch.setattr(document.short, "shortened", lambda *_: None)
    monkeypatch.setattr(document.packed, "pack", lambda _: "x" * length)
    texts = document.write_document(MEMORY.changed(title="new"), "memory_cell")
    assert texts["d"] == ("x" * length if length == 7_500 else document.NOT_HERE)


def test_a_packed_document_is_read_up_to_12000_characters(monkeypatch):
    text = packed.pack(MEMORY)
    assert to_json(packed.unpack(text)) == to_json(MEMORY)
    seen = []
    monkeypatch.setattr(packed.base64, "b64decode", lambda *_, **__: seen.append(1) or b"")
    for length, word in ((12_000, LinkError().word), (12_001, "links.too_long")):
        with pytest.raises(LinkError) as refused:
            packed.unpack("A" * length)
        assert refused.value.word == word
    assert seen == [1]


@pytest.mark.parametrize(("version", "most"), [(1, 200_000), (2, 1_500_000)])
@pytest.mark.parametrize("beyond", [0, 1])
def test_it_inflates_to_at_most_so_many_bytes(version, most, beyond):
    content = b"{}".ljust(most + beyond, b"\0")
    block = bytes([version]) + zlib.compress(content, 9)
    text = base64.urlsafe_b64encode(block).decode().rstrip("=")
    if not beyond:
        assert packed._opened(text) == (version, content)
    else:
        assert is_refused(packed._opened, text)


def test_what_follows_a_packed_document_is_refused():
    block = base64.urlsafe_b64decode(packed.pack(MEMORY) + "===")
    more = base64.urlsafe_b64encode(block + b"x").decode().rstrip("=")
    assert is_refused(packed.unpack, more)


def test_a_link_has_at_most_16000_characters_of_parameters():
    """Twice as many as we write: an address on its way may be escaped."""
    for length, count in ((16_000 - 2, 0), (16_000 - 1, 1)):
        wrong = fields.read({"zz": "x" * length})[1]
        assert [one.word for one in wrong] == ["links.too_long"] * count


@pytest.mark.parametrize("version", ["1", "2", "0", ""])
def test_a_link_of_another_version_says_so(version):
    place, wrong = fields.read({"v": version, "t": "2"})
    assert [one.word for one in wrong] == ([] if version == "1" else ["links.version"])
    assert place.t == (2 if version == "1" else PRESETS[FIRST].start)


@pytest.mark.parametrize(("count", "read"), [(100, True), (101, False)])
def test_a_visit_has_at_most_100_parameters(count, read, monkeypatch):
    assert visits("?" + "&".join(f"a{k}=1" for k in range(count)), monkeypatch) == read


@pytest.mark.parametrize(("length", "read"), [(16_000, True), (16_001, False)])
def test_a_visit_has_at_most_16000_characters(length, read, monkeypatch):
    assert visits("?a=".ljust(length, "1"), monkeypatch) == read


def visits(query, monkeypatch) -> bool:
    """Whether what the browser says of its history is read."""
    seen = []
    monkeypatch.setattr(address.st, "session_state", {"history": {"visit": {"query": query}}})
    monkeypatch.setattr(address, "_visit", seen.append)
    address._visited()
    assert len(seen) <= 1
    return bool(seen)


@pytest.mark.parametrize("length", [2_900, 2_901])
def test_a_code_holds_at_most_2900_characters(length):
    assert (qr.picture("x" * length) is None) == (length == 2_901)


def test_a_file_has_at_most_1450_kilobytes():
    text = to_json(MEMORY).encode()
    assert to_json(files.opened(text.ljust(1_450_000))) == to_json(MEMORY)
    with pytest.raises(LinkError) as refused:
        files.opened(text.ljust(1_450_001))
    assert refused.value.word == "links.file_too_large"


@pytest.mark.parametrize("letters", [200, 201])
def test_a_files_name_is_cut_at_200_characters(letters):
    content = base64.b64encode(b"abc").decode()
    taken = received({"name": "n" * letters, "content": content}, 100)
    assert (taken.name, taken.content) == ("n" * 200, b"abc")


@pytest.mark.parametrize("most", [3, 4, 5])
def test_a_files_content_is_bounded_before_it_is_read(most):
    room = 4 * (most // 3 + 1)
    assert received({"name": "", "content": "A" * room}, most)
    with pytest.raises(Unreadable):
        received({"name": "", "content": "A" * (room + 4)}, most)


def test_a_link_holds_at_most_64_gates():
    held = (Clamp("f", 0.5),) * 64
    assert read_clamps(write_clamps(held)) == held
    assert is_refused(read_clamps, write_clamps((*held, held[0])))


@pytest.mark.parametrize(
    ("step", "fits"), [("1", True), ("500", True), ("0", False), ("501", False)]
)
def test_a_gate_is_held_at_one_of_500_steps(step, fits):
    assert is_refused(read_clamps, f"f.{step}.~1") != fits
    assert is_refused(read_clamps, f"f.1.{step}~1") != fits


def test_numbers_of_a_link_are_within_their_bounds():
    assert [whole(text, 3, 5) for text in "345"] == [3, 4, 5]
    assert all(is_refused(whole, text, 3, 5) for text in ("2", "6", "", "+4", "4.0", "٤"))
    assert whole("0" * 9 + "4", 3, 5) == 4 and is_refused(whole, "0" * 10 + "4", 3, 5)
    assert [integer(0, 2).read(text) for text in "02"] == [0, 2]
    assert [real(Number(-1, 2)).read(text) for text in ("-1", "2")] == [-1, 2]
    assert all(is_refused(real(Number(-1, 2)).read, text) for text in ("-1.01", "2.01"))
    assert one_of((1, "a")).read("1") == 1 and is_refused(one_of((1, "a")).read, "b")


def test_a_list_in_a_link_has_no_more_than_there_is():
    some = several(("a", "b", "c"), most=2)
    assert some.read("a.b") == ["a", "b"] and is_refused(some.read, "a.b.c")
    every = several(("a", "b"))
    assert every.read("b.a") == ["b", "a"] and is_refused(every.read, "a.b.a")


def test_a_task_has_at_most_200_letters():
    assert MOST_TASK == 200
    assert words(200).read("x" * 200) == "x" * 200
    assert is_refused(words(200).read, "x" * 201)


def test_a_draw_is_scaled_at_most_twice():
    draw = "8~sigma_max~0.9~keep~2"
    assert read_draw(draw, "lstm")["keep_bias"] == {"b_f": 2.0}
    assert is_refused(read_draw, f"{draw}~sigma_max~0.9", "lstm")
    assert is_refused(read_draw, "8.zeros", "lstm") and is_refused(read_draw, "8~keep", "lstm")


@pytest.mark.parametrize("count", [8, 9])
def test_a_screen_reader_hears_of_eight_curves(count):
    curve = {"type": "scatter", "x": [1, 2], "y": [0.0, 1.0], "name": "n"}
    figure = {"data": [curve | {"name": f"n{k}"} for k in range(count)], "layout": {}}
    said = spoken(figure)
    more = spoken({"data": [curve] * 9, "layout": {}}).removeprefix(
        spoken({"data": [curve] * 8, "layout": {}})
    )
    assert "n7" in said and "n8" not in said
    assert said.endswith(more) == (count == 9) and more


def test_a_hundred_kinds_of_failure_are_noted(monkeypatch):
    noted = []
    monkeypatch.setattr(mishaps, "_seen", set())
    monkeypatch.setattr(mishaps._log, "error", lambda *said: noted.append(said))
    kinds = [type(f"Kind{k}", (Exception,), {}) for k in range(101)]
    for kind in (*kinds, kinds[0]):
        mishaps.noted(kind(), "here")
    assert len(noted) == 100


def test_a_place_holds_what_a_link_says():
    """The step and the unit are the link's own, and no farther than the run goes."""
    T, H = MEMORY.sizes["T"], MEMORY.sizes["H"]
    place, wrong = fields.read({"p": "memory_cell", "t": str(T), "u": str(H)})
    assert (place.t, place.unit, wrong) == (T, H, [])
    far, _ = fields.read({"p": "memory_cell", "t": "500", "u": "32"})
    assert (far.t, far.unit) == (T, H)

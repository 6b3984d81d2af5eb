"""A document of an earlier version is made one of the newest, step by step; others are refused."""

import pytest

from sim.document.files import from_json, to_json
from sim.document.versions import Versions
from sim.presets import PRESETS
from sim.text.errors import InputError
from tests import version_1
from ui.links import fields
from ui.links.text import packed
from ui.links.text.errors import LinkError

STEPS = Versions(3, {1: lambda one: one | {"b": one["a"]}, 2: lambda two: {"c": two["b"] + 1}})
SCENARIO = PRESETS["dinner"].scenario  # with readout and labels


@pytest.mark.parametrize(
    ("version", "document"), [(1, {"a": 5}), (2, {"a": 0, "b": 5}), (3, {"c": 6})]
)
def test_every_step_from_its_version_on_is_taken_once_and_in_order(version, document):
    assert STEPS.upgrade(dict(document), version) == {"c": 6}


@pytest.mark.parametrize("version", [0, 4, -1, None, "1", 1.0, True, [], {}])
def test_a_version_that_is_not_known_is_refused(version):
    with pytest.raises(InputError) as caught:
        STEPS.upgrade({}, version)
    assert caught.value.code == "file_version"
    assert str(caught.value) == 'expected a scenario of version 3 ("gatescope": 3)'


def test_later_is_what_only_a_newer_program_can_have_written():
    assert [STEPS.is_later(one) for one in (1, 3, 4, None, "9", 99.0, True)] == [
        False, False, True, False, False, False, False,
    ]  # fmt: skip


def test_a_file_of_an_earlier_version_opens():
    """Of any other it is refused: `test_scenario_files`."""
    assert to_json(from_json(version_1.to_json(SCENARIO))) == to_json(SCENARIO)


def as_version(text: str, version: int) -> str:
    block = packed.base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    block = bytes([version]) + block[1:]
    return packed.base64.urlsafe_b64encode(block).rstrip(b"=").decode()


@pytest.mark.parametrize(
    ("version", "word"),
    [
        (0, "links.broken_document"),
        (3, "links.version"),
        (15, "links.version"),
        (16, "links.broken_document"),
    ],
)
def test_a_packed_document_of_a_version_without_a_reader_is_refused(version, word):
    with pytest.raises(LinkError) as caught:
        packed.unpack(as_version(packed.pack(SCENARIO), version))
    assert caught.value.word == word


def test_a_link_of_an_earlier_version_opens(monkeypatch):
    steps = {0: lambda texts: {"t": texts.get("step", "1"), **texts}}
    monkeypatch.setattr(fields, "LINKS", Versions(1, steps))
    place, wrong = fields.read({"v": "0", "p": "dinner", "step": "2"})
    assert (place.preset, place.t, wrong) == ("dinner", 2, [])


@pytest.mark.parametrize("version", ["0", "2", "", "x", "1.0", "-1", "²", "9" * 99])
def test_a_link_of_another_version_is_refused(version):
    place, wrong = fields.read({"v": version, "p": "dinner"})
    assert wrong == [LinkError("links.version")] and place.preset != "dinner"


def test_a_link_may_say_the_version_that_it_is_of():
    assert fields.read({"v": "1", "p": "dinner"})[0].preset == "dinner"

"""A file on its way in: what the browser's message may hold, and what stays of it."""

import base64

import pytest

from sim.document.files import to_json
from sim.presets import PRESETS
from ui.links.menu import files
from ui.widgets.transfer import Unreadable
from ui.widgets.transfer.opener import MOST_NAME, _file

MOST = 1000 * files.MOST_KB


def sent(content: bytes, name: str = "mine.json") -> dict:
    return {"seq": 1, "name": name, "content": base64.b64encode(content).decode()}


@pytest.mark.parametrize("size", [0, 1, 2, 3, 999, MOST - 2, MOST - 1, MOST])
def test_a_file_up_to_the_limit_arrives_to_the_byte(size):
    content = bytes(k % 251 for k in range(size))
    assert _file(sent(content), MOST).content == content


@pytest.mark.parametrize("size", [MOST + 3, 2 * MOST])
def test_a_larger_one_is_not_even_decoded(size):
    with pytest.raises(Unreadable):
        _file(sent(b"0" * size), MOST)


@pytest.mark.parametrize(
    "bad",
    [
        {}, {"name": "a"}, {"content": "e30="}, {"name": 1, "content": "e30="},
        {"name": "a", "content": None}, {"name": "a", "content": ["e30="]},
        {"name": "a", "content": "e30"}, {"name": "a", "content": "<!>="},
        {"name": "a", "content": "é30="}, {"name": "a", "content": {}},
    ],
)  # fmt: skip
def test_what_the_field_never_sends_is_refused(bad):
    with pytest.raises(Unreadable):
        _file(bad, MOST)
    assert "no text file" in files._why(Unreadable())


def test_a_long_name_is_cut():
    assert _file(sent(b"", "x" * 5000), MOST).name == "x" * MOST_NAME


def test_the_largest_scenario_that_is_saved_can_be_opened():
    """Of every example; and with 18 digits a number the limits of the browser leave room."""
    for preset in PRESETS.values():
        text = to_json(preset.scenario)
        assert len(text.encode()) < MOST
        assert to_json(files.opened(text.encode())) == text

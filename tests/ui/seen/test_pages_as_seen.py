"""Every page says and draws in some states what is written down of it."""

from __future__ import annotations

from difflib import unified_diff
from pathlib import Path

import pytest

from tests.ui.seen.states import STATES
from tests.ui.seen.written import lines

FOLDER = Path(__file__).with_name("pages")


@pytest.mark.parametrize("name", STATES)
def test_a_page_is_as_it_is_written_down(name):
    written = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    changed = list(unified_diff(written, lines(STATES[name]), "written down", "now", lineterm=""))
    assert changed == [], "meant? then: python -m tests.ui.seen"


def test_every_file_is_of_a_state():
    assert {file.stem for file in FOLDER.iterdir()} == set(STATES)

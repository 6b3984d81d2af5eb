"""A few thousand random texts, files and links, read twice: `python -m tests.fuzz` tries more."""

import random

import pytest

from tests.fuzz.__main__ import KINDS

SEED = 9
# kind -> how many are tried, and how many of them at least are to be readable
COUNTS = {
    "numbers": (6000, 600),
    "blocks": (4000, 1000),
    "documents": (2400, 300),
    "links": (2400, 500),
    "networks": (900, 250),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_read_is_what_a_naive_reader_reads(kind, monkeypatch):
    monkeypatch.setattr("ui.reruns.mishaps._seen", set())
    count, least = COUNTS[kind]
    assert KINDS[kind].check(random.Random(SEED), count) > least

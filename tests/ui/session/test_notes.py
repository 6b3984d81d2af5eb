"""What was told last is told in the language of the moment: no sentence is kept."""

from __future__ import annotations

import re

import pytest

from sim.presets import PRESETS
from tests.ui.session.test_edit_inputs import signal, typed
from ui.session.screen import Screen
from ui.session.state import Session
from ui.words import ENGLISH, LANGUAGES, speaking

MEMORY = PRESETS["memory_cell"].scenario
EXACT = PRESETS["memory_exact"].scenario


def edited(*edits: dict) -> Session:
    one = Session(MEMORY)
    one.edit([{"seq": seq, **edit} for seq, edit in enumerate(edits, 1)], "stage")
    return one


def locked() -> Session:
    one = Session(MEMORY)
    one.switch(Screen(locked=True))
    one.reset()
    one.resize(H=2)
    return one


def done(act, scenario=MEMORY) -> Session:
    one = Session(scenario)
    act(one)
    return one


TOLD = {
    "a lock": locked,
    "a size": lambda: done(lambda one: one.resize(T=501)),
    "a cell": lambda: done(lambda one: one.change_cell("gru")),
    "a draw": lambda: done(lambda one: one.randomise(3)),
    "no memory": lambda: done(lambda one: one.cut_memory()),
    "no feedback": lambda: done(lambda one: one.feed_back(2)),
    "true gates": lambda: done(lambda one: one.exact_gates(False), EXACT),
    "a last step": lambda: edited(*[{"op": "remove_step", "at": 1}] * 9),
    "words": lambda: edited(typed("one two three four")),
    "a period": lambda: edited(signal(period="1")),
}  # fmt: skip


@pytest.mark.parametrize("what", TOLD)
def test_a_note_is_in_the_language_of_the_moment(what):
    with speaking("zh-Hans"):
        one = TOLD[what]()
    said = {}
    for lang in LANGUAGES:
        with speaking(lang):
            said[lang] = one.note
    assert len(set(said.values())) > 1, said
    for lang, text in said.items():
        assert bool(re.search("[\u4e00-\u9fff]", text)) is (lang != ENGLISH), text

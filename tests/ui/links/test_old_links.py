"""Links that were once given away open, to the bit, what they opened then."""

import base64
import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sim.document.files import from_json, to_json
from sim.presets import FIRST, LISTED, PRESETS
from tests.browser import ROOT
from ui import words
from ui.links.fields import read, write
from ui.links.place import Place
from ui.links.text import document
from ui.step.examples import offered

# Written by an earlier version: an example, a link to it (untouched, changed, in another cell) and
# the document that it opened. Rows are added, never changed.
ROWS = json.loads((Path(__file__).parent / "links_of_examples.json").read_text(encoding="utf-8"))
# Blocks of each version that packed documents had, and those documents: as version 1 had them in a
# file, then as a file has them. Likewise.
PACKED = {
    version: json.loads((Path(__file__).parent / f"packed_{version}.json").read_text("utf-8"))
    for version in (1, 2)
}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: " ".join(row["link"].values()))
def test_a_link_of_then_opens_what_it_opened(row):
    place, wrong = read(row["link"])
    then = from_json(json.dumps(row["scenario"]))
    assert not wrong and place.preset == row["example"]
    assert to_json(place.scenario) == to_json(then)  # every number to the last bit
    assert (place.t, place.unit) == (row["t"], row["unit"])


@pytest.mark.parametrize(
    ("version", "row"),
    [(version, row) for version, rows in PACKED.items() for row in rows],
    ids=lambda one: one["of"] if isinstance(one, dict) else str(one),
)
def test_a_packed_document_of_then_is_what_it_was(version, row):
    place, wrong = read({"d": row["text"]})
    assert base64.urlsafe_b64decode(row["text"] + "==")[0] == version and not wrong
    assert to_json(place.scenario) == to_json(from_json(json.dumps(row["scenario"])))


def test_the_links_are_of_every_example_of_then():
    then = {
        "memory_cell", "nine_steps", "all_ones", "arrive", "leave", "dinner", "latch", "forgetter",
        "overwriter", "peephole", "coupled", "gru_keeps", "gru_overwrites", "gru_before",
        "gru_after", "random_lstm",
    }  # fmt: skip
    assert then == {row["example"] for row in ROWS} <= set(PRESETS)


@pytest.mark.parametrize("key", PRESETS)
def test_every_example_has_a_link_of_its_own(key):
    """Also one that is no longer listed, and the one that a link without a name means."""
    preset = PRESETS[key]
    texts = write(Place(preset.scenario, key, t=preset.start, unit=preset.unit))
    place, wrong = read(texts)
    assert not wrong and place.preset == key and place.scenario is preset.scenario


@pytest.mark.parametrize("texts", [{}, {"utm_source": "mail"}])
def test_an_address_that_says_nothing_opens_the_first_example(texts):
    place, wrong = read(texts)
    assert not wrong and place.preset == FIRST == LISTED[0]
    assert read({"t": "2"})[0].preset == document.UNNAMED == "memory_cell"


def test_the_first_example_may_be_another_than_the_one_that_is_not_named(monkeypatch):
    monkeypatch.setattr(document, "UNNAMED", "dinner")
    assert read({})[0].preset == FIRST != read({"t": "2"})[0].preset == "dinner"
    for key in (FIRST, "dinner"):
        preset = PRESETS[key]
        scenario = preset.make()  # anew: what is written of one is kept
        back, wrong = read(write(Place(scenario, key, t=preset.start, unit=preset.unit)))
        assert not wrong and back.preset == key
        assert to_json(back.scenario) == to_json(scenario)


def test_what_is_no_longer_listed_is_offered_only_while_it_is_on_screen():
    for key, preset in PRESETS.items():
        assert (key in LISTED) == preset.listed
        assert offered(key)[: len(LISTED)] == list(LISTED) and key in offered(key)
        assert len(offered(key)) == len(LISTED) + (not preset.listed)
    titles = [words.t(f"presets.{key}") for key in LISTED]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("key", [key for key, preset in PRESETS.items() if not preset.listed])
def test_an_unlisted_example_is_on_screen_and_can_be_left(key):
    app = AppTest.from_file(str(ROOT / "ui" / "frame" / "main.py"), default_timeout=30)
    app.query_params["p"] = key
    app.run()
    assert not app.exception and app.selectbox(key="preset").value == key
    assert app.session_state["gatescope"].scenario is PRESETS[key].scenario
    app.button(key="reset").click().run()
    assert app.session_state["gatescope"].scenario is PRESETS[key].scenario
    app.selectbox(key="preset").set_value("dinner").run()
    assert not app.exception and app.session_state["gatescope"].preset == "dinner"


@pytest.mark.parametrize("said", [{}, {"lang": "zh-Hant"}, {"lang": "zh-Hans", "names": "en"}])
def test_a_language_alone_is_the_apps_address(said):
    place, wrong = read(said)
    assert not wrong and place.preset == FIRST
    assert place.language == said.get("lang", "")
    # With anything of a document or a place it is a link from before.
    assert read({**said, "t": "2"})[0].preset == "memory_cell"

"""Links of networks on the pages: what they open, the part that is looked at, a class's link."""

from __future__ import annotations

import time
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from sim.cells import CELLS
from sim.document.files import to_json
from sim.document.networks.sequences import Sequence
from sim.document.scenario import Scenario
from sim.document.seen import seen
from sim.network.parts import Part
from sim.presets import PRESETS, Preset
from tests.documents import BUILDERS, document_of, everything
from tests.ui.links.test_links_page import address, session, visit
from ui import PAGES
from ui.links import address as addresses
from ui.links import fields
from ui.links.place import Place
from ui.links.text import document, packed
from ui.session.screen import Screen
from ui.words import t

NET = document_of(BUILDERS["directions.missing_word"]())  # ahead, behind, and what reads both
PARTS = [part.name for part in NET.parts]
KEY = "latch"  # whose words there are


@pytest.fixture(autouse=True)
def example(monkeypatch) -> None:
    """A preset of several parts, looked at through its second one."""
    monkeypatch.setitem(PRESETS, KEY, Preset(KEY, lambda: seen(NET, PARTS[1]), start=2))


def toasts(app: AppTest) -> list[str]:
    return [toast.value for toast in app.toast]


@pytest.mark.parametrize("page", PAGES)
def test_a_link_to_a_part_on_every_page(page):
    app = visit(page, d=packed.pack(seen(NET)), part=PARTS[1], t="2", u="1")
    assert session(app).scenario.part == PARTS[1] and not toasts(app)
    assert to_json(session(app).scenario) == to_json(seen(NET))
    assert session(app).view.t == 2 and address(app)["part"] == PARTS[1]


def test_the_address_follows_the_part():
    app = visit(d=packed.pack(seen(NET)))
    assert session(app).scenario.part == PARTS[0] and "part" not in address(app)
    before = address(app)
    session(app).look_at(PARTS[1])
    app.run()
    assert not app.exception and address(app) == before | {"part": PARTS[1]}
    again = visit(**address(app))
    assert session(again).scenario.part == PARTS[1] and address(again) == address(app)


def test_a_part_that_is_not_there_is_told_once():
    app = visit(d=packed.pack(seen(NET)), part="nobody")
    said = t("links.no_part", part=PARTS[0], known=", ".join(PARTS))
    assert toasts(app) == [said] and session(app).scenario.part == PARTS[0]
    app.run()
    assert toasts(app) == []


def test_going_back_to_another_part_is_no_change():
    """The document stays the very same one, and Undo has nothing to take back."""
    app = visit(d=packed.pack(seen(NET)), t="1")
    one = session(app)
    network, place = one.scenario.document, Place(seen(NET, PARTS[1]), one.preset, t=2, unit=1)
    app.session_state["gatescope"].past = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(addresses.state, "current", lambda: one)
        addresses.go(place)
    assert one.scenario.document is network and one.scenario.part == PARTS[1]
    assert one.view.t == 2


def test_a_class_link_has_the_part_and_reset_leads_back_to_it():
    scenario = seen(NET, PARTS[0])
    texts = fields.written(Place(scenario, KEY, t=1, unit=1, screen=Screen(locked=True)))
    assert texts["p"] == KEY and texts["part"] == PARTS[0] and "d" not in texts
    app = visit(**texts)
    one = session(app)
    assert one.scenario.part == PARTS[0] and one.screen.locked and not toasts(app)
    one.look_at(PARTS[1])
    app.run()
    assert not app.exception and "part" not in address(app)
    one.reset()
    assert one.scenario.part == PARTS[0] and one.scenario.document is one.origin.document


def test_parts_that_are_drawn_one_after_the_other_stay_a_short_link():
    app = visit(p=KEY)
    for part, seed in ((PARTS[1], 8), (PARTS[0], 9)):
        session(app).look_at(part)
        session(app).randomise(seed)
    app.run()
    said = address(app)
    assert not app.exception and said["r"] == f"{PARTS[1]}.8~{PARTS[0]}.9" and "d" not in said
    again = visit(**said)
    assert address(again) == said
    session(again).look_at(PARTS[2])
    session(again).randomise(10)
    again.run()
    assert set(address(again)["r"].split("~")) == {
        f"{PARTS[1]}.8", f"{PARTS[0]}.9", f"{PARTS[2]}.10",
    }  # fmt: skip
    assert address(again)["r"].endswith(".10")


def test_the_dialog_of_a_class_link_says_the_part():
    app = visit(p=KEY, part=PARTS[0])
    for key in ("share", "share_class"):
        if any(button.key == key for button in app.button):
            app.button(key=key).click().run()
        else:
            app.session_state[key] = True
            app.run()
    assert not app.exception
    (link,) = [one.value for one in app.code]
    texts = dict(parse_qsl(urlsplit(link).query))
    assert texts["p"] == KEY and texts["part"] == PARTS[0]
    place, wrong = fields.read(texts)
    assert not wrong and place.scenario is seen(NET, PARTS[0])


def test_what_was_kept_of_a_network_loses_nothing_in_a_link():
    """It is a scenario of one cell; blocks of version 1 had no masks, frozen weights or periods."""
    net = everything()
    for part in ("enc", "res"):
        place = Place(PRESETS["dinner"].scenario, "dinner", t=1, unit=1)
        place.compare.other.what, place.compare.other.kept = "kept", seen(net, part).alone()
        back, wrong = fields.read(fields.written(place))
        kept = back.compare.other.kept
        assert not wrong and to_json(kept) == to_json(seen(net, part).alone())
        assert kept.own.frozen == net.network.part[part].frozen
        assert kept.own.signals == net.network.part[part].signals


def test_another_part_is_no_entry_of_the_browsers_history(monkeypatch):
    """Back undoes an edit, not what was only looked at."""
    told = []
    monkeypatch.setattr(addresses, "_history", lambda **given: told.append(given["data"]))
    addresses.listen()
    (keys,) = (data["documentKeys"] for data in told)
    assert "part" not in keys and {"p", "d", "e", "o", "k", "r"} <= set(keys)


def test_a_network_that_no_link_can_hold_is_sent_to_a_file():
    rng = np.random.default_rng(3)
    shapes = CELLS["lstm"].shapes(8, 16)
    parts = tuple(
        Part(name, "lstm", {n: rng.normal(size=shape) for n, shape in shapes.items()})
        for name in ("one", "two")
    )
    app = visit()
    session(app).load(seen(Scenario(parts, {"x": Sequence(np.ones((4, 8)))}), "two"), lambda: "")
    app.session_state["share"] = True
    app.run()
    assert not app.exception and "Save it as a file" in app.warning[0].value
    assert address(app)["d"] == document.NOT_HERE and "part" not in address(app)


def test_a_cut_or_changed_part_is_noticed():
    texts = fields.written(Place(seen(NET, PARTS[0]), KEY, t=1, unit=1))
    place, wrong = fields.read(texts | {"part": "aheed"})
    assert [one.word for one in wrong] == ["links.changed"]
    place, wrong = fields.read({name: text for name, text in texts.items() if name != "part"})
    assert [one.word for one in wrong] == ["links.cut"] and place.scenario.document is not NET


def test_a_link_of_the_largest_kind_opens_within_a_second():
    scenario = seen(everything(), "dec")
    texts = fields.written(Place(scenario, "dinner", t=1, unit=1))
    start = time.process_time()
    place, wrong = fields.read(texts)
    assert time.process_time() - start < 1 and not wrong and place.scenario.part == "dec"

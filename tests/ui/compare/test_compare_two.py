"""Two scenarios beside each other on the Compare page: an example, or what was kept."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from sim import Clamp
from sim.presets import PRESETS
from tests.browser import ROOT
from tests.e2e.bare import drawn as drawn_scenario
from tests.parts import EVERY_PART, another
from tests.ui.compare.test_compare_page import drawn, stages
from ui.compare import dragged, header, sections
from ui.compare.other import BESIDE, FORMER, HERE, KEPT, NOW, Other, title_of, with_memory
from ui.compare.settings import CompareSettings
from ui.links.fields import read, write
from ui.links.place import Place
from ui.links.text import kept as kept_text
from ui.session.state import Session
from ui.words import t

ARRIVE, LEAVE, SENTENCE = (PRESETS[f"slots_{name}"] for name in ("arrive", "leave", "sentence"))
LATCH = PRESETS["memory_exact"]
NEXT = iter(range(1, 10_000))


@pytest.fixture
def app():
    app = AppTest.from_file(str(ROOT / "ui" / "frame" / "main.py"), default_timeout=30).run()
    app.session_state["gatescope"].begin("slots_arrive")
    return app.switch_page(str(ROOT / "pages" / "compare.py")).run()


@pytest.fixture
def session() -> Session:
    return Session(ARRIVE.scenario, "slots_arrive")


def put(app, what):
    app.selectbox(key="compare_beside").set_value(what).run()
    assert not app.exception
    return app


def edit(session, text, k=0):
    edits = [{"seq": next(NEXT), "op": "set", "entry": f"b_h.{k + 1}", "text": text}]
    session.edit(edits, "editor")


def test_an_example_stands_beside_in_its_own_cell_under_the_one_player(app):
    put(app, "memory_exact")
    (player, _), (here, mine), (other, theirs) = stages(app)
    assert player["parts"] == ["player"] and player["sizes"]["T"] == 5
    assert [one["cell"]["key"] for one in (here, other)] == ["elman", "lstm"]
    np.testing.assert_array_equal(mine["h"], ARRIVE.scenario.run()["h"])
    np.testing.assert_array_equal(theirs["c"], LATCH.scenario.run()["c"])
    np.testing.assert_array_equal(theirs["W_f"], LATCH.scenario.params["W_f"])
    assert not [one for one in app.multiselect if one.key == "compare_cells"]
    put(app, "")
    assert [one for one in app.multiselect if one.key == "compare_cells"]
    assert [one["cell"]["key"] for one, _ in stages(app)[1:]] == ["lstm", "gru", "elman"]


def test_every_listed_example_can_stand_beside(app):
    for key in with_memory():
        put(app, key)
        (player, _), _, (header_, arrays) = stages(app)
        scenario = PRESETS[key].scenario.alone()
        np.testing.assert_array_equal(arrays["h"], scenario.run()["h"])
        assert header_["labels"].keys() == scenario.labels.keys()
        assert player["sizes"]["T"] == max(5, scenario.sizes["T"])
        assert player["sizes"]["H"] == max(5, scenario.sizes["H"])


def test_a_part_alone_is_the_example_until_a_number_is_another(session):
    for name in ("two_layers/lower", "two_layers/upper", "translation/decoder", "dinner"):
        part, key = EVERY_PART[name], name.partition("/")[0]
        assert title_of(key, part.alone()) == t(f"presets.{key}"), name
        changed = t("compare.changed", title=t(f"presets.{key}"))
        assert title_of(key, another(part).alone()) == changed, name
    lower = EVERY_PART["two_layers/lower"].alone()
    assert title_of("three_layers", lower) == t("presets.three_layers"), "it is the same there"
    assert title_of("two_layers_moved", lower) == t(
        "compare.changed", title=t("presets.two_layers_moved")
    )


def test_what_has_no_memory_stands_beside_nothing(app, session):
    """A link may name it: then it is as if nobody had been chosen."""
    for key in ("translation", "both_ways", "fruit"):
        assert key not in with_memory()
        other = Other(key)
        assert other.scenario is None and key not in other.offered(session)
    app.session_state["compare"].other.what = "translation"
    assert not app.run().exception and app.selectbox(key="compare_beside").value == ""


def test_one_cell_stands_twice_with_other_numbers(app):
    put(app, "slots_leave")
    _, (_, mine), (_, theirs) = stages(app)
    assert mine["h"][1].tolist() == [1, 0, 1, 0, 0] and theirs["h"][1].tolist() == [0, 1, 0, 1, 0]
    h = drawn(app, "chart_h")
    assert list(h) == ["This h", "Beside it h"]
    unit = app.session_state["gatescope"].view.unit
    assert unit == 3, "Taipei's after arrive"
    np.testing.assert_array_equal(h["This h"], mine["h"][:, 2])
    np.testing.assert_array_equal(h["Beside it h"], theirs["h"][:, 2])
    assert not np.array_equal(mine["h"][:, 2], theirs["h"][:, 2])
    app.session_state["gatescope"].look({"t": 2, "unit": 4})
    h = drawn(app.run(), "chart_h")
    np.testing.assert_array_equal(h["Beside it h"], theirs["h"][:, 3])
    heads = [h.proto.body for h in app.get("html") if "gs-stage-head" in h.proto.body]
    assert "Arrive Taipei · Elman · X 6, H 5, T 5" in heads[0] and "gs-here" in heads[0]
    assert "Leave Taipei · Elman · X 6, H 5, T 5" in heads[1] and "gs-beside" in heads[1]
    assert len(heads) == 3, "one cell has its equations once"


def test_what_was_there_before_the_last_change_is_kept(app):
    session = app.session_state["gatescope"]
    edit(session, "0.5")
    edit(session, "0.75")
    app.run()
    put(app, FORMER)
    assert app.selectbox(key="compare_beside").value == KEPT

    def biases():
        return [arrays["b_h"][0] for _, arrays in stages(app)[1:]]

    assert biases() == [0.75, 0.5]
    edit(session, "-3")
    app.run()
    assert biases() == [-3, 0.5], "what is kept stays"
    session.begin("memory_exact")
    app.run()
    assert [one["cell"]["key"] for one, _ in stages(app)[1:]] == ["lstm", "elman"]
    body = " ".join(h.proto.body for h in app.get("html"))
    assert "Arrive Taipei, changed · Elman" in body
    assert app.selectbox(key="compare_beside").options[1] == "Kept: Arrive Taipei, changed"
    put(app, "slots_leave")
    put(app, KEPT)
    assert stages(app)[2][1]["b_h"][0] == 0.5, "it waits"


def test_what_is_there_now_is_kept(app):
    put(app, NOW)
    assert app.text[0].value == t("compare.alike")
    edit(app.session_state["gatescope"], "2")
    app.run()
    assert [arrays["b_h"][0] for _, arrays in stages(app)[1:]] == [2, 0]
    assert app.text[0].value == t("compare.two")


def test_before_any_change_there_is_nothing_before():
    fresh = Session(ARRIVE.scenario, "slots_arrive")
    other = Other()
    assert FORMER not in other.offered(fresh) and KEPT not in other.offered(fresh)
    other.choose(fresh, FORMER)
    other.choose(fresh, KEPT)
    other.choose(fresh, "no such example")
    assert other.scenario is None and other.what == ""
    edit(fresh, "1")
    assert FORMER in other.offered(fresh)


def test_the_longer_run_goes_on_and_the_page_says_so(app):
    put(app, "slots_sentence")
    (player, _), (here, _), (other, _) = stages(app)
    assert [one["sizes"]["T"] for one in (player, here, other)] == [9, 5, 9]
    assert "This has 5 steps and the other 9" in app.text[0].value
    h = drawn(app, "chart_h")
    assert [len(values) for values in h.values()] == [5, 9]
    session, choice = app.session_state["gatescope"], app.session_state["compare"]
    choice.other.look(session, {"t": 7, "unit": 1, "place": session.view.place})
    assert (session.view.t, choice.other.t, choice.other.where(session).t) == (2, 7, 7)
    assert session.view.unit == 1
    choice.other.look(session, {"t": 4, "unit": 1, "place": session.view.place})
    assert (session.view.t, choice.other.t, choice.other.where(session).t) == (4, None, 4)


def test_another_one_begins_where_the_page_is(session):
    other = Other("slots_sentence")
    other.look(session, {"t": 8, "unit": 1})
    assert (other.t, other.where(session).t) == (8, 8) and session.view.t < 8
    other.choose(session, "slots_sentence")
    assert (other.t, other.where(session).t) == (None, session.view.t)


@pytest.mark.parametrize(("T", "taken"), [(9, True), (10, False), (5, False), (6, True)])
def test_the_player_goes_to_the_end_of_the_longer_run_and_no_further(session, T, taken):
    other = Other("slots_sentence")
    other.look(session, {"t": T, "unit": 1})
    assert (other.t == T) is taken
    known = other.t
    for wrong in ("8", True, 8.0, None, 0, -1):
        other.look(session, {"t": wrong, "unit": 1})
    other.look(session, {"t": 8, "place": session.view.place + 1})
    other.look(session, [8])
    assert other.t == known, "nor where it is told nonsense, or of another document"


def test_a_unit_that_one_run_lacks_is_shown_by_its_last(session):
    choice = CompareSettings(other=Other("slots_arrive"))
    session.open(LATCH.scenario, "memory_exact", 1, 1)
    choice.other.look(session, {"t": 2, "unit": 4})
    assert choice.other.unit == 4 and session.view.unit == 1
    runs = choice.runs(session)
    data = sections.figures(session, choice, runs, False)["h"]["data"]
    assert [one["name"] for one in data] == ["This h (unit 1)", "Beside it h"]
    np.testing.assert_array_equal(data[0]["y"], LATCH.scenario.run()["h"][:, 0])
    np.testing.assert_array_equal(data[1]["y"], ARRIVE.scenario.run()["h"][:, 3])
    assert "This has 1 unit and the other 5" in header.sentence(choice, runs)
    colours = {one["line"]["color"] for one in data}
    assert len(colours) == 2 and len({one["marker"]["symbol"] for one in data}) == 2


def test_steps_have_both_names_where_there_are_few(session):
    ticks = {}
    for key in ("slots_leave", "slots_sentence", "slots_arrive", "memory_exact"):
        choice = CompareSettings(other=Other(key))
        figure = sections.figures(session, choice, choice.runs(session), False)["h"]
        ticks[key] = figure["layout"]["xaxis"].get("ticktext")
    assert ticks["slots_leave"][:2] == ["1 arrive / leave", "2 Taipei"]
    assert ticks["slots_sentence"] is None
    assert ticks["slots_arrive"] == ticks["memory_exact"]
    assert ticks["slots_arrive"][:2] == ["1 arrive", "2 Taipei"]


def test_gates_are_held_in_one_of_both(app):
    app.session_state["gatescope"].begin("memory_exact")
    app.run()
    put(app, "latch")
    app.toggle(key="compare_hold").set_value(True).run()
    session, choice = app.session_state["gatescope"], app.session_state["compare"]
    held = (Clamp("f", 0.5),)
    assert session.scenario.clamps == held and choice.clamps[BESIDE] == held
    choice.hold(session, choice.runs(session), {BESIDE: (Clamp("i", 0.25, 2, 3),)})
    runs = choice.runs(session)
    assert session.scenario.clamps == held
    assert runs[BESIDE].clamps == (Clamp("i", 0.25, 2, 3),)
    assert (runs[BESIDE].trace["i"][1:3] == 0.25).all() and runs[BESIDE].trace["i"][0] != 0.25
    assert "Beside it i = 0.25 (steps 2 to 3)" in header.sentence(choice, runs)
    np.testing.assert_array_equal(runs[BESIDE].ghost["c"], PRESETS["latch"].scenario.run()["c"])
    choice.put_beside(session, "forgetter")
    assert choice.runs(session)[BESIDE].clamps == (), "another one holds what it holds itself"


def test_the_charts_follow_the_slider_in_both(session):
    session.begin("memory_exact")
    choice = CompareSettings(other=Other("latch"))
    runs = choice.runs(session)
    held = dragged.drawn(session, choice, runs, 0.25, False)["compare_chart_c"]["data"]
    curves = {one["name"]: one["y"] for one in held}
    for name, preset in (("This c", LATCH), ("Beside it c", PRESETS["latch"])):
        wanted = preset.scenario.changed(clamps=(Clamp("f", 0.25),)).run()["c"][:, 0]
        np.testing.assert_array_equal(np.ravel(curves[name]), wanted)
    assert session.scenario.clamps == () and choice.clamps == {}


def test_the_table_counts_each_with_its_own_sizes(app):
    put(app, "memory_exact")
    (table,) = [h.proto.body for h in app.get("html") if "gs-counts" in h.proto.body]
    assert '<b class="gs-here">This: Elman, X 6, H 5</b>' in table
    assert '<b class="gs-beside">Beside it: LSTM, X 3, H 1</b>' in table
    assert f"<td>{6 * 5 + 5 * 5 + 5}</td><td>1</td>" in table
    assert f"<td>{4 * (3 + 1 + 1)}</td><td>4</td>" in table


def test_a_projector_shows_both_and_the_arithmetic_of_one(app):
    put(app, "slots_leave")
    app.session_state["gatescope"].screen.large = True
    app.run()
    assert not app.exception
    shown = [(one["parts"], one["cell"]["key"]) for one, _ in stages(app)]
    assert shown == [(["player"], "elman"), *[(["score"], "elman")] * 2, (["arithmetic"], "elman")]
    app.button(key="compare_focus_beside").click().run()
    assert app.session_state["compare"].focus == BESIDE
    np.testing.assert_array_equal(stages(app)[-1][1]["h"], LEAVE.scenario.run()["h"])


def test_what_is_locked_can_not_be_put_beside_another(app):
    put(app, "slots_leave")
    app.session_state["gatescope"].screen.locked = True
    app.run()
    assert app.selectbox(key="compare_beside").disabled
    assert len(stages(app)) == 3


def opened(place):
    """The place of the link to one, which has to be read whole."""
    back, wrong = read(write(place))
    assert not wrong
    return back.compare


@pytest.mark.parametrize("key", ["slots_leave", "memory_cell"])
def test_a_link_leads_to_an_example_beside(key):
    held = {BESIDE: (Clamp("f", 0.5),)} if key == "memory_cell" else {}
    compare = CompareSettings(other=Other(key, t=5, unit=4), clamps=held, focus=BESIDE)
    texts = write(Place(ARRIVE.scenario, "slots_arrive", compare=compare))
    assert texts["cbeside"] == key and not texts.keys() & {"ckept", "cfrom"}
    assert (texts["ct"], texts["cu"]) == ("5", "4")
    back = opened(Place(ARRIVE.scenario, "slots_arrive", compare=compare))
    assert (back.other.what, back.other.t, back.other.unit) == (key, 5, 4)
    assert (back.clamps, back.focus) == (held, BESIDE)
    assert back.other.scenario is PRESETS[key].scenario


def test_a_link_leads_to_what_was_kept(session):
    edit(session, "0.123456789012345")
    edit(session, "7")
    choice = CompareSettings()
    choice.put_beside(session, FORMER)
    back = opened(Place(session.scenario, session.preset, compare=choice)).other
    assert back.what == KEPT and back.origin == "slots_arrive"
    assert back.scenario.digest == choice.other.scenario.digest != session.scenario.digest
    assert back.scenario.labels == ARRIVE.scenario.labels
    assert back.title == "Arrive Taipei, changed"
    choice.put_beside(session, "slots_leave")
    texts = write(Place(session.scenario, session.preset, compare=choice))
    assert not texts.keys() & {"ckept", "cfrom"}, "what does not stand there takes no room"


def test_a_link_without_two_scenarios_says_nothing_of_them():
    texts = write(Place(ARRIVE.scenario, "slots_arrive"))
    assert not {name for name in texts if name in ("cbeside", "ckept", "cfrom", "ct", "cu")}


@pytest.mark.parametrize("more", [0, 1])
def test_what_is_kept_and_too_large_for_a_link_is_said_to_be(app, monkeypatch, more):
    put(app, NOW)
    size = len(kept_text.whole().write(ARRIVE.scenario))
    monkeypatch.setattr(kept_text, "MOST_KEPT", size - more)
    app.run()
    assert (t("compare.kept_not_in_link") in app.text[0].value) is bool(more)
    place = Place(ARRIVE.scenario, "slots_arrive", compare=app.session_state["compare"])
    assert ("ckept" in write(place)) is not bool(more)
    assert (opened(place).other.scenario is None) is bool(more)


def test_the_largest_runs_stand_beside_each_other(app):
    session = app.session_state["gatescope"]
    session.put(drawn_scenario("lstm", X=16, H=32, T=500, scale=0.3))
    app.run()
    put(app, NOW)
    assert t("compare.kept_not_in_link") in app.text[0].value
    put(app, "slots_leave")
    assert stages(app)[0][0]["sizes"]["T"] == 500
    assert HERE in app.session_state["compare"].runs(session)


def test_the_visitors_own_numbers_are_of_their_own_run_alone(app):
    session = app.session_state["gatescope"]
    edit(session, "no number")
    assert list(session.view.rejected) == ["b_h.1"]
    put(app, "slots_leave")
    rejected = [list(one["rejected"]) for one, _ in stages(app)[1:]]
    assert rejected == [["b_h.1"], []]

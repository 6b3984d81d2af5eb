"""The choice of the part of a network, on every page."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from sim.document.seen import seen
from sim.presets import FIRST, PRESETS
from sim.presets.networks import decoders, directions, memory
from tests.browser import ROOT
from tests.documents import document_of, everything
from ui.session.state import Session
from ui.shared.blocks import unpack

TWO = document_of(memory.two_cells(((3.0, 1.0, 0.0), (4.0, 1.0, 0.0))))
BOTH = document_of(directions.all_ones([[1, 1], [1, 1], [2, 2]]))


def opened(scenario, page="step"):
    app = AppTest.from_file(str(ROOT / "ui" / "frame" / "main.py"), default_timeout=30)
    app.run()
    app.session_state["gatescope"].open(scenario, FIRST, 1, 1)
    return app.switch_page(str(ROOT / "pages" / f"{page}.py")).run()


def picker(app):
    found = [one for one in app.selectbox if one.label == "Part of the network"]
    return found[0] if found else None


def stages_of(app):
    """(header, arrays) of every stage on the page."""
    found = (c.proto for c in app.get("bidi_component"))
    return [unpack(one.bytes) for one in found if one.component_name.endswith("stage")]


def stage(app):
    return stages_of(app)[0]


def test_one_cell_has_no_choice():
    assert picker(opened(seen(document_of(memory.counter(False))))) is None


def test_of_an_example_that_looks_at_what_is_read_out_both_are_offered():
    session = Session(PRESETS["picture_once"].scenario, "picture_once")
    for part in ("rnn", "out", "rnn"):
        session.look_at(part)
        assert session.scenario.part == part and session.parts() == ("rnn", "out")
    session.begin("taipei_ahead")
    assert session.parts() == ("ahead",), "it is seen beside the cell"


@pytest.mark.parametrize("page", ["step", "compare"])
def test_another_part_is_looked_at_and_nothing_is_changed(page):
    app = opened(seen(TWO), page)
    assert picker(app).options == ["part: lower layer", "part: upper layer"]
    runs, changes = TWO.run(), len(app.session_state["gatescope"].past)
    for part in ("upper", "lower"):
        picker(app).set_value(part).run()
        assert not app.exception
        session = app.session_state["gatescope"]
        assert (session.scenario.part, session.scenario.document) == (part, TWO)
        assert len(session.past) == changes, "to look elsewhere is no change to take back"
        if page == "step":
            assert np.array_equal(stage(app)[1]["c"], runs[part]["c"]), part


def test_the_place_fits_the_part():
    session = Session(seen(document_of(memory.two_cells(((3.0, 1.0, 0.0),) * 4))))
    session.look({"t": 4, "unit": 1})
    session.look_at("nothing")
    assert session.scenario.part == "lower"
    before = session.view.place
    session.look_at("upper")
    assert (session.scenario.part, session.view.t) == ("upper", 4)
    assert session.view.place == before + 1, "the browser hears where it is"


def test_an_edit_goes_into_the_part_on_screen_and_undo_takes_it_back():
    session = Session(seen(TWO))
    session.look_at("upper")
    session.edit([{"seq": 1, "op": "set", "entry": "b_o.1", "text": "3"}], "stage")
    part = session.scenario.document.network.part
    assert part["upper"].params["b_o"][0] == 3.0
    assert part["lower"].params["b_o"][0] == TWO.network.part["lower"].params["b_o"][0] != 3.0
    session.undo()
    assert session.scenario.document is TWO


@pytest.mark.parametrize("page", ["compare", "gradients"])
def test_a_page_about_memory_says_that_a_part_is_alone_or_has_none(page):
    app = opened(seen(BOTH, "behind"), page)
    if page == "gradients":
        assert picker(app) is None, "the laboratory knows of no parts"
        app.session_state["gradients"].source = "scenario"
        app.run()
    assert picker(app).value == "behind"
    texts = " ".join(one.value for one in app.text)
    assert "Shown is the part “behind” alone" in texts
    picker(app).set_value("out").run()
    texts = " ".join(one.value for one in app.text)
    assert "The part “output” has no memory" in texts and not app.exception
    assert not app.get("plotly_chart")
    picker(app).set_value("ahead").run()
    assert "Shown is the part “ahead” alone" in " ".join(one.value for one in app.text)


def test_a_part_on_the_compare_page_hears_what_reaches_it():
    scenario = seen(TWO, "upper")
    alone = scenario.alone()
    assert alone is scenario.alone(), "one object, by which runs are kept"
    assert np.array_equal(alone.inputs, TWO.run()["lower"]["h"])
    assert np.array_equal(alone.run()["c"], TWO.run()["upper"]["c"])


def test_a_part_that_hears_nothing_stands_beside_others():
    """It has steps of its own, and its start from another part."""
    document = document_of(decoders.decoded((1, 2, 3, 4)))
    scenario = seen(document, "decoder")
    assert scenario.sizes["X"] == 0 and scenario.alone().document.inputs == {}
    assert scenario.alone().run()["h"].ravel().tolist() == [3.0625, 1.53125, 0.765625]
    app = opened(scenario, "compare")
    assert not app.exception and len(stages_of(app)) == 4, "the player's and three cells'"


def test_what_jumps_is_offered_where_there_is_a_gate_to_choose():
    """Attention weights are shares, but no activation of theirs can be another one."""
    app = opened(seen(everything(), "att"))
    assert "exact_gates" not in [one.key for one in app.toggle] and not app.exception
    app = opened(seen(everything(), "dec"))
    assert "exact_gates" in [one.key for one in app.toggle]

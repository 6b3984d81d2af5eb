"""The settings of a part: what it has, and what others do not give it."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from sim.document.seen import seen
from sim.network.parts import Part
from sim.presets import FIRST
from sim.presets.networks import decoders, directions, sentences, single
from tests.browser import ROOT
from tests.documents import document_of, everything
from tests.fields import fields, type_number

TRANSLATED = document_of(decoders.translated())
HEADS = ["Sizes", "Activations", "Held gates", "Readout", "New weights"]


def opened(scenario):
    app = AppTest.from_file(str(ROOT / "ui" / "frame" / "main.py"), default_timeout=30).run()
    app.session_state["gatescope"].open(scenario, FIRST, 1, 1)
    app.session_state["settings"], app.session_state["section"] = True, "Code"
    app.run()
    assert not app.exception
    return app


def heads(app):
    found = [one.value.strip("*") for one in app.markdown]
    return [head for head in HEADS if head in found]


def sizes(app):
    return {k[5:]: v["text"] for k, v in fields(app).items() if k.startswith("size_")}


def drawn(app):
    return {one.key[7:]: one.label for one in app.selectbox if (one.key or "")[:7] == "scheme_"}


def buttons(app):
    return {one.key for one in app.button if one.key in ("draw", "cut_memory", "feed_back")}


@pytest.mark.parametrize(
    ("document", "part", "found", "has", "by", "acts"),
    [
        (TRANSLATED, "look", ["Sizes", "New weights"], {"T": "3"}, {"input": "S"}, {"draw"}),
        (TRANSLATED, "out", ["Sizes", "Activations", "New weights"], {"Y": "3", "T": "3"},
         {"input": "V", "bias": "d"}, {"draw"}),
        (TRANSLATED, "encoder", ["Sizes", "Activations", "New weights"],
         {"X": "4", "H": "4", "T": "4"}, {"input": "W", "recurrent": "U", "bias": "b"},
         {"draw", "cut_memory"}),
        (everything(), "att", ["Sizes", "Activations", "New weights"], {"T": "3"},
         {"input": "Q, K", "bias": "v"}, {"draw"}),
        (everything(), "dec", ["Sizes", "Activations", "Held gates", "New weights"], {"T": "3"},
         {"input": "W", "recurrent": "U", "bias": "b"}, {"draw", "cut_memory"}),
    ],
)  # fmt: skip
def test_only_what_it_has_and_others_do_not_give_it_is_offered(
    document, part, found, has, by, acts
):
    app = opened(seen(document, part))
    assert heads(app) == found
    assert {name: sizes(app)[name] for name in has} == has
    assert set(sizes(app)) - set(has) <= ({"H"} if part == "dec" else set())
    assert drawn(app) == by and buttons(app) == acts
    assert "scale" not in fields(app) and ("scale_to" in fields(app)) == ("recurrent" in by)
    assert "outputs" not in fields(app), "what reads it out is a part of its own"


def test_one_cell_has_all_of_it():
    app = opened(seen(document_of(single.three_steps())))
    assert heads(app) == ["Sizes", "Activations", "Readout", "New weights"]
    assert set(sizes(app)) == {"X", "H", "T"} and "outputs" in fields(app)


def test_where_there_is_nothing_to_set_it_is_said():
    """A softmax of the last row alone: its width, and that it has one step, come by the wire."""
    document = document_of(sentences.opinion("not so good"))
    rnn, out = document.parts
    app = opened(seen(document.changed(parts=(rnn, Part("out", "shown", {}, out.reads))), "out"))
    assert heads(app) == [] and not sizes(app) and not drawn(app)
    assert "There is nothing to set here: all of it comes from other parts." in [
        one.value for one in app.text
    ]


def test_a_dense_layer_may_have_a_softmax_and_back():
    app = opened(seen(TRANSLATED, "out"))
    choice = next(one for one in app.selectbox if one.label == "y · output")
    assert choice.value == "softmax" and "softmax" in choice.options
    choice.set_value("identity").run()
    session = app.session_state["gatescope"]
    run = session.scenario.run()
    V, d = session.scenario.params["V_y"], session.scenario.params["d_y"]
    np.testing.assert_allclose(run["y"], run["x"] @ V.T + d, rtol=1e-13)
    next(one for one in app.selectbox if one.label == "y · output").set_value("softmax").run()
    assert session.scenario.document.digest_of(session.scenario.document.parts) == (
        TRANSLATED.digest_of(TRANSLATED.parts)
    )
    other = opened(seen(TRANSLATED, "encoder"))
    assert "softmax" not in next(s for s in other.selectbox if s.label.startswith("h ·")).options


def test_another_number_of_outputs_is_heard_by_the_rest():
    app = opened(seen(document_of(decoders.said_of(("a", "b"), ("a", None))), "hidden"))
    type_number(app, "size_Y", "3")
    session = app.session_state["gatescope"]
    assert session.scenario.sizes["Y"] == 3
    assert session.scenario.document.sizes["out"]["X"] == 3


def test_new_weights_are_drawn_for_what_has_no_memory():
    app = opened(seen(document_of(directions.all_ones([[1, 1], [1, 1], [2, 2]])), "out"))
    app.selectbox(key="scheme_bias").set_value("zeros").run()
    type_number(app, "seed", "9", click="draw")
    session = app.session_state["gatescope"]
    assert not session.scenario.params["d_y"].any() and session.scenario.params["V_y"].std() > 0
    assert session.draws[9] == {"seed": 9, "input": "uniform", "bias": "zeros"}
    before = document_of(directions.all_ones([[1, 1], [1, 1], [2, 2]])).network.part
    kept = session.scenario.document.network.part["ahead"].params
    assert all(np.array_equal(kept[n], v) for n, v in before["ahead"].params.items())

"""What the stage is sent of a part without a state, and of one whose inputs other parts send."""

import numpy as np

from sim.document.networks.sequences import Sequence
from sim.document.scenario import Scenario
from sim.document.seen import seen
from sim.network.parts import Part, Wire
from sim.presets.networks import directions, frames, memory, picture
from tests.documents import document_of, everything
from ui.session.view import View
from ui.stage.payload import stage_payload


def sent(scenario):
    return stage_payload(scenario, scenario.run(), View())


def test_a_dense_part_is_sent_with_what_it_reads_and_from_whom():
    header, arrays = sent(seen(document_of(directions.all_ones([[1, 1], [1, 1], [2, 2]])), "out"))
    assert arrays["x"].tolist() == [[2, 2, 22, 22], [6, 6, 10, 10], [16, 16, 4, 4]]
    assert arrays["y"].tolist() == [[48, 48], [32, 32], [40, 40]]
    assert header["labels"]["x"] == ("ahead 1", "ahead 2", "behind 1", "behind 2")
    assert (header["states"], header["readout"], header["units"]) == ([], None, 2)
    assert header["cell"]["family"] == "readout" and header["cell"]["title"] == "dense layer"
    assert header["locked"] == ["inputs", "steps"], "other parts send them"


def test_attention_is_sent_with_its_positions_by_their_words():
    """Two positions, the second twice as near: e is the dot product, k lies between the two."""
    look = Part("look", "look_dot", {}, (Wire("q"),), memory={"M": Wire("m")})
    document = Scenario(
        (look,),
        {
            "q": Sequence([[np.log(3.0), 0.0]]),
            "m": Sequence([[0.0, 4.0], [1.0, 8.0]], steps=("cat", "dog")),
        },
    )
    header, arrays = sent(seen(document))
    assert np.allclose(arrays["e"], [[0, np.log(3)]]) and np.allclose(arrays["a"], [[0.25, 0.75]])
    assert np.allclose(arrays["k"], [[0.75, 7.0]])
    assert header["labels"]["m"] == ("cat", "dog")
    assert [line["name"] for line in header["lines"]] == ["e", "a", "k"]
    assert header["units"] == 2 and "steps" not in header["locked"]
    assert "x" not in header["labels"], "all of them are read from one sequence"
    back = seen(
        Scenario(
            (Part("look", "look_dot", {}, (Wire("q"),), memory={"M": Wire("m", taps="back")}),),
            document.inputs,
        )
    )
    assert sent(back)[0]["labels"]["m"] == ("dog", "cat"), "in the order in which they stand"


def test_what_is_given_can_not_be_changed_here():
    given = {
        (name, part.name): seen(document, part.name).given
        for name, document in {
            "two": document_of(memory.two_cells(((3.0, 1.0, 0.0),))),
            "bars": document_of(frames.counted(True)),
            "once": document_of(picture.number(False)),
            "all": everything(),
        }.items()
        for part in document.parts
    }
    assert given["two", "lower"] == frozenset()
    assert given["two", "upper"] == {"inputs", "steps"}
    assert given["bars", "conv"] == {"inputs", "steps"}, "a patch is no row of the document"
    assert given["once", "h"] == {"inputs", "steps"}
    assert given["all", "enc"] == frozenset() and given["all", "dec"] == {"steps"}
    start = Part("late", "elman", {"W_h": [[1.0]], "U_h": [[1.0]], "b_h": [0.0]}, (Wire("x"),),
                 {"h": Wire("early", taps="last")})  # fmt: skip
    early = Part("early", "dense", {"V_y": [[1.0]], "d_y": [0.0]})
    assert seen(Scenario((early, start), {"x": Sequence([[1.0]])}), "late").given == {"initial"}


def test_one_cell_s_inputs_have_no_other_names():
    header, _ = sent(seen(document_of(memory.counter(False))))
    assert "x" not in header["labels"] and header["locked"] == []

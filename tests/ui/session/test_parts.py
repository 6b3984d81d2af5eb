"""What the controls change of any part of any network: a document that runs, or words why not."""

from collections.abc import Callable

import numpy as np
import pytest

from sim.cells import LISTED_CELLS
from sim.document.seen import seen
from tests.documents import BUILDERS, document_of, everything
from ui.session.changes import with_activation, with_readout
from ui.session.state import Session

DOCUMENTS = {name: document_of(build()) for name, build in BUILDERS.items()}
DOCUMENTS["everything"] = everything()
PARTS = [(name, part.name) for name, one in DOCUMENTS.items() for part in one.parts]
CONTROLS: dict[str, Callable[[Session], None]] = {
    "drawn": lambda session: session.randomise(3, recurrent="orthogonal"),
    "exact": lambda session: session.exact_gates(True),
    "memory": lambda session: session.cut_memory(),
    "fed back": lambda session: session.feed_back(2),
    "larger": lambda session: session.resize(H=5),
    "longer": lambda session: session.resize(T=7),
    "activation": lambda session: session.attempt(lambda one: with_activation(one, "h", "relu")),
    **{f"readout {kind}": lambda session, kind=kind:
       session.attempt(lambda one: with_readout(one, kind, 3))
       for kind in ("none", "linear", "softmax", "softmax_h")},
    **{cell: lambda session, cell=cell: session.change_cell(cell) for cell in LISTED_CELLS},
}  # fmt: skip


@pytest.mark.parametrize("what", CONTROLS)
def test_a_control_changes_a_part_or_says_why_it_cannot(what):
    done = 0
    for name, part in PARTS:
        before = seen(DOCUMENTS[name], part)
        session = Session(before)
        CONTROLS[what](session)
        after = session.scenario
        assert after.part == part, (name, part)
        if after is before:
            assert session.note or (what in LISTED_CELLS and before.cell == what), (name, part)
            assert not session.past
            continue
        done += 1
        runs = after.document.run()
        assert {one.name for one in before.document.parts} - {
            before.output and before.output.name
        } <= set(runs)
        session.undo()
        assert session.scenario.document.digest == before.document.digest
    assert done > 15 or what == "fed back", what


def test_readouts_of_a_part_are_made_kept_and_taken_away():
    before = seen(DOCUMENTS["echo.listener"], "res")
    wide = with_readout(before, "softmax", 3)
    assert wide.output.name == "out" and wide.output_kind == "softmax"
    assert np.array_equal(wide.output.params["V_y"][:1], before.output.params["V_y"])
    gone = with_readout(wide, "none", 0)
    assert gone.output is None and [part.name for part in gone.document.parts] == ["res"]
    again = with_readout(gone, "linear", 2)
    assert again.output.params["V_y"].tolist() == np.eye(2, 6).tolist()


def test_a_readout_gets_a_name_that_is_free():
    """Where a part of its usual name reads two things, and is none."""
    before = seen(DOCUMENTS["directions.all_ones"], "ahead")
    assert before.output is None
    after = with_readout(before, "linear", 2)
    assert after.output.name == "out2" and len(after.document.parts) == 4
    old, new = before.document.run(), after.document.run()
    assert all(np.array_equal(new[part]["x"], old[part]["x"]) for part in old)

"""Whatever is changed in any part of any example: it is done and runs, or it is said why not."""

import numpy as np
import pytest

from tests.cells import RECURRENT
from tests.parts import WITH_MEMORY
from ui.session.state import Session

CHANGES = {
    **{f"cell {key}": lambda one, key=key: one.change_cell(key) for key in RECURRENT},
    **{f"{name} {more:+}": lambda one, name=name, more=more: one.resize(
        **{name: one.scenario.sizes[name] + more}) for name in "XHT" for more in (-1, 1)},
    "draw": lambda one: one.randomise(3),
    "exact": lambda one: one.exact_gates(True),
    "true": lambda one: one.exact_gates(False),
    "cut": lambda one: one.cut_memory(),
    "feed": lambda one: one.feed_back(3),
}  # fmt: skip

FEW = {"feed": 1, "exact": 4, "true": 4}  # a softmax that says inputs; gates that are so or not


@pytest.mark.parametrize("change", CHANGES)
def test_it_is_done_or_said_why_not(change):
    done = 0
    for name, before in WITH_MEMORY.items():
        one = Session(before, name.partition("/")[0])
        CHANGES[change](one)
        after = one.scenario
        assert after is not before or one.note or change in ("exact", f"cell {before.cell}"), name
        assert after.part == before.part and one.can_undo() == (after is not before), name
        after.run()
        after.alone().run()
        done += after is not before
    assert done > FEW.get(change, 20)


def test_weights_that_a_mask_leaves_out_stay_out():
    one = Session(WITH_MEMORY["sine_told/res"], "sine_told")
    one.randomise(3)
    part = one.scenario.own
    assert part.params["U_n"].any() and not part.params["U_n"][part.masks["U_n"] == 0].any()
    assert not np.signbit(part.params["U_n"][part.masks["U_n"] == 0]).any()

"""What the tab Check says of a derivative found in two ways."""

from __future__ import annotations

import pytest

from sim.adjoint.differences import Check
from sim.presets import PRESETS
from ui.gradients.settings import Settings
from ui.gradients.tabs import at_corner, judged_twice, read_said
from ui.words import t

SCENARIO = PRESETS["memory_cell"].scenario


@pytest.mark.parametrize(
    ("gradient", "difference", "wider", "said"),
    [
        (1.0, 0.9, 0.8, "curved"),  # moved by 0.1 as well: the nudge decides
        (1.0, 0.9, 0.895, "differs"),  # moved by a twentieth of it
        (1.0, -1.0, 0.9, "curved"),  # no digit in common
        (0.5, 0.6, 0.6, "differs"),
    ],
)
def test_a_larger_nudge_tells_a_curve_from_a_mistake(gradient, difference, wider, said):
    check, larger = Check(gradient, difference, 1e-6), Check(gradient, wider, 1e-4)
    assert judged_twice(check, larger) == said


def test_a_corner_is_where_both_sides_differ():
    assert at_corner(Check(1.0, 0.5, 1e-6, (0.0, 1.0)))
    assert not at_corner(Check(1.0, 1.0, 1e-6, (1.0, 1.0 + 1e-9)))


def test_how_to_read_it_tells_of_the_curves_on_screen():
    """What the curve is of, which steps the loss looks at, how fair; nothing of another choice."""
    large = {"T": 12, "H": 2, "cells": ["lstm", "elman"]}
    one = reading(**large)
    assert t("gradients.read_state") in one[0] and t("gradients.read_one", last=12) in one[0]
    assert t("gradients.read_fair_laboratory") in one
    line = reading(**large, quantity="h", loss="every_step")[0]
    assert t("gradients.read_line", line="h") in line and t("gradients.read_every") in line
    for told in (t("gradients.read_state"), t("gradients.read_one", last=12)):
        assert told not in line
    products = reading(**large, quantity="products")[0]
    assert t("gradients.read_products", part="s", last=12) in products
    assert t("gradients.read_products", part="h", last=12) in reading(
        **large, quantity="products_h")[0]  # fmt: skip
    alone = reading(**large | {"cells": ["lstm"]})
    assert t("gradients.read_fair_laboratory") not in alone and len(alone) == len(one) - 1
    mine = reading(**large, source="scenario")
    assert t("gradients.read_fair_scenario") in mine


def reading(**settings) -> list[str]:
    page = Settings(**settings)
    return read_said(page, page.runs(SCENARIO))

"""What the tab Check says of a derivative found in two ways."""

from __future__ import annotations

import pytest

from sim.adjoint.differences import Check
from ui.gradients.tabs import at_corner, judged_twice


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

"""What is a memory, and what is only a sum."""

from __future__ import annotations

from sim.cells import CELLS
from sim.graph.cell import Cell, Line
from sim.graph.schematic import memory_of, schematic


def linear_jordan(x, y_prev, W, U, V, b, d, act):
    h = act.h(W.h @ x + U.h @ y_prev + b.h)
    y = V.y @ h + d.y
    return dict(h=h, y=y)


def test_a_sum_that_comes_back_keeps_nothing():
    """y = V h + d enters the next step, yet no summand lets the old y through."""
    lines = (Line("h", "h", "candidate", ""), Line("y", "y", "output", ""))
    cell = Cell("made", "made", linear_jordan, lines, "none", output="y")
    plan = schematic(cell)
    assert plan["memories"] == [] and memory_of(cell) == "y"
    assert [box["line"] for box in plan["boxes"]] == ["h", "y"]
    own = plan["boxes"][1]
    assert (own["pre"], own["symbol"]) == ("y", "")
    assert [(feed["kind"], feed["param"], feed["from"]) for feed in own["feeds"]] == [
        ("matrix", "V_y", "h"), ("bias", "d_y", None),
    ]  # fmt: skip


def test_a_leak_and_a_clock_are_valves():
    (leaky,) = schematic(CELLS["leaky"])["memories"]
    assert leaky["kept"] == "(1 - a_h) * h_prev"
    assert leaky["keep"] == [{"id": "1 - a_h", "gate": "a_h", "inverted": True}]
    assert leaky["writes"] == [
        {"id": "a_h * n", "from": "n", "valves": [{"id": "a_h", "gate": "a_h", "inverted": False}]}
    ]
    (clock,) = schematic(CELLS["clockwork"])["memories"]
    assert [valve["gate"] for valve in clock["keep"]] == ["m"] and clock["keep"][0]["inverted"]

"""Refused cells stay marked, as many as can be read: the oldest go first, and that is said."""

import json

import pytest

from sim.document.resize import resized
from sim.document.seen import PartScenario
from sim.presets import FIRST, PRESETS
from ui.session.edits import apply_edits
from ui.words.refusals import MOST as MOST_REFUSED
from ui.words.refusals import MOST_BYTES as MOST_REFUSED_BYTES


def refused_cells(count: int, text: str = "x", first: int = 0) -> list[dict]:
    return [
        {"seq": first + k + 1, "op": "set", "entry": f"x.{k // 16 + 1}.{k % 16 + 1}", "text": text}
        for k in range(first, first + count)
    ]


def wide() -> PartScenario:
    return resized(PRESETS[FIRST].scenario, X=16, T=500)


@pytest.mark.parametrize("count", [MOST_REFUSED, MOST_REFUSED + 1])
def test_so_many_refused_cells_stay_marked_and_the_oldest_go_first(count):
    result = apply_edits(wide(), refused_cells(count), {}, 0)
    assert len(result.rejected) == MOST_REFUSED
    assert ("x.1.1" in result.rejected) is (count == MOST_REFUSED)
    assert bool(result.message) is (count > MOST_REFUSED)
    if result.message:
        assert str(MOST_REFUSED) in result.message


def test_thousands_of_refused_cells_are_bounded_in_bytes_too():
    scenario, rejected = wide(), {}
    for first in range(0, 8000, 400):
        edits = refused_cells(400, "長" * 300, first)
        rejected = apply_edits(scenario, edits, rejected, first).rejected
        assert len(json.dumps(rejected, ensure_ascii=False).encode()) < 1.5 * MOST_REFUSED_BYTES
    assert next(reversed(rejected)) == f"x.{7999 // 16 + 1}.{7999 % 16 + 1}"


def test_what_is_refused_again_counts_as_the_latest():
    rejected = apply_edits(wide(), refused_cells(MOST_REFUSED), {}, 0).rejected
    again = [{**refused_cells(1)[0], "seq": 1000}, *refused_cells(1, first=MOST_REFUSED)]
    again[1]["seq"] = 1001
    after = apply_edits(wide(), again, rejected, 999).rejected
    assert "x.1.1" in after and "x.1.2" not in after and len(after) == MOST_REFUSED

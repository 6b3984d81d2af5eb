"""The stage of a cell without a state in any size: no label lies on another, digits are kept."""

from itertools import pairwise

import numpy as np
import pytest

from sim.document.networks.sequences import Sequence
from sim.document.scenario import Scenario
from sim.document.seen import seen
from sim.network.parts import Part, Wire
from sim.presets.networks import decoders
from tests.documents import document_of
from tests.e2e.bare import bare_stage, payload
from tests.e2e.stage.test_stateless import BOTH, bars, heights
from tests.walks.seen import check_labels, overlap
from ui.session.view import View


def looking(T=6, N=12, D=5, X=8, words=True):
    """Attention between vectors of 0.1 to 1.3, over positions with long words."""
    draw = np.random.default_rng(3)
    steps = tuple(f"word {k + 1}" for k in range(N)) if words else ()
    look = Part("look", "look_general", {"S_e": draw.normal(size=(X, D))}, (Wire("x"),),
                memory={"M": Wire("m")})  # fmt: skip
    rows = {"x": Sequence(draw.normal(size=(T, X)).round(2))}
    return seen(Scenario((look,), rows | {"m": Sequence(draw.normal(size=(N, D)), steps=steps)}))


def layer(T=4, X=3, Y=3, **options):
    draw = np.random.default_rng(4)
    params = {"V_y": draw.normal(size=(Y, X)), "d_y": draw.normal(size=Y)}
    out = Part("out", "dense", params, (Wire("x"),), options=options)
    return seen(Scenario((out,), {"x": Sequence(draw.normal(size=(T, X)).round(2))}))


@pytest.mark.parametrize("size", [(1280, 720), (390, 844), (1920, 1080)])
@pytest.mark.parametrize("N", [4, 7, 12, 20, 28, 32, 60, 500])
def test_no_label_lies_on_another_however_many_positions_there_are(chromium, size, N):
    with bare_stage(chromium, size) as stage:
        stage.give(payload(looking(N=N, D=min(N, 5)), View(t=2, unit=3)))
        check_labels(stage.page, "bars")
        widths = stage.page.locator(".dg rect").evaluate_all(
            "all => all.map(r => +r.getAttribute('width'))"
        )
        assert min(widths) >= 1
        told = stage.page.locator(".un-number:visible").all_text_contents()
        every = 5 if N == 60 else 50 if N == 500 else 1
        assert told == sorted({"3", *(str(k) for k in range(every, N + 1, every))}, key=int)
        boxes = [one.bounding_box() for one in stage.page.locator(".un-number:visible").all()]
        rows = [(b["x"], b["y"], b["x"] + b["width"], b["y"] + b["height"]) for b in boxes]
        assert not any(overlap(a, b) for a, b in pairwise(rows)) or every > 1


def test_positions_whose_words_are_cut_to_the_same_have_their_numbers(chromium):
    with bare_stage(chromium) as stage:
        stage.give(payload(looking(N=4)))
        assert [one for one in bars(stage, "a") if "word" in one] == [
            f"word {k}" for k in range(1, 5)
        ]
        stage.give(payload(looking(N=12)))
        assert bars(stage, "a")[-12:] == [str(k) for k in range(1, 13)]
        stage.give(payload(looking(N=60, words=False)))
        assert bars(stage, "a")[1:] == [str(k) for k in range(5, 61, 5)]


def test_a_number_over_a_bar_keeps_its_digits(chromium):
    """Between four neighbours 0.948 stands there as it does in the score, and no 9e−1."""
    scenario = seen(document_of(decoders.translated()), "look")
    run = scenario.run()
    with bare_stage(chromium) as stage:
        stage.give(payload(scenario, View(t=2)))
        assert [one for one in bars(stage, "k") if "." in one] == [f"{v:.3f}" for v in run["k"][1]]
        assert [one for one in bars(stage, "x") if "." in one] == [
            "0.25",
            "0.948",
            "0.017",
            "0.022",
        ]
        check_labels(stage.page, "bars")


def test_many_inputs_are_shown_in_strips_and_the_chosen_unit_is_the_line_s_own(chromium):
    with bare_stage(chromium) as stage:
        for X, strips in ((24, False), (25, True)):
            stage.give(payload(layer(X=X)))
            assert bool(stage.page.locator(".score-strips").count()) == strips, X
        stage.give(payload(looking(T=70, N=12, D=5)))
        stage.go(t=2, unit=9)
        letters = stage.page.locator(".score-strip-row .score-letter").all_text_contents()
        assert letters == ["x", "e", "a", "k"], "the unit stands beside: 9, of k the fifth"
        marks = stage.page.locator(".score-chosen:visible").evaluate_all(
            "all => all.map(one => one.style.getPropertyValue('--score-unit'))"
        )
        assert marks == ["8", "8", "4"]


def test_before_a_class_the_bars_have_all_positions_and_the_table_the_chosen_one(chromium):
    with bare_stage(chromium) as stage:
        stage.give(payload(looking(N=4, D=4), View(t=1, unit=2), screen={"large": True}))
        assert stage.page.locator(".diagram .dg").is_visible()
        letters = stage.page.locator(".score-table .score-letter:visible").all_text_contents()
        assert [one for one in letters if one[0] != "x"] == ["e₂", "a₂", "k₂"]
        assert heights(stage, "a") == [round(v, 3) for v in looking(N=4, D=4).run()["a"][0]]
        stage.give(payload(looking(N=2, D=2), View(t=1), screen={"large": True}))
        letters = stage.page.locator(".score-table .score-letter:visible").all_text_contents()
        assert [one for one in letters if one[0] != "x"] == ["e₁", "e₂", "a₁", "a₂", "k₁", "k₂"]


def test_where_there_is_no_weight_nobody_is_told_to_click_one(chromium):
    with bare_stage(chromium) as stage:
        stage.give(payload(BOTH))
        assert "click a number" in stage.text(".arith-head")
        stage.give(payload(seen(document_of(decoders.said_of(("a", "b"), ("a", None))), "out")))
        assert "click a number" not in stage.text(".arith-head")


def test_on_a_phone_what_other_parts_send_keeps_its_digits(chromium):
    scenario = seen(document_of(decoders.translated()), "look")
    with bare_stage(chromium, (390, 844)) as stage:
        stage.give(payload(scenario))
        fields = stage.page.locator(".score-field").all()
        assert [one.input_value() for one in fields[6:9]] == ["0", "0.01736", "0.9055"]
        cut = [one for one in fields if one.evaluate("one => one.scrollWidth > one.clientWidth")]
        assert len(fields) == 12 and not cut

"""The stage of a cell without a state, in bars; and of a part that reads nothing."""

import pytest

from sim.document.seen import seen
from sim.presets.networks import decoders, directions, memory, sentences
from tests.documents import document_of, everything
from tests.e2e.bare import bare_stage, payload
from ui.session.view import View

OPINION = seen(document_of(sentences.opinion("not so good")), "out")
BOTH = seen(document_of(directions.all_ones([[1, 1], [1, 1], [2, 2]])), "out")
LOOKS = seen(everything(), "att")


def bars(stage, line):
    """The texts of a group of bars, from its head on."""
    group = stage.page.locator(f'.dg-item[data-kind="bars"]:has(.dg-symbol:text-is("{line}"))')
    return group.locator("text").all_text_contents()


def heights(stage, line):
    group = stage.page.locator(f'.dg-item[data-kind="bars"]:has(.dg-symbol:text-is("{line}"))')
    moved = group.locator(".dg-bar").evaluate_all("all => all.map(one => one.style.transform)")
    return [round(float(one.split("scaleY(")[1].split(")")[0]), 3) for one in moved]


@pytest.mark.parametrize("size", [(1280, 720), (390, 844)])
def test_a_readout_shows_what_it_reads_and_the_likeliest(chromium, size):
    with bare_stage(chromium, size) as stage:
        stage.give(payload(OPINION))
        assert bars(stage, "x")[0] == "xwhat is read"
        shown = bars(stage, "y")
        assert [one for one in shown if one in ("good", "bad")] == ["good", "bad"]
        assert [one for one in shown if one.startswith("0.")] == ["0.047", "0.953"]
        assert heights(stage, "y") == [0.047, 0.953], "a share is measured by 1"
        assert stage.text(".se-text") == "The largest share goes to bad: 95 %."


def test_steps_move_the_bars_and_nothing_is_carried_on(chromium):
    with bare_stage(chromium) as stage:
        stage.give(payload(BOTH, View(t=2)))
        assert heights(stage, "x") == [round(x / 22, 3) for x in (6, 6, 10, 10)]
        assert heights(stage, "y") == [round(32 / 48, 3)] * 2
        stage.go(t=1)
        assert heights(stage, "y") == [1, 1]
        assert "into step" not in stage.page.locator(".diagram").text_content()
        assert stage.text(".se-text") == "What is read makes y₁ 48.000."
        heads = stage.page.locator(".score-head .score-title").all_text_contents()
        assert heads[:4] == ["ahead 1", "ahead 2", "behind 1", "behind 2"]
        assert stage.page.locator(".score input:not([readonly])").count() == 0, (
            "other parts send it"
        )


def test_attention_says_where_it_looks_most(chromium):
    with bare_stage(chromium) as stage:
        stage.give(payload(LOOKS, View(t=3)))
        run = LOOKS.run()
        weights = [f"{one:.3f}" for one in run["a"][2]]
        scores = [f"{one:.3f}".replace("-", "−") for one in run["e"][2]]
        shown = bars(stage, "a")
        assert [one for one in shown if one in weights] == weights
        assert [one for one in shown if one in scores] == scores
        assert [one for one in shown if len(one) == 1 and one in "abcde"] == list("abcde")
        most = "abcde"[int(run["a"][2].argmax())]
        assert stage.text(".se-text").startswith(f"It looks most at {most}: ")
        stage.page.locator(".gatescope-stage").focus()
        stage.press("ArrowLeft")
        shown = bars(stage, "a")
        before = [f"{one:.3f}" for one in run["a"][1]]
        assert (
            stage.t == 2 and before != weights and [one for one in shown if one in before] == before
        )


def test_a_part_that_reads_nothing_has_no_input_in_its_picture(chromium):
    """An LSTM whose gates are held, and a decoder that starts from a context."""
    for scenario, shown in (
        (seen(document_of(memory.ram(1.0, 1.0))), ("5.000", "8.000")),
        (seen(document_of(decoders.decoded((1, 2, 3, 4))), "decoder"), ("6.125", "3.063")),
    ):
        with bare_stage(chromium) as stage:
            stage.give(payload(scenario))
            values = stage.page.locator(".dg-state").all_text_contents()
            assert values[0] == shown[0] and shown[1] in values
            assert stage.page.locator('.dg-item[data-kind="input"]').count() == 0
            assert "x" not in stage.page.locator(".score-letter").all_text_contents()
            assert stage.text(".arith-lines").count("=") > 0

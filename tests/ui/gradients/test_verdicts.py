"""What the Gradients and Compare pages claim and advise, judged again from the arrays.

`python -m tests.verdicts` judges 2,000 settings over the whole range of every control.
"""

import random
import re
from dataclasses import replace

import numpy as np
import pytest

from sim.lab import Curve, reach_of
from sim.network.outputs import dense_output
from sim.presets import PRESETS
from sim.text.write import ten_steps
from tests.verdicts import compare, curves, draw
from tests.verdicts.__main__ import judged
from tests.verdicts.numbers import number
from tests.verdicts.page import Page
from tests.verdicts.tabs import nudged
from ui import words
from ui.gradients.said import hint
from ui.gradients.settings import Settings

SEED, COUNT = 20, 150
MOST = (200, 32)
SCENARIO = PRESETS["memory_cell"].scenario


def told(**settings):
    return Page(Settings(**settings), SCENARIO).hints


def test_every_sentence_is_true_at_the_ends_of_every_control():
    found = judged(draw.ends(*MOST), 10)
    assert {"cancelled", "carried", "short", "shut", "look_at", "held"} <= set(found)


def test_every_sentence_is_true_at_random_settings():
    rng = random.Random(SEED)
    found = judged((draw.at_random(rng, *MOST) for _ in range(COUNT)), 10)
    assert {"then_steady", "then_fading", "then_lost"} <= set(found)


def test_every_sentence_of_compare_is_true():
    rng = random.Random(SEED)
    for _ in range(COUNT):
        compare.check(rng)


def test_an_overflow_is_said_and_the_scale_that_mends_it():
    case = Settings(cells=["elman"], activation="identity", sigma=3.0, T=1000, H=4,
                    scale="spectral_radius")  # fmt: skip
    assert set(judged([(case, SCENARIO)], 1)) == {"overflow", "sigma_lower", "then_steady"}


def test_a_keeping_bias_at_its_end_is_not_raised():
    """U cancels what the memory line would keep, and f is 1 already."""
    said = told(sigma=3.0, keep=8.0)
    assert any("the ways through gates and U cancel it" in one for one in said)
    assert not any("keeping bias" in one for one in said)
    assert "Lower the recurrent scale to 0.75." in said


def test_three_steps_are_said_to_be_few():
    said = told(T=3, H=2)
    assert any(one.startswith("It goes only 2 steps back") for one in said)
    assert not any("survives" in one for one in said)


def test_a_loss_that_does_not_look_at_the_memory_is_not_vanishing():
    said = told(source="scenario")
    assert said[0].startswith("LSTM: × 3.72e−44 at the first step back, which cuts it off")
    assert "Let the loss look at one unit: unit 1 at step 4." in said


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_factors_are_times_a_step_in_every_sentence(lang):
    texts = words.words("gradients", lang)
    sentences = {key: text for key, text in texts.items() if key.startswith("says_")}
    assert not [key for key, text in sentences.items() if "%" in text]
    factors = [key for key, text in sentences.items() if "{factor}" in text]
    assert len(factors) >= 7 and all(re.search(r"× \{factor\}", sentences[key]) for key in factors)


def test_every_sentence_has_a_predicate():
    """A new `says_` text fails here until it is judged."""
    texts = words.words("gradients")
    filled = {
        key: re.sub(r"\{(\w+)\}", lambda m: EXAMPLES.get(m[1], "3"), text)
        for key, text in texts.items()
        if key.startswith("says_")
    }
    assert len(filled) == len(curves.TEXTS) + 1  # lost after 3, lost after 3 to 4
    for text in filled.values():
        curves.matched(text)


EXAMPLES = {"cell": "LSTM", "gate": "f", "gates": "f, z", "state": "c"}


@pytest.mark.parametrize("kept", [0.88, 0.7310585786300049, 0.9975, 0.5, 0.0025, 0.99962, 0.999999])
def test_ten_steps_are_true_as_printed(kept):
    base, left = ten_steps(kept)
    assert number(left) != 1 != number(base)
    assert any(
        number(f"{float(base) ** 10:.{n}g}") == number(left) == number(f"{kept**10:.{n}g}")
        for n in range(2, 7)
    )
    assert abs(float(base) - kept) <= 0.5 * 10.0 ** -len(base.partition(".")[2]) * 1.001


def test_the_calculation_of_the_lecture_room():
    assert ten_steps(0.88) == ("0.88", "0.28")
    assert ten_steps(1.0) is None and ten_steps(0.0) is None and ten_steps(np.nan) is None


def test_an_advice_is_worked_out_once_for_its_settings(monkeypatch):
    asked = []
    real = Settings.tried
    monkeypatch.setattr(
        Settings, "tried", lambda self, *rest: asked.append(rest) or real(self, *rest)
    )
    page = Page(Settings(T=30, H=4), SCENARIO)
    first = page.hints
    count = len(asked)
    again = hint.said(page.settings, SCENARIO, page.runs, page.readings)
    assert [hint.worded(one) for one in again] == first and len(asked) == count > 0


@pytest.mark.parametrize("kept", [0.0, 1.0, 1.2, 1 - 1e-12, 1e-9])
def test_ten_steps_are_not_said_where_no_digits_show_them(kept):
    assert ten_steps(kept) is None


def test_an_advice_follows_the_readout():
    scenario = PRESETS["random_lstm"].scenario
    settings = Settings(
        source="scenario", cells=("lstm",), loss="squared_error", targets="1 0", hold=True, held=0.3
    )
    for weight in (1.0, 0.0):
        V = np.full((2, scenario.sizes["H"]), weight)
        mine = scenario.changed(output=dense_output("linear", V, np.zeros(2)))
        anew = Page(replace(settings, **{}), mine).hints
        assert Page(settings, mine).hints == anew, weight


def test_a_rise_beyond_float64_is_an_overflow():
    logs = np.array([0.7, -310.0])
    assert reach_of(Curve(np.array([1, 2]), logs)).verdict == "overflow"


RELU = [key for key, one in PRESETS.items() if "relu" in {
    a.name for a in one.scenario.chosen_cell.activations.values()
}]  # fmt: skip


@pytest.mark.parametrize("key", RELU)
def test_a_derivative_at_a_corner_is_not_called_wrong(key):
    settings = Settings(source="scenario", cells=("elman",), loss="last_step")
    for step in range(1, PRESETS[key].scenario.sizes["T"] + 1):
        nudged(Page(replace(settings, t=step), PRESETS[key].scenario))


@pytest.mark.parametrize("loss", ["squared_error", "cross_entropy"])
def test_a_loss_beyond_float64_is_said_and_all_stays_there(loss):
    settings = Settings(
        cells=("elman",), activation="identity", sigma=3.0, H=1, T=700, loss=loss, targets="1; 2"
    )
    page = Page(settings, SCENARIO)
    assert {one.verdict for one in page.readings.values()} == {"overflow"}
    assert page.hints


def test_a_shut_output_gate_is_spoken_of_where_the_gradient_is_cut_alone():
    """The lecture's cell shows nothing but at step 4."""
    seen = []
    for loss_t in range(1, 6):
        settings = Settings(
            source="scenario", cells=["lstm", "gru"], loss="one_value", loss_t=loss_t
        )
        page = Page(settings, SCENARIO)
        said = any("hardly shows the memory" in one for one in page.hints)
        reading = page.readings.get("lstm")
        assert not said or reading.verdict in ("cut", "zero"), (loss_t, page.hints)
        seen.append(said)
    assert True in seen and False in seen

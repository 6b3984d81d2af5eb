"""The lecture's slots: its own label for each word, by a network small enough to follow by hand."""

import math

import numpy as np
import pytest

from sim.presets import PRESETS
from sim.presets.slots import SLOTS, SURE, WORDS
from tests.ui.session.test_edit_inputs import typed
from tests.ui.session.test_edits import apply
from ui.session.changes import without_recurrence
from ui.words import t

LABELS = {
    "slots_arrive": "arrive/other Taipei/destination on/other November/time 2nd/time",
    "slots_leave": "leave/other Taipei/departure on/other November/time 2nd/time",
    "slots_sentence": "I/other would/other like/other to/other arrive/other Taipei/destination "
    "on/other November/time 2nd/time",
}


def shares(scenario) -> np.ndarray:
    return scenario.read_out(scenario.run())["y"]


def labelled(scenario) -> list[tuple[str, str, float]]:
    """(word, label, share) at each step."""
    y = shares(scenario)
    best = y.argmax(axis=1)
    words = scenario.labels["t"]
    return [(word, SLOTS[k], row[k]) for word, k, row in zip(words, best, y, strict=True)]


@pytest.mark.parametrize("key", LABELS)
def test_every_word_has_the_label_of_the_lecture(key):
    scenario = PRESETS[key].scenario
    said = [f"{word}/{label}" for word, label, _ in labelled(scenario)]
    assert said == LABELS[key].split()
    assert scenario.sizes | {"T": 0} == {"X": 6, "H": 5, "Y": 4, "T": 0}
    # softmax([3, 0, 0, 0]) of a word without a slot, softmax([3, 6, 0, 0]) of one with.
    other = math.exp(3) / (math.exp(3) + 3)
    slot = math.exp(6) / (math.exp(6) + math.exp(3) + 2)
    for _, label, share in labelled(scenario):
        assert share == pytest.approx(other if label == "other" else slot, abs=1e-12)
    assert (round(other, 6), round(slot, 6)) == (0.870049, 0.948097)
    assert {round(other, 6), round(slot, 6)} == set(SURE.values())


def test_the_weights_by_hand():
    """A row a unit; columns arrive, leave, Taipei, November, 2nd, other."""
    scenario = PRESETS["slots_arrive"].scenario
    assert scenario.labels["x"] == WORDS and scenario.labels["y"] == SLOTS
    W, U, b = (scenario.params[f"{name}_h"].tolist() for name in "WUb")
    assert W == [
        [1, -1, 0, 0, 0, 0], [-1, 1, 0, 0, 0, 0], [0, 0, 1, 0, 0, 0], [0, 0, 1, 0, 0, 0],
        [0, 0, 0, 1, 1, 0],
    ]  # fmt: skip
    joined = {(i, j) for i in range(5) for j in range(5) if U[i][j]}
    assert joined == {(0, 0), (1, 1), (2, 0), (3, 1)} and b == [0, 0, -1, -1, 0]
    assert {U[i][j] for i, j in joined} == {1}
    V = scenario.output.params["V_y"]
    assert V.sum() == 18 and V[1, 2] == V[2, 3] == V[3, 4] == 6
    assert scenario.output.params["d_y"].tolist() == [3, 0, 0, 0]
    for key in LABELS:
        other = PRESETS[key].scenario
        assert all(np.array_equal(other.params[n], scenario.params[n]) for n in other.params)


def test_a_new_verb_clears_the_old_one():
    """Typed as words into the example, as its hint says."""
    words = "leave Taipei arrive Taipei"
    assert words in t("presets.slots_sentence_look")
    scenario = apply(PRESETS["slots_sentence"].scenario, typed(words)).scenario
    assert [label for _, label, _ in labelled(scenario)] == [
        "other", "departure", "other", "destination",
    ]  # fmt: skip
    assert labelled(scenario)[3][2] == pytest.approx(0.948097, abs=5e-7)


@pytest.mark.parametrize("key", LABELS)
def test_its_numbers_stand_beside_ours_and_notice_a_neighbour(key):
    preset = PRESETS[key]
    expected, y = preset.expected(preset.scenario), shares(preset.scenario)
    rows = {SLOTS[e.unit]: e for e in expected}
    assert set(rows) == {label for _, label, _ in labelled(preset.scenario)}
    given = [[rows[slot].values[k] for slot in rows] for k in range(len(y))]
    assert all(len([v for v in row if v is not None]) == 1 for row in given), "one a word"
    for one in expected:
        assert one.by_hand and one.line == "y"
        for k, value in enumerate(one.values):
            close = np.abs(y[k] - value) <= one.tolerance if value is not None else []
            assert np.flatnonzero(close).tolist() == [one.unit] * (value is not None)


def test_without_memory_the_two_verbs_are_alike():
    cut = [without_recurrence(PRESETS[key].scenario) for key in ("slots_arrive", "slots_leave")]
    first, second = (labelled(scenario) for scenario in cut)
    assert first[1:] == second[1:] and first[1][1] == "other"


@pytest.mark.parametrize("key", LABELS)
def test_it_begins_at_taipei_with_the_unit_that_fires_there(key):
    preset = PRESETS[key]
    assert preset.scenario.labels["t"][preset.start - 1] == "Taipei"
    h = preset.scenario.run()["h"][preset.start - 1]
    assert np.flatnonzero(h[2:]).tolist() == [preset.unit - 3]

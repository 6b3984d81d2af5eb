"""Networks of words, beside the numbers that were worked out apart from the engine."""

from __future__ import annotations

import numpy as np
import pytest

from sim.presets.networks.directions import DISHES, MENUS, all_ones, missing_word, slots_of
from sim.presets.networks.picture import ANIMALS, WORDS, described, number
from sim.presets.networks.sentences import FRUIT, one_of_n, opinion
from sim.presets.networks.single import chance, menu
from sim.presets.slots import SLOTS

PRINTED = 5.1e-7  # half of the sixth decimal


def close(found, wanted, tolerance: float = PRINTED) -> None:
    np.testing.assert_allclose(found, wanted, rtol=0, atol=tolerance)


def said(network, words) -> list[tuple[str, float]]:
    """The likeliest word at each step, and its share to six decimals."""
    rows = network.run()["out"]["y"]
    return [(words[row.argmax()], round(float(row.max()), 6)) for row in rows]


# Both directions (example 3)


def test_ones_in_both_directions():
    """What stands at step t of the net from the end has read steps T to t."""
    x = np.array([[1, 1], [1, 1], [2, 2]], float)
    runs = all_ones(x).run()
    assert runs["ahead"]["h"][:, 0].tolist() == [2, 6, 16]
    assert runs["behind"]["h"][:, 0].tolist() == [4, 10, 22]
    assert runs["out"]["x"].tolist() == [[2, 2, 22, 22], [6, 6, 10, 10], [16, 16, 4, 4]]
    assert runs["out"]["y"].tolist() == [[48, 48], [32, 32], [40, 40]]


def test_what_comes_later_is_known_in_both_directions_alone():
    x = np.array([[1, 1], [1, 1], [3, 3]], float)
    assert all_ones(x).run()["out"]["y"][:, 0].tolist() == [64, 40, 48]
    assert all_ones(x, both=False).run()["out"]["y"][:, 0].tolist() == [4, 12, 36]
    x[2] = 2
    assert all_ones(x, both=False).run()["out"]["y"][:, 0].tolist() == [4, 12, 32]


@pytest.mark.parametrize(("verb", "slot"), [("arrive", "destination"), ("leave", "departure")])
def test_a_place_before_its_verb(verb, slot):
    sentence = f"Taipei {verb}"
    assert said(slots_of(sentence), SLOTS)[0] == ("other", 0.870049)
    assert said(slots_of(sentence, both=True), SLOTS)[0] == (slot, 0.948097)
    # The same weights on both halves: what was read ahead is still right.
    assert said(slots_of(f"{verb} Taipei", both=True), SLOTS)[1] == (slot, 0.948097)


def test_the_day_that_is_missing():
    """By the menus it is sushi: pizza sushi waffles is one, and no day stands twice."""
    assert "pizza sushi waffles" in MENUS
    alone = missing_word("pizza ? waffles", both=False).run()["out"]["y"][1]
    assert [f"{one:.3f}" for one in alone[1:]] == ["0.499", "0.499"]
    found = missing_word("pizza ? waffles").run()["out"]["y"][1]
    assert DISHES[found.argmax()] == "sushi"
    close(found.max(), 0.995067)


def test_of_the_other_menu_the_other_day_is_missing():
    found = missing_word("pizza ? sushi").run()["out"]["y"][1]
    assert DISHES[found.argmax()] == "waffles" and "pizza waffles sushi" in MENUS
    close(found.max(), 0.995067)


# Slots in one direction (example 13)

OTHER, SLOT = 0.870049, 0.948097


@pytest.mark.parametrize(
    ("sentence", "labels"),
    [
        ("arrive Taipei on November 2nd", "other destination other time time"),
        ("leave Taipei arrive Taipei", "other departure other destination"),
        ("I would like to arrive Taipei on November 2nd",
         "other other other other other destination other time time"),
    ],
)  # fmt: skip
def test_every_word_has_its_slot(sentence, labels):
    wanted = [(one, OTHER if one == "other" else SLOT) for one in labels.split()]
    assert said(slots_of(sentence), SLOTS) == wanted


# Many to one (example 5)

GOOD, BAD = 0.952574, 0.047426
OPINIONS = {
    "this film is good": GOOD,
    "not good": BAD,
    "bad": BAD,
    "not bad": GOOD,
    "not a good film": BAD,
    "not good at all": BAD,
    "this is not a bad film": GOOD,
}


@pytest.mark.parametrize("sentence", OPINIONS)
def test_an_opinion_is_read_at_the_last_step_alone(sentence):
    runs = opinion(sentence).run()
    assert runs["out"].T == 1 and len(sentence.split()) == runs["rnn"].T
    close(runs["out"]["y"], [[OPINIONS[sentence], 1 - OPINIONS[sentence]]])


def test_the_negation_waits_for_its_word_and_the_finding_is_kept():
    h = opinion("not a good film").run()["rnn"]["h"]  # n, p, q, not good, not bad
    assert h.tolist() == [[1, 0, 0, 0, 0], [1, 0, 0, 0, 0], [0, 1, 0, 1, 0], [0, 1, 0, 1, 0]]


# One to many (example 6)


@pytest.mark.parametrize(
    ("again", "h"), [(False, [8, 4, 2, 1, 0.5]), (True, [8, 12, 14, 15, 15.5])]
)
def test_a_number_that_fades_or_adds_up(again, h):
    assert number(again).run()["h"]["h"].ravel().tolist() == h
    assert number(again, 60).run()["h"]["h"][-1, 0] == pytest.approx(16 * again, abs=1e-14)


SHARES = (0.999864, 0.999818, 0.999864, 0.999864)


@pytest.mark.parametrize("animal", ANIMALS)
def test_a_picture_is_described_if_it_is_remembered_or_seen_again(animal):
    words = ("a", animal, "sits", ".")
    for again in (False, True):
        found = said(described(animal, again, remembers=not again), WORDS)
        assert found == list(zip(words, SHARES, strict=True))


def test_a_picture_that_is_neither_remembered_nor_seen_again_leaves_no_word():
    y = described("cat", again=False, remembers=False).run()["out"]["y"]
    close(y[1], np.full(5, 0.2), 1e-15)
    assert y[0].argmax() == 0 and y[2].argmax() == 3


def test_a_picture_that_is_remembered_and_seen_again_is_named_again():
    words = [word for word, _ in said(described("cat", True, True), WORDS)]
    assert words == ["a", "cat", "cat", "cat"]


# 1-of-N with "other" (example 12)


def test_words_as_one_of_n():
    assert one_of_n(" ".join(FRUIT)).run()["word"]["y"].tolist() == np.eye(5, 6).tolist()
    rows = one_of_n("apple Gandalf Sauron").run()["word"]["y"].tolist()
    assert rows == [[1, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 1], [0, 0, 0, 0, 0, 1]]


# A language model (example 19)


def test_the_chance_of_a_menu():
    """A product of three; the first dish has nothing before it, so that the others are surer."""
    right, wrong = "pizza sushi waffles pizza", "pizza waffles sushi pizza"
    chances = [chance(menu(words), words) for words in (right, wrong)]
    assert [f"{chances[0]:.5f}", f"{chances[1]:.2e}"] == ["0.99799", "5.02e-11"]
    shares = menu(right).run()["out"]["y"][range(3), [1, 2, 0]]
    assert [f"{share:.6f}" for share in shares] == ["0.999329", "0.999330", "0.999330"]
    assert np.prod(shares) == pytest.approx(chances[0], rel=1e-15)


def test_the_softmax_of_h_itself_is_never_sure():
    """Of three numbers from -1 to 1 the largest share is e / (e + 2 / e)."""
    most = np.e / (np.e + 2 / np.e)
    y = menu("pizza sushi waffles pizza", scale=1.0).run()["out"]["y"]
    assert round(most, 6) == 0.786986 and (y < most).all()
    close(y[0].max(), 0.786982)
    close(menu("pizza sushi").run()["out"]["y"].max(), 0.999329)

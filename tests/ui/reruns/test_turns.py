"""Runs take turns, nobody blocks the queue, and a pause lets others ahead."""

import threading

import pytest

from ui.reruns.turns import Turns

LONG = 30  # seconds: no test waits for that


def start(work) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


@pytest.fixture
def notes() -> list[str]:
    return []


def visit(turns, notes, name, done):
    with turns.turn():
        notes.append(name)
        done.set()


def test_the_next_begins_when_the_one_before_is_done(notes):
    turns, second = Turns(LONG), threading.Event()
    with turns.turn():
        thread = start(lambda: visit(turns, notes, "second", second))
        assert not second.wait(0.05)
        notes.append("first")
    thread.join(LONG)
    assert notes == ["first", "second"]


def test_a_long_run_blocks_nobody_and_does_not_end_anothers_turn(notes):
    turns, second, third = Turns(0.05), threading.Event(), threading.Event()
    go_on = threading.Event()

    def stay():
        with turns.turn():
            notes.append("second")
            second.set()
            go_on.wait(LONG)

    with turns.turn():
        staying = start(stay)
        assert second.wait(LONG)  # while the first still holds its turn
    turns._seconds = LONG
    thread = start(lambda: visit(turns, notes, "third", third))
    assert not third.wait(0.05)  # the first one's end did not end the second's turn
    go_on.set()
    staying.join(LONG)
    thread.join(LONG)
    assert notes == ["second", "third"]


def test_who_pauses_lets_others_ahead_and_queues_up_again(notes):
    turns, other = Turns(LONG), threading.Event()
    with turns.turn():
        with turns.away():
            thread = start(lambda: visit(turns, notes, "other", other))
            assert other.wait(LONG)
            thread.join(LONG)
        later = threading.Event()
        thread = start(lambda: visit(turns, notes, "later", later))
        assert not later.wait(0.05)
    thread.join(LONG)
    assert notes == ["other", "later"]


def test_a_run_that_is_broken_off_gives_its_turn_away(notes):
    turns, next_one = Turns(LONG), threading.Event()
    with pytest.raises(RuntimeError), turns.turn():
        raise RuntimeError
    start(lambda: visit(turns, notes, "next", next_one)).join(LONG)
    assert notes == ["next"]


def test_a_pause_outside_a_turn_is_just_a_pause():
    turns = Turns(LONG)
    with turns.away():
        pass
    with turns.turn():
        pass

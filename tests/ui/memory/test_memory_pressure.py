"""When memory is short: what is kept for later goes first, then newcomers wait, on every system."""

import gc
from weakref import WeakSet

import pytest

from ui.frame import waiting
from ui.memory import pressure, process
from ui.memory.pressure import CACHES_GO, NEWCOMERS_WAIT, Pressure
from ui.memory.process import LEAST_MB, MIB, USUAL_MB, VARIABLE
from ui.memory.store import Store

LIMIT = 1000 * MIB


@pytest.fixture
def memory(monkeypatch):
    """A process of any size, with a store of ten values of 10 MiB."""
    size = {"now": 0, "given_back": 0}
    store = Store(200 * MIB)
    for key in range(10):
        store.put(key, bytes(10 * MIB))

    def give_back() -> None:
        size["given_back"] += 1

    monkeypatch.setattr(pressure, "STORE", store)
    monkeypatch.setattr(pressure, "limit", lambda: LIMIT)
    monkeypatch.setattr(pressure, "resident", lambda: size["now"])
    monkeypatch.setattr(pressure, "give_back", give_back)
    return size, store


@pytest.mark.parametrize(("over", "left"), [(0, 10), (1, 9), (25 * MIB, 7), (500 * MIB, 0)])
def test_as_much_is_forgotten_as_is_needed(memory, over, left):
    size, store = memory
    size["now"] = int(CACHES_GO * LIMIT) + over
    Pressure().relieve()
    assert len(store) == left and size["given_back"] == (left < 10)


def test_garbage_is_not_looked_for_all_the_time(memory):
    size, _ = memory
    size["now"] = LIMIT
    short = Pressure()
    for _ in range(5):
        short.relieve()
    assert size["given_back"] == 1


@pytest.mark.parametrize(("more", "waits"), [(0, False), (1, True)])
def test_newcomers_wait_where_forgetting_does_not_help(memory, more, waits):
    size, store = memory
    size["now"] = int(NEWCOMERS_WAIT * LIMIT) + more
    assert Pressure().newcomers_wait() is waits
    assert (len(store) == 0) is waits


def test_newcomers_come_in_where_forgetting_helps(memory, monkeypatch):
    size, _ = memory
    size["now"] = LIMIT
    monkeypatch.setattr(pressure, "give_back", lambda: size.update(now=0))
    assert not Pressure().newcomers_wait()


def test_who_is_in_stays_in_and_the_first_always_comes_in(monkeypatch):
    sessions = {}, {}
    monkeypatch.setattr(waiting, "_taken", WeakSet())
    full = [True]
    monkeypatch.setattr(waiting.PRESSURE, "newcomers_wait", lambda: full[0])
    monkeypatch.setattr(waiting.st, "session_state", sessions[0])
    assert not waiting.waits() and not waiting.waits()
    monkeypatch.setattr(waiting.st, "session_state", sessions[1])
    assert waiting.waits() and waiting.waits()
    full[0] = False
    assert not waiting.waits()
    full[0] = True
    assert not waiting.waits()
    third = {}
    monkeypatch.setattr(waiting.st, "session_state", third)
    sessions[0].clear()
    assert waiting.waits()
    sessions[1].clear()  # everybody has left, and nothing is free
    gc.collect()
    assert not waiting.waits()


@pytest.mark.parametrize(
    ("asked", "expected"),
    [(None, USUAL_MB), ("900", 900), ("nonsense", USUAL_MB), ("-5", LEAST_MB + 100)],
)
def test_the_limit_is_set_by_the_environment_and_leaves_room_for_somebody(
    monkeypatch, asked, expected
):
    monkeypatch.setattr(process, "start_size", lambda: 100 * MIB)
    monkeypatch.delenv(VARIABLE, raising=False)
    if asked is not None:
        monkeypatch.setenv(VARIABLE, asked)
    assert process.limit.__wrapped__() == expected * MIB


def test_a_system_that_does_not_tell_has_no_pressure(monkeypatch, tmp_path):
    monkeypatch.setattr(process, "_STATM", tmp_path / "none")
    assert process.resident() == 0
    monkeypatch.setattr(process, "_libc", lambda: None)
    process.settle()
    process.give_back()
    assert not Pressure().newcomers_wait()


def test_resident_memory_is_what_the_system_says():
    if not process._STATM.exists():
        pytest.skip("this system does not tell")
    gc.collect()
    before = process.resident()
    block = bytearray(b"x") * (50 * MIB)
    assert process.resident() - before > 40 * MIB
    del block


class Library:
    """A C library that notes what is asked of it."""

    def __init__(self) -> None:
        self.asked: list[tuple] = []

    def malloc_trim(self, pad: int) -> None:
        self.asked.append(("malloc_trim", pad))

    def mallopt(self, what: int, value: int) -> None:
        self.asked.append(("mallopt", what, value))


def test_the_allocator_is_asked_where_there_is_one(monkeypatch):
    """M_ARENA_MAX is -8 in glibc's malloc.h."""
    library = Library()
    monkeypatch.setattr(process, "_libc", lambda: library)
    process.give_back()
    process.settle()
    assert library.asked == [("malloc_trim", 0), ("mallopt", -8, 2)]
    monkeypatch.setattr(process, "_libc", lambda: None)
    process.give_back()
    process.settle()
    monkeypatch.setattr(process, "_libc", object)  # another one, without these
    process.give_back()
    process.settle()

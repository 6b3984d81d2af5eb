"""What a page is given from the store stays as it is until the page is done; large pages queue.

Forty pages of 60 MiB at the same time would need 2 GiB, for no gain: they share one core. So a
page that needs more than `HEAVY` waits until fewer than `AT_ONCE` such pages are at work.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from sim.document.seen import PartScenario
from sim.graph.cell import Cell
from sim.run.trace import Trace
from ui.memory.process import MIB
from ui.memory.store import Store
from ui.reruns.turns import away

HEAVY = 16 * MIB
AT_ONCE = 2
STORE = Store()
_places = threading.Semaphore(AT_ONCE)
_work: ContextVar[_Work | None] = ContextVar("work", default=None)
Value = TypeVar("Value")


class _Work:
    """What one page has been given so far."""

    def __init__(self, is_kept: bool = True) -> None:
        self.is_kept = is_kept
        self.given: dict[Hashable, object] = {}
        self.weight = 0
        self.has_place = False

    def add(self, weight: int) -> None:
        """Before something so large is given: wait for a place where it is too much."""
        self.weight += weight
        if self.weight > HEAVY and not self.has_place:
            with away():
                _places.acquire()
            self.has_place = True

    def end(self) -> None:
        """Let go of everything."""
        self.given.clear()
        if self.has_place:
            _places.release()


@contextmanager
def working() -> Iterator[None]:
    """A page runs within."""
    with _within(_Work()):
        yield


@contextmanager
def passing() -> Iterator[None]:
    """What is made within is forgotten: twenty runs a second would leave no room for others'."""
    with _within(_Work(is_kept=False)):
        yield


@contextmanager
def _within(work: _Work) -> Iterator[None]:
    before = _work.set(work)
    try:
        yield
    finally:
        _work.reset(before)
        work.end()


def shared(key: Hashable, make: Callable[[], Value], weight: int) -> Value:
    """What everybody who asks the same is given, made by the first.

    Args:
        key: all that it depends on.
        make: makes it.
        weight: about how many bytes it will have.
    """
    work = _work.get()
    if work is None:
        return STORE.get(key, make)
    if key not in work.given:
        work.add(weight)
        known = None if work.is_kept else STORE.look(key)
        if known is None:
            known = STORE.get(key, make) if work.is_kept else make()
        work.given[key] = known
    return work.given[key]


def run_of(scenario: PartScenario) -> Trace:
    """The run of a scenario, the same for all who have these numbers.

    Args:
        scenario: what to run.
    """
    sizes = scenario.sizes
    weight = weight_of(scenario.chosen_cell, sizes["T"], sizes["H"])
    return shared(("run", scenario.digest), scenario.run, weight)


def weight_of(cell: Cell, T: int, H: int) -> int:
    """About how many bytes a run of a cell has when all of it was looked at.

    Args:
        cell: with its options.
        T: timesteps.
        H: units.
    """
    return 8 * T * H * len(cell.graph.nodes)

"""Visitors' runs take turns.

Forty threads that fight for Python's one lock finish later than forty runs in a row, the first of
them most of all.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

SLICE = 0.1  # seconds; a run of the largest document is shorter
LONG = 2.0  # the same of a slice of long work


@dataclass(frozen=True, eq=False)
class _Holder:
    since: float


class Turns:
    """A queue with one place at the counter, which a long run cannot block.

    Args:
        seconds: after which the next in line begins beside a run that is not done.
    """

    def __init__(self, seconds: float = SLICE) -> None:
        self._seconds = seconds
        self._free = threading.Condition()
        self._holder: _Holder | None = None
        self._mine: ContextVar[_Holder | None] = ContextVar("turn", default=None)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn, and have it for as long as the block runs."""
        self._take()
        try:
            yield
        finally:
            self._give()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Let others go ahead while the block waits for something; then queue up again."""
        had = self._mine.get() is not None
        self._give()
        try:
            yield
        finally:
            if had:
                self._take()

    def _take(self) -> None:
        with self._free:
            while self._holder is not None:
                left = self._holder.since + self._seconds - time.monotonic()
                if left <= 0:
                    break
                self._free.wait(left)
            self._holder = _Holder(time.monotonic())
            self._mine.set(self._holder)

    def _give(self) -> None:
        with self._free:
            # Who was overtaken has nothing left to give.
            if self._holder is not None and self._holder is self._mine.get():
                self._holder = None
                self._free.notify()
            self._mine.set(None)


_turns, _long, _reading = Turns(), Turns(LONG), Turns(LONG)
turn, away, long_turn = _turns.turn, _turns.away, _long.turn
reading_turn = _reading.turn  # of much text: a widget's callback runs before its page has a turn

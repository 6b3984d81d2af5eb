"""When memory is short: what is only kept for later goes first, then newcomers wait."""

from __future__ import annotations

import threading
import time

from ui.memory.process import give_back, limit, resident
from ui.memory.work import STORE

CACHES_GO = 0.75  # of the limit
NEWCOMERS_WAIT = 0.85
LOOK_SECONDS = 0.1  # between two looks at the memory
CLEAN_SECONDS = 1.0  # between two times that garbage is looked for, which takes 20 ms


class Pressure:
    """Looks at the memory of this process, seldom enough to cost nothing."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._size, self._looked, self._cleaned = 0, float("-inf"), float("-inf")

    def relieve(self) -> None:
        """Where memory is short, forget what is only kept for later."""
        over = self._resident() - int(CACHES_GO * limit())
        if over <= 0 or not self._lock.acquire(blocking=False):
            return
        try:
            STORE.shrink(max(0, STORE.bytes - over))
            if time.monotonic() - self._cleaned > CLEAN_SECONDS:
                give_back()
                self._cleaned, self._looked = time.monotonic(), float("-inf")
        finally:
            self._lock.release()

    def newcomers_wait(self) -> bool:
        """Whether there is no room for one more visitor now."""
        most = NEWCOMERS_WAIT * limit()
        if self._resident() > most:
            self.relieve()
        return self._resident() > most

    def _resident(self) -> int:
        now = time.monotonic()
        if now - self._looked > LOOK_SECONDS:
            self._size, self._looked = resident(), now
        return self._size


PRESSURE = Pressure()
STORE.short = PRESSURE.relieve

"""One store for what visitors' pages are made of, keyed by what was asked and bounded in bytes.

A class on one link shares one run: whoever asks first makes it, who asks meanwhile waits for it,
who asks later finds it. What was not asked for the longest is forgotten first, and made again if
somebody asks; nothing in here is worth more than the time to make it.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from weakref import WeakValueDictionary

from ui.memory.process import MIB
from ui.memory.sizes import nbytes
from ui.reruns.turns import away

MOST = 96 * MIB
IDLE_SECONDS = 60.0  # who only reads does not ask; what is changed then is made again
GROWN_SECONDS = 1.0  # a run grows while a page looks at it: its size is taken again after that
A_FEW = 4


@dataclass(eq=False)
class _Making:
    """What one visitor makes while others wait for it."""

    by: int
    done: threading.Event = field(default_factory=threading.Event)
    value: object = None
    made: bool = False


@dataclass(eq=False)
class _Kept:
    """What is kept, its bytes, and when somebody asked for it last."""

    value: object
    size: int
    asked: float


class Store:
    """Values by key, the latest asked for last; safe to use from many threads.

    Args:
        most: bytes; a larger value is handed out and not kept.
        clock: seconds of any clock.
        short: called before something new is made, where memory may be made free.
    """

    def __init__(
        self, most: int = MOST, clock: Callable[[], float] = time.monotonic,
        short: Callable[[], object] = lambda: None,
    ) -> None:  # fmt: skip
        self.most, self._clock, self.short = most, clock, short
        self._lock = threading.RLock()
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._making: dict[Hashable, _Making] = {}
        # Forgotten here and still on somebody's page: as good as kept.
        self._alive: WeakValueDictionary[Hashable, object] = WeakValueDictionary()
        self._grown: dict[Hashable, float] = {}  # asked for since it was measured, and when
        self._bytes = 0

    @property
    def bytes(self) -> int:
        """Of all that is kept."""
        return self._bytes

    def __len__(self) -> int:
        return len(self._kept)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._kept

    def get(self, key: Hashable, make: Callable[[], object]) -> object:
        """The value of a key: kept, or made now by one of those who ask for it.

        Args:
            key: all that the value depends on.
            make: makes it. What it raises is raised here, and nothing is kept; who waited tries for
                himself.
        """
        while True:
            with self._lock:
                known, value = self._find(key)
                if known:
                    return value
                making = self._making.get(key)
                mine = making is None
                if mine:
                    making = self._making[key] = _Making(threading.get_ident())
            if mine:
                return self._make(key, make, making)
            if making.by == threading.get_ident():
                raise RuntimeError(f"{key!r} is needed to make itself")
            with away():
                making.done.wait()
            if making.made:
                return making.value

    def look(self, key: Hashable) -> object | None:
        """The value of a key if it is known, else None."""
        with self._lock:
            return self._find(key)[1]

    def put(self, key: Hashable, value: object) -> None:
        """Keep a value that has been made elsewhere.

        Args:
            key: all that it depends on, or whose it is.
            value: as large as you like.
        """
        with self._lock:
            self.drop(key)
            size = nbytes((key, value))
            with suppress(TypeError):  # bytes and texts know no weak references
                self._alive[key] = value
            if size > self.most:
                return
            now = self._clock()
            self._kept[key] = _Kept(value, size, now)
            self._grown.setdefault(key, now)
            self._bytes += size
            self._fit(self.most)

    def drop(self, key: Hashable) -> None:
        """Forget a key."""
        with self._lock:
            self._alive.pop(key, None)
            if (kept := self._kept.pop(key, None)) is not None:
                self._bytes -= kept.size

    def shrink(self, most: int) -> None:
        """Forget what was not asked for the longest until so many bytes are kept."""
        with self._lock:
            self._fit(most)

    def tend(self) -> bool:
        """Measure what has grown, forget what nobody asks for; returns whether there was such."""
        now = self._clock()
        with self._lock:
            before = len(self._kept)
            self._measure(now, len(self._grown))
            for key in [k for k, kept in self._kept.items() if now - kept.asked > IDLE_SECONDS]:
                self.drop(key)
            return len(self._kept) < before

    def _find(self, key: Hashable) -> tuple[bool, object]:
        now = self._clock()
        self._measure(now, A_FEW)
        if (kept := self._kept.get(key)) is not None:
            self._kept.move_to_end(key)
            kept.asked = now
            self._grown.setdefault(key, now)
            return True, kept.value
        if (value := self._alive.get(key)) is not None:
            self.put(key, value)
        return value is not None, value

    def _make(self, key: Hashable, make: Callable[[], object], making: _Making) -> object:
        try:
            self.short()
            making.value = make()
            making.made = True
            self.put(key, making.value)
            return making.value
        finally:
            with self._lock:
                del self._making[key]
            making.done.set()

    def _measure(self, now: float, most: int) -> None:
        """Take the size again of what was asked for a while ago, so many at most."""
        asked = islice(self._grown.items(), most)
        for key in [key for key, since in asked if now - since >= GROWN_SECONDS]:
            del self._grown[key]
            if (kept := self._kept.get(key)) is not None:
                size = nbytes((key, kept.value))
                self._bytes += size - kept.size
                kept.size = size
                if now - kept.asked < GROWN_SECONDS:
                    self._grown[key] = kept.asked  # somebody is looking at it now
        self._fit(self.most)

    def _fit(self, most: int) -> None:
        while self._bytes > most and self._kept:
            _, kept = self._kept.popitem(last=False)
            self._bytes -= kept.size

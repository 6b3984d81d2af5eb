"""How many visitors there may be: as many as files may be open, and as an address may have."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.datastructures import Headers
from starlette.types import Scope

MOST_VISITORS = 500  # of one process: 0.3 MB each, twelve classes
FILES_EACH = 4  # a visitor's line, and the three of the event loop that Streamlit gives each
FILES_BESIDE = 200  # the server's own, and requests of those who arrive
WANTED = MOST_VISITORS * FILES_EACH + 4_000  # a browser that arrives has six connections

# Names of variables. A classroom shares one address, so neither is set of itself; behind a proxy
# everybody has the proxy's, and who counts is what it says in this header, the last one there.
PER_ADDRESS = "GATESCOPE_PLACES_PER_ADDRESS"
ADDRESS_HEADER = "GATESCOPE_ADDRESS_HEADER"


def open_files() -> int:
    """Let this process have as many files open as it may, up to what is wanted; how many it has."""
    if sys.platform == "win32":
        return WANTED  # sockets are not counted there
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    infinite = resource.RLIM_INFINITY
    if soft != infinite and soft < WANTED:
        more = WANTED if hard == infinite else min(WANTED, hard)
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (more, hard))
            soft = more
        except (OSError, ValueError):  # a system that has another limit beside this one
            pass
    return WANTED if soft == infinite else min(soft, WANTED)


def most_visitors(files: int) -> int:
    """How many visitors fit into so many open files, each with a connection or two to spare.

    Args:
        files: that may be open.
    """
    return max(1, min(MOST_VISITORS, (files - FILES_BESIDE) // (FILES_EACH + 1)))


class Places:
    """Who is here.

    Args:
        most: visitors at once, None for as many as files may be open.
    """

    def __init__(self, most: int | None = None) -> None:
        self._most = most_visitors(open_files()) if most is None else most
        self._each = _number(os.environ.get(PER_ADDRESS, ""))
        self._header = os.environ.get(ADDRESS_HEADER, "")
        self._here: Counter[str] = Counter()

    @contextmanager
    def one(self, scope: Scope) -> Iterator[bool]:
        """Whether there is a place for who asks, taken until the end of the context.

        Args:
            scope: of the WebSocket.
        """
        address = self._address(scope)
        full = self._here.total() >= self._most
        if full or (self._each and self._here[address] >= self._each):
            yield False
            return
        self._here[address] += 1
        try:
            yield True
        finally:
            self._here[address] -= 1
            if not self._here[address]:
                del self._here[address]

    def _address(self, scope: Scope) -> str:
        if self._header and (said := Headers(scope=scope).getlist(self._header)):
            return said[-1].rpartition(",")[2].strip()
        return (scope.get("client") or ("",))[0]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0

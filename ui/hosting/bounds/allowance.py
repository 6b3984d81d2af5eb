"""So much at once, so much a second: who sends more waits."""

from __future__ import annotations


class Allowance:
    """How long the next message has to wait: `at_once` come through, then `a_second` a second.

    Args:
        a_second: messages, or bytes of them, in the long run.
        at_once: after a pause.
    """

    def __init__(self, a_second: float, at_once: float) -> None:
        self._a_second, self._at_once = a_second, at_once
        self._left, self._then = float(at_once), 0.0

    def wait(self, now: float, cost: float = 1.0) -> float:
        """Seconds to wait with what arrives at `now`, in seconds of any clock, and is so many."""
        self._left = min(self._at_once, self._left + (now - self._then) * self._a_second)
        self._then = now
        self._left -= cost
        return max(0.0, -self._left / self._a_second)

    def may(self, now: float, cost: float = 1.0) -> bool:
        """Whether what arrives at `now` may pass without waiting; what may not costs nothing."""
        self._left = min(self._at_once, self._left + (now - self._then) * self._a_second)
        self._then = now
        passes = self._left >= cost
        self._left -= cost * passes
        return passes

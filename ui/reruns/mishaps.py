"""What failed in a way that nobody thought of: said in general on the page, noted in the log."""

from __future__ import annotations

import logging
import traceback

MOST = 100
_seen: set[tuple[str, str]] = set()
_log = logging.getLogger("gatescope")


def noted(error: Exception, where: str) -> None:
    """Log a failure once for each place in the code, without a word of what was typed.

    error: as it was caught; where: what was being done, in words of ours
    """
    last = traceback.extract_tb(error.__traceback__)[-1:]
    place = ", ".join(f"{one.filename}:{one.lineno}" for one in last)
    seen = (type(error).__name__, place)
    if seen in _seen or len(_seen) >= MOST:
        return
    _seen.add(seen)
    _log.error("%s failed: %s at %s", where, *seen)

"""The log holds what helps, and no visitor can fill a disk with it."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable

from ui.hosting.bounds.allowance import Allowance

A_SECOND = 2.0  # lines
AT_ONCE = 200
MOST_LINE = 500  # characters of what a line says
MOST_TRACE = 4_000  # characters of where an error came from, its last ones

Factory = Callable[..., logging.LogRecord]


def bound_logs() -> None:
    """Shorten long lines of the log, and leave lines out where too many come."""
    if not isinstance(logging.getLogRecordFactory(), Bounded):
        logging.setLogRecordFactory(Bounded(logging.getLogRecordFactory()))


class Bounded:
    """Makes records as another factory does, within bounds.

    Streamlit makes a logger with a handler for each of its modules, when it likes; what all lines
    have in common is how their records are made.

    Args:
        made: the other factory.
    """

    def __init__(self, made: Factory) -> None:
        self._made = made
        self._lines = Allowance(A_SECOND, AT_ONCE)
        self._left_out = 0

    def __call__(self, *args: object, **kwargs: object) -> logging.LogRecord:
        """A record as `logging.LogRecord` takes its parts."""
        record = self._made(*args, **kwargs)
        if not self._lines.may(time.monotonic()):
            self._left_out += 1
            record.levelno = -1  # no handler takes a line below 0
            return record
        record.msg, record.args = short(_text(record), MOST_LINE), ()
        if self._left_out:
            record.msg += f" ({self._left_out} lines before this one were left out)"
            self._left_out = 0
        if record.exc_info and record.exc_info[0]:
            said = "".join(traceback.format_exception(*record.exc_info, limit=-20))
            record.exc_text = said[-MOST_TRACE:]
        return record


def short(text: str, most: int) -> str:
    """A text of at most `most` characters and the word that it was longer, on one line."""
    text = "".join(c if c.isprintable() else " " for c in text[: most + 1])
    return text if len(text) <= most else f"{text[:most]} ..."


def _text(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:  # logging itself would not let it out either
        return str(record.msg)

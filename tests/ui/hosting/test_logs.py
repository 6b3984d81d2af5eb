"""Nothing that a visitor sends fills the log."""

from __future__ import annotations

import io
import logging

import pytest

from ui.hosting.bounds import logs
from ui.hosting.bounds.logs import AT_ONCE, MOST_LINE, MOST_TRACE, Bounded


@pytest.fixture
def log(monkeypatch):
    """A logger, and what it wrote."""
    now = [1000.0]
    monkeypatch.setattr(logs.time, "monotonic", lambda: now[0])
    before = logging.getLogRecordFactory()
    written, logger = io.StringIO(), logging.Logger("bounded")
    logger.addHandler(logging.StreamHandler(written))
    logging.setLogRecordFactory(Bounded(logging.LogRecord))
    yield logger, written, now
    logging.setLogRecordFactory(before)


def test_a_line_has_its_length_and_is_one(log):
    logger, written, _ = log
    logger.warning("origin=%s", "x" * (MOST_LINE - 7))
    logger.warning("origin=%s", "x" * (MOST_LINE - 6))
    logger.warning("origin=%s", "a\nERROR forged\x1b[2J")
    logger.warning("%d is no number", "x")
    logger.warning("%(name)s is not there", {"other": 1})
    lines = written.getvalue().splitlines()
    assert [len(line) for line in lines[:2]] == [MOST_LINE, MOST_LINE + 4]
    assert lines[2:] == ["origin=a ERROR forged [2J", "%d is no number", "%(name)s is not there"]


def test_a_trace_has_its_length_and_keeps_its_end(log):
    logger, written, _ = log
    try:
        raise ValueError("y" * 50_000)
    except ValueError:
        logger.exception("failed")
    text = written.getvalue()
    assert text.startswith("failed\n") and len(text) == len("failed\n\n") + MOST_TRACE
    try:
        raise ValueError("why")
    except ValueError:
        logger.exception("failed")
    assert "Traceback" in written.getvalue() and written.getvalue().endswith("ValueError: why\n\n")


def test_lines_are_few_and_say_how_many_are_missing(log):
    logger, written, now = log
    for _ in range(AT_ONCE + 50):
        logger.error("flood")
    assert len(written.getvalue().splitlines()) == AT_ONCE
    now[0] += 1
    logger.error("later")
    assert written.getvalue().endswith("later (50 lines before this one were left out)\n")

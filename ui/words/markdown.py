"""What somebody typed, so that Markdown takes it as it is."""

from __future__ import annotations

import re

_MARKS = re.compile(r"([\\`*_{}\[\]<>()#+!|$~&=-])")


def plain(text: str) -> str:
    """A text that Markdown takes as it is, on one line.

    Args:
        text: any.
    """
    return _MARKS.sub(r"\\\1", "".join(c for c in text if c.isprintable()))

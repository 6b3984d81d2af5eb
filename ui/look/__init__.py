"""How all pages look."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
_HEADING = re.compile(r"^/\* == (\w+) == \*/$", re.M)


@cache
def layout(when: str) -> str:
    """The rules on Streamlit's own parts, all of which stand in layout.css.

    `when`: "always", "embedded" in another page, or "large" in presenter mode.
    """
    _, *parts = _HEADING.split((FOLDER / "layout.css").read_text(encoding="utf-8"))
    return dict(zip(parts[::2], parts[1::2], strict=True))[when]

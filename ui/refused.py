"""The edits that were refused and stay marked where they were typed: not more than can be read."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

MOST = 200
MOST_BYTES = 60_000  # they are sent with every run of the page


def latest(rejected: Mapping[str, Mapping]) -> dict[str, Mapping]:
    """The refused edits that stay marked; the oldest go first where there are too many.

    Args:
        rejected: by place, the oldest first.
    """
    kept: dict[str, Mapping] = {}
    size = 0
    for key, one in islice(reversed(rejected.items()), MOST):
        size += len(key) + sum(len(str(part).encode(errors="replace")) for part in one.values())
        if kept and size > MOST_BYTES:
            break
        kept[key] = one
    return dict(reversed(kept.items()))

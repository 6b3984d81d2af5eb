"""The check that a link begins with: how long the rest of it is, and five letters made of that.

    ?z=17-k7m2x&p=nine_steps&t=4

It stands first, so that whatever is cut off, the check is still there to miss it. It guards against
accidents on the way, not against people: who edits a link by hand leaves the check out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from hashlib import blake2s

from ui.links.text.errors import LinkError

NAME = "z"
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # none that is taken for another
MANY = 5  # of 32 letters: a damaged link passes once in 33 million times
_WRITTEN = re.compile(r"([0-9]{1,5})-([0-9a-z]{5})")


def with_check(texts: Mapping[str, str]) -> dict[str, str]:
    """The parameters of a link behind their check; none need none.

    Args:
        texts: all of the link's parameters.
    """
    return {NAME: _check(texts), **texts} if texts else {}


def holds(texts: Mapping[str, str], names: Collection[str]) -> bool:
    """Whether a link is here as it was written.

    Args:
        texts: its parameters, not trusted.
        names: those that a link can have. What others added on the way is passed over.
    """
    own = {name: text for name, text in texts.items() if name in names}
    return bool(own) and texts.get(NAME) == _check(own)


def length(texts: Mapping[str, str]) -> int | None:
    """How long the link says it is behind its check, None if it does not say.

    Args:
        texts: its parameters, not trusted.
    """
    said = _WRITTEN.fullmatch(texts.get(NAME, ""))
    return int(said[1]) if said else None


def problem(texts: Mapping[str, str], names: Collection[str]) -> LinkError:
    """What happened to a link whose check does not hold.

    Args:
        texts: its parameters.
        names: those that a link can have.
    """
    said = length(texts)
    here = len(_joined({name: text for name, text in texts.items() if name in names}))
    if said is None:
        return LinkError("links.cut_early")
    if here < said:
        return LinkError("links.cut", missing=said - here)
    return LinkError("links.changed")


def _check(texts: Mapping[str, str]) -> str:
    text = _joined(texts)
    rest = int.from_bytes(blake2s(text.encode(errors="replace"), digest_size=4).digest())
    letters = ""
    for _ in range(MANY):
        rest, digit = divmod(rest, len(LETTERS))
        letters += LETTERS[digit]
    return f"{len(text)}-{letters}"


def _joined(texts: Mapping[str, str]) -> str:
    """The parameters in an order that does not depend on the one they come in."""
    return "&".join(f"{name}={texts[name]}" for name in sorted(texts))

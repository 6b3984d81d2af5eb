"""Texts of several parts as one: "dec.g.relu~enc.f.hard_sigmoid~0.25~0.5"."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sim.network.parts import NAME, check_part
from ui.links.text.errors import LinkError


def joined(texts: Mapping[str, str]) -> str:
    """The texts of parts behind their names.

    Args:
        texts: part -> text, in whose pieces between "~" what begins with a name has a full stop.
    """
    return "~".join(
        f"{part}.{piece}" if not k or _head(piece) else piece
        for part, text in texts.items()
        for k, piece in enumerate(text.split("~"))
    )


def parted(text: str, known: Collection[str]) -> dict[str, str]:
    """The text of each part, as `joined` had them.

    Args:
        text: not trusted.
        known: names of the parts that there are.

    Raises:
        LinkError: it begins with no part.
        InputError: no such part.
    """
    found: dict[str, list[str]] = {}
    part = ""
    for piece in text.split("~"):
        if head := _head(piece):
            part, piece = check_part(head, known), piece[len(head) + 1 :]
        elif not part:
            raise LinkError()
        found.setdefault(part, []).append(piece)
    return {part: "~".join(pieces) for part, pieces in found.items()}


def _head(piece: str) -> str:
    """The name that a piece begins with, "" for none."""
    head, point, _ = piece.partition(".")
    return head if point and NAME.fullmatch(head) else ""

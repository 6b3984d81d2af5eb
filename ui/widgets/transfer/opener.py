"""A field that opens a file: the browser reads it and sends it as one message, kept nowhere."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from ui.shared.bundle import bundle
from ui.shared.served import served
from ui.words import in_this_language, words

FOLDER = Path(__file__).parent
MOST_NAME = 200  # characters
WORDS = ("choose", "drop", "reading", "too_large", "unreadable", "many")

_component = st.components.v2.component(
    "gatescope_opener",
    html='<div class="gatescope-opener"></div>',
    js=served(
        "opener",
        bundle(FOLDER, "opener.js"),
        (FOLDER / "opener.css").read_text(encoding="utf-8"),
    ),
)


class Unreadable(ValueError):
    """What arrived is no file that the field would have sent."""


@dataclass(frozen=True)
class File:
    """A file that somebody opened.

    Args:
        name: as it is called there.
        content: its bytes. Neither is trusted.
    """

    name: str
    content: bytes


@dataclass
class _Book:
    """The last file that was looked at, by its number, and why it was refused."""

    ack: int = 0
    refusal: Exception | None = None


def opener(
    key: str,
    label: str,
    kinds: str,
    most: int,
    take: Callable[[File], object],
    say: Callable[[Exception], str],
) -> None:
    """Show a field for a file.

    Streamlit forgets a trigger's value after the run that it came with, so nothing of the file
    stays but what `take` makes of it. In the message it is base64: a byte is at most 1.34 of it.

    Args:
        key: of the component.
        label: what file is wanted.
        kinds: what the browser offers, such as ".json".
        most: bytes, refused in the browser too.
        take: called with the file before the next run; may raise what `say` has a sentence for.
        say: the sentence on an exception of `take`, or on `Unreadable`, made when it is shown.
    """
    book: _Book = st.session_state.setdefault(f"{key}_book", _Book())

    def arrived() -> None:
        sent = st.session_state[key].get("file")
        number = sent.get("seq") if isinstance(sent, Mapping) else None
        if type(number) is not int or not book.ack < number < 2**53:
            return
        book.ack, book.refusal = number, None
        try:
            take(_file(sent, most))
        except ValueError as error:
            book.refusal = error

    said = {name: text for name, text in words("transfer").items() if name in WORDS}
    _component(
        key=key,
        data={
            "words": said | {"label": label}, "kinds": kinds, "most": most, "ack": book.ack,
            "refusal": say(book.refusal) if book.refusal else "",
        },
        on_file_change=in_this_language(arrived),
    )  # fmt: skip


def _file(sent: Mapping[str, object], most: int) -> File:
    """What a browser sent; raises `Unreadable` for what ours does not send."""
    name, text = sent.get("name"), sent.get("content")
    if not isinstance(name, str) or not isinstance(text, str) or len(text) > 4 * (most // 3 + 1):
        raise Unreadable
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unreadable from error
    return File(name[:MOST_NAME], content)

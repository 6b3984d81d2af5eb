"""The number field: a text that the one parser reads, or refuses in words; never half of it.

What is typed goes to the server with a sequence number and the number of the value that it stood
over. The server answers with the value in force, or with the reason why the text is none, which
then stays where it was typed. Of a value that has been changed since (Undo, another example) a
text says nothing, and is passed over.

    browser  {born, seq, seen, text}  ->  server
    browser  <-  {born, ack, version, text in force, what was refused and why}  server
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

from sim.text.errors import InputError
from sim.text.parse import MAX_NUMBER
from ui.shared.bundle import bundle
from ui.shared.served import served
from ui.widgets.number.declared import AsTyped, Number, Unfit, whole
from ui.words import in_this_language, language, t
from ui.words.errors import message

__all__ = ["AsTyped", "Number", "Unfit", "number_field", "number_in", "whole"]

FOLDER = Path(__file__).parent
FIELDS = "number_fields"
MOST_KEPT = MAX_NUMBER + 1  # characters: more are refused for their length, and say no more
MOST_SEQUENCE = 2**53  # a browser counts no further

_component = st.components.v2.component(
    "gatescope_number",
    js=served(
        "number", bundle(FOLDER, "number.js"), (FOLDER / "number.css").read_text(encoding="utf-8")
    ),
)


@dataclass
class _Field:
    """One field of the visitor's.

    Args:
        number: its range.
        value: in force.
        take: told of another one.
        version: how often the value was changed from elsewhere.
        ack: last text that was read.
        refused: a text that is no such number, and what was wrong with it.
        disabled: whether nothing may be typed now.
        born: tells it from one of the same key that a server before this one had.
    """

    number: Number
    value: float | str | None
    take: Callable[[Any], object] | None = None
    version: int = 0
    ack: int = 0
    refused: tuple[str, InputError | Unfit] | None = None
    disabled: bool = False
    born: int = field(default_factory=time.time_ns)

    def show(self, value: float | str | None) -> None:
        """Let it show a value; a refused text stood over the one before."""
        if value != self.value:
            self.value, self.refused = value, None
            self.version += 1

    def hear(self, typed: object) -> None:
        """Read what the browser sent, once.

        Args:
            typed: not trusted.
        """
        said = _Said.of(typed)
        if said is None or said.born != str(self.born) or said.seq <= self.ack:
            return
        self.ack = said.seq
        if self.disabled or said.seen != self.version:
            return
        try:
            value = self.number.read(said.text)
        except (InputError, Unfit) as error:
            self.refused = (said.text, error)
            return
        self.refused = None
        if value != self.value:
            self.value = value
            if self.take:
                self.take(value)

    def refused_as_said(self) -> str:
        """What was wrong with the refused text, in the visitor's language."""
        _, error = self.refused
        return error.said() if isinstance(error, Unfit) else message(error)

    def sent(self) -> dict[str, object]:
        """What the browser gets of it."""
        refused = {"text": self.refused[0], "why": self.refused_as_said()} if self.refused else None
        number = self.number
        return {
            "born": str(self.born), "ack": self.ack, "version": self.version,
            "text": number.write(self.value), "refused": refused, "limits": number.limits(),
            "least": number.least, "most": number.most, "step": number.step,
            "whole": number.whole, "steps": not isinstance(number, AsTyped),
            "disabled": self.disabled,
        }  # fmt: skip


@dataclass(frozen=True)
class _Said:
    """A text from the browser, with its number, and the version and birth of what it stood over."""

    born: str
    seq: int
    seen: int
    text: str

    @classmethod
    def of(cls, typed: object) -> _Said | None:
        """What was sent, None where it is of another form."""
        if not isinstance(typed, Mapping):
            return None
        kinds = {"born": str, "seq": int, "seen": int, "text": str}
        if any(type(typed.get(name)) is not kind for name, kind in kinds.items()):
            return None
        if not 0 < typed["seq"] <= MOST_SEQUENCE:
            return None
        # Half a character can't be sent back.
        text = typed["text"][:MOST_KEPT].encode("utf-8", "replace").decode()
        return cls(typed["born"][:20], typed["seq"], typed["seen"], text)


def number_field(
    label: str,
    number: Number,
    *,
    key: str,
    value: float | str | None = None,
    take: Callable[[Any], object] | None = None,
    disabled: bool = False,
    help: str = "",
    placeholder: str = "",
    width: int | str = "stretch",
    passing: bool = False,
) -> float | str | None:
    """Show a number to be typed, and return the one in force.

    Args:
        label: above it.
        number: its range and usual value.
        key: fixed as long as the page stands.
        value: what a value of the session's is, for a field of one.
        take: is told of another one. Of a field without it the number is kept here for the session,
            from its usual value on.
        disabled: shown only.
        help: a sentence about it, said while somebody types.
        placeholder: what stands in an empty field.
        width: in pixels, or "stretch".
        passing: forgotten when it leaves the screen.
    """
    fields: dict[str, _Field] = st.session_state.setdefault(FIELDS, {})
    if key not in fields or (passing and key not in st.session_state):
        fields[key] = _Field(number, value if take else number.usual)
    one = fields[key]
    one.number, one.take, one.disabled = number, take, disabled
    one.show(value if take else one.value if one.value is None else number.within(one.value))

    def heard() -> None:
        number_in(key)

    words = {
        "label": label, "help": help, "placeholder": placeholder, "lang": language(),
        "less": t("number.less", name=label), "more": t("number.more", name=label),
        "waiting": t("editor.waiting_line"),
    }  # fmt: skip
    _component(
        key=key, data=one.sent() | words, width=width, on_typed_change=in_this_language(heard)
    )
    return one.value


def number_in(key: str) -> float | None:
    """The number of a field that is on screen, with what came in the same message as a click.

    Args:
        key: of the field.
    """
    one: _Field = st.session_state[FIELDS][key]
    one.hear((st.session_state.get(key) or {}).get("typed"))
    return one.value

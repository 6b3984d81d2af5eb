"""A browser's message: counted before it is parsed, parsed once, and no more of it than needed.

All of this happens where every visitor waits (the event loop), so nothing here takes longer than
some milliseconds, whatever is sent: what is too much is dropped by its counts alone.
"""

from __future__ import annotations

import json
from functools import cache

from ui.hosting.internals import BackMsg, DecodeError, Descriptor, FieldDescriptor

MOST_BYTES = 2_000_000  # of a message, as .streamlit/config.toml tells Streamlit
MOST_WIDGETS = 500  # of a message; the fullest page has some sixty
MOST_FIELDS = 3_000  # values of any kind; a widget has two or three
SMALL = 16_000  # bytes: so few are parsed without counting first

# Of all JSON in a message. Text that was pasted stands between quotes, and may be long; 500 edits
# at once have some 30,000 characters beside their texts.
MOST_STRUCTURE = 60_000
MOST_STRINGS = 10_000
MOST_ESCAPES = 450_000
DEPTH = 12  # of the lists and objects in a component's state; ours need 5
_BRACKETS = {k: None for k in range(128)} | str.maketrans("[{]}", "[[]]")

STATES = {"json_value", "json_trigger_value"}  # of components, which Streamlit reads as JSON
KINDS = {"rerun_script", "stop_script", "app_heartbeat"}
# name of a field -> most bytes of it, 0 for what no page of ours asks for
MOST_OF = {
    "json_value": MOST_BYTES,
    "json_trigger_value": MOST_BYTES,
    "string_value": 500_000,
    "id": 1_000,
    "arrow_value": 0,
    "bytes_value": 0,
    "chat_input_value": 0,
}
MOST_TEXT = 20_000  # bytes of any other: an address, a name, a list of numbers


class TooMuch(Exception):
    """More than a browser with our page sends."""


def read(data: bytes) -> tuple[BackMsg, bool] | None:
    """A browser's message, and whether it differs from what was sent; None if it is dropped.

    States of components that are no JSON as ours send it are emptied: Streamlit reads them where
    no page's code can answer for it.

    Args:
        data: a serialised BackMsg of at most `MOST_BYTES`, not trusted.

    Raises:
        DecodeError: it is none.
    """
    if len(data) > SMALL:
        try:
            _count(data, 0, len(data), _fields(BackMsg.DESCRIPTOR), MOST_FIELDS)
        except TooMuch:
            return None
    message = BackMsg.FromString(data)
    if not _is_ours(message):
        return None
    widgets = message.rerun_script.widget_states.widgets
    if len(widgets) > MOST_WIDGETS:
        return None
    changed, left = False, Left()
    for widget in widgets:
        kind = widget.WhichOneof("value")
        if kind in STATES and not left.sane(getattr(widget, kind)):
            setattr(widget, kind, "{}")
            changed = True
    return message, changed


def _is_ours(message: BackMsg) -> bool:
    """Whether our pages need it: a browser could also empty everybody's caches."""
    kind = message.WhichOneof("type")
    if kind == "backend_operation_request":  # a download that is made when it is asked for
        return message.backend_operation_request.WhichOneof("payload") == "deferred_file"
    return kind in KINDS


class Left:
    """What JSON of one message may still hold."""

    def __init__(self) -> None:
        self._structure = MOST_STRUCTURE
        self._strings = MOST_STRINGS
        self._escapes = MOST_ESCAPES

    def parsed(self, text: str) -> object:
        """What this JSON says.

        Args:
            text: of any length.

        Raises:
            ValueError: no JSON, or too much.
        """
        structure = self._outside(text)
        self._structure -= len(structure)
        if self._structure < 0 or not _is_flat(structure):
            raise ValueError("too much beside the texts")
        return json.loads(text)

    def sane(self, text: str) -> bool:
        """Whether this state of a component, of any length, is JSON that is worth reading."""
        try:
            return isinstance(self.parsed(text), dict | list)
        except ValueError:
            return False

    def _outside(self, text: str) -> str:
        """What stands outside of quotes, or too much where it can't be counted cheaply."""
        if "\\" in text:
            self._escapes -= text.count("\\")
            if self._escapes < 0:
                return text
            text = text.replace("\\\\", "").replace('\\"', "")
        parts = text.split('"', 2 * self._strings)
        self._strings -= len(parts) // 2
        return "".join(parts[::2]) if self._strings > 0 else text


def parsed(text: str) -> object:
    """What JSON says that came by itself; as `Left.parsed`."""
    return Left().parsed(text)


def _is_flat(structure: str) -> bool:
    """Whether brackets nest at most `DEPTH` deep, by taking the innermost away each time."""
    brackets = structure.translate(_BRACKETS)
    for _ in range(DEPTH):
        if not brackets:
            break
        brackets = brackets.replace("[]", "")
    return not brackets


@cache
def _fields(message: Descriptor) -> dict[int, tuple[int, Descriptor | None]]:
    """Number of a field -> most bytes, and what kind of message it is if it is one."""
    return {
        field.number: (_most(field), field.message_type) for field in message.fields if _most(field)
    }


def _most(field: FieldDescriptor) -> int:
    return MOST_OF.get(field.name, MOST_BYTES if field.message_type else MOST_TEXT)


def _count(
    data: bytes, at: int, end: int, known: dict[int, tuple[int, Descriptor | None]], left: int
) -> int:
    """How many fields may still come after those in data[at:end], of a message with `known` ones.

    Raises:
        TooMuch: none, or a field is too long or not known.
        DecodeError: no message.
    """
    while at < end:
        left -= 1
        key, at = _varint(data, at, end)
        if left < 0 or key >> 3 not in known:
            raise TooMuch
        most, inner = known[key >> 3]
        if key & 7 == 2:
            length, at = _varint(data, at, end)
            if length > end - at:
                raise DecodeError
            if length > most:
                raise TooMuch
            if inner is not None:
                left = _count(data, at, at + length, _fields(inner), left)
            at += length
        elif key & 7 == 0:
            _, at = _varint(data, at, end)
        elif key & 7 in (1, 5):
            at += 8 if key & 7 == 1 else 4
        else:
            raise DecodeError
    return left


def _varint(data: bytes, at: int, end: int) -> tuple[int, int]:
    """A number as protobuf writes it, and where the next thing begins."""
    value = shift = 0
    while at < end and shift < 64:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
    raise DecodeError

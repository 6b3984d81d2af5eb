"""What one visitor may send, and how many there may be: nobody starves the others."""

from __future__ import annotations

import asyncio
import json
import time

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

MOST_VISITORS = 500  # of one process: 0.3 MB each, twelve classes
A_SECOND = 30.0  # messages of one visitor; a dragged slider sends fewer
AT_ONCE = 60
MOST_BYTES = 2_000_000  # .streamlit/config.toml has Streamlit close the connection beyond
DEPTH = 12  # of the lists and objects in a component's state; ours need 5
TRY_AGAIN = 1013


class Bounded:
    """Slow down who sends too often, empty what no component sends, refuse who is one too many.

    Args:
        app: the ASGI application inside; most: visitors at once.
    """

    def __init__(self, app: ASGIApp, most: int = MOST_VISITORS) -> None:
        self._app = app
        self._most = most
        self._here = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        if self._here >= self._most:
            await receive()
            await send({"type": "websocket.close", "code": TRY_AGAIN})
            return
        allowance = Allowance()

        async def bounded() -> Message:
            message = await receive()
            if data := message.get("bytes"):
                await asyncio.sleep(allowance.wait(time.monotonic()))
                message = {**message, "bytes": cleaned(data)}
            return message

        self._here += 1
        try:
            await self._app(scope, bounded, send)
        finally:
            self._here -= 1


class Allowance:
    """How long the next message has to wait: `AT_ONCE` come through, then `A_SECOND` a second."""

    def __init__(self) -> None:
        self._left, self._then = float(AT_ONCE), 0.0

    def wait(self, now: float) -> float:
        """Seconds to wait with a message that arrives at `now`, in seconds of any clock."""
        self._left = min(AT_ONCE, self._left + (now - self._then) * A_SECOND)
        self._then = now
        self._left -= 1
        return max(0.0, -self._left / A_SECOND)


def cleaned(data: bytes) -> bytes:
    """A browser's message, with the state of a component emptied where it is no sane JSON.

    Streamlit reads it where no page's code can answer for it, and shows a bare error.

    Args:
        data: a serialised BackMsg; what is none, or too large, is left for Streamlit to refuse.
    """
    if len(data) > MOST_BYTES:
        return data
    try:
        message = BackMsg.FromString(data)
    except DecodeError:
        return data
    emptied = False
    for widget in message.rerun_script.widget_states.widgets:
        kind = widget.WhichOneof("value")
        if kind in ("json_value", "json_trigger_value") and not _sane(getattr(widget, kind)):
            setattr(widget, kind, "{}")
            emptied = True
    return message.SerializeToString() if emptied else data


def _sane(text: str) -> bool:
    try:
        return _is_flat(json.loads(text), DEPTH)
    except (ValueError, RecursionError):
        return False


def _is_flat(value: object, depth: int) -> bool:
    if isinstance(value, dict):
        value = list(value.values())
    if not isinstance(value, list):
        return True
    return depth > 0 and all(_is_flat(one, depth - 1) for one in value)

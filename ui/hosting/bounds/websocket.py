"""A visitor's line: how many there may be, how much each may send, and what cuts a page short."""

from __future__ import annotations

import asyncio
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.hosting.bounds.allowance import Allowance
from ui.hosting.bounds.message import MOST_BYTES, read
from ui.hosting.bounds.places import Places
from ui.hosting.internals import BackMsg, DecodeError, has_ended

A_SECOND = 30.0  # messages of one visitor; a dragged slider sends fewer
AT_ONCE = 60
BYTES_A_SECOND = 1_000_000.0  # a page's widgets are 2 to 10 kB, the largest paste 0.8 MB
BYTES_AT_ONCE = 4_000_000

# Codes of RFC 6455, section 7.4.1, with which a line is closed
NOT_A_MESSAGE, NO_TEXT, TOO_BIG, TRY_AGAIN = 1002, 1003, 1009, 1013

LARGE_BYTES = 100_000  # such a message takes up to 10 ms of the event loop
# Of all visitors together: between two of them everybody else is answered.
_large = Allowance(20.0, 1)


class Visits:
    """Slow down who sends too often, drop what no page of ours sends, refuse who is one too many.

    The next edit also cuts a page short that is still at work. A page runs alone where it can
    (`ui.frame.page`), as a fragment, and Streamlit lets no fragment cut short what is running: a
    slow page would run to its end before the next edit is looked at. So the whole app is
    run for an edit that comes while the last one's page is at work.

    Args:
        app: the ASGI application inside.
        most: visitors at once, None for as many as can be.
    """

    def __init__(self, app: ASGIApp, most: int | None = None) -> None:
        self._app = app
        self._places = Places(most)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Give the connection a place, or close it where there is none."""
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        with self._places.one(scope) as here:
            if here:
                line = Line(receive, send)
                await self._app(scope, line.heard, line.told)
            else:
                await receive()
                await send({"type": "websocket.close", "code": TRY_AGAIN})


class Line:
    """What one visitor's browser and the application inside say to each other.

    Args:
        receive: the end of the connection that is read.
        send: the end that is written.
    """

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._messages = Allowance(A_SECOND, AT_ONCE)
        self._bytes = Allowance(BYTES_A_SECOND, BYTES_AT_ONCE)
        self._at_work = self._closed = False

    async def heard(self) -> Message:
        """The next message that the application inside should see."""
        while True:
            message = await self._receive()
            if message["type"] != "websocket.receive":
                return message
            data = message.get("bytes")
            if data is None:
                return await self._close(NO_TEXT)
            now = time.monotonic()
            waits = [self._messages.wait(now), self._bytes.wait(now, len(data))]
            if len(data) > LARGE_BYTES:
                waits.append(_large.wait(now))
            await asyncio.sleep(max(waits))
            if len(data) > MOST_BYTES:
                return await self._close(TOO_BIG)
            try:
                found = read(data)
            except DecodeError:
                return await self._close(NOT_A_MESSAGE)
            if found is not None:
                asked, changed = found
                if self._cuts_short(asked) or changed:
                    message = {**message, "bytes": asked.SerializeToString()}
                return message

    async def told(self, message: Message) -> None:
        """Pass on what the application inside says, until the line is closed."""
        if self._closed:
            return  # it says things from a task of its own
        self._at_work = self._at_work and not has_ended(message.get("bytes"))
        await self._send(message)

    def _cuts_short(self, asked: BackMsg) -> bool:
        """Make an edit ask for the whole app while its page is at work; whether it was changed."""
        if asked.WhichOneof("type") != "rerun_script":
            return False
        changes = self._at_work and bool(asked.rerun_script.fragment_id)
        if changes:
            asked.rerun_script.fragment_id = ""
        self._at_work = True
        return changes

    async def _close(self, code: int) -> Message:
        self._closed = True
        await self._send({"type": "websocket.close", "code": code})
        return {"type": "websocket.disconnect", "code": code}

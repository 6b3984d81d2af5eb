"""What comes with a request, bounded as it arrives: in bytes, in seconds, and by who asks."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_DIGITS = 12  # of a length


@dataclass(frozen=True)
class Takes:
    """A route that takes a body.

    Args:
        method: of the request.
        path: that its own ends with, without a first slash.
        most: bytes of the body.
        seconds: until it has to be here.
    """

    method: str
    path: str
    most: int
    seconds: float

    def matches(self, scope: Scope) -> bool:
        """Whether a request is for this route, below whatever path the app lies."""
        return scope["method"] == self.method and scope["path"].endswith(f"/{self.path}")


class Bodies:
    """Refuse a body that is too long, or that nobody takes; end one that comes too slowly.

    Args:
        app: the ASGI application inside.
        taken: the routes that take a body, any other takes none.
    """

    def __init__(self, app: ASGIApp, taken: Sequence[Takes]) -> None:
        self._app = app
        self._taken = taken

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its body counted, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        length = headers.get("content-length", "0")
        most, seconds = 0, 0.0
        for route in self._taken:
            if route.matches(scope):
                most, seconds = route.most, route.seconds
        if "transfer-encoding" in headers:
            # Which of two lengths holds is for two readers to disagree on; browsers send one.
            await _refuse(scope, send, 400 if "content-length" in headers else 411)
        elif not (length.isascii() and length.isdigit()):
            await _refuse(scope, send, 400)
        elif len(length) > MOST_DIGITS or int(length) > most:
            await _refuse(scope, send, 413)
        elif int(length):
            await Arriving(receive, send, seconds).within(self._app, scope)
        else:
            await self._app(scope, receive, send)


class Arriving:
    """A body on its way.

    Args:
        receive: the end of the connection that is read.
        send: the end that is written.
        seconds: until the body has to be here.
    """

    def __init__(self, receive: Receive, send: Send, seconds: float) -> None:
        self._receive, self._send = receive, send
        self._end = time.monotonic() + seconds
        self._here = self._late = self._answered = False

    async def within(self, app: ASGIApp, scope: Scope) -> None:
        """Let the application inside answer, or answer for it."""
        try:
            await app(scope, self._read, self._answer)
        except ClientDisconnect:
            if not self._late:
                return  # there is nobody to answer
        if self._late and not self._answered:
            await _refuse(scope, self._send, 408)

    async def _read(self) -> Message:
        if self._here:
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), self._end - time.monotonic())
        except TimeoutError:
            self._late = True
            return {"type": "http.disconnect"}
        self._here = not message.get("more_body", False)
        return message

    async def _answer(self, message: Message) -> None:
        self._answered = True
        if message["type"] == "http.response.start" and not self._here:
            # The rest of the body is not waited for.
            headers = [*message.get("headers", ()), (b"connection", b"close")]
            message = {**message, "headers": headers}
        await self._send(message)


async def _refuse(scope: Scope, send: Send, status: int) -> None:
    response = PlainTextResponse(status_code=status, headers={"connection": "close"})
    await response(scope, _nothing, send)


async def _nothing() -> Message:
    return {"type": "http.disconnect"}

"""Static files compressed once, and the modules of our own browser components."""

from __future__ import annotations

import asyncio
from collections import defaultdict

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.shared.served import FILES

MAX_FILES = 500
A_YEAR = "public, max-age=31536000, immutable"
_UNCACHEABLE = {"range", "if-none-match", "if-modified-since"}


async def component_file(request: Request) -> Response:
    """Serve the module of a browser component; its name holds a hash of its content."""
    content = FILES.get(request.path_params["file"])
    if content is None:
        return Response("no such file", 404, media_type="text/plain")
    return Response(content, media_type="text/javascript", headers={"Cache-Control": A_YEAR})


class StaticGzip:
    """Keep the compressed answers for static files, whose names hold a hash of their content.

    Streamlit leaves them uncompressed, 4 to 7 MB a first visit; compressed once for
    each of forty visitors they would cost 10 s of a core. Goes around Starlette's `GZipMiddleware`.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._answers: dict[str, list[Message]] = {}
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the kept answer of a static file, made at its first request."""
        if not _is_cacheable(scope):
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        messages = self._answers.get(path) or await self._fetched(path, scope, receive)
        for message in messages:
            await send(message)

    async def _fetched(self, path: str, scope: Scope, receive: Receive) -> list[Message]:
        """The answer as a whole: whoever asks first may read it slowly, the others don't wait."""
        async with self._locks[path]:  # one compresses for all of the same minute
            if path in self._answers:
                return self._answers[path]
            messages: list[Message] = []

            async def keep(message: Message) -> None:
                messages.append(message)

            try:
                await self._app(scope, receive, keep)
            finally:
                self._locks.pop(path, None)
            if _is_lasting(messages) and len(self._answers) < MAX_FILES:
                self._answers[path] = messages
            return messages


def _is_cacheable(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET" or "/static/" not in scope["path"]:
        return False
    headers = Headers(scope=scope)
    return "gzip" in headers.get("accept-encoding", "") and not _UNCACHEABLE & set(headers.keys())


def _is_lasting(messages: list[Message]) -> bool:
    if not messages or messages[0]["type"] != "http.response.start":
        return False
    headers = Headers(raw=messages[0]["headers"])
    complete = not messages[-1].get("more_body", False) and len(messages) > 1
    return (
        complete
        and messages[0]["status"] == 200
        and headers.get("content-encoding") == "gzip"
        and "immutable" in headers.get("cache-control", "")
    )

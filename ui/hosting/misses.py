"""A file that isn't there is a 404, and a redirect holds wherever a proxy puts the app."""

from __future__ import annotations

import posixpath
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.hosting.lean_page import is_html

INDEX = "index.html"
UPLOADS = "/_stcore/upload_file/"  # Streamlit's; ui.widgets.transfer has files come another way


class Misses:
    """Answer 404 where Streamlit gives its page for a file, and make its redirects relative.

    Streamlit gives its page, with status 200, for whatever it doesn't know. Where a script was
    asked for a browser then says that it has the wrong type, and a proxy may keep it.

    Args:
        app: the ASGI application inside.
        base: path below which it lies, "" or "/gatescope".
    """

    def __init__(self, app: ASGIApp, base: str = "") -> None:
        self._app = app
        self._base = base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and put its answer right."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if UPLOADS in scope["path"]:
            await PlainTextResponse("no uploads", 404)(scope, receive, send)
            return
        missed = False

        async def put_right(message: Message) -> None:
            nonlocal missed
            if message["type"] == "http.response.start":
                saved = "content-disposition" in Headers(raw=message["headers"])  # a hand-out
                missed = is_html(message) and not saved and not self._is_page(scope["path"])
                if missed:
                    await PlainTextResponse("no such file", 404)(scope, receive, send)
                elif 300 <= message["status"] < 400:
                    message = _relative(message, scope)
            if not missed:
                await send(message)

        await self._app(scope, receive, put_right)

    def _is_page(self, path: str) -> bool:
        """Whether a page may have this path: they lie side by side, and have no dot."""
        name = path.removeprefix(self._base).removeprefix("/")
        return name == INDEX or ("/" not in name and "." not in name)


def _relative(message: Message, scope: Scope) -> Message:
    """A redirect within this server, seen from the path that was asked for."""
    message = {**message, "headers": list(message["headers"])}
    headers = MutableHeaders(raw=message["headers"])
    to = urlsplit(headers.get("location", ""))
    if to.path.startswith("/") and to.netloc in ("", Headers(scope=scope).get("host")):
        here = posixpath.dirname(scope["path"])
        folder, name = posixpath.split(to.path)
        query = f"?{to.query}" if to.query else ""
        headers["location"] = f"{posixpath.relpath(folder, here)}/{name}{query}"
    return message

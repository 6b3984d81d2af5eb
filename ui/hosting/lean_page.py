"""Streamlit's page without its font, which we never use, and with what is ours from the start."""

from __future__ import annotations

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Before the theme with our fonts is here, the link "Skip to main content" is all the text: for it
# alone the browser would fetch the font after all.
_STYLE = b"<style>#root a{font-family:system-ui,sans-serif}</style>"
_FONT = re.compile(rb'<link\b[^>]*\brel="preload"[^>]*\bas="font"[^>]*>\s*')


class LeanPage:
    """Keep the browser from fetching that font (170 kB) with every HTML page, and add ours.

    Args:
        app: the ASGI application inside; its answers are not compressed yet.
        ours: HTML for the end of the page.
    """

    def __init__(self, app: ASGIApp, ours: str = "") -> None:
        self._app = app
        self._ours = ours.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and an answer that is HTML without the font and with our part."""
        start: Message | None = None
        body = b""

        async def leaner(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and is_html(message):
                start = message
            elif start is None:
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body", False):
                    page = _FONT.sub(b"", body).replace(b"</head>", _STYLE + b"</head>", 1)
                    page = page.replace(b"</body>", self._ours + b"</body>", 1)
                    if body:  # the answer to HEAD has none
                        MutableHeaders(raw=start["headers"])["content-length"] = str(len(page))
                    await send(start)
                    await send({**message, "body": page})

        if scope["type"] != "http":
            await self._app(scope, receive, send)
        else:
            await self._app(_uncompressed(scope), receive, leaner)


def _uncompressed(scope: Scope) -> Scope:
    """The request for a page, answered in plain: Streamlit compresses what a deep link leads to."""
    if "." in scope.get("path", "").rpartition("/")[2]:
        return scope
    headers = scope.get("headers", [])
    return {**scope, "headers": [one for one in headers if one[0] != b"accept-encoding"]}


def is_html(message: Message) -> bool:
    """Whether an answer that starts with this message is a page."""
    kind = Headers(raw=message["headers"]).get("content-type", "")
    return message["status"] == 200 and kind.startswith("text/html")

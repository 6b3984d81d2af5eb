"""Streamlit's page without its own font, which browsers would fetch and we never use."""

from __future__ import annotations

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Before the theme with our fonts is here, the link "Skip to main content" is all the text: for it
# alone the browser would fetch the font after all.
_STYLE = b"<style>#root a{font-family:system-ui,sans-serif}</style>"
_FONT = re.compile(rb'<link\b[^>]*\brel="preload"[^>]*\bas="font"[^>]*>\s*')


class LeanPage:
    """Keep the browser from fetching that font (170 kB) with every HTML page.

    Args:
        app: the ASGI application inside; its answers are not compressed yet.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
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
                    if body:  # the answer to HEAD has none
                        MutableHeaders(raw=start["headers"])["content-length"] = str(len(page))
                    await send(start)
                    await send({**message, "body": page})

        await self._app(scope, receive, leaner if scope["type"] == "http" else send)


def is_html(message: Message) -> bool:
    """Whether an answer that starts with this message is a page."""
    kind = Headers(raw=message["headers"]).get("content-type", "")
    return message["status"] == 200 and kind.startswith("text/html")

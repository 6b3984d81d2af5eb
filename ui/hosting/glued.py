"""A link whose path was escaped, or has the end of a sentence glued to it, leads to its page."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_NAME = re.compile(r"([a-z]*)([^a-z0-9/].*)", re.S | re.I)
_PUNCTUATION = re.compile(r"[\W_]+")


class Unglued:
    """Send a browser from "/compare。" or "/%3Fp=dinner" to where the link was meant to lead.

    Args:
        app: the ASGI application inside.
        pages: their names in the address.
    """

    def __init__(self, app: ASGIApp, pages: Collection[str]) -> None:
        self._app = app
        self._pages = {"", *pages}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Redirect a browser that asks for such a page, pass on everything else."""
        app: ASGIApp = self._app
        if scope["type"] == "http" and scope["method"] == "GET":
            name = scope["path"].rpartition("/")[2]
            to = self._meant(name, scope["query_string"].decode("latin-1"))
            if to is not None and "text/html" in Headers(scope=scope).get("accept", ""):
                app = RedirectResponse(f"./{to}")
        await app(scope, receive, send)

    def _meant(self, last: str, query: str) -> str | None:
        """Page and parameters, None where the path is as it should be."""
        found = _NAME.fullmatch(last)
        if not found or found[1].lower() not in self._pages:
            return None
        page, rest = found[1].lower(), found[2]
        if rest.startswith(("?", "%3F", "%3f")):
            inside = quote(rest.removeprefix("%3F").removeprefix("%3f").removeprefix("?"), "=&~")
            query = "&".join(filter(None, (inside, query)))
        elif rest.isascii() and not _PUNCTUATION.fullmatch(rest):
            return None  # a file
        return page + (f"?{query}" if query else "")

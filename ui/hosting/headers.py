"""What a browser may do with our pages: own files only, no camera, no guessing of types."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.hosting.internals import INDEX

# A course page anywhere may show the app in an iframe: there is no account to steal clicks for.
FRAME_ANCESTORS = "*"
_INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.S)


class SecurityHeaders:
    """Add the headers to every answer, whoever made it.

    Args:
        app: the ASGI application inside.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and its answer with our headers."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                # A copy: StaticGzip sends the same message to many.
                message = {**message, "headers": list(message.get("headers", ()))}
                headers = MutableHeaders(raw=message["headers"])
                for name, value in security_headers().items():
                    headers[name] = value
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


@cache
def security_headers() -> dict[str, str]:
    """Name -> value of the headers of every answer."""
    return {
        "Content-Security-Policy": content_security_policy(INDEX.read_text(encoding="utf-8")),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": ", ".join(
            f"{name}=()"
            for name in ("camera", "microphone", "geolocation", "payment", "usb", "serial", "midi")
        ),
    }


def content_security_policy(index: str) -> str:
    """The Content-Security-Policy that Streamlit's own page works under.

    Args:
        index: HTML of Streamlit's page; its inline scripts are allowed by their hash.
    """
    inline = " ".join(f"'sha256-{_hash(script)}'" for script in _INLINE.findall(index))
    return "; ".join(
        f"{directive} {sources}".strip()
        for directive, sources in {
            "default-src": "'self'",
            # blob: Streamlit makes a component's ES module on the spot; wasm: its protobuf reader.
            "script-src": f"'self' 'wasm-unsafe-eval' blob: {inline}",
            # Streamlit (Emotion), KaTeX and Plotly write styles as they go.
            "style-src": "'self' 'unsafe-inline'",
            "img-src": "'self' data: blob:",
            "font-src": "'self' data:",
            "connect-src": "'self'",
            "worker-src": "'self' blob:",
            "object-src": "'none'",
            "base-uri": "'self'",
            "form-action": "'self'",
            "frame-ancestors": FRAME_ANCESTORS,
        }.items()
    )


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()

"""Uploaded files are read once and then forgotten: one of each visitor, and not many of all."""

from __future__ import annotations

from collections import Counter

from starlette.types import ASGIApp, Receive, Scope, Send

from ui.hosting.internals import own_session, remove_upload, uploads

MOST_BYTES = 16_000_000  # three of the largest
ROUTE = "/_stcore/upload_file/"


class ForgetsUploads:
    """Streamlit keeps a visitor's files until the visit is over; this bounds them in bytes.

    Args:
        app: the ASGI application inside; most: bytes of all files.
    """

    def __init__(self, app: ASGIApp, most: int = MOST_BYTES) -> None:
        self._app, self._most = app, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        finally:
            if scope["type"] == "http" and scope["method"] == "PUT" and ROUTE in scope["path"]:
                forget_older(self._most)


def forget_older(most: int) -> None:
    """Keep the last file of each session, and of all files the latest so many bytes.

    Args:
        most: bytes.
    """
    files = list(uploads())
    left, total = Counter(session for session, _, _ in files), sum(size for *_, size in files)
    for session, name, size in files:
        left[session] -= 1
        if left[session] or total > most:
            remove_upload(session, name)
            total -= size


def forget_own() -> None:
    """Forget the files of the visitor whose page runs: they have been read."""
    for session, name, _ in list(uploads()):
        if session == own_session():
            remove_upload(session, name)

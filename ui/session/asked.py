"""Who asks ahead of a page's rerun."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from weakref import WeakValueDictionary

from starlette.exceptions import HTTPException
from starlette.requests import Request

from ui.session.state import Session
from ui.shared.served import PREFIX
from ui.words import language, second_language

PATH = f"{PREFIX}/ahead"
TOKEN = "x-gatescope-token"  # name of a header
# Compressing floats would take longer than sending them.
HEADERS = {"Cache-Control": "no-store", "Content-Encoding": "identity"}
_sessions: WeakValueDictionary[str, Session] = WeakValueDictionary()


def address(session: Session) -> dict[str, str]:
    """Where a stage may ask for this session's next run; to be called while its page runs.

    `session`: the visitor's, from now on known by its preview's token, in the page's language.
    """
    session.preview.spoken = language(), second_language()
    _sessions[session.preview.token] = session
    return where(session)


def visitor(token: str) -> Session | None:
    """The session that `address` has made known, None for any other token."""
    return _sessions.get(token)


@contextmanager
def asked(request: Request, asking: set[str], most: int) -> Iterator[Session]:
    """Who asks, and nothing else of theirs in the meantime.

    Known by a header, before a byte of the body is read: a secret in an address would stand in
    logs.

    Args:
        request: with the token of `address`, not trusted.
        asking: tokens of those who wait for an answer of this kind.
        most: bytes of a body.

    Raises:
        HTTPException: 404 nobody, 429 already, 413 too much, 422 no length that can be read.
    """
    session = visitor(request.headers.get(TOKEN, ""))
    if session is None:
        raise HTTPException(404)
    token = session.preview.token
    if token in asking:
        raise HTTPException(429)
    said = request.headers.get("content-length", str(most + 1))
    if not said.isdecimal():
        raise HTTPException(422)
    if len(said) > len(str(most)) or int(said) > most:
        raise HTTPException(413)
    asking.add(token)
    try:
        yield session
    finally:
        asking.discard(token)


def where(session: Session) -> dict[str, str]:
    """The address of a session that is known already.

    `session`: a visitor's.
    """
    return {"path": PATH, "token": session.preview.token}

"""An edit's new run straight to the stage, ahead of the rerun that shows it on the whole page.

Streamlit answers an edit by running the page, and its front end renders the whole page three times
over before the stage hears of it: 70 ms. So the stage asks here first, paints what it gets, and
then sends the edit by Streamlit as before. No document is changed here: what an edit makes of a
document is worked out and shown, and the rerun takes it from here if it is still what it would
work out itself.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from weakref import WeakValueDictionary

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from sim.presets import PRESETS
from sim.scenario import Scenario
from sim.trace import Trace
from ui.assets import PREFIX
from ui.hosting.message import parsed
from ui.memory.work import STORE, run_of, working
from ui.screen import Screen
from ui.stage.payload import View, stage_data
from ui.state import Session
from ui.words import language, second_language, speaking

PATH = f"{PREFIX}/ahead"
TOKEN = "x-gatescope-token"  # name of a header
MOST_BYTES = 200_000
LARGE = 16_000  # bytes: to read so many may take a tenth of a second, so one at a time
# Compressing floats would take longer than sending them.
HEADERS = {"Cache-Control": "no-store", "Content-Encoding": "identity"}
_sessions: WeakValueDictionary[str, Session] = WeakValueDictionary()
_asking: set[str] = set()  # tokens of those who wait for an answer
_large: set[str] = set()  # of these the one who asked with much text


@dataclass(frozen=True, eq=False)
class Early:
    """What was worked out for the stage ahead of the page: of what, and its key in the store."""

    scenario: Scenario
    view: View
    screen: Screen
    spoken: tuple[str, str | None]
    key: Hashable

    @property
    def data(self) -> bytes | None:
        """The stage's data, None where others needed the room."""
        return STORE.look(self.key)


def address(session: Session) -> dict[str, str]:
    """Where a stage may ask for this session's next run; to be called while its page runs.

    `session`: the visitor's, from now on known by its token, in the language of the page.
    """
    session.spoken = language(), second_language()
    _sessions[session.token] = session
    return _address(session)


def visitor(token: str) -> Session | None:
    """The session that `address` has made known, None for any other token."""
    return _sessions.get(token)


def run(session: Session) -> tuple[Trace, bytes | None]:
    """The run of a session's scenario, and the stage's data where that is known too.

    `session`: whose page runs, after its `address`.
    """
    early, session.early = session.early, None
    if early is None or early.scenario is not session.scenario:
        return run_of(session.scenario), None
    made_of = (early.view, early.screen, early.spoken)
    same = made_of == (session.view, session.screen, session.spoken) and not session.autoplay
    # Before a class the page says more: the hint, which may have changed with the edit.
    same = same and not session.screen.large
    data = early.data if same else None
    STORE.drop(early.key)
    return run_of(session.scenario), data


@contextmanager
def asked(request: Request, asking: set[str], most: int) -> Iterator[Session]:
    """Who asks, and nothing else of theirs in the meantime.

    Known by a header, before a byte of the body is read: a secret in an address would stand in
    logs.

    Args:
        request: with the token of `address`, not trusted; asking: tokens of those who wait for an
            answer of this kind; most: bytes of a body.

    Raises:
        HTTPException: 404 nobody, 429 already, 413 too much, 422 no length that can be read.
    """
    session = visitor(request.headers.get(TOKEN, ""))
    if session is None:
        raise HTTPException(404)
    if session.token in asking:
        raise HTTPException(429)
    said = request.headers.get("content-length", str(most + 1))
    if not said.isdecimal():
        raise HTTPException(422)
    if len(said) > len(str(most)) or int(said) > most:
        raise HTTPException(413)
    asking.add(session.token)
    try:
        yield session
    finally:
        asking.discard(session.token)


async def answer(request: Request) -> Response:
    """Answer {"edits"} with the stage's data after these edits; 404, 413, 422 or 429 else.

    A visitor's stage asks for one run at a time, and so gets one at a time. No turn is taken
    (`ui.turns`): these runs are short, and somebody waits to see them. Much text is read for one
    visitor at a time: others' edits come with their page's run, where turns are taken.
    """
    try:
        with asked(request, _asking, MOST_BYTES) as session:
            try:
                edits = await _edits(request, session.token)
                data = await run_in_threadpool(after, session, edits)
            finally:
                _large.discard(session.token)
    except HTTPException as refusal:
        return Response(status_code=refusal.status_code)
    return Response(data, media_type="application/octet-stream", headers=HEADERS)


async def _edits(request: Request, token: str) -> object:
    try:
        body = await request.body()  # all of it: a browser that still sends hears no answer
        if len(body) > LARGE:
            if _large:
                raise HTTPException(429)
            _large.add(token)
        return parsed(body.decode())["edits"]
    except (ValueError, TypeError, KeyError) as error:
        raise HTTPException(422) from error


def after(session: Session, edits: object) -> bytes:
    """What the stage would show after these edits; the document stays as it is.

    `session`: a visitor's; `edits`: a list as the stage sends it, not trusted.
    """
    screen, spoken = replace(session.screen), session.spoken
    with speaking(*spoken), working():
        scenario, view, ghost = session.after(edits)
        trace = run_of(scenario)
        data = stage_data(
            scenario, trace, view, PRESETS[session.preset].beside(scenario),
            autoplay=False, parts=None, ahead=_address(session), screen=screen.sent(True),
            former=ghost and ghost.trace,
        )  # fmt: skip
    new = Early(scenario, view, screen, spoken, object())
    STORE.put(new.key, data)
    old, session.early = session.early, new
    if old is not None:
        STORE.drop(old.key)
    session.ahead = view.ack
    return data


def _address(session: Session) -> dict[str, str]:
    return {"path": PATH, "token": session.token}

"""An edit's new run straight to the stage, ahead of the rerun that shows it on the whole page.

Streamlit answers an edit by running the page, and its front end renders the whole page three times
over before the stage hears of it: 70 ms. So the stage asks here first, paints what it gets, and
then sends the edit by Streamlit as before. No document is changed here: what an edit makes of a
document is computed and shown, and the rerun takes it from here if it is still what it would
compute itself.
"""

from __future__ import annotations

from dataclasses import replace

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from sim.document.seen import PartScenario
from sim.presets import PRESETS
from sim.run.trace import Trace
from ui.hosting.bounds.message import parsed
from ui.memory.work import STORE, run_of, working
from ui.session.asked import HEADERS, asked, where
from ui.session.edits import Result
from ui.session.former import Former, former
from ui.session.preview import Applied, Early
from ui.session.state import Session
from ui.session.view import View
from ui.stage.payload import stage_data
from ui.words import language, second_language, speaking

MOST_BYTES = 200_000
LARGE = 16_000  # bytes: to read so many may take a tenth of a second, so one at a time
_asking: set[str] = set()  # tokens of those who wait for an answer
_large: set[str] = set()  # of these the one who asked with much text


def run(session: Session) -> tuple[Trace, bytes | None]:
    """The run of a session's scenario, and the stage's data where that is known too.

    `session`: whose page runs, after its `address`.
    """
    early, session.preview.early = session.preview.early, None
    if early is None or early.scenario is not session.scenario:
        return run_of(session.scenario), None
    made_of = (early.view, early.screen, early.spoken)
    same = (
        made_of == (session.view, session.screen, session.preview.spoken) and not session.autoplay
    )
    # Before a class the page says more: the hint, which may have changed with the edit.
    same = same and not session.screen.large
    data = early.data if same else None
    STORE.drop(early.key)
    return run_of(session.scenario), data


def edit(session: Session, edits: object) -> None:
    """Make the document what the stage's edits say; what is known of them from here is taken.

    `session`: of the visitor; `edits`: as the stage sends them, not trusted.
    """
    result = _applied(session, session.scenario, session.view, edits)
    session.take(edits, "stage", result)
    if session.preview.edit >= result.applied_seq:
        session.preview.painted.last = session.view.rev


def undo(session: Session) -> None:
    """Undo; what only the stage shows, and is still on its way, never becomes a change instead.

    `session`: of the visitor.
    """
    if session.preview.edit <= session.view.ack:
        session.undo()
    elif session.can_undo():
        session.skip(session.preview.edit)


async def answer(request: Request) -> Response:
    """Answer {"edits"} with the stage's data after these edits; 404, 413, 422 or 429 else.

    A visitor's stage asks for one run at a time, and so gets one at a time. No turn is taken
    (`ui.reruns.turns`): these runs are short, and somebody waits to see them. Much text is read for
    one visitor at a time: others' edits come with their page's run, where turns are taken.
    """
    try:
        with asked(request, _asking, MOST_BYTES) as session:
            try:
                edits = await _edits(request, session.preview.token)
                data = await run_in_threadpool(after, session, edits)
            finally:
                _large.discard(session.preview.token)
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
    preview = session.preview
    screen, spoken = replace(session.screen), preview.spoken
    with speaking(*spoken), working():
        scenario, view, ghost = document_after(session, edits)
        trace = run_of(scenario)
        data = stage_data(
            scenario, trace, view, PRESETS[session.preset].beside(scenario),
            autoplay=False, parts=None, ahead=where(session), screen=screen.sent(True),
            former=ghost and ghost.trace,
        )  # fmt: skip
    new = Early(scenario, view, screen, spoken, object())
    STORE.put(new.key, data)
    old, preview.early = preview.early, new
    if old is not None:
        STORE.drop(old.key)
    preview.edit = view.ack
    return data


def document_after(session: Session, edits: object) -> tuple[PartScenario, View, Former | None]:
    """What these edits would make of the document, where it would be looked at, and its ghost.

    `session`: of the visitor; `edits`: not trusted.
    """
    with session.changing:
        scenario, view, known = session.scenario, replace(session.view), session.former
    result = _applied(session, scenario, view, edits)
    sizes = result.scenario.sizes
    return result.scenario, replace(
        view, rev=view.rev + 1, ack=result.applied_seq, rejected=result.rejected,
        mine=result.mine, t=min(view.t, sizes["T"]), unit=min(view.unit, result.scenario.units),
    ), former(scenario, result.scenario, known, edits)  # fmt: skip


def _applied(session: Session, scenario: PartScenario, view: View, edits: object) -> Result:
    """What these edits make of a scenario; the same again, ahead and for good, is done once."""
    onto = (scenario, view.rejected, view.locked, view.mine)
    asked = (edits, view.ack, view.place, language(), second_language())  # the message is words
    last = session.preview.applied
    if last is None or not last.is_of(onto, asked):
        last = Applied(onto, asked, session.applied(scenario, view, edits, view.ack))
        session.preview.applied = last
    return last.result

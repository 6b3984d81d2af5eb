"""Curves that follow a slider while it is dragged: asked for here, ahead of the page's rerun.

Streamlit's slider tells the server when it is let go. Until then the browser asks here for the
figures of the value under the pointer, one request at a time, the newest value alone. Nothing is
changed and nothing is kept: when the slider is let go the page runs as ever.
"""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Callable, Hashable, Iterable, Mapping
from pathlib import Path
from weakref import WeakKeyDictionary

import streamlit as st
from plotly.io.json import to_json_plotly
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from sim.graph.cell import Cell
from sim.text.errors import InputError
from ui.figures.described import enlarged
from ui.hosting.bounds.message import parsed
from ui.memory.work import passing, weight_of
from ui.session import asked
from ui.session.preview import Drawing, Figures
from ui.session.state import Session
from ui.shared.bundle import bundle
from ui.shared.served import PREFIX, served
from ui.widgets.drawn import Drawn
from ui.words import speaking

PATH = f"{PREFIX}/drag"
MOST_BYTES = 500
# Three cells of 16 units over 1000 steps: 10 MiB, a fifteenth of a second. Scaling larger matrices
# takes longer than that.
MOST_WEIGHT = 12 * 2**20  # bytes of all runs
MOST_UNITS = 64
PATIENCE = 0.5  # seconds that a value waits for those of other visitors
FOLDER = Path(__file__).parent

_component = st.components.v2.component(
    "gatescope_drag", js=served("drag", bundle(FOLDER, "main.js"), "")
)
_asking: set[str] = set()  # tokens of those who wait for an answer
_counters: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()


class TooMuch(Exception):
    """So large a run can't be made many times a second."""


def fits(cells: Iterable[Cell], T: int, H: int) -> None:
    """Raise TooMuch for runs that can't be made many times a second.

    Args:
        cells: on screen.
        T: timesteps.
        H: units.
    """
    if H > MOST_UNITS or sum(weight_of(cell, T, H) for cell in cells) > MOST_WEIGHT:
        raise TooMuch


def drag(
    session: Session, page: str, sliders: Mapping[str, str], draw: Callable[[str, float], Figures],
    made_of: Hashable,
) -> None:  # fmt: skip
    """Let the charts of a page follow its sliders.

    Args:
        session: the visitor's.
        page: in the address, one such call on each.
        sliders: key of a slider -> the setting it moves.
        draw: as of `Drawing`.
        made_of: tells what the charts show now from what they showed before.
    """
    session.preview.drawing = Drawing(page, draw)
    where = {**asked.address(session), "path": PATH}
    data = {"page": page, "sliders": dict(sliders), "stamp": str(made_of), **where}
    _component(key=f"{page}_drag", data=data)


async def answer(request: Request) -> Response:
    """Answer {"page", "setting", "value"} with the figures; 404, 413, 422 or 429 else.

    A visitor has one value drawn at a time, and all visitors together one, in the order in
    which they asked: so a drag costs others no more than an edit does.
    """
    try:
        with asked.asked(request, _asking, MOST_BYTES) as session:
            return await _drawn(session, *_read(await request.body()))
    except HTTPException as refusal:
        return Response(status_code=refusal.status_code)
    except TooMuch:
        return Response(status_code=413)
    except TimeoutError:
        return Response(status_code=429)
    except (InputError, ValueError, TypeError, KeyError, OverflowError):
        return Response(status_code=422)


def _read(body: bytes) -> tuple[str, str, float]:
    said = parsed(body.decode())
    page, setting, value = said["page"], said["setting"], said["value"]
    if type(page) is not str or type(setting) is not str or type(value) not in (int, float):
        raise TypeError
    if not math.isfinite(value):
        raise ValueError
    return page, setting, float(value)


async def _drawn(session: Session, page: str, setting: str, value: float) -> Response:
    counter = _counters.setdefault(asyncio.get_running_loop(), asyncio.Lock())
    await asyncio.wait_for(counter.acquire(), PATIENCE)
    try:
        text = await run_in_threadpool(figures_of, session, page, setting, value)
    finally:
        counter.release()
    return Response(text, media_type="application/json", headers=asked.HEADERS)


def figures_of(session: Session, page: str, setting: str, value: float) -> str:
    """The figures of a value as JSON, {key of a chart: figure}.

    Args:
        session: a visitor's.
        page: asked for, not trusted.
        setting: of that page, not trusted.
        value: of that setting, not trusted.

    Raises:
        InputError: there is no such value.
        KeyError: there is no such page or setting.
        TooMuch: it would take too long.
    """
    drawing = session.preview.drawing
    if drawing is None or drawing.page != page:
        raise KeyError(page)
    with speaking(*session.preview.spoken), passing():
        figures = drawing.draw(setting, value)
    large = session.screen.large
    shown = {key: Drawn(enlarged(f) if large else f).to_dict() for key, f in figures.items()}
    return json.dumps({key: json.loads(to_json_plotly(f)) for key, f in shown.items()})

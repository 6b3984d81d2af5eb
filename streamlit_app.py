"""The launcher: `streamlit run streamlit_app.py`.

The pages' script is ui/frame/main.py and not this file, because a folder `pages` beside the script
makes a freshly started Streamlit run the page of the first deep link alone, without the frame
around it.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from ui import PAGES
from ui.frame.shell import markup
from ui.hosting import (
    Bodies,
    Closed,
    LeanPage,
    Misses,
    SecurityHeaders,
    StaticGzip,
    Takes,
    Unglued,
    Visits,
    bound_connections,
    bound_logs,
    component_file,
    drop_wrong_kinds,
    keep_house,
    send_at_once,
    where,
)
from ui.memory.process import settle
from ui.session import asked
from ui.shared.served import PREFIX
from ui.stage import preview
from ui.widgets import drag

ROOT = Path(__file__).resolve().parent
TAKEN = (
    Takes("POST", asked.PATH, preview.MOST_BYTES, seconds=10),
    Takes("POST", drag.PATH, drag.MOST_BYTES, seconds=2),
)
# Components too: a replica may be asked for their modules before a page ran in it.
WARM = ("numpy", "pandas", "plotly.graph_objects", "plotly.io", "pyarrow")
WARM += ("ui.stage", "ui.widgets.number", "ui.widgets.transfer.opener", "ui.handout.picture")
WARM += ("ui.widgets.painter", "ui.widgets.drag")


@asynccontextmanager
async def warm(_app: object) -> AsyncIterator[None]:
    """Import what the first visitor would wait for; later garbage collections pass it over."""
    for name in WARM:
        importlib.import_module(name)
    send_at_once()
    bound_connections()
    drop_wrong_kinds()
    bound_logs()
    gc.collect()
    gc.freeze()
    settle()
    address, port, base = (
        st.get_option(f"server.{name}") for name in ("address", "port", "baseUrlPath")
    )
    print(where(address or "", port, base), flush=True)
    house = asyncio.create_task(keep_house())
    try:
        yield
    finally:
        house.cancel()


async def to_default_page(request: Request) -> RedirectResponse:
    """Streamlit knows the default page by "/" alone; its own name in a link works too."""
    return RedirectResponse("./" + (f"?{request.url.query}" if request.url.query else ""))


# Ours, as Streamlit's own routes: below the path that the server was told to lie under.
BASE = f"/{(st.get_option('server.baseUrlPath') or '').strip('/')}".rstrip("/")

app = st.App(
    ROOT / "ui" / "frame" / "main.py",
    lifespan=warm,
    routes=[
        Route(f"{BASE}/{PAGES[0]}", to_default_page),
        Route(f"{BASE}/{asked.PATH}", preview.answer, methods=["POST"]),
        Route(f"{BASE}/{drag.PATH}", drag.answer, methods=["POST"]),
        Route(f"{BASE}/{PREFIX}/{{file:path}}", component_file),
    ],
    middleware=[
        Middleware(SecurityHeaders),
        Middleware(Bodies, taken=TAKEN),
        Middleware(Closed),
        Middleware(Visits),
        Middleware(StaticGzip),
        Middleware(GZipMiddleware, minimum_size=1000),
        Middleware(LeanPage, ours=markup()),
        Middleware(Unglued, pages=PAGES),
        Middleware(Misses, base=BASE),
    ],
)

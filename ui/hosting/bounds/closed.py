"""What Streamlit tells anybody about the server, and we don't unless asked for."""

from __future__ import annotations

import os

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

METRICS = "GATESCOPE_METRICS"  # name of the variable; with "1" the server tells its metrics
PATH = "/_stcore/metrics/"


class Closed:
    """Answer 404 where the server would tell its metrics: how many are here, and what they keep.

    Args:
        app: the ASGI application inside.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._is_open = os.environ.get(METRICS) == "1"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 404 at the metrics' address, pass on everything else."""
        app = self._app
        if scope["type"] == "http" and not self._is_open and PATH in f"{scope['path']}/":
            app = PlainTextResponse(status_code=404)
        await app(scope, receive, send)

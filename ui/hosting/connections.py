"""What the server is told about connections before the first one comes."""

from __future__ import annotations

import logging

from ui.hosting.internals import CountedFrames, WebSocketsSansIOProtocol, uvicorn_config
from ui.hosting.message import MOST_BYTES

LOG = logging.getLogger("streamlit.gatescope")


def bound_connections() -> None:
    """Bound what one connection may cost; to be called in the lifespan's start."""
    config = uvicorn_config()
    if config is None:
        return  # run by another server, which has bounds of its own
    config.ws_max_size = MOST_BYTES
    if config.ws_protocol_class is WebSocketsSansIOProtocol:
        config.ws_protocol_class = CountedFrames
    else:
        LOG.warning("WebSocket frames are not counted: %s", config.ws_protocol_class)

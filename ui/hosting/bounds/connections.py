"""What the server is told about connections before the first one comes."""

from __future__ import annotations

from ui.hosting.bounds.message import MOST_BYTES
from ui.hosting.bounds.places import FILES_BESIDE, FILES_EACH, most_visitors, open_files
from ui.hosting.internals import CountedFrames, PromptHeads, uvicorn_config

MOST_HEAD = 32_768  # bytes of a request's head; a link has 8 kB, a browser's cookies some more


def bound_connections() -> None:
    """Bound what one connection may cost; to be called in the lifespan's start."""
    config = uvicorn_config()
    if config is None:
        return  # run by another server, which has bounds of its own
    config.ws_max_size = MOST_BYTES
    config.ws_per_message_deflate = False  # 2 kB would be unpacked to 2 MB before they are counted
    config.h11_max_incomplete_event_size = MOST_HEAD
    # Whatever was chosen: uvicorn takes another reader of requests (httptools) where it finds one.
    config.http_protocol_class, config.ws_protocol_class = PromptHeads, CountedFrames
    files = open_files()
    PromptHeads.most = max(2, files - FILES_BESIDE - (FILES_EACH - 1) * most_visitors(files))

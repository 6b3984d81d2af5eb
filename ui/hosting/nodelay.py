"""Small messages leave at once, and don't wait until the browser has confirmed the one before."""

from __future__ import annotations

import socket
from contextlib import suppress

from ui.hosting.internals import listening_sockets


def send_at_once() -> None:
    """Turn Nagle's algorithm off for whoever connects to this server from now on.

    uvloop does so by itself; this is for where it is not installed (Windows). asyncio does so for
    sockets that were made with TCP's number; Streamlit makes its own without one, and a run's
    messages then wait up to 40 ms for a delayed ACK (RFC 1122, 4.2.3). Connections take the option
    over from the socket that listens; where that can't be set they are as slow as before.
    """
    for one in listening_sockets():
        with suppress(OSError):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

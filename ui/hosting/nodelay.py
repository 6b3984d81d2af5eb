"""Small messages leave at once, and don't wait until the browser has confirmed the one before."""

from __future__ import annotations

import gc
import socket


def send_at_once() -> None:
    """Turn Nagle's algorithm off for whoever connects to this server from now on.

    uvloop does so by itself; this is for where it is not installed (Windows). asyncio does so for
    sockets that were made with TCP's number; Streamlit makes its own without one, and a run's
    messages then wait up to 40 ms for a delayed ACK (RFC 1122, 4.2.3). Connections take the option
    over from the socket that listens. Streamlit hands that to nobody, hence the search.
    """
    for one in gc.get_objects():
        if isinstance(one, socket.socket) and _listens(one):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _listens(one: socket.socket) -> bool:
    try:
        is_internet = one.family in (socket.AF_INET, socket.AF_INET6)
        return is_internet and bool(one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))
    except OSError:  # closed, or a system that does not tell
        return False

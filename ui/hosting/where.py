"""The lines in the terminal that say where the app is.

Streamlit's own ask a host outside for the machine's address in the internet, so they are off.
"""

from __future__ import annotations

import socket

ALL = ("", "0.0.0.0", "::")
ELSEWHERE = ("192.0.2.1", 9)  # a documentation address; a datagram socket sends nothing to connect


def where(address: str, port: int, base: str = "") -> str:
    """The addresses at which a browser finds the app, a line each.

    Args:
        address: that the server listens at, "" for all of the machine's; port: of the server.
        base: path below which the app lies, "" for none.
    """
    hosts = {"on this machine": "localhost", "in this network": _own()}
    if address not in ALL:
        hosts = {"at": address}
    path = f"/{base.strip('/')}" if base.strip("/") else ""
    lines = [f"  {what}: http://{host}:{port}{path}" for what, host in hosts.items() if host]
    return "\n".join(["Gatescope", *lines])


def _own() -> str | None:
    """This machine's address in its network, None without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(ELSEWHERE)
        except OSError:
            return None
        return probe.getsockname()[0]

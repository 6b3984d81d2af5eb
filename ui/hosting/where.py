"""The lines in the terminal that say where the app is.

Streamlit's own ask a host outside for the machine's address in the internet, so they are off.
"""

from __future__ import annotations

import socket
from ipaddress import ip_address

ALL = ("", "0.0.0.0", "::")
# Addresses for documentation; a datagram socket sends nothing to connect.
ELSEWHERE = {socket.AF_INET: ("192.0.2.1", 9), socket.AF_INET6: ("2001:db8::1", 9)}


def where(address: str, port: int, base: str = "") -> str:
    """The addresses at which a browser finds the app, a line each.

    Args:
        address: that the server listens at, "" for all of the machine's.
        port: of the server.
        base: path below which the app lies, "" for none.
    """
    hosts = {"on this machine": "localhost", "in this network": network_host(address)}
    if address not in ALL:
        hosts = {"at": bracketed(address)}
    path = f"/{base.strip('/')}" if base.strip("/") else ""
    lines = [f"  {what}: http://{host}:{port}{path}" for what, host in hosts.items() if host]
    return "\n".join(["Gatescope", *lines])


def network_host(address: str) -> str | None:
    """The host at which other devices of the network find the server, None if they can't.

    Args:
        address: that the server listens at, "" for all of the machine's.
    """
    if address not in ALL:
        return None if is_own(address) else bracketed(address)
    families = [socket.AF_INET] if address == "0.0.0.0" else list(ELSEWHERE)
    found = next((host for family in families if (host := _own(family))), None)
    return found and bracketed(found)


def is_own(host: str) -> bool:
    """Whether a name or an address means the very device that asks for it.

    Args:
        host: without a port.
    """
    name = host.lower().strip("[]").rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def bracketed(host: str) -> str:
    """A host as it is written before a port.

    Args:
        host: a name or an address.
    """
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _own(family: int = socket.AF_INET) -> str | None:
    """This machine's address in its network, None without a network."""
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect(ELSEWHERE[family])
            host = probe.getsockname()[0]
    except OSError:
        return None
    address = ip_address(host.partition("%")[0])
    return None if is_own(host) or address.is_link_local else host

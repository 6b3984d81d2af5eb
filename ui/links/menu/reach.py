"""Where those who are sent a link find the app: not at the localhost of who sends it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import streamlit as st

from ui import PAGES
from ui.hosting.where import ALL, is_own, network_host

USUAL_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Reach:
    """Where a page is found.

    Args:
        page: its address without parameters.
        warning: key of the sentence on why other devices do not find it there, "" where they do.
    """

    page: str
    warning: str = ""

    @property
    def typed(self) -> str:
        """The app's address as short as a person can type it: 192.168.1.5:8501/gatescope."""
        parts = urlsplit(self.page)
        scheme = "" if parts.scheme == "http" else f"{parts.scheme}://"
        return scheme + parts.netloc + _folder(parts.path).rstrip("/")


def reach(first: bool = False) -> Reach:
    """Where others find the page on screen.

    Args:
        first: whether the first page is meant instead.
    """
    return reached(
        st.context.url or "", st.get_option("server.address") or "",
        int(st.get_option("server.port")), first,
    )  # fmt: skip


def reached(url: str, listens: str, port: int, first: bool = False) -> Reach:
    """Where others find a page that somebody sees at `url`.

    Args:
        url: without parameters; a page's name has no slash at the end, the first page always has: a
            proxy that takes a prefix off may know it by that alone.
        listens: address at which the server listens.
        port: at which it listens.
        first: whether the first page is meant instead.
    """
    parts = urlsplit(url)
    path = parts.path
    if first or path.rpartition("/")[2] not in PAGES[1:]:
        path = _folder(path)
    seen = parts.port or USUAL_PORTS.get(parts.scheme)
    warning, netloc = "", parts.netloc
    if parts.hostname and is_own(parts.hostname):
        host = network_host(listens)
        if seen != port:  # somebody passes it on: a tunnel, a container, a proxy
            warning = "links.passed_on"
        elif host:
            netloc = f"{host}:{port}" if parts.port else host
        else:
            warning = "links.own_alone" if listens not in ALL else "links.no_network"
    return Reach(urlunsplit((parts.scheme, netloc, path, "", "")), warning)


def _folder(path: str) -> str:
    """The path of the first page, of any page's."""
    above, _, name = path.rpartition("/")
    return f"{above}/" if name in PAGES[1:] else path.rstrip("/") + "/"

"""Bodies of requests are bounded as they arrive, on every route of a real server too."""

from __future__ import annotations

import asyncio
import socket
from urllib.parse import urlsplit

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse

import streamlit_app
from tests.browser import serve
from ui.hosting import Bodies, Takes
from ui.session import asked
from ui.stage import preview
from ui.widgets import drag

TAKEN = (Takes("POST", "parts/ahead", 10, seconds=0.05), Takes("PUT", "b", 20, seconds=0.05))


def answered(
    method: str, path: str, *pieces: bytes, stalls: bool = False, **headers: str
) -> tuple[int, bool]:
    """The status of an answer, and whether the connection is closed after it."""
    coming = [{"type": "http.request", "body": one, "more_body": True} for one in pieces]
    if coming:
        coming[-1]["more_body"] = stalls
    sent: list[dict] = []

    async def receive() -> dict:
        if coming:
            return coming.pop(0)
        return await asyncio.Event().wait()

    async def send(message: dict) -> None:
        sent.append(message)

    async def inside(scope, receive, send) -> None:
        body = await Request(scope, receive).body()
        await PlainTextResponse(body)(scope, receive, send)

    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": method, "path": path, "headers": raw}

    async def talk() -> None:
        async with asyncio.timeout(5):
            await Bodies(inside if pieces else _read_nothing, TAKEN)(scope, receive, send)

    asyncio.run(talk())
    start = sent[0]
    return start["status"], (b"connection", b"close") in start["headers"]


async def _read_nothing(scope, receive, send) -> None:
    await PlainTextResponse("ok")(scope, receive, send)


@pytest.mark.parametrize("path", ["/parts/ahead", "/below/parts/ahead"])
def test_a_body_passes_up_to_its_length(path):
    assert answered("POST", path, b"12345", b"67890", content_length="10") == (200, False)
    assert answered("POST", path, b"1" * 11, content_length="11") == (413, True)
    assert answered("POST", path, content_length="9" * 5000) == (413, True)


def test_a_body_that_nobody_takes_is_refused():
    others = ("PUT", "/parts/ahead"), ("POST", "/parts/aheads"), ("POST", "/parts/ahead/a")
    for method, path in (("GET", "/"), *others, ("POST", "/otherparts/ahead")):
        assert answered(method, path, b"1", content_length="1") == (413, True)
        assert answered(method, path, content_length="0") == (200, False)
    assert answered("PUT", "/a/b", b"1" * 20, content_length="20") == (200, False)


def test_a_length_stands_there_once_and_is_one():
    both = {"content_length": "2", "transfer_encoding": "chunked"}
    assert answered("POST", "/parts/ahead", b"{}", **both) == (400, True)
    assert answered("POST", "/parts/ahead", b"{}", transfer_encoding="chunked") == (411, True)
    for length in ("many", "-1", "1.5", "²"):
        assert answered("POST", "/parts/ahead", b"{}", content_length=length) == (400, True)


def test_a_slow_body_is_ended():
    assert answered("POST", "/parts/ahead", b"1", stalls=True, content_length="9") == (408, True)


def test_who_is_answered_without_being_read_is_not_read_on():
    assert answered("POST", "/parts/ahead", content_length="9") == (200, True)


@pytest.fixture(scope="module")
def url():
    with serve() as url:
        yield url


def says(url: str, head: str, body: bytes = b"") -> tuple[str, bool]:
    """The first line of a real server's answer, and whether it closes the connection."""
    host = urlsplit(url)
    with socket.create_connection((host.hostname, host.port), timeout=20) as line:
        line.sendall(f"{head} HTTP/1.1\r\nHost: {host.netloc}\r\n".encode() + body)
        got = b""
        while b"\r\n\r\n" not in got and (more := line.recv(65_536)):
            got += more
    first, _, rest = got.partition(b"\r\n")
    return first.decode()[9:12], b"connection: close" in rest


ENDLESS = b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\na\r\n" * 2000


@pytest.mark.parametrize(
    "head",
    [
        "POST /parts/ahead", "POST /", "GET /", "GET /step", "HEAD /", "GET /parts/x.js",
        "PUT /_stcore/upload_file/a/b", "GET /_stcore/health", "POST /_stcore/agent/interact",
        "DELETE /_stcore/upload_file/a/b", "POST /_stcore/agent/mcp", "POST /nowhere",
    ],
)  # fmt: skip
def test_every_route_ends_a_body_that_has_no_length_or_two(url, head):
    assert says(url, head, ENDLESS) == ("411", True)
    assert says(url, head, b"Content-Length: 2\r\n" + ENDLESS) == ("400", True)
    assert says(url, head, b"Content-Length: 99999999\r\n\r\n") == ("413", True)


def test_a_token_is_looked_up_before_the_body_is_here(url):
    assert says(url, "POST /parts/ahead", b"Content-Length: 9\r\n\r\n") == ("404", True)
    known = b"X-Gatescope-Token: guessed\r\nContent-Length: 9\r\n\r\n"
    assert says(url, "POST /parts/ahead", known) == ("404", True)


def test_a_head_has_its_length(url):
    link = "GET /?m=" + "x" * 8_000
    assert says(url, link, b"\r\n")[0] == "200"
    for head in (b"Cookie: " + b"x" * 40_000 + b"\r\n\r\n", b"a:\r\n" * 20_000 + b"\r\n"):
        assert says(url, "GET /", head)[0] in ("400", "")
    assert says(url, "GET /?m=" + "x" * 60_000, b"\r\n")[0] in ("400", "")


def test_a_body_is_taken_by_one_route():
    bounds = {route.path: route.most for route in streamlit_app.TAKEN}
    assert bounds == {asked.PATH: preview.MOST_BYTES, drag.PATH: drag.MOST_BYTES}

"""Where the app is served to the browser tests: at the root, below a path, behind a proxy.

    with place("stripped") as url:      # one of PLACES
        page = visitors("/compare?p=latch", url=url)

`visitors(path, url=url)` opens `url + path`. The address has no final slash.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.browser import ROOT, free_port, serve_at

BELOW = "gatescope"
MOST_HEAD = 100_000

PLACES = ("root", "base", "stripped")


@contextmanager
def place(name: str, root: Path = ROOT, *options: str) -> Iterator[str]:
    """Serve the app and yield the address at which a browser finds it, without a final slash.

    `name`: "root"; "base": below `--server.baseUrlPath`, as docs/hosting.md advises; "stripped":
    behind a proxy that offers it below the same path, and takes the path off before it asks the
    server, which so knows nothing of it. `root`: of the checkout; `options`: more of Streamlit's.
    """
    port = free_port()
    base = (f"--server.baseUrlPath={BELOW}",) if name == "base" else ()
    with serve_at(port, root, *base, *options, below=f"/{BELOW}" if base else ""):
        if name == "stripped":
            with stripping_proxy(port, f"/{BELOW}") as public:
                yield f"http://127.0.0.1:{public}/{BELOW}"
        else:
            yield f"http://127.0.0.1:{port}" + (f"/{BELOW}" if base else "")


@contextmanager
def stripping_proxy(port: int, prefix: str) -> Iterator[int]:
    """Offer the server at `port` below `prefix` alone; yields the proxy's port.

    `prefix`: such as "/gatescope". It is taken off each request; everything else passes as it is,
    WebSockets too, and so do the server's answers: it has to say nothing that only holds at the
    root. What is asked for outside is a 404, as if another site lay there.
    """
    # In a thread of its own: Playwright keeps a loop running in this one.
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(_start(port, prefix), loop).result(10)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        asyncio.run_coroutine_threadsafe(_end(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _start(port: int, prefix: str) -> asyncio.Server:
    return await asyncio.start_server(
        lambda reader, writer: _connection(reader, writer, port, prefix), "127.0.0.1", 0,
        limit=MOST_HEAD,
    )  # fmt: skip


async def _end(server: asyncio.Server) -> None:
    server.close()
    open_still = asyncio.all_tasks() - {asyncio.current_task()}
    for task in open_still:
        task.cancel()
    await asyncio.gather(*open_still, return_exceptions=True)


async def _connection(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int, prefix: str
) -> None:
    """One request of a browser; a connection each, so that nothing but its head has to be read."""
    inside: asyncio.StreamWriter | None = None
    try:
        head = _inner(await reader.readuntil(b"\r\n\r\n"), prefix)
        if head.startswith(b"HTTP/"):
            writer.write(head)
            await writer.drain()
            return
        answers, inside = await asyncio.open_connection("127.0.0.1", port)
        inside.write(head)
        both = [
            asyncio.create_task(_pass_on(reader, inside)),
            asyncio.create_task(_pass_on(answers, writer)),
        ]
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
    except (
        OSError,
        asyncio.IncompleteReadError,
        asyncio.LimitOverrunError,
        asyncio.CancelledError,
    ):
        pass  # somebody has gone
    finally:
        for one in filter(None, (writer, inside)):
            one.close()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while piece := await reader.read(65_536):
            writer.write(piece)
            await writer.drain()


def _inner(head: bytes, prefix: str) -> bytes:
    """The head as the server gets it, or the answer that the proxy gives itself."""
    request, *fields = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    method, target, version = request.split(" ")
    path, mark, query = target.partition("?")
    if path == prefix:  # as nginx and Caddy are told to do
        return _answer("301 Moved Permanently", f"Location: {prefix}/{mark}{query}")
    if not path.startswith(f"{prefix}/"):
        return _answer("404 Not Found")
    if not any(field.lower().startswith("upgrade:") for field in fields):
        fields = [field for field in fields if not field.lower().startswith("connection:")]
        fields.append("Connection: close")
    lines = [f"{method} {target.removeprefix(prefix)} {version}", *fields, "", ""]
    return "\r\n".join(lines).encode("latin-1")


def _answer(status: str, *fields: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", *fields, "Content-Length: 0", "Connection: close", "", ""]
    return "\r\n".join(lines).encode("latin-1")

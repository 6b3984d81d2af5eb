"""What a visitor feels while another one attacks the server: latency of edits, and memory.

    python -m benchmarks.attack [--only NAME ...] [--rounds 2] [--edits 40]

A calm visitor types numbers, twenty a second, into a real server. Beside it a process of its own
sends twelve messages of 2 MB every second, or what else a line of the table names. Two latencies
of the calm visitor are counted: until an edit's new run is there ("seen"), and until its page is
("end"). Edits that would have been made during a long wait count too. All of it stays on this
machine and ends by itself.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import re
import socket
import statistics
import struct
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg

from benchmarks.browser import percentile
from benchmarks.load import load_average
from tests.browser import free_port, serve_at
from tests.visitor import Visitor

SIZE = 1_990_000  # bytes of a message, just within Streamlit's own limit
TIMES = 12
SECONDS = 6  # of an attack at most
PAUSE = 0.05  # seconds between two edits of the calm visitor


def state(text: str, count: int = 1) -> bytes:
    """A message with component states of this text."""
    message = BackMsg()
    for k in range(count):
        message.rerun_script.widget_states.widgets.add(id=f"w{k}", json_value=text)
    return message.SerializeToString()


def of_fields(**fields: object) -> bytes:
    """A message whose client state has these fields."""
    message = BackMsg()
    for name, value in fields.items():
        if isinstance(value, list):
            getattr(message.rerun_script, name).extend(value)
        else:
            setattr(message.rerun_script, name, value)
    return message.SerializeToString()


def widgets(**value: object) -> bytes:
    """A message with one widget that holds an array."""
    message = BackMsg()
    ((name, items),) = value.items()
    widget = message.rerun_script.widget_states.widgets.add(id="w")
    getattr(widget, name).data.extend(items)
    return message.SerializeToString()


MESSAGES: dict[str, Callable[[], bytes]] = {
    "[[[[": lambda: state("[" * SIZE),
    "many [[[[": lambda: state("[" * 990, SIZE // 1000),
    "many [[[": lambda: state("[" * 90, SIZE // 105),
    "[[],[],": lambda: state("[" + "[]," * (SIZE // 3 - 2) + "[]]"),
    "[1,1,1,": lambda: state("[" + "1," * (SIZE // 2 - 2) + "1]"),
    '["","",': lambda: state("[" + '"",' * (SIZE // 3 - 2) + '""]'),
    '"\\n\\n\\n': lambda: state('"' + "\\n" * (SIZE // 2 - 1) + '"'),
    '"\\"\\"\\"': lambda: state('"' + '\\"' * (SIZE // 2 - 1) + '"'),
    '{"a":{"a":': lambda: state('{"a":' * (SIZE // 5)),
    "numbers of 4000 digits": lambda: state("[" + ",".join(["9" * 4000] * (SIZE // 4001)) + "]"),
    "raw [[[[": lambda: b"[" * SIZE,
    "empty widgets": lambda: BackMsg.FromString(b"").SerializeToString() + nested(b"\n\0"),
    "an id": lambda: state_of_id(SIZE),
    "a query string": lambda: of_fields(query_string="?" + "a=[&" * (SIZE // 4)),
    "a page's hash": lambda: of_fields(page_script_hash="[" * SIZE),
    "cached hashes": lambda: of_fields(cached_message_hashes=[""] * (SIZE // 2)),
    "strings": lambda: widgets(string_array_value=[""] * (SIZE // 2)),
    "doubles": lambda: widgets(double_array_value=[0.0] * (SIZE // 8)),
    "ints": lambda: widgets(int_array_value=[0] * SIZE),
}  # fmt: skip


def nested(item: bytes) -> bytes:
    """A message whose widget states are one item, again and again."""
    inner = item * (SIZE // len(item))
    for number in (2, 11):  # ClientState.widget_states, BackMsg.rerun_script
        inner = bytes([number << 3 | 2]) + varint(len(inner)) + inner
    return inner


def varint(value: int) -> bytes:
    """A number as protobuf writes it."""
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def state_of_id(size: int) -> bytes:
    """A message with one widget of a long name."""
    message = BackMsg()
    message.rerun_script.widget_states.widgets.add(id="w" * size, bool_value=True)
    return message.SerializeToString()


async def send_messages(url: str, data: bytes) -> None:
    """Twelve times the message, again every second, each time from a new visitor."""
    lines = []
    while True:
        with suppress(OSError, websockets.WebSocketException):
            line = await websockets.connect(
                f"{url.replace('http', 'ws', 1)}/_stcore/stream",
                subprotocols=["streamlit"], compression=None, max_size=None, ping_interval=None,
            )  # fmt: skip
            lines.append(line)  # which stays open
            for _ in range(TIMES):
                await line.send(data)
        await asyncio.sleep(1)


def frames(url: str, frame: bytes, megabytes: int = 8) -> None:
    """Very many very small frames, from one visitor, as fast as they go."""
    host = urlsplit(url)
    end = perf_counter() + SECONDS
    sent = 0
    while perf_counter() < end and sent < megabytes * 1_000_000:
        try:
            with socket.create_connection((host.hostname, host.port), timeout=2) as line:
                line.sendall(
                    f"GET /_stcore/stream HTTP/1.1\r\nHost: {host.netloc}\r\n"
                    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
                )
                line.recv(4096)
                block = frame * (60_000 // len(frame))
                while perf_counter() < end and sent < megabytes * 1_000_000:
                    line.sendall(block)
                    sent += len(block)
        except OSError:
            time.sleep(0.01)


def small_frame(opcode: int, fin: bool = True, payload: bytes = b"") -> bytes:
    """A masked frame with no mask to speak of."""
    return struct.pack("!BB4x", opcode | (128 if fin else 0), 128 | len(payload)) + payload


FRAMES = {
    "pings": small_frame(9),
    "empty messages": small_frame(2),
    "empty texts": small_frame(1),
    "pieces": small_frame(2, fin=False) + small_frame(0, fin=False) * 500,
}


def endless(url: str, megabytes: int = 400) -> None:
    """A body with two lengths that does not end, from somebody without a token."""
    host = urlsplit(url)
    end = perf_counter() + SECONDS
    piece = b"10000\r\n" + bytes(65_536) + b"\r\n"
    with suppress(OSError), socket.create_connection((host.hostname, host.port)) as line:
        line.settimeout(SECONDS)
        line.sendall(
            f"POST /parts/ahead HTTP/1.1\r\nHost: {host.netloc}\r\nContent-Length: 9\r\n"
            "Transfer-Encoding: chunked\r\n\r\n".encode()
        )
        for _ in range(megabytes * 1_000_000 // len(piece)):
            if perf_counter() > end:
                break
            line.sendall(piece)


def attack(name: str, url: str, ready: object, go: object) -> None:
    """To be run in a process of its own."""
    data = b"" if name == "a body" else FRAMES[name] if name in FRAMES else MESSAGES[name]()
    ready.set()
    go.wait(60)
    if name == "a body":
        endless(url)
    elif name in FRAMES:
        frames(url, data)
    else:
        with suppress(TimeoutError):
            asyncio.run(asyncio.wait_for(send_messages(url, data), SECONDS))


async def edits(url: str, count: int, go: Callable[[], None], least: float = 0) -> list[dict]:
    """The calm visitor's edits, for `least` seconds from when `go` was called."""
    times = []
    async with Visitor(url) as calm:
        await calm.run()
        await calm.hurry("0.5")
        go()
        start = perf_counter()
        while len(times) < count or perf_counter() - start < least:
            times.append(await calm.hurry(f"{len(times) % 97}.25"))
            await asyncio.sleep(PAUSE)
    return times


def measure(name: str, url: str, pid: int, count: int) -> tuple[list[dict], float]:
    """The calm visitor's latencies during one attack, and the most memory of the server."""
    if name == "nobody":
        return asyncio.run(edits(url, count, int)), peak(pid)
    context = multiprocessing.get_context("spawn")
    ready, go = context.Event(), context.Event()
    attacker = context.Process(target=attack, args=(name, url, ready, go), daemon=True)
    attacker.start()
    ready.wait(30)
    try:
        times = asyncio.run(asyncio.wait_for(edits(url, count, go.set, SECONDS / 2), 120))
    finally:
        attacker.kill()
        attacker.join()
    return times, peak(pid)


def peak(pid: int) -> float:
    """Most resident memory of a process so far, in MiB (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024


def felt(times: list[float]) -> list[float]:
    """Latencies of edits every `PAUSE`: who waits for one answer would have made others meanwhile.

    `times`: seconds of edits that each waited for the one before.
    """
    return [one - k * PAUSE for one in times for k in range(1 + int(one / PAUSE))]


def main() -> None:
    """Print a line for each attack."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--only", nargs="*")
    options.add_argument("--rounds", type=int, default=2)
    options.add_argument("--edits", type=int, default=40)
    chosen = options.parse_args()
    print(load_average())
    print("| attack | seen: p50, p95, most | end: p50, p95, most | memory |\n|---|---|---|---|")
    for name in chosen.only or ["nobody", *MESSAGES, *FRAMES, "a body"]:
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        with serve_at(port) as server:
            asyncio.run(edits(url, 5, int))
            before = peak(server.pid)
            times: list[dict] = []
            try:
                for _ in range(chosen.rounds):
                    some, after = measure(name, url, server.pid, chosen.edits)
                    times += some
            except (TimeoutError, OSError) as error:
                print(f"| {name} | {type(error).__name__} | | |", flush=True)
                continue
        cells = [name]
        for what in ("seen", "end"):
            values = [1000 * one for one in felt([one[what] for one in times])]
            figures = statistics.median(values), percentile(values, 0.95), max(values)
            cells.append(", ".join(f"{one:.0f}" for one in figures) + " ms")
        print(f"| {' | '.join(cells)} | {before:.0f} to {after:.0f} MiB |", flush=True)
    print(load_average())


if __name__ == "__main__":
    main()

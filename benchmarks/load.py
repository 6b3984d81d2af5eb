"""Many visitors at once: latency, memory and errors of a real server, by Streamlit's protocol.

    python -m benchmarks.load [--sessions 1 10 40 100] [--edits 12] [--reruns 3000] [--no-browser]

A visitor is a WebSocket that opens the Step page and types numbers into the score, and as the stage
does asks for each number's run ahead of the page. Three latencies are counted: until that run has
arrived ("seen": from here a browser can draw), until the page's own has ("stage"), and until the
script has finished ("end": charts too). The visitors live in this process, on the same cores as
the server. Bytes of a first visit are Chromium's own count of what came over the wire.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import statistics
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from time import perf_counter

from playwright.sync_api import sync_playwright

from benchmarks.browser import percentile
from tests.browser import CHROMIUM_FLAGS, chromium_path, free_port, serve_at, settled
from tests.visitor import Visitor

THINKING = (0.5, 3.5)  # seconds between two edits of one visitor
PLOTLY = re.compile(r"plotly", re.I)


def memory(pid: int) -> float:
    """Resident memory of a process in MiB (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


async def arrive(stack: AsyncExitStack, url: str, count: int) -> list[Visitor]:
    """That many visitors with the page before them, ten at a time."""
    visitors: list[Visitor] = []
    while len(visitors) < count:
        batch = [Visitor(url) for _ in range(min(10, count - len(visitors)))]
        await asyncio.gather(*(stack.enter_async_context(visitor) for visitor in batch))
        await asyncio.gather(*(visitor.run() for visitor in batch))
        visitors += batch
    return visitors


async def thoughtful(visitor: Visitor, edits: int, chance: random.Random) -> list[dict]:
    """One visitor who thinks between two edits."""
    times = []
    for _ in range(edits):
        await asyncio.sleep(chance.uniform(*THINKING))
        times.append(await visitor.hurry(f"{chance.randrange(1, 4096) / 64}"))
    return times


async def class_of(url: str, pid: int, count: int, edits: int) -> None:
    """Measure `count` visitors: with time to think, and all at once."""
    chance = random.Random(count)
    async with AsyncExitStack() as stack:
        before = memory(pid)
        start = perf_counter()
        visitors = await arrive(stack, url, count)
        arrived = perf_counter() - start
        await asyncio.gather(*(visitor.hurry("0.25") for visitor in visitors))  # does not count
        runs = await asyncio.gather(*(thoughtful(v, edits, chance) for v in visitors))
        report(f"{count} sessions, thinking", [one for run in runs for one in run])
        bursts = []
        for k in range(5):
            await asyncio.sleep(1)
            bursts += await asyncio.gather(*(v.hurry(f"{k + 1}.125") for v in visitors))
        report(f"{count} sessions, all at once", bursts)
        after = memory(pid)
        errors = sum(len(v.exceptions) for v in visitors)
        print(
            f"  all here after {arrived:.1f} s; {errors} errors; memory {before:.0f} -> "
            f"{after:.0f} MiB, {(after - before) / count:.2f} a session"
        )


def report(what: str, times: Sequence[dict]) -> None:
    """A line with median and 95th percentile in milliseconds."""
    print(f"{what}, {len(times)} edits:", end="")
    for name in ("seen", "stage", "end"):
        values = [1000 * one[name] for one in times]
        print(
            f"  {name} p50 {statistics.median(values):.0f} p95 {percentile(values, 0.95):.0f}",
            end=" ms" if name == "end" else ",",
        )
    failed = sum(not one["ok"] for one in times)
    print(f"; {failed} not finished" if failed else "")


async def reruns(url: str, pid: int, count: int) -> None:
    """Memory while ten visitors make `count` reruns, one after another each."""
    async with AsyncExitStack() as stack:
        visitors = await arrive(stack, url, 10)
        seen = []
        for k in range(count // 10):
            await asyncio.gather(*(v.hurry(f"{k % 97}.5") for v in visitors))
            if (k + 1) % (count // 60) == 0:
                seen.append(memory(pid))
    print(f"{count} reruns, MiB: " + ", ".join(f"{one:.0f}" for one in seen))


def first_visit(url: str) -> None:
    """Bytes that a browser with an empty cache receives, headers included."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        page = browser.new_page()
        devtools = page.context.new_cdp_session(page)
        devtools.send("Network.enable")
        names: dict[str, str] = {}
        sizes: dict[str, float] = {}
        frames: list[float] = []
        devtools.on(
            "Network.responseReceived",
            lambda e: names.update({e["requestId"]: e["response"]["url"]}),
        )
        devtools.on(
            "Network.loadingFinished",
            lambda e: sizes.update({e["requestId"]: e["encodedDataLength"]}),
        )
        devtools.on(
            "Network.webSocketFrameReceived",
            lambda e: frames.append(len(e["response"]["payloadData"]) * 3 / 4),
        )
        page.goto(url)
        settled(page)
        page.wait_for_selector(".js-plotly-plot .main-svg")
        page.wait_for_timeout(2000)
        browser.close()
    plotly = sum(size for key, size in sizes.items() if PLOTLY.search(names.get(key, "")))
    files, socket = sum(sizes.values()), sum(frames)
    print(
        f"first visit: {(files + socket - plotly) / 1e6:.2f} MB without Plotly, "
        f"{(files + socket) / 1e6:.2f} MB with; {len(sizes)} files, WebSocket {socket / 1e3:.0f} kB"
    )


def load_average() -> str:
    """Of the last minute, and on how many cores."""
    return f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def main() -> None:
    """Print a line for each figure."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--sessions", type=int, nargs="*", default=[1, 10, 40, 100])
    options.add_argument("--edits", type=int, default=12)
    options.add_argument("--reruns", type=int, default=3000)
    options.add_argument("--no-browser", action="store_true")
    chosen = options.parse_args()
    print(load_average())
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with serve_at(port) as server:
        if not chosen.no_browser:
            first_visit(url)
        for count in chosen.sessions:
            asyncio.run(class_of(url, server.pid, count, chosen.edits))
        if chosen.reruns:
            asyncio.run(reruns(url, server.pid, chosen.reruns))
    print(load_average())


if __name__ == "__main__":
    main()

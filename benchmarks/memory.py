"""What visitors cost in memory: a class on the costliest link of every page, undo.

    python -m benchmarks.memory [--visitors 40] [--only step compare gradients undo]

For every page as many visitors as asked for open its costliest link, all the same one, and then as
many open it with seeds of their own; nobody leaves meanwhile. Of the server's resident memory the
highest figure counts. Visitors who are asked to wait are counted, and wait until they are let in or
`--patience` is over. At last all pages are closed, and it is seen how soon memory is free again.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from websockets.exceptions import ConnectionClosed

from tests.browser import free_port, serve_at
from tests.visitor import Visitor

BATCH = 10  # visitors who arrive together
CLOSED_SECONDS = 150
CELLS = "lstm.lstm_peephole.gru.gru_reset_after"
LARGEST = "c=lstm_peephole&n=16.32.500"
# What each page can be asked for that costs most; {seed} makes it another run.
LINKS = {
    "step": f"{LARGEST}&r={{seed}}&k=f.1.~0.5~i.1.~0.5~o.1.~0.5&s=table",
    "compare": f"{LARGEST}&r={{seed}}&k=f.1.~0.5~i.1.~0.5&cells={CELLS}&cview=numbers",
    "gradients": f"gT=1000&gH=128&gcells={CELLS}&gloss=every_step&gseed={{seed}}",
}


def resident(pid: int) -> float:
    """Resident memory of a process in MiB (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


@dataclass
class Watch:
    """The highest resident memory of a process while it is watched, MiB."""

    pid: int
    most: float = 0.0

    async def look(self) -> None:
        """Look 50 times a second until cancelled."""
        while True:
            self.most = max(self.most, resident(self.pid))
            await asyncio.sleep(0.02)


@dataclass
class Count:
    """What became of some visitors."""

    seconds: list[float] = field(default_factory=list)
    waited: int = 0
    failed: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        last = f"all there after {max(self.seconds):.1f} s" if self.seconds else "nobody there"
        failed = f"; FAILED {self.failed[:3]}" if self.failed else "; nobody's page failed"
        return f"{last}; {self.waited} asked to wait{failed}"


async def arrive(visitor: Visitor, page: str, query: str, patience: float, count: Count) -> None:
    """Open a link and stay until the page is there."""
    start = perf_counter()
    try:
        times = await visitor.run(page="" if page == "step" else page, query_string=query)
        if visitor.waits:
            count.waited += 1
            times = await asyncio.wait_for(visitor.let_in(), patience)
    except (TimeoutError, OSError, ConnectionClosed) as error:
        count.failed.append(f"{type(error).__name__} {error}")
        return
    count.seconds.append(perf_counter() - start)
    if visitor.exceptions or not times["ok"]:
        count.failed += visitor.exceptions or ["not finished"]


async def class_on(
    stack: AsyncExitStack, url: str, page: str, queries: list[str], patience: float
) -> tuple[Count, list[Visitor]]:
    """Visitors who open these links of a page and stay."""
    count, visitors = Count(), [Visitor(url) for _ in queries]
    for visitor in visitors:
        await stack.enter_async_context(visitor)
    for first in range(0, len(queries), BATCH):
        batch = zip(visitors[first : first + BATCH], queries[first : first + BATCH], strict=True)
        await asyncio.gather(*(arrive(v, page, query, patience, count) for v, query in batch))
    return count, visitors


@contextmanager
def server() -> Iterator[tuple[str, int]]:
    """A server of our own; address and process."""
    port = free_port()
    with serve_at(port) as process:
        yield f"http://127.0.0.1:{port}", process.pid


async def class_of(page: str, visitors: int, same: bool, patience: float) -> None:
    """One link or as many seeds, with the result on a line."""
    with server() as (url, pid):
        queries = [LINKS[page].format(seed=1 if same else k + 1) for k in range(visitors)]
        async with AsyncExitStack() as first:  # imports and warms up; closed again
            visitor = await first.enter_async_context(Visitor(url))
            await visitor.run(page="" if page == "step" else page)
        rest, watch = resident(pid), Watch(pid)
        looking = asyncio.create_task(watch.look())
        async with AsyncExitStack() as stack:
            count, _ = await class_on(stack, url, page, queries, patience)
            await asyncio.sleep(1)
            there = resident(pid)
        looking.cancel()
        each = (there - rest) / visitors
        print(
            f"{page}, {visitors} visitors, {'one link' if same else 'each a seed'}: "
            f"{rest:.0f} -> {there:.0f} MiB ({each:.1f} each), at most {watch.most:.0f}; {count}",
            flush=True,
        )
        await freed(pid, rest, there)


async def freed(pid: int, rest: float, there: float) -> None:
    """Wait after the last visitor has left until four fifths of the memory are free."""
    start, low = perf_counter(), there
    while perf_counter() - start < CLOSED_SECONDS and there - rest > 10:
        low = min(low, resident(pid))
        if there - low > 0.8 * (there - rest):
            break
        await asyncio.sleep(0.5)
    print(f"  closed: {resident(pid):.0f} MiB after {perf_counter() - start:.0f} s", flush=True)


async def undo(steps: int, visitors: int) -> None:
    """Visitors each edit the largest document many times: what Undo keeps."""
    with server() as (url, pid):
        async with AsyncExitStack() as stack:
            query = LARGEST + "&r=1"
            _, here = await class_on(stack, url, "step", [query] * visitors, 60)
            await asyncio.gather(*(v.edit("0.5", "x.1.1") for v in here))
            rest = resident(pid)
            for step in range(steps):
                entry = f"x.{step + 1}.{step % 16 + 1}" if step % 2 else f"U_f.{step % 32 + 1}.2"
                await asyncio.gather(*(v.edit(f"{step}.25", entry) for v in here))
            there = resident(pid)
        print(
            f"{visitors} visitors, {steps} undo steps of the largest document: {rest:.0f} -> "
            f"{there:.0f} MiB ({(there - rest) / visitors:.2f} each)",
            flush=True,
        )
        await freed(pid, rest, there)


def main() -> None:
    """Print a line for each figure."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--visitors", type=int, default=40)
    options.add_argument("--patience", type=float, default=300.0)
    options.add_argument("--only", nargs="*", default=[*LINKS, "undo"])
    chosen = options.parse_args()
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for page in LINKS:
        if page in chosen.only:
            for same in (True, False):
                asyncio.run(class_of(page, chosen.visitors, same, chosen.patience))
    if "undo" in chosen.only:
        asyncio.run(undo(50, 10))


if __name__ == "__main__":
    main()

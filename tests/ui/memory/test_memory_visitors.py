"""Visitors of a real server: what a class on a costly link takes, and who comes when it is full.

The whole of it, forty visitors on the costliest link of every page, is `benchmarks.memory`.
"""

import asyncio
import shutil
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from benchmarks.memory import LINKS, class_on, resident
from tests.browser import ROOT, free_port, serve, serve_at
from tests.visitor import Visitor

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/statm").exists(), reason="this system does not tell memory"
)
PATIENCE = 60.0
ALONE = 60  # MiB that one visitor of the Gradients link took, when each had runs of his own
LINK = LINKS["gradients"]
FULL = """
    def newcomers_wait(self) -> bool:
        from pathlib import Path

        return Path({marker!r}).exists()
"""


def test_a_class_costs_no_more_than_the_bounds_with_one_link_or_with_many():
    async def visit(url: str, pid: int) -> tuple[float, float]:
        async with Visitor(url) as first:
            await first.run(page="gradients", query_string="gT=10&gH=2")
            rest = resident(pid)
            async with AsyncExitStack() as stack:
                one = [LINK.format(seed=1)] * 6
                count, _ = await class_on(stack, url, "gradients", one, PATIENCE)
                assert not count.failed and len(count.seconds) == len(one)
                shared = resident(pid) - rest
                many = [LINK.format(seed=k) for k in range(2, 8)]
                count, visitors = await class_on(stack, url, "gradients", many, PATIENCE)
                assert not count.failed and len(count.seconds) == len(many)
                assert (await visitors[0].run(page="gradients", query_string=many[0]))["ok"]
                return shared, resident(pid) - rest

    port = free_port()
    with serve_at(port) as server:
        shared, different = asyncio.run(visit(f"http://127.0.0.1:{port}", server.pid))
    assert shared < 3 * ALONE  # of 6 who would take 360
    assert different < 4.5 * ALONE  # of 12 who would take 720


@pytest.fixture
def full(tmp_path):
    """A server that is full as long as a file is there; its address and the file."""
    for name in ("sim", "ui", "pages", ".streamlit"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "streamlit_app.py", tmp_path)
    marker = tmp_path / "full"
    code = tmp_path / "ui" / "memory" / "pressure.py"
    text = code.read_text(encoding="utf-8")
    head, _, tail = text.partition("    def _resident")
    changed = f"{head}{FULL.format(marker=str(marker))}\n    def _resident{tail}"
    code.write_text(changed, encoding="utf-8")
    with serve(tmp_path) as url:
        yield url, marker


@pytest.mark.parametrize(("query", "word"), [("", "One moment"), ("&lang=zh-Hant", "請稍候")])
def test_newcomers_wait_in_their_language_and_come_where_they_meant_to(full, query, word):
    url, marker = full

    async def visit() -> None:
        async with Visitor(url) as here, Visitor(url) as newcomer:
            await here.run()
            marker.touch()
            assert (await here.edit("0.5"))["ok"] and not here.waits
            link = "gT=20&gcells=gru.elman" + query
            times = await newcomer.run(page="gradients", query_string=link)
            assert times["ok"] and newcomer.waits and not newcomer.exceptions
            assert any(word in said for said in newcomer.words)
            again = asyncio.create_task(newcomer.let_in())
            await asyncio.sleep(5)
            assert not again.done()
            marker.unlink()
            assert (await asyncio.wait_for(again, 30))["ok"]
            assert newcomer.exceptions == [] and len(newcomer.words) > 5
            assert any("GRU" in said for said in newcomer.words)

    asyncio.run(visit())

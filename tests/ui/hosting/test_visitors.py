"""Visitors of a real server, without a browser: hostile ones, two tabs of one, a hasty one."""

import asyncio
import json
import shutil

import pytest
import websockets

from tests.browser import ROOT, serve
from tests.visitor import Visitor

SLOW = """
import time

def slow():
    content()
    for k in range(300 * (state.current().view.ack >= {ack})):
        time.sleep(0.1)
        st.text(f"slow {{k}}")

page("step", slow)
"""


def edits(count: int, **edit: object) -> str:
    return json.dumps({"edits": [{"seq": k + 1, **edit} for k in range(count)]})


SET = {"op": "set", "entry": "x.1.1"}
HOSTILE = {
    "no JSON": "}{",
    "a number": "7",
    "a list": "[1, 2]",
    "no list of edits": '{"view": {"t": 1e400, "unit": [1]}, "edits": {"a": 1}}',
    "deep lists": '{"edits":' + "[" * 50_000 + "]" * 50_000 + "}",
    "deep objects": '{"edits": [{"seq": 1, "entry": ' + '{"a":' * 900 + "1" + "}" * 900 + "}]}",
    "NaN": '{"edits": [{"seq": NaN, "op": "set"}], "view": {"t": NaN, "unit": Infinity}}',
    "a number of 5000 digits": '{"edits": [{"seq": 1, "op": "nudge", "steps": '
    + "9" * 5000
    + "}]}",
    "too many steps": edits(20_000, op="insert_step", at=1),
    "too many edits": edits(10_000, text="3", **SET),
    "a long text": edits(1, text="1" * 1_000_000, **SET),
    "half a character": '{"edits": [{"seq": 1, "op": "set", "entry": "x.1.1",'
    ' "text": "\\ud800<script>"}]}',
}


@pytest.fixture(scope="module")
def url():
    with serve() as url:
        yield url


def test_hostile_states_meet_a_message_and_no_exception(url):
    async def meet(state: str) -> None:
        async with Visitor(url) as tab:
            await tab.run()
            run = await tab.run(state)
            assert run["ok"] and "stage" in run
            after = await tab.edit("0.5")
            assert after["ok"] and "stage" in after
            assert tab.exceptions == []

    async def meet_all() -> None:
        for name, state in HOSTILE.items():
            try:
                await meet(state)
            except AssertionError as error:
                raise AssertionError(name) from error

    asyncio.run(meet_all())


def test_a_message_that_is_too_large_ends_the_visit_and_nobody_elses(url):
    async def meet() -> None:
        async with Visitor(url) as calm, Visitor(url) as tab:
            await calm.run()
            await tab.run()
            with pytest.raises(websockets.ConnectionClosedError):
                await tab.run('{"edits": "' + "x" * 3_000_000 + '"}')
            assert (await calm.edit("0.5"))["ok"]

    asyncio.run(meet())


def test_two_tabs_of_one_visitor_keep_apart(url):
    async def visit() -> None:
        cookie = {"Cookie": "_streamlit_xsrf=same; _streamlit_session=same"}
        async with Visitor(url, cookie) as one, Visitor(url, cookie) as other:
            await asyncio.gather(one.run(), other.run())
            before = other.header
            for k in range(3):
                await one.edit(f"{k}.5")
            await other.run()
            assert one.header["ack"] == 3
            assert other.header["ack"] == 0 and other.header["rev"] == before["rev"]

    asyncio.run(visit())


@pytest.mark.parametrize("ack", [0, 1])
def test_the_next_edit_cancels_a_page_that_is_slow(tmp_path, ack):
    """From the start, or alone, without the frame around it, after the first edit."""
    for name in ("sim", "ui", "pages", ".streamlit"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "streamlit_app.py", tmp_path)
    page = tmp_path / "pages" / "step.py"
    text, _, _ = page.read_text(encoding="utf-8").partition("page(")
    page.write_text(text + SLOW.format(ack=ack), encoding="utf-8")

    async def visit(url: str) -> None:
        async with Visitor(url) as tab:
            if ack:
                assert (await tab.run())["ok"]
            else:
                await tab.send()
            await tab.acknowledged(0)  # where its page is slow, it goes on for half a minute
            for number in (1, 2):
                await tab.send(tab.edit_state(f"{number}.5"))
                await tab.acknowledged(number)
            assert tab.exceptions == []
            assert "slow 200" not in tab.words

    with serve(tmp_path) as url:
        asyncio.run(visit(url))

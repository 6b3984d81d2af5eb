"""What a visitor's line lets through: an edit that cuts short, what is too much, no message."""

from __future__ import annotations

import asyncio
import json

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from ui.hosting import Visits
from ui.hosting.bounds import websocket
from ui.hosting.bounds.allowance import Allowance
from ui.hosting.bounds.message import MOST_BYTES
from ui.hosting.bounds.websocket import BYTES_A_SECOND, BYTES_AT_ONCE, LARGE_BYTES


def edit() -> dict:
    message = BackMsg()
    message.rerun_script.fragment_id = "page"
    return {"type": "websocket.receive", "bytes": message.SerializeToString()}


def ended(how: int) -> dict:
    message = ForwardMsg(script_finished=how)
    return {"type": "websocket.send", "bytes": message.SerializeToString()}


def asked_for(*events: dict) -> list[str]:
    """The fragment of every edit among these events, as the app inside gets it."""
    coming = iter(events)
    found, sent = [], []

    async def receive() -> dict:
        return next(coming)

    async def send(message: dict) -> None:
        sent.append(message)

    async def inside(_scope, hear, tell) -> None:
        for event in events:
            if event["type"] == "websocket.receive":
                heard = await hear()
                found.append(BackMsg.FromString(heard["bytes"]).rerun_script.fragment_id)
            else:
                await tell(next(coming))

    asyncio.run(Visits(inside)({"type": "websocket"}, receive, send))
    assert sent == [one for one in events if one["type"] == "websocket.send"]
    return found


def test_a_page_at_rest_runs_alone():
    done = ended(ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
    assert asked_for(edit(), done, edit(), done, edit()) == ["page"] * 3


def test_a_page_at_work_is_run_with_all_around_it():
    done = ended(ForwardMsg.FINISHED_SUCCESSFULLY)
    assert asked_for(edit(), edit(), edit(), done, edit()) == ["page", "", "", "page"]


def test_a_run_cut_short_is_followed_by_another():
    early = ended(ForwardMsg.FINISHED_EARLY_FOR_RERUN)
    assert asked_for(edit(), edit(), early, edit()) == ["page", "", ""]


def said(*events: dict) -> tuple[list[dict], list[dict]]:
    """What the app inside hears of these events until the line ends, and what the browser hears."""
    coming = iter([*events, {"type": "websocket.disconnect", "code": 1000}])
    heard, sent = [], []

    async def receive() -> dict:
        return next(coming)

    async def send(message: dict) -> None:
        sent.append(message)

    async def inside(_scope, hear, tell) -> None:
        while not heard or heard[-1]["type"] != "websocket.disconnect":
            heard.append(await hear())
        if sent:  # closed by us; uvicorn takes nothing more
            await tell({"type": "websocket.send", "bytes": b"late"})

    asyncio.run(Visits(inside)({"type": "websocket"}, receive, send))
    return heard, sent


@pytest.mark.parametrize(
    ("event", "code"),
    [
        ({"bytes": b"\xff no message"}, 1002),
        ({"bytes": b"[" * 100_000}, 1002),
        ({"bytes": None, "text": "hello"}, 1003),
        ({"bytes": bytes(MOST_BYTES + 1)}, 1009),
    ],
)
def test_what_is_no_message_ends_the_line(event, code):
    heard, sent = said({"type": "websocket.receive", **event}, edit())
    assert sent == [{"type": "websocket.close", "code": code}]
    assert heard == [{"type": "websocket.disconnect", "code": code}]


def test_a_message_that_is_dropped_ends_nothing():
    caches = BackMsg(clear_cache=True).SerializeToString()
    heard, sent = said({"type": "websocket.receive", "bytes": caches}, edit())
    assert [one["type"] for one in heard] == ["websocket.receive", "websocket.disconnect"]
    assert heard[0] == edit() and sent == []


@pytest.fixture
def waits(monkeypatch) -> list[float]:
    """Seconds that a line was let wait, each time it was asked; no time passes meanwhile."""
    found: list[float] = []

    async def sleep(seconds: float) -> None:
        found.append(seconds)

    monkeypatch.setattr(websocket.asyncio, "sleep", sleep)
    monkeypatch.setattr(websocket.time, "monotonic", lambda: 1000.0)
    return found


def test_bytes_have_to_wait_as_messages_do(monkeypatch, waits):
    monkeypatch.setattr(websocket, "_large", Allowance(1, 1e9))
    paste = BackMsg()
    paste.rerun_script.widget_states.widgets.add(id="a", json_value=json.dumps("1\t" * 200_000))
    event = {"type": "websocket.receive", "bytes": paste.SerializeToString()}
    said(*[event] * 8)
    size = len(event["bytes"])
    few = int(BYTES_AT_ONCE // size)
    assert 5 <= few < 8 and waits[:few] == [0.0] * few
    assert waits[few:] == pytest.approx(
        [(k * size - BYTES_AT_ONCE) / BYTES_A_SECOND for k in range(few + 1, 9)]
    )


@pytest.mark.parametrize(("size", "second"), [(LARGE_BYTES - 100, 0.0), (LARGE_BYTES + 1, 0.5)])
def test_large_messages_of_all_visitors_come_one_after_another(monkeypatch, waits, size, second):
    monkeypatch.setattr(websocket, "_large", Allowance(2, 1))
    message = BackMsg()
    message.rerun_script.widget_states.widgets.add(id="a", json_value=json.dumps("1" * size))
    for _ in range(2):  # two lines
        said({"type": "websocket.receive", "bytes": message.SerializeToString()})
    assert waits == [0.0, second]

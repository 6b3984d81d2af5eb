"""An edit that comes while the page is at work asks for all of it, any other for the page alone."""

from __future__ import annotations

import asyncio

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from ui.hosting import CutsShort


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

    asyncio.run(CutsShort(inside)({"type": "websocket"}, receive, send))
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


def test_other_messages_pass_as_they_are():
    odd = {"type": "websocket.receive", "bytes": b"\xff no message"}

    async def inside(_scope, hear, _tell) -> None:
        assert await hear() is odd

    async def receive() -> dict:
        return odd

    asyncio.run(CutsShort(inside)({"type": "websocket"}, receive, None))

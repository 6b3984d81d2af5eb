"""The next edit cuts a page short that is still at work."""

from __future__ import annotations

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

MOST_BYTES = 200  # of the message that a run has ended; a run sends some fifty others


class CutsShort:
    """Have the whole app run for an edit that comes while the last one's page is at work.

    A page runs alone where it can (`ui.page`), as a fragment. Streamlit lets no fragment cut short
    what is running: a slow page would be worked out to its end before the next edit is looked at.

    Args:
        app: the ASGI application inside.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        at_work = False

        async def heard() -> Message:
            nonlocal at_work
            message = await receive()
            if asked := _rerun(message.get("bytes")):
                if at_work and asked.rerun_script.fragment_id:
                    asked.rerun_script.fragment_id = ""
                    message = {**message, "bytes": asked.SerializeToString()}
                at_work = True
            return message

        async def told(message: Message) -> None:
            nonlocal at_work
            at_work = at_work and not _has_ended(message.get("bytes"))
            await send(message)

        await self._app(scope, heard, told)


def _rerun(data: bytes | None) -> BackMsg | None:
    """A browser's message that asks for a run, None for any other."""
    try:
        message = BackMsg.FromString(data or b"")
    except DecodeError:
        return None
    return message if message.HasField("rerun_script") else None


def _has_ended(data: bytes | None) -> bool:
    """Whether a message to the browser says that a run has ended, and no other follows it."""
    if not data or len(data) > MOST_BYTES:
        return False
    message = ForwardMsg.FromString(data)
    return (
        message.HasField("script_finished")
        and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
    )

"""A visitor without a browser, who speaks Streamlit's own WebSocket protocol: cheap in hundreds."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass, field
from time import perf_counter
from urllib.parse import urlsplit

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from ui.shared.blocks import unpack

STAGE = "gatescope_stage"
WAITING = "waiting_room"  # key of the container on the page that asks for patience
LIMIT_SECONDS = 60
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
AGAIN = ForwardMsg.FINISHED_EARLY_FOR_RERUN  # another run follows at once
DONE = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


@dataclass
class Visitor:
    """One tab: `async with Visitor(url) as tab: await tab.run(); await tab.edit("0.5")`.

    Args:
        url: of the server, without a final slash.
        headers: to send with the request, such as a cookie.
        header: of the stage's last payload; exceptions: that reached the page.
        words: every text sent to the page in the last run.
        received: bytes of all messages.
        waits: whether the server has asked for patience in place of the page.
    """

    url: str
    headers: dict[str, str] = field(default_factory=dict)
    header: dict = field(default_factory=dict)
    exceptions: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    received: int = 0
    waits: bool = False
    _again: tuple[float, str] = (0.0, "")
    _arrived_by: dict[str, str] = field(default_factory=dict)
    _component: str = ""
    _fragment: str = ""
    _sequence: int = 0
    _page: str = ""
    _line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def __aenter__(self) -> Visitor:
        self.socket = await websockets.connect(
            f"{self.url.replace('http', 'ws', 1)}/_stcore/stream",
            subprotocols=["streamlit"], additional_headers=self.headers,
            max_size=None, compression=None, open_timeout=LIMIT_SECONDS,
        )  # fmt: skip
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.socket.close()
        if self._line:
            self._line[1].close()

    async def run(self, state: str | None = None, page: str = "", **client: str) -> dict:
        """Run the page's script; returns seconds until "stage" (its new run was here) and "end".

        `state`: the stage's whole state, JSON as text, sent as it is; `page`: name of a page, to
        stay there; `client`: more of Streamlit's ClientState, such as `query_string`.
        """
        start = perf_counter()
        await self.send(state, page, **client)
        return await asyncio.wait_for(self._finished(start), LIMIT_SECONDS)

    async def send(self, state: str | None = None, page: str = "", **client: str) -> None:
        """Ask for a run as `run` does, and don't wait for it."""
        if "query_string" in client:
            self._arrived_by = {"page": page, **client}
        message = BackMsg()
        client_state = message.rerun_script
        elsewhere = page and "fragment_id" not in client  # a fragment runs where it stands
        client_state.page_script_hash = "" if elsewhere else self._page
        client_state.page_name = page
        for name, value in client.items():
            setattr(client_state, name, value)
        if state is not None:
            widget = client_state.widget_states.widgets.add()
            widget.id, widget.json_value = self._component, state
            client_state.fragment_id = self._fragment
        await self.socket.send(message.SerializeToString())

    async def let_in(self) -> dict:
        """Ask again, as the waiting page does by itself, until the page is there."""
        while self.waits:
            seconds, fragment = self._again
            await asyncio.sleep(seconds)
            times = await self.run(**self._arrived_by | {"fragment_id": fragment})
        return times

    async def acknowledged(self, ack: int) -> None:
        """Wait until the stage shows the run with this edit in it."""

        async def come() -> None:
            while self.header.get("ack") != ack:
                self._read(ForwardMsg.FromString(await self.socket.recv()), {}, 0.0)

        await asyncio.wait_for(come(), LIMIT_SECONDS)

    async def edit(self, text: str, entry: str = "x.1.1") -> dict:
        """Type a number, by default the first input of the first step; returns as `run` does."""
        return await self.run(self.edit_state(text, entry))

    async def hurry(self, text: str, entry: str = "x.1.1") -> dict:
        """The same as the stage does it: first its run is asked for ahead of the page's.

        Returns as `run` does, with "seen" in seconds: when the run was here to be drawn.
        """
        start = perf_counter()
        state = self.edit_state(text, entry)
        answer = await asyncio.wait_for(self._ahead(json.loads(state)["edits"]), LIMIT_SECONDS)
        seen = perf_counter() - start
        times = await self.run(state)
        return {
            "seen": seen, "stage": seen + times["stage"], "end": seen + times["end"],
            "ok": times["ok"] and b" 200 " in answer.partition(b"\r\n")[0],
        }  # fmt: skip

    async def _ahead(self, edits: list) -> bytes:
        where = self.header["ahead"]
        body = json.dumps({"edits": edits}).encode()
        host = urlsplit(self.url)
        request = (
            f"POST /{where['path']} HTTP/1.1\r\nHost: {host.netloc}\r\n"
            f"X-Gatescope-Token: {where['token']}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        kept = self._line is not None and not self._line[0].at_eof()
        if not kept:
            self._line = await asyncio.open_connection(host.hostname, host.port)
        reader, writer = self._line
        try:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
        except (ConnectionError, asyncio.IncompleteReadError):
            if not kept:
                raise
            self._line = None  # closed for idling just then: a browser asks again on a new one
            return await self._ahead(edits)
        await reader.readexactly(int(LENGTH.search(head)[1]))
        return head

    def edit_state(self, text: str, entry: str = "x.1.1") -> str:
        """The stage's state after a number was typed at `entry`."""
        self._sequence = max(self._sequence, self.header.get("ack", 0)) + 1
        edit = {
            "seq": self._sequence,
            "op": "set",
            "entry": entry,
            "text": text,
        }
        return json.dumps({"edits": [edit]})

    async def _finished(self, start: float) -> dict:
        times: dict[str, float] = {}
        self.words, self.waits = [], False
        while "end" not in times:
            data = await self.socket.recv()
            self.received += len(data)
            self._read(ForwardMsg.FromString(data), times, start)
        return times

    def _read(self, message: ForwardMsg, times: dict, start: float) -> None:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._page = message.new_session.page_script_hash
        elif kind == "navigation":
            self._page = message.navigation.page_script_hash
        elif kind == "auto_rerun":
            self._again = message.auto_rerun.interval, message.auto_rerun.fragment_id
        elif kind == "delta" and WAITING in message.delta.add_block.id:
            self.waits = True
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._take(message.delta, times, start)
        elif kind == "script_finished" and message.script_finished != AGAIN:
            times["end"] = perf_counter() - start
            times["ok"] = message.script_finished in DONE

    def _take(self, delta: object, times: dict, start: float) -> None:
        element = delta.new_element
        kind = element.WhichOneof("type")
        if kind == "bidi_component" and element.bidi_component.component_name == STAGE:
            component = element.bidi_component
            times["stage"] = perf_counter() - start
            self._component, self._fragment = component.id, delta.fragment_id
            self.header, _arrays = unpack(component.bytes)
        elif kind == "exception":
            self.exceptions.append(element.exception.message)
        elif kind in ("heading", "markdown", "text", "alert"):
            self.words.append(getattr(element, kind).body)

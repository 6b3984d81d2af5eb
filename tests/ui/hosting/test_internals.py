"""What is relied on of Streamlit and uvicorn without their promise; each test is one reliance."""

from __future__ import annotations

import asyncio
import struct

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from uvicorn import Config
from uvicorn.protocols.http.h11_impl import DEFAULT_MAX_INCOMPLETE_EVENT_SIZE
from uvicorn.server import ServerState

from ui.hosting import bound_connections, internals
from ui.hosting.bounds.message import MOST_BYTES
from ui.hosting.internals import CountedFrames, PromptHeads, WebSocketsSansIOProtocol

UPGRADE = (
    b"GET /_stcore/stream HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)


class Wire(asyncio.Transport):
    """A connection that keeps what is written to it."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.ended = ""

    def write(self, data: bytes) -> None:
        self.written += data

    def close(self) -> None:
        self.ended = self.ended or "closed"

    def abort(self) -> None:
        self.ended = "aborted"

    def is_closing(self) -> bool:
        return bool(self.ended)

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...


async def echo(scope, receive, send) -> None:
    """An app that counts the messages it got."""
    await receive()
    await send({"type": "websocket.accept"})
    while (await receive())["type"] == "websocket.receive":
        scope["state"]["heard"] = scope["state"].get("heard", 0) + 1


def settings(app=echo) -> Config:
    config = Config(app, ws="websockets-sansio", log_config=None, ws_per_message_deflate=False)
    config.load()
    return config


def frame(opcode: int, payload: bytes = b"", fin: int = 128) -> bytes:
    size = len(payload)
    head = struct.pack("!BB", opcode | fin, 128 | min(size, 126))
    return head + (struct.pack("!H", size) if size > 125 else b"") + bytes(4) + payload


def after(*chunks: bytes, protocol: type = CountedFrames) -> tuple[Wire, int]:
    """The connection after these chunks came, and how many messages the app got."""

    async def talk() -> tuple[Wire, int]:
        wire, state = Wire(), {}
        line = protocol(settings(), ServerState(), state)
        line.app_state = Same()
        line.connection_made(wire)
        line.data_received(UPGRADE)
        await asyncio.sleep(0)
        for chunk in chunks:
            line.data_received(chunk)
        for _ in range(2000):
            await asyncio.sleep(0)
        heard, ended = line.app_state.get("heard", 0), wire.ended
        line.connection_lost(None)
        await asyncio.gather(*line.tasks)
        wire.ended = ended
        return wire, heard

    return asyncio.run(talk())


class Same(dict):
    """A state that the app and the test share."""

    def copy(self):
        return self


def test_a_line_reads_messages_as_uvicorn_does():
    long = frame(2, b"x" * 5000)
    whole = [frame(2, b"a"), long, long[:999], long[999:], frame(2, b"a", 0), frame(0, b"b")]
    assert after(b"".join(whole))[1] == after(b"".join(whole), protocol=WebSocketsSansIOProtocol)[1]
    wire, heard = after(*whole)
    assert heard == 4 and not wire.ended


def test_a_burst_of_frames_passes_and_a_flood_is_cut():
    wire, heard = after(frame(2, b"a") * internals.FRAMES_AT_ONCE)
    assert heard == internals.FRAMES_AT_ONCE and not wire.ended
    for tiny in (frame(2), frame(9), frame(10), frame(1), frame(2, fin=0) + frame(0, fin=0) * 9999):
        wire, _ = after(tiny * (1 + 9999 // (len(tiny) // 6)))
        assert wire.ended == "aborted", tiny[:1]
        most = internals.FRAMES_AT_ONCE + internals.PIECE // 6  # of a piece all are answered
        assert wire.written.count(b"\x8a\x00") <= most


def long_frame(size: int) -> bytes:
    return struct.pack("!BBQ", 2 | 128, 128 | 127, size) + bytes(4) + bytes(size)


@pytest.mark.parametrize("cut", [long_frame(20_000)[:-1], frame(2, bytes(20_000), fin=0)])
def test_messages_that_never_end_are_bounded_over_all_lines(monkeypatch, cut):
    monkeypatch.setattr(internals, "MOST_UNFINISHED", 50_000)
    monkeypatch.setattr(internals, "FAIR", 1_000)

    async def talk() -> None:
        def line() -> CountedFrames:
            one = CountedFrames(settings(), ServerState(), Same())
            one.connection_made(Wire())
            one.data_received(UPGRADE)
            return one

        lines = [line() for _ in range(4)]
        await asyncio.sleep(0)
        for one in lines:
            one.data_received(cut)
        assert [one.transport.ended for one in lines] == ["", "", "aborted", "aborted"]
        small = line()
        await asyncio.sleep(0)
        small.data_received(frame(2, b"x" * 999)[:-1])
        small.data_received(b"x")
        assert small.transport.ended == "" and small._unfinished == 0
        for one in (*lines, small):
            one.connection_lost(None)
            await asyncio.gather(*one.tasks)

    asyncio.run(talk())
    assert CountedFrames._all_unfinished == 0


def test_the_servers_settings_are_found_and_bound():
    config = settings()
    found = internals.uvicorn_config()
    found.ws_per_message_deflate = True  # as the options of Streamlit may say
    found.http_protocol_class = found.ws_protocol_class = asyncio.Protocol  # as another package may
    bound_connections()
    found = internals.uvicorn_config()
    assert found.ws_max_size == MOST_BYTES and found.ws_protocol_class is CountedFrames
    assert found.ws_per_message_deflate is False
    assert found.http_protocol_class is PromptHeads
    del config


def test_streamlits_page_and_messages_are_where_they_were():
    assert "<script" in internals.INDEX.read_text(encoding="utf-8")
    fields = BackMsg.DESCRIPTOR.fields_by_name
    assert {"rerun_script", "stop_script", "app_heartbeat"} <= set(fields)
    client = fields["rerun_script"].message_type.fields_by_name
    assert {"fragment_id", "widget_states", "query_string"} <= set(client)
    request = fields["backend_operation_request"].message_type.fields_by_name
    assert "deferred_file" in request


def request(*chunks: bytes, wait: float = 0.0) -> tuple[Wire, list[str]]:
    """The connection after these chunks came and some seconds, and the paths that were asked."""
    asked: list[str] = []

    async def app(scope, receive, send) -> None:
        asked.append(scope["path"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"ok"})

    async def talk() -> Wire:
        wire = Wire()
        line = PromptHeads(settings(app), ServerState(), {})
        line.connection_made(wire)
        for chunk in chunks:
            line.data_received(chunk)
            await asyncio.sleep(0.01)
        await asyncio.sleep(wait)
        ended, wire.ended = wire.ended, ""
        line.connection_lost(None)
        wire.ended = ended
        return wire

    return asyncio.run(talk()), asked


@pytest.mark.parametrize("protocol", [CountedFrames, PromptHeads])
def test_who_takes_nothing_of_what_is_sent_is_cut_off(monkeypatch, protocol):
    monkeypatch.setattr(internals, "STALL_SECONDS", 0.05)
    monkeypatch.setattr(internals, "LAST_SECONDS", 0.05)

    async def talk(*calls: str) -> str:
        wire = Wire()
        line = protocol(settings(), ServerState(), {})
        line.connection_made(wire)
        for name in calls:
            getattr(line, name)()
        await asyncio.sleep(0.2)
        ended = wire.ended
        line.connection_lost(None)
        return ended

    assert asyncio.run(talk("pause_writing")) == "aborted"
    assert asyncio.run(talk("pause_writing", "resume_writing")) == ""
    if protocol is CountedFrames:
        assert asyncio.run(talk("keepalive_timeout")) == "aborted"


HEAD = b"GET /a HTTP/1.1\r\nHost: a\r\n\r\n"


def test_a_connection_without_a_whole_head_is_ended(monkeypatch):
    behind = HEAD + b"GET / HTTP/1.1\r\n"
    slow = ((), (b"GET / HT",), (behind, b"a: b"), (b"GET /", b" HTTP/1.1\r\n"))
    monkeypatch.setattr(internals, "HEAD_SECONDS", 0.05)
    assert [request(*one, wait=0.3)[0].ended for one in slow] == ["aborted"] * len(slow)
    monkeypatch.setattr(internals, "HEAD_SECONDS", 60)
    assert [request(*one)[0].ended for one in slow] == [""] * len(slow)
    monkeypatch.setattr(internals, "HEAD_SECONDS", 0.5)
    wire, asked = request(HEAD[:9], HEAD[9:], HEAD, wait=0.8)
    assert asked == ["/a", "/a"] and wire.ended == ""


def test_beyond_so_many_connections_who_waits_longest_with_a_head_has_to_go(monkeypatch):
    monkeypatch.setattr(PromptHeads, "most", 3)

    async def app(scope, receive, send) -> None:
        await asyncio.Event().wait()

    async def talk() -> list[str]:
        state, lines = ServerState(), []
        for sent in (HEAD, b"", HEAD[:5], b"", HEAD, b"", b""):
            line = PromptHeads(settings(app), state, {})
            line.connection_made(Wire())
            line.data_received(sent)
            lines.append(line)
            for one in [one for one in state.connections if one.transport.ended]:
                one.connection_lost(None)  # as the loop does soon after
        ended = [one.transport.ended for one in lines]
        for task in state.tasks:
            task.cancel()
        for one in list(state.connections):
            one.connection_lost(None)
        return ended

    assert asyncio.run(talk()) == ["", "aborted", "aborted", "aborted", "", "aborted", ""]
    assert PromptHeads._headless == {}


MANY = b"a:\r\n" * 50_000
PIECES = b"1\r\na\r\n" * 50_000
CODED = HEAD[:-2].replace(b"GET", b"POST") + b"Transfer-Encoding: chunked\r\n\r\n"
BODY = HEAD[:-2].replace(b"GET", b"POST") + b"Content-Length: 1\r\n\r\nx"


@pytest.mark.parametrize("before", [b"", HEAD, BODY], ids=["alone", "behind a head", "a body"])
@pytest.mark.parametrize("sent", [HEAD[:-2] + MANY, CODED + PIECES], ids=["a head", "pieces"])
def test_a_chunk_is_read_in_pieces_also_behind_another_request(monkeypatch, before, sent):
    read = []
    events = internals.H11Protocol.handle_events

    def handle_events(self) -> None:
        read.append(len(self.conn.trailing_data[0]))
        events(self)

    monkeypatch.setattr(internals.H11Protocol, "handle_events", handle_events)
    wire, asked = request(before + sent, PIECES)
    taken = sent.startswith(CODED)  # here by an app without `Bodies`
    assert len(asked) == bool(before) + taken and (wire.ended == "closed") is not taken
    assert max(read) <= internals.HEAD_PIECE + DEFAULT_MAX_INCOMPLETE_EVENT_SIZE
    assert len(read) < 20


def test_what_is_no_request_is_answered_and_closed():
    for nonsense in (b"\r\n" * 9, b"\x16\x03\x01\x02", b"GET\r\n\r\n", HEAD + b"\r\n\r\n\r\n"):
        wire, asked = request(nonsense)
        assert wire.ended == "closed" and b" 400 " in wire.written
        assert len(asked) == nonsense.startswith(HEAD)


def test_pipelined_requests_are_all_answered():
    assert request(HEAD * 3)[1] == ["/a"] * 3
    long = HEAD[:-2] + b"Cookie: " + b"x" * 9_000 + b"\r\n\r\n"
    assert request(long * 2)[1] == ["/a"] * 2


def test_an_upgraded_line_waits_for_no_head_any_more(monkeypatch):
    """Else the timer of a head that came slowly would cut the WebSocket."""
    asked = []
    monkeypatch.setattr(internals.PromptHeads, "_head_is_here", lambda _: asked.append("here"))
    monkeypatch.setattr(
        internals.H11Protocol, "handle_websocket_upgrade", lambda _, event: asked.append(event)
    )
    one = object.__new__(internals.PromptHeads)
    one.handle_websocket_upgrade("upgrade")
    assert asked == ["here", "upgrade"]

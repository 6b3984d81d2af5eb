"""The one door to what Streamlit, Plotly and uvicorn do not promise: each reliance has a test.

`tests/ui/hosting/test_internals.py` and its neighbours say for each what it relies on; after an
update of one of them they tell what has moved.
"""

from __future__ import annotations

import gc
import socket
from asyncio import TimerHandle
from asyncio.transports import BaseTransport, Transport
from pathlib import Path
from typing import ClassVar

import h11
import streamlit
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import DecodeError
from plotly.basedatatypes import BaseFigure
from streamlit import runtime
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.state.common import WidgetMetadata, unpack_widget_state_value
from streamlit.runtime.state.session_state import Serialized, SessionState, Value, WStates
from uvicorn import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame

from ui.hosting.bounds.allowance import Allowance

__all__ = [
    "INDEX",
    "BackMsg",
    "BaseFigure",
    "CountedFrames",
    "DecodeError",
    "Descriptor",
    "FieldDescriptor",
    "ForwardMsg",
    "PromptHeads",
    "close_session",
    "drop_wrong_kinds",
    "has_ended",
    "listening_sockets",
    "uvicorn_config",
    "waiting_sessions",
]

INDEX = Path(streamlit.__file__).parent / "static" / "index.html"  # Streamlit's page
LAST_BYTES = 200  # of the message that a run has ended; a run sends some fifty others
HEAD_SECONDS = 15.0  # until a request's head is here
STALL_SECONDS = 60.0  # until whoever is sent something takes some more of it
HEAD_PIECE = 4_096  # bytes of a request that are read in one go
PIECE = 1024  # bytes of a WebSocket that are read in one go: 170 empty frames
LAST_SECONDS = 5.0  # from a ping that was not answered to the end
FRAMES_A_SECOND = 60.0  # of one visitor; a browser sends a message in one to a dozen
FRAMES_AT_ONCE = 500
MOST_UNFINISHED = 32_000_000  # bytes of messages of all visitors that are not here as a whole
FAIR = 65_536  # bytes of one of them that are never too many
WIDGET = "$$"  # begins the ids of widgets; other names in a session's state are its own


def has_ended(data: bytes | None) -> bool:
    """Whether a message to the browser says that a run has ended, and no other follows it.

    Args:
        data: a serialised ForwardMsg, or None for a message of another kind.
    """
    if not data or len(data) > LAST_BYTES:
        return False
    message = ForwardMsg.FromString(data)
    return (
        message.HasField("script_finished")
        and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
    )


def waiting_sessions() -> list[str]:
    """Ids of sessions whose page is gone, kept for it to come back."""
    storage = getattr(getattr(_runtime(), "_session_mgr", None), "_session_storage", None)
    return [info.session.id for info in storage.list()] if storage is not None else []


def close_session(session_id: str) -> None:
    """End a session for good; to be called on the server's event loop."""
    if (server := _runtime()) is not None:
        server.close_session(session_id)


def _runtime() -> runtime.Runtime | None:
    return runtime.get_instance() if runtime.exists() else None


def uvicorn_config() -> Config | None:
    """The settings of the server that runs this app; None where it is not uvicorn.

    Streamlit makes them and hands them to nobody, hence the search. What is changed in them before
    the lifespan's start is over holds for every connection.
    """
    for one in gc.get_objects():
        if type(one) is Config and one.loaded:
            return one
    return None


def listening_sockets() -> list[socket.socket]:
    """Those to which a browser can connect; Streamlit hands its own to nobody, hence the search."""
    # By its type: isinstance asks a weak reference for what may be gone, which raises.
    every = (one for one in gc.get_objects() if issubclass(type(one), socket.socket))
    return [one for one in every if _listens(one)]


def _listens(one: socket.socket) -> bool:
    try:
        is_internet = one.family in (socket.AF_INET, socket.AF_INET6)
        return is_internet and bool(one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))
    except OSError:  # closed, or a system that does not tell
        return False


class CutWhenUnread:
    """A connection that is cut where its other end takes nothing for `STALL_SECONDS`.

    uvicorn waits for ever, and keeps what was to be sent, and the place.
    """

    _stalled: TimerHandle | None = None

    def pause_writing(self) -> None:
        self._cut_in(STALL_SECONDS)
        super().pause_writing()

    def resume_writing(self) -> None:
        self._cut_in(None)
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._cut_in(None)
        super().connection_lost(exc)

    def _cut_in(self, seconds: float | None) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
        self._stalled = seconds and self.loop.call_later(seconds, self.transport.abort)


class PromptHeads(CutWhenUnread, H11Protocol):
    """A connection whose requests have their whole head within `HEAD_SECONDS`, and a length.

    uvicorn waits for ever, and reads whatever one chunk from the network holds in one go: a head
    beyond all limits, or ten thousand pieces of a body that says its length by and by. So little is
    handed to it at a time, and nothing while it answers: what was sent ahead waits.

    Args:
        most: connections at once; with no file left to open the server could not even refuse one.
            Beyond it who has waited longest with a head has to go: whoever comes with one gets in.
    """

    most = 4_000
    _headless: ClassVar[dict[PromptHeads, None]] = {}  # in the order in which they came

    def connection_made(self, transport: Transport) -> None:
        """Wait for a head from now on; one connection too many costs the oldest without a head."""
        self._late: TimerHandle | None = None
        self._by_and_by = False
        self._ahead = b""
        super().connection_made(transport)
        self._wait_for_head()
        if len(self.connections) > self.most:
            oldest = next(iter(self._headless))
            oldest._head_is_here()
            oldest.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget what was waited for."""
        self._head_is_here()
        self._ahead = b""
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Hand on what came, a head's piece at a time, and keep what was sent ahead."""
        data, at = self._ahead + data, 0
        while at < len(data) and self.conn.their_state in (h11.IDLE, h11.SEND_BODY):
            if self._by_and_by or self.transport.is_closing():
                return
            super().data_received(data[at : at + HEAD_PIECE])
            at += HEAD_PIECE
            if self.conn.their_state is not h11.IDLE:
                self._head_is_here()
                # `ui.hosting.bounds.bodies` refuses it; until then nothing of it is read.
                names = [name for name, _ in self.headers or ()]
                self._by_and_by = b"transfer-encoding" in names
            elif self.conn.trailing_data[0]:
                self._wait_for_head()
        self._ahead = data[at:]
        if self._ahead:
            self.flow.pause_reading()

    def on_response_complete(self) -> None:
        """Go on with what was sent ahead."""
        super().on_response_complete()
        if self._ahead:
            self.data_received(b"")

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """Stop waiting for a head: it is here."""
        self._head_is_here()
        super().handle_websocket_upgrade(event)

    def _wait_for_head(self) -> None:
        if self._late is None:
            self._late = self.loop.call_later(HEAD_SECONDS, self.transport.abort)
            self._headless[self] = None

    def _head_is_here(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None
            del self._headless[self]


class CountedFrames(CutWhenUnread, WebSocketsSansIOProtocol):
    """A WebSocket whose frames are read in small pieces, and few of them.

    A chunk from the network may hold ten thousand empty frames or pings, and uvicorn reads all of
    it in one go: 0.2 s in which nobody else is answered. Five hundred visitors who each send all of
    the longest message but its end would fill a gigabyte: where all have too much of that, a long
    one is cut.
    """

    _all_unfinished = 0  # bytes, of all lines

    def connection_made(self, transport: BaseTransport) -> None:
        """Begin to count."""
        self._frames = Allowance(FRAMES_A_SECOND, FRAMES_AT_ONCE)
        self._unfinished = 0
        super().connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Give back what an unfinished message held."""
        self._holds(0)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read what came in pieces; end a line that holds too much where all hold too much."""
        for at in range(0, len(data), PIECE):
            if self.transport.is_closing():
                return
            super().data_received(data[at : at + PIECE])
        self._holds(len(self.conn.reader.buffer) + sum(map(len, self.frames)))
        if self._unfinished > FAIR and CountedFrames._all_unfinished > MOST_UNFINISHED:
            self.transport.abort()

    def _holds(self, unfinished: int) -> None:
        CountedFrames._all_unfinished += unfinished - self._unfinished
        self._unfinished = unfinished

    def keepalive_timeout(self) -> None:
        """End a line that answers no ping, though it may read no last words either."""
        super().keepalive_timeout()
        self._cut_in(LAST_SECONDS)  # its last words wait for who may read nothing

    def _few(self) -> bool:
        """Count a frame; a line that sends too many is cut."""
        if self._frames.wait(self.loop.time()) > 0:
            self.transport.abort()
        return not self.transport.is_closing()

    def handle_ping(self) -> None:
        """Answer it if there were few frames."""
        if self._few():
            super().handle_ping()

    def handle_pong(self, event: Frame) -> None:
        """Take it if there were few frames."""
        if self._few():
            super().handle_pong(event)

    def handle_cont(self, event: Frame) -> None:
        """Take it if there were few frames."""
        if self._few():
            super().handle_cont(event)

    def handle_text(self, event: Frame) -> None:
        """Take it if there were few frames."""
        if self._few():
            super().handle_text(event)

    def handle_bytes(self, event: Frame) -> None:
        """Take it if there were few frames."""
        if self._few():
            super().handle_bytes(event)


def drop_wrong_kinds() -> None:
    """Let no widget take what its own part in the browser can't have sent.

    Streamlit reads a value where no page's code can answer for it (a number where a text belongs,
    an option that is none), and shows a bare error. Before the page runs, what a known widget
    can't read is left out, so that it keeps its value; a widget that is not known yet, as of a page
    that reconnects, begins with its own. What is no widget's id is passed over.
    Doing so twice changes nothing.
    """
    if SessionState.set_widgets_from_proto is not _set_widgets:
        SessionState.set_widgets_from_proto = _set_widgets
        WStates.__getitem__ = _get_value


_set_as_before, _get_as_before = SessionState.set_widgets_from_proto, WStates.__getitem__


def _set_widgets(self: SessionState, widget_states: WidgetStates) -> None:
    known = self._new_widget_state.widget_metadata
    fitting = WidgetStates()
    fitting.widgets.extend(
        one
        for one in widget_states.widgets
        if one.id.startswith(WIDGET) and (one.id not in known or _fits(one, known[one.id]))
    )
    _set_as_before(self, fitting)


def _get_value(self: WStates, key: str) -> object:
    state = self.states.get(key)
    if isinstance(state, Serialized):
        known = self.widget_metadata.get(key)
        if known is not None and not _fits(state.value, known):
            self.states[key] = Value(known.deserializer(None))
    return _get_as_before(self, key)


def _fits(state: WidgetState, widget: WidgetMetadata) -> bool:
    """Whether a widget can read this state, and it is one that it can have."""
    kind = state.WhichOneof("value")
    if kind is None:
        return widget.clearable
    if widget.value_type not in (kind, None):
        return False
    options = widget.formatted_options
    if options is not None and kind in ("string_value", "string_array_value"):
        many = [state.string_value] if kind == "string_value" else state.string_array_value.data
        if not set(many) <= set(options) or len(set(many)) < len(many):
            return False
    try:
        widget.deserializer(unpack_widget_state_value(state))
    except Exception:
        return False
    return True

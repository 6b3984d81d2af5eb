"""What is relied upon of Streamlit's inside to give memory back: sessions and uploads."""

import asyncio
import inspect
from types import SimpleNamespace

import pytest
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.runtime import Runtime
from streamlit.runtime.session_manager import SessionInfo
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager
from streamlit.web.server.starlette.starlette_routes import BASE_ROUTE_UPLOAD_FILE

from ui.hosting import internals, uploads
from ui.hosting.keeper import Keeper
from ui.hosting.uploads import ForgetsUploads, forget_older, forget_own
from ui.memory.pressure import PRESSURE


@pytest.fixture
def server(monkeypatch):
    """A runtime with a storage of sessions and one of files, and nothing else."""
    storage = MemorySessionStorage()
    manager = SimpleNamespace(_session_storage=storage)
    files = MemoryUploadedFileManager("/upload")
    runtime = SimpleNamespace(_session_mgr=manager, uploaded_file_mgr=files, closed=[])

    def close(session_id: str) -> None:
        runtime.closed.append(session_id)
        storage.delete(session_id)

    runtime.close_session = close
    monkeypatch.setattr(internals, "_runtime", lambda: runtime)
    return runtime


def leave(server, session_id: str) -> None:
    session = SimpleNamespace(id=session_id)
    server._session_mgr._session_storage.save(SessionInfo(None, session))


def upload(server, session_id: str, name: str, size: int = 10) -> None:
    server.uploaded_file_mgr.add_file(
        session_id, UploadedFileRec(name, f"{name}.json", "application/json", bytes(size))
    )


def names() -> list[str]:
    return [name for _, name, _ in internals.uploads()]


def test_streamlit_still_has_what_is_asked_of_it():
    assert "self._session_mgr =" in inspect.getsource(Runtime.__init__)
    assert "self._session_storage =" in inspect.getsource(WebsocketSessionManager.__init__)
    assert callable(Runtime.close_session)
    assert isinstance(Runtime.uploaded_file_mgr, property)
    assert BASE_ROUTE_UPLOAD_FILE in f"/{uploads.ROUTE}"


def test_without_a_server_there_is_nothing_to_do(monkeypatch):
    monkeypatch.setattr(internals, "_runtime", lambda: None)
    assert internals.waiting_sessions() == [] and names() == []
    internals.close_session("a")
    internals.remove_upload("a", "b")


def test_who_has_left_is_closed_after_a_while_and_who_comes_back_begins_anew(server, monkeypatch):
    monkeypatch.setattr(PRESSURE, "newcomers_wait", lambda: False)
    keeper = Keeper(stay=60)
    leave(server, "a")
    keeper.round(0)
    leave(server, "b")
    keeper.round(59)
    assert server.closed == []
    server._session_mgr._session_storage.delete("b")  # is back
    keeper.round(60)
    assert server.closed == ["a"]
    leave(server, "b")
    keeper.round(61)
    keeper.round(120)
    assert server.closed == ["a"]
    keeper.round(121)
    assert server.closed == ["a", "b"]


def test_where_memory_is_short_who_has_left_is_closed_at_once(server, monkeypatch):
    monkeypatch.setattr(PRESSURE, "newcomers_wait", lambda: True)
    leave(server, "a")
    Keeper(stay=60).round(0)
    assert server.closed == ["a"]


def test_of_each_visitor_one_file_is_kept(server):
    for session in "ab":
        for k in range(3):
            upload(server, session, f"{session}{k}")
    forget_older(1000)
    assert names() == ["a2", "b2"]


@pytest.mark.parametrize(("most", "left"), [(30, ["a", "b", "c"]), (29, ["b", "c"]), (0, [])])
def test_all_files_together_are_bounded_in_bytes(server, most, left):
    for session in "abc":
        upload(server, session, session)
    forget_older(most)
    assert names() == left


def test_a_visitor_whose_file_was_read_has_none_left(server, monkeypatch):
    upload(server, "a", "a")
    upload(server, "b", "b")
    monkeypatch.setattr(uploads, "own_session", lambda: "a")
    forget_own()
    assert names() == ["b"]


@pytest.mark.parametrize("base", ["", "/gatescope"])
def test_older_files_go_when_one_has_arrived(server, base):
    async def app(scope, receive, send) -> None:
        upload(server, "a", scope["path"][-1])

    async def put(path: str) -> None:
        scope = {"type": "http", "method": "PUT", "path": path}
        await ForgetsUploads(app)(scope, None, None)

    for k in range(3):
        asyncio.run(put(f"{base}/_stcore/upload_file/a/{k}"))
    assert names() == ["2"]

"""What is relied upon of Streamlit's inside to give memory back: its sessions."""

import asyncio
import inspect
from types import SimpleNamespace

import pytest
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.runtime import Runtime
from streamlit.runtime.session_manager import SessionInfo
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from ui.hosting import internals, keeper
from ui.hosting.keeper import Keeper, keep_house
from ui.memory.pressure import PRESSURE


@pytest.fixture
def server(monkeypatch):
    """A runtime with a storage of sessions and nothing else."""
    storage = MemorySessionStorage()
    manager = SimpleNamespace(_session_storage=storage)
    runtime = SimpleNamespace(_session_mgr=manager, closed=[])

    def close(session_id: str) -> None:
        runtime.closed.append(session_id)
        storage.delete(session_id)

    runtime.close_session = close
    monkeypatch.setattr(internals, "_runtime", lambda: runtime)
    return runtime


def leave(server, session_id: str) -> None:
    session = SimpleNamespace(id=session_id)
    server._session_mgr._session_storage.save(SessionInfo(None, session))


def test_streamlit_still_has_what_is_asked_of_it():
    assert "self._session_mgr =" in inspect.getsource(Runtime.__init__)
    assert "self._session_storage =" in inspect.getsource(WebsocketSessionManager.__init__)
    assert callable(Runtime.close_session)


def test_without_a_server_there_is_nothing_to_do(monkeypatch):
    monkeypatch.setattr(internals, "_runtime", lambda: None)
    assert internals.waiting_sessions() == []
    internals.close_session("a")


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


def test_a_round_that_fails_is_not_the_last(server, monkeypatch):
    monkeypatch.setattr(keeper, "ROUND_SECONDS", 0.0)
    monkeypatch.setattr(PRESSURE, "newcomers_wait", lambda: True)
    close, failed = server.close_session, []

    def fails_once(session_id: str) -> None:
        if not failed:
            failed.append(session_id)
            raise RuntimeError("the server is stopping")
        close(session_id)

    server.close_session = fails_once
    leave(server, "a")

    async def keep() -> None:
        house = asyncio.create_task(keep_house())
        async with asyncio.timeout(10):
            while not server.closed:
                await asyncio.sleep(0.01)
        house.cancel()

    asyncio.run(keep())
    assert server.closed == failed == ["a"]

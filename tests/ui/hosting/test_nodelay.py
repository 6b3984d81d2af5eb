"""Connections of a server that Streamlit made send small messages at once."""

from __future__ import annotations

import asyncio
import socket

import pytest

import streamlit_app


@pytest.fixture
def listener():
    """As Streamlit makes it: without TCP's own number, so that asyncio leaves it alone."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        one.listen()
        yield one


def accepted(listener) -> int:
    with socket.create_connection(listener.getsockname(), timeout=5):
        connection, _ = listener.accept()
        with connection:
            return connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_who_connects_after_the_start_is_answered_at_once(listener, monkeypatch):
    monkeypatch.setattr(streamlit_app.gc, "freeze", lambda: None)
    assert not accepted(listener)

    async def start() -> None:
        async with streamlit_app.warm(None):
            pass

    asyncio.run(start())
    assert accepted(listener)

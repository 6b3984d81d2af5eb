"""Places follow the files that may be open, and an address has as many as it is told to."""

from __future__ import annotations

import asyncio
import re
import resource
import subprocess
import sys

import pytest
import websockets

from tests.browser import ROOT, free_port, serve_at
from tests.visitor import Visitor
from ui.hosting.bounds import places
from ui.hosting.bounds.places import ADDRESS_HEADER, PER_ADDRESS, Places, most_visitors


def scope(address: str = "10.0.0.1", **headers: str) -> dict:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "websocket", "client": (address, 1), "headers": raw}


def taken(asked: list[dict], most: int = 100) -> list[bool]:
    """Which of those who ask one after another, and stay, have a place."""
    here = Places(most)
    staying = [here.one(one) for one in asked]
    return [one.__enter__() for one in staying]


def test_places_follow_the_files_that_may_be_open():
    assert most_visitors(places.WANTED) == 500
    assert most_visitors(1024) == 164 and 164 * places.FILES_EACH < 1024 - places.FILES_BESIDE
    assert most_visitors(10) == 1


@pytest.mark.parametrize("hard", [1024, 1500, 60_000, resource.RLIM_INFINITY])
def test_the_limit_is_raised_as_far_as_it_goes(monkeypatch, hard):
    limits = [(256, hard)]
    monkeypatch.setattr(resource, "getrlimit", lambda _: limits[-1])
    monkeypatch.setattr(resource, "setrlimit", lambda _, new: limits.append(new))
    expected = places.WANTED if hard == resource.RLIM_INFINITY else min(hard, places.WANTED)
    assert places.open_files() == expected and limits[-1] == (expected, hard)
    limits.append((100_000, hard))
    assert places.open_files() == places.WANTED and limits[-1] == (100_000, hard)


def test_a_system_that_refuses_keeps_its_limit(monkeypatch):
    def refuse(*_):
        raise ValueError("not allowed to raise maximum limit")

    monkeypatch.setattr(resource, "getrlimit", lambda _: (256, 4096))
    monkeypatch.setattr(resource, "setrlimit", refuse)
    assert places.open_files() == 256


@pytest.mark.parametrize("value", ["", "0", "many", "-1", "9" * 5000])
def test_a_classroom_shares_one_address(monkeypatch, value):
    monkeypatch.setenv(PER_ADDRESS, value)
    assert all(taken([scope()] * 100))


def test_an_address_has_as_many_places_as_told_and_leaves_them(monkeypatch):
    monkeypatch.setenv(PER_ADDRESS, "2")
    assert taken([scope()] * 3 + [scope("10.0.0.2")] * 3) == [True, True, False] * 2
    here = Places(100)
    for _ in range(5):
        with here.one(scope()) as one, here.one(scope()) as other, here.one(scope()) as third:
            assert (one, other, third) == (True, True, False)
    assert here._here == {}


def test_a_header_says_the_address_only_where_it_is_named(monkeypatch):
    monkeypatch.setenv(PER_ADDRESS, "1")
    said = [scope(x_forwarded_for=f"9.9.9.9, 10.1.1.{k}") for k in (1, 2, 2)]
    assert taken(said) == [True, False, False]
    monkeypatch.setenv(ADDRESS_HEADER, "X-Forwarded-For")
    assert taken(said) == [True, True, False]
    spoofed = [scope(x_forwarded_for=f"10.1.1.{k}, 10.2.2.2") for k in (1, 2)]
    assert taken(spoofed) == [True, False]
    assert taken([scope(), scope()]) == [True, False]
    twice = scope(x_forwarded_for="10.1.1.1")
    twice["headers"] += [(b"x-forwarded-for", b"10.2.2.2")]
    assert taken([twice, spoofed[0]]) == [True, False]


def test_a_server_raises_its_limit_and_keeps_who_answers_pings():
    """A real one, which pings every second: who answers stays, who doesn't goes."""

    async def visit(url: str) -> None:
        async with Visitor(url) as reader:
            await reader.run()
            mute = await websockets.connect(
                f"{url.replace('http', 'ws', 1)}/_stcore/stream", subprotocols=["streamlit"],
                compression=None,
            )  # fmt: skip
            mute.protocol.send_pong = lambda *_: None  # so it never answers
            mute.protocol.recv_ping = lambda *_: None
            mute.transport.pause_reading()
            await asyncio.sleep(5)
            assert (await reader.edit("0.5"))["ok"]
            mute.transport.resume_reading()
            with pytest.raises(websockets.ConnectionClosed):
                async with asyncio.timeout(20):
                    while True:
                        await mute.recv()

    port = free_port()
    with serve_at(port, ROOT, "--server.websocketPingInterval=1") as server:
        asyncio.run(visit(f"http://127.0.0.1:{port}"))
        if sys.platform == "linux":
            command = ["cat", f"/proc/{server.pid}/limits"]
            limits = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            soft, hard = map(int, re.search(r"open files +(\d+) +(\d+)", limits).groups())
            assert soft >= min(hard, places.WANTED)

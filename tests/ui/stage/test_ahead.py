"""What the stage is shown ahead of a rerun is what the rerun then shows, and changes nothing."""

import asyncio
import json
import threading

import pytest
from starlette.requests import Request

from sim.presets import FIRST, PRESETS
from ui.session import asked
from ui.session.state import Session
from ui.shared.blocks import unpack
from ui.stage import preview
from ui.stage.payload import stage_data

EDITS = {
    "a number": [{"seq": 1, "op": "set", "entry": "x.1.1", "text": "2.5"}],
    "a refused one": [{"seq": 1, "op": "set", "entry": "W_f.1.2", "text": "2,5"}],
    "several": [
        {"seq": 1, "op": "set", "entry": "b_i.1", "text": "1"},
        {"seq": 2, "op": "remove_step", "at": 1},
        {"seq": 3, "op": "nudge", "entry": "x.1.1", "steps": 3},
    ],
    "nonsense": [{"seq": 1}, "x", None],
}


@pytest.fixture
def session() -> Session:
    return Session(PRESETS[FIRST].scenario, FIRST)


@pytest.mark.parametrize("edits", EDITS.values(), ids=EDITS)
def test_ahead_is_to_the_byte_what_comes_after(session, edits):
    before = session.scenario
    switches = {"autoplay": False, "parts": None, "ahead": asked.address(session)}
    switches["screen"] = session.screen.sent(True)
    early = preview.after(session, edits)
    assert session.scenario is before and session.view.ack == session.view.rev == 0
    session.edit(edits, "stage")
    expected = PRESETS[FIRST].beside(session.scenario)
    run = session.scenario.run()
    ghost = session.former and session.former.trace
    assert early == stage_data(session.scenario, run, session.view, expected, ghost, **switches)


def test_a_run_shown_ahead_needs_no_pause_to_be_painted(session):
    session.edit(EDITS["a number"], "stage")
    assert session.painted != session.view.rev
    later = [{**EDITS["a number"][0], "seq": 2, "text": "7"}]
    preview.after(session, later)
    session.edit(later, "stage")
    assert session.painted == session.view.rev


def test_what_is_asked_in_the_middle_of_an_edit_sees_all_of_it_or_nothing(session, monkeypatch):
    first = {"seq": 1, "op": "set", "entry": "x.1.1", "text": "2.5"}
    later = {"seq": 2, "op": "set", "entry": "x.1.2", "text": "7"}
    seen, put = [], session.put

    def asked() -> None:
        seen.append(session.after([first, later])[0])

    def slow(*args) -> None:
        thread.start()
        thread.join(0.2)
        put(*args)

    thread = threading.Thread(target=asked)
    monkeypatch.setattr(session, "put", slow)
    session.edit([first], "stage")
    thread.join()
    assert seen[0].inputs[0].tolist()[:2] == [2.5, 7.0]


def ask(token: str, body: bytes, length: str | None = None) -> tuple[int, bytes]:
    async def receive() -> dict:
        read.append(body)
        return {"type": "http.request", "body": body, "more_body": False}

    read.clear()
    headers = [
        (b"content-length", (length or str(len(body))).encode()),
        (b"x-gatescope-token", token.encode("latin-1")),
    ]
    request = Request({"type": "http", "method": "POST", "headers": headers}, receive)
    answer = asyncio.run(preview.answer(request))
    return answer.status_code, answer.body


read: list[bytes] = []  # by the last who asked


def test_only_its_own_visitor_knows_a_session(session):
    token = asked.address(session)["token"]
    other = Session(PRESETS[FIRST].scenario, FIRST)
    assert asked.address(other)["token"] != token
    body = json.dumps({"edits": EDITS["a number"]}).encode()
    status, data = ask(token, body)
    assert status == 200 and read == [body]
    header, arrays = unpack(data)
    assert header["ack"] == 1 and arrays["x"][0, 0] == 2.5
    for guessed in ("guessed", "", "\xff"):
        assert ask(guessed, body)[0] == 404 and read == []


def test_a_visitor_gets_one_run_at_a_time(session, monkeypatch):
    token = asked.address(session)["token"]
    more = []

    def after(*_) -> bytes:
        more.append(ask(token, b'{"edits": []}')[0])
        return b""

    monkeypatch.setattr(preview, "after", after)
    assert [ask(token, b'{"edits": []}')[0] for _ in range(2)] == [200, 200]
    assert more == [429, 429]


@pytest.mark.parametrize("more", [0, 1])
def test_much_text_is_read_for_one_visitor_at_a_time(session, monkeypatch, more):
    other = Session(PRESETS[FIRST].scenario, FIRST)
    token, others = (asked.address(one)["token"] for one in (session, other))
    large = b'{"edits": []}'.ljust(preview.LARGE + 1)
    beside = []

    def after(*_) -> bytes:
        monkeypatch.setattr(preview, "after", lambda *_: b"")
        beside.append(ask(others, large[: preview.LARGE + more])[0])
        return b""

    monkeypatch.setattr(preview, "after", after)
    assert ask(token, large)[0] == 200
    assert beside == [429 if more else 200]
    assert ask(others, large)[0] == 200


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'"x"', b"\xff", b"7", b"[" * 100_000, b"[" + b"[]," * 60_000 + b"1]"],
    ids=lambda body: repr(body[:9]),
)
def test_a_body_that_makes_no_sense_is_refused(session, body):
    assert ask(asked.address(session)["token"], body)[0] == 422


def test_a_body_without_bounds_is_not_read(session):
    token = asked.address(session)["token"]
    assert ask(token, b"{}", length=str(preview.MOST_BYTES + 1))[0] == 413 and read == []
    assert ask(token, b"{}", length="many")[0] == 422 and read == []


def test_undo_takes_back_what_only_the_stage_has(session):
    session.edit(EDITS["a number"], "stage")
    kept = session.scenario
    later = [{**EDITS["a number"][0], "seq": 2, "text": "7"}]
    preview.after(session, later)
    session.undo()
    assert session.scenario is kept
    session.edit(later, "stage")
    assert session.scenario is kept
    session.undo()
    assert session.scenario is PRESETS[FIRST].scenario

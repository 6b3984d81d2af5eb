"""What the stage is shown ahead of a rerun is what the rerun then shows, and changes nothing."""

import ast
import asyncio
import json
import threading
from pathlib import Path

import pytest
from starlette.requests import Request

from sim.presets import FIRST, PRESETS
from ui.session import asked, edits, state
from ui.session.screen import Screen
from ui.session.state import Session
from ui.shared.blocks import unpack
from ui.stage import preview
from ui.stage.payload import stage_data
from ui.words import t

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
    preview.edit(session, edits)
    expected = PRESETS[FIRST].beside(session.scenario)
    run = session.scenario.run()
    ghost = session.former and session.former.trace
    assert early == stage_data(session.scenario, run, session.view, expected, ghost, **switches)


OTHER = [{"seq": 1, "op": "set", "entry": "x.1.1", "text": "-4"}]
SINCE = {
    "another edit": lambda s: preview.edit(s, [{**OTHER[0], "seq": 2}]),
    "an edit of the editor": lambda s: s.edit(OTHER, "editor"),
    "another step": lambda s: s.look({"t": 3, "unit": 1}),
    "another language": lambda s: setattr(s.preview, "spoken", ("zh-Hans", None)),
    "covered": lambda s: s.screen.cover(True),
    "large": lambda s: setattr(s.screen, "large", True),
    "playing": lambda s: setattr(s, "autoplay", True),
    "taken back": lambda s: s.undo(),
    "another example": lambda s: s.begin("dinner"),
}


def test_what_was_made_ahead_is_shown_once(session):
    data = preview.after(session, EDITS["a number"])
    preview.edit(session, EDITS["a number"])
    trace, ready = preview.run(session)
    assert ready == data and trace["x"][0, 0] == 2.5
    assert preview.run(session)[1] is None


@pytest.mark.parametrize("since", SINCE.values(), ids=SINCE)
def test_nothing_made_ahead_is_shown_after_something_else(session, since):
    session.look({"t": 2, "unit": 1})
    preview.after(session, EDITS["a number"])
    preview.edit(session, EDITS["a number"])
    since(session)
    trace, ready = preview.run(session)
    assert ready is None
    assert trace["x"].tolist() == session.scenario.inputs.tolist()


def test_nothing_made_ahead_of_one_edit_is_shown_for_another(session):
    preview.after(session, EDITS["a number"])
    preview.edit(session, OTHER)
    trace, ready = preview.run(session)
    assert ready is None and trace["x"][0, 0] == -4


def test_a_run_shown_ahead_needs_no_pause_to_be_painted(session):
    preview.edit(session, EDITS["a number"])
    assert session.preview.painted.last != session.view.rev
    later = [{**EDITS["a number"][0], "seq": 2, "text": "7"}]
    preview.after(session, later)
    preview.edit(session, later)
    assert session.preview.painted.last == session.view.rev


def test_what_is_asked_in_the_middle_of_an_edit_sees_all_of_it_or_nothing(session, monkeypatch):
    first = {"seq": 1, "op": "set", "entry": "x.1.1", "text": "2.5"}
    later = {"seq": 2, "op": "set", "entry": "x.1.2", "text": "7"}
    seen, put = [], session.put

    def asked() -> None:
        seen.append(preview.document_after(session, [first, later])[0])

    def slow(*args) -> None:
        thread.start()
        thread.join(0.2)
        put(*args)

    thread = threading.Thread(target=asked)
    monkeypatch.setattr(session, "put", slow)
    preview.edit(session, [first])
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
    preview.edit(session, EDITS["a number"])
    kept = session.scenario
    later = [{**EDITS["a number"][0], "seq": 2, "text": "7"}]
    preview.after(session, later)
    rev = session.view.rev
    preview.undo(session)
    assert session.scenario is kept and session.view.rev == rev + 1 and session.former is None
    preview.edit(session, later)
    assert session.scenario is kept
    preview.undo(session)
    assert session.scenario is PRESETS[FIRST].scenario


def test_undo_without_a_change_or_leave_leaves_alone_what_is_on_its_way(session):
    preview.after(session, EDITS["a number"])
    preview.undo(session)  # nothing to undo yet
    assert session.view.ack == 0
    preview.edit(session, EDITS["a number"])
    changed = session.scenario
    preview.after(session, [{**EDITS["a number"][0], "seq": 2, "text": "7"}])
    session.switch(Screen(locked=True))
    preview.undo(session)
    assert session.scenario is changed and session.view.ack == 1
    assert session.note == t("links.locked")


def test_what_edits_make_is_worked_out_once_ahead_and_for_good(session, monkeypatch):
    made = []
    monkeypatch.setattr(state, "apply_edits", lambda *args: made.append(args) or apply(*args))
    apply = edits.apply_edits
    preview.after(session, EDITS["a number"])
    preview.edit(session, EDITS["a number"])
    assert len(made) == 1 and session.scenario.inputs[0, 0] == 2.5
    preview.edit(session, EDITS["a number"])  # to another document now
    assert len(made) == 2
    later = [{**EDITS["a number"][0], "seq": 2, "text": "7"}]
    preview.after(session, later)
    session.edit([{"seq": 1, "op": "set", "entry": "x.1.2", "text": "9"}], "editor")
    preview.edit(session, later)
    assert session.scenario.inputs[0].tolist()[:2] == [7, 9] and len(made) == 5
    for spoken in (("zh-Hans", None), ("zh-Hans", None), ("zh-Hans", "en")):
        session.preview.spoken = spoken
        preview.after(session, later)
    assert len(made) == 7


def test_the_document_knows_nothing_of_its_preview():
    source = ast.parse(Path(state.__file__).read_text(encoding="utf-8"))
    asked = [one.attr for one in ast.walk(source) if isinstance(one, ast.Attribute)]
    assert "preview" not in asked and "view" in asked

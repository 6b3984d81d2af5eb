"""What the server does around Streamlit, without a server: headers, and bounds on visitors."""

import asyncio

import pytest

import streamlit_app
from tests.browser import ROOT
from ui.hosting import Closed, LeanPage, SecurityHeaders, Visits, where
from ui.hosting.headers import content_security_policy, security_headers
from ui.hosting.internals import INDEX
from ui.hosting.websocket import A_SECOND, AT_ONCE, Allowance

START = {"type": "http.response.start", "status": 200, "headers": [(b"referrer-policy", b"x")]}


def through(kind: str, message: dict) -> list[dict]:
    """What leaves the middleware when the application inside sends `message`."""
    sent = []

    async def app(scope, receive, send):
        await send(message)

    async def send(message):
        sent.append(message)

    asyncio.run(SecurityHeaders(app)({"type": kind}, None, send))
    return sent


def test_every_answer_carries_the_headers_once_and_the_message_stays_as_it_was():
    (sent,) = through("http", START)
    names = [name.decode() for name, _ in sent["headers"]]
    assert sorted(names) == sorted(name.lower() for name in security_headers())
    assert dict(sent["headers"])[b"x-content-type-options"] == b"nosniff"
    assert dict(sent["headers"])[b"referrer-policy"] != b"x"
    assert START["headers"] == [(b"referrer-policy", b"x")]


def test_a_websocket_is_left_alone():
    assert through("websocket", START) == [START]


def test_the_policy_lets_nothing_come_from_outside():
    policy = content_security_policy("<script>a</script><script src=x.js></script>")
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules.pop("frame-ancestors") == "*"
    for name, sources in rules.items():
        assert not {"*", "http:", "https:", "'unsafe-eval'"} & set(sources.split()), name
    assert "'unsafe-inline'" not in rules["script-src"]
    # `printf a | openssl dgst -sha256 -binary | base64`
    assert "'sha256-ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs='" in rules["script-src"]
    assert rules["script-src"].count("sha256") == 1
    assert rules["object-src"] == "'none'"


def test_a_burst_comes_through_and_a_flood_is_slowed_down():
    allowance = Allowance(A_SECOND, AT_ONCE)
    now = 1000.0
    assert [allowance.wait(now) for _ in range(AT_ONCE)] == [0.0] * AT_ONCE
    assert [allowance.wait(now) for _ in range(3)] == pytest.approx(
        [1 / A_SECOND, 2 / A_SECOND, 3 / A_SECOND]
    )
    assert allowance.wait(now + 60) == 0.0
    slider = Allowance(A_SECOND, AT_ONCE)
    assert {slider.wait(k / 20) for k in range(2000)} == {0.0}


def visit(app: Visits) -> tuple[asyncio.Task, list]:
    sent: list = []

    async def receive():
        return {"type": "websocket.connect"}

    async def send(message):
        sent.append(message)

    return asyncio.create_task(app({"type": "websocket"}, receive, send)), sent


def test_one_visitor_too_many_is_turned_away_until_somebody_leaves():
    async def arrive_and_leave():
        leave = asyncio.Event()

        async def inside(scope, receive, send):
            await send({"type": "websocket.accept"})
            await leave.wait()

        app = Visits(inside, most=2)
        visits = [visit(app) for _ in range(3)]
        await asyncio.sleep(0)
        kinds = [sent[0]["type"] for _, sent in visits]
        assert kinds == ["websocket.accept", "websocket.accept", "websocket.close"]
        leave.set()
        await asyncio.gather(*(task for task, _ in visits))
        task, sent = visit(app)
        await task
        assert sent == [{"type": "websocket.accept"}]

    asyncio.run(arrive_and_leave())


def test_the_terminal_says_where_the_app_is():
    everywhere = where("", 8501)
    assert "http://localhost:8501\n" in f"{everywhere}\n"
    assert "0.0.0.0" not in where("0.0.0.0", 8501)
    assert where("127.0.0.1", 80, "/class/") == "Gatescope\n  at: http://127.0.0.1:80/class"


def page(body: bytes, kind: bytes = b"text/html; charset=utf-8") -> tuple[dict, bytes]:
    """Headers and body of a page that comes in two pieces, made lean."""
    sent = []

    async def app(scope, receive, send):
        headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body[:700], "more_body": True})
        await send({"type": "http.response.body", "body": body[700:]})

    async def send(message):
        sent.append(message)

    asyncio.run(LeanPage(app)({"type": "http"}, None, send))
    return dict(sent[0]["headers"]), b"".join(one["body"] for one in sent[1:])


def test_the_page_comes_without_the_font_that_nobody_uses():
    whole = INDEX.read_bytes()
    headers, lean = page(whole)
    assert b'as="font"' in whole and b'as="font"' not in lean
    assert lean.count(b"<link") == whole.count(b"<link") - 1
    assert lean.count(b"<script") == whole.count(b"<script")
    assert lean.count(b"<style>") == 1 and lean.index(b"<style>") < lean.index(b"</head>")
    assert headers[b"content-length"] == str(len(lean)).encode()
    assert page(whole, b"text/plain")[1] == whole


@pytest.mark.parametrize(
    "path", ["/_stcore/metrics", "/_stcore/metrics/", "/below/_stcore/metrics"]
)
@pytest.mark.parametrize(("told", "status"), [(None, 404), ("0", 404), ("1", 200)])
def test_metrics_are_told_where_asked_for(monkeypatch, path, told, status):
    monkeypatch.delenv("GATESCOPE_METRICS", raising=False)
    if told:
        monkeypatch.setenv("GATESCOPE_METRICS", told)
    assert status_of(path) == status
    assert status_of("/_stcore/health") == 200


def status_of(path: str) -> int:
    sent = []

    async def inside(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message):
        sent.append(message)

    asyncio.run(Closed(inside)({"type": "http", "path": path}, None, send))
    return sent[0]["status"]


def test_modules_of_components_are_known_before_a_page_runs():
    served = {
        ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for file in ROOT.glob("ui/**/*.py")
        if "served(" in file.read_text(encoding="utf-8")
    } - {"ui.assets"}
    assert served and served <= set(streamlit_app.WARM)

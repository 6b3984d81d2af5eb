"""What the server does around Streamlit, without a server: headers, and bounds on visitors."""

import asyncio
from urllib.parse import unquote

import pytest
from starlette.responses import PlainTextResponse

import streamlit_app
from tests.browser import ROOT
from ui.hosting import Closed, LeanPage, Misses, SecurityHeaders, Unglued, Visits, where
from ui.hosting.bounds.websocket import A_SECOND, AT_ONCE, Allowance
from ui.hosting.headers import content_security_policy, security_headers
from ui.hosting.internals import INDEX

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


def test_a_page_is_asked_for_in_plain_and_a_file_as_the_browser_likes():
    asked = []

    async def app(scope, receive, send):
        asked.append(scope)

    both = [(b"accept-encoding", b"gzip"), (b"accept", b"*/*")]
    for path in ("/", "/compare", "/a.b/compare", "/main.js"):
        asyncio.run(LeanPage(app)({"type": "http", "path": path, "headers": both}, None, None))
        asyncio.run(LeanPage(app)({"type": "websocket", "path": path, "headers": both}, None, None))
        page, line = asked[-2:]
        assert page["headers"] == (both if path == "/main.js" else both[1:])
        assert page["path"] == path and line["headers"] == both


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/compare%E3%80%82", "./compare"), ("/compare.", "./compare"),
        ("/gradients),", "./gradients"),
        ("/%EF%BC%89%E7%9C%8B", "./"), ("/a/b/Compare%20", "./compare"), ("/%22", "./"),
        ("/%3Fp=dinner%26t=3", "./?p=dinner&t=3"),
        ("/compare%3Fz%3D1&lang=en", "./compare?z=1&lang=en"),
        ("/compare%253Fp%253Ddinner", "./compare?p%253Ddinner"),
        ("/compare).?p=dinner", "./compare?p=dinner"), ("/%3F%3Cb%3E%0D%0A", "./?%3Cb%3E%0D%0A"),
        ("/", None), ("/compare", None), ("/compare?p=a", None), ("/compare.css", None),
        ("/_stcore/health", None), ("/favicon.svg", None), ("/static/js/a.js", None),
        ("/x%E3%80%82", None),
        ("/compare/", None), ("/media/a%E3%80%82.csv", None),
    ],
)  # fmt: skip
def test_a_path_with_the_end_of_a_sentence_leads_to_its_page(path, to):
    app = Unglued(PlainTextResponse("inside"), ("step", "compare", "gradients"))
    where_to, _, query = path.partition("?")

    def asked(accept: bytes) -> tuple[str | None, bytes]:
        sent = []

        async def send(message):
            sent.append(message)

        scope = {"type": "http", "method": "GET", "path": unquote(where_to),
                 "query_string": query.encode(), "headers": [(b"accept", accept)]}  # fmt: skip
        asyncio.run(app(scope, None, send))
        location = dict(sent[0]["headers"]).get(b"location")
        return location and location.decode(), sent[-1].get("body", b"")

    assert asked(b"text/html,*/*") == (to, b"" if to else b"inside")
    assert asked(b"*/*") == (None, b"inside")


def given(path: str, base: str = "", status: int = 200, **headers: str) -> tuple[int, dict]:
    """Status and headers of what leaves `Misses` where Streamlit gives its page for a path."""
    sent = []

    async def app(scope, receive, send):
        raw = [(b"content-type", b"text/html; charset=utf-8")]
        raw += [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": status, "headers": raw})
        await send({"type": "http.response.body", "body": b"<html>", "more_body": True})
        await send({"type": "http.response.body", "body": b"</html>"})

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "path": path, "headers": [(b"host", b"here")]}
    asyncio.run(Misses(app, base)(scope, None, send))
    assert sum(one["type"] == "http.response.start" for one in sent) == 1
    assert not sent[-1].get("more_body")
    return sent[0]["status"], {k.decode(): v.decode() for k, v in sent[0]["headers"]}


@pytest.mark.parametrize("base", ["", "/gatescope", "/a/b"])
def test_a_page_is_given_for_pages_alone(base):
    for page in ("", "/", "/compare", "/no_such_page", "/index.html"):
        assert given(base + page, base)[0] == 200, page
    for file in ("/x.js", "/static/js/x", "/parts/", "/parts/a.js", "/compare/x", "/favicon.ico"):
        status, headers = given(base + file, base)
        assert (status, headers["content-type"]) == (404, "text/plain; charset=utf-8"), file


@pytest.mark.parametrize(
    "path, to, relative",
    [
        ("/compare/", "/compare", "../compare"),
        ("/compare/", "/compare?p=latch&t=2", "../compare?p=latch&t=2"),
        ("/gatescope", "http://here/gatescope/", "gatescope/"),
        ("/a/b/c/", "/a/b/c", "../c"),
        ("/step", "./?t=2", "./?t=2"),
        ("/compare/", "http://elsewhere/compare", "http://elsewhere/compare"),
    ],
)
def test_a_redirect_leads_on_from_where_the_browser_is(path, to, relative):
    assert given(path, status=301, location=to)[1]["location"] == relative


def test_a_page_that_is_saved_is_no_miss():
    """A hand-out is HTML too."""
    saved = {"content-disposition": 'attachment; filename="x.html"'}
    assert given("/media/88ac.html", **saved)[0] == 200 and given("/media/88ac.html")[0] == 404


def test_nothing_is_uploaded_by_streamlits_route():
    for base in ("", "/gatescope"):
        assert given(f"{base}/_stcore/upload_file/session/file", base)[0] == 404


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
    } - {"ui.shared.served"}
    assert served and served <= set(streamlit_app.WARM)

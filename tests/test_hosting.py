"""What the server does around Streamlit, without a server: headers, and what a policy allows."""

import asyncio

from ui.hosting import SecurityHeaders
from ui.hosting.headers import content_security_policy, security_headers

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

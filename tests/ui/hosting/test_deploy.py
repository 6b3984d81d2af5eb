"""The files for hosts fit together: what they name is there, pinned, and fits the requirements."""

import asyncio
import json
import re
import shutil
import subprocess
import tomllib
import urllib.request
from contextlib import ExitStack
from http.cookies import SimpleCookie
from itertools import chain
from time import monotonic, sleep

import pytest
import yaml
from packaging.requirements import Requirement

from tests.browser import ROOT, free_port, serve_at
from tests.visitor import Visitor

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
REPLICAS = [name for name in COMPOSE["services"] if name != "proxy"]


def lines(name: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith(("#", "-r"))]


def test_the_lock_pins_every_requirement_within_its_range():
    locked = {}
    text = "\n".join(lines("requirements.lock"))
    package = re.compile(r"([A-Za-z0-9_.-]+)==([0-9][0-9a-z.]*)(?: ;[^\\]*)?((?: \\\n +\S+)+)")
    rest = package.sub("", text)
    assert rest.strip() == ""
    for name, version, hashes in package.findall(text):
        locked[name.lower()] = version
        assert re.fullmatch(r"(?: \\\n    --hash=sha256:[0-9a-f]{64})+", hashes), name
    for line in lines("requirements.txt"):
        wanted = Requirement(line)
        assert wanted.specifier.contains(locked[wanted.name.lower()]), line


def test_the_image_holds_what_the_app_is_made_of_and_nothing_else():
    copied = [
        source
        for found in re.findall(r"^COPY (.+)$", DOCKERFILE, re.M)
        for source in found.split()[:-1]
    ]
    assert all((ROOT / source).exists() for source in copied)
    assert {"sim", "ui", "pages", ".streamlit", "streamlit_app.py"} <= set(copied)
    allowed = {line[1:] for line in lines(".dockerignore") if line.startswith("!")}
    assert allowed == set(copied)
    assert lines(".dockerignore")[0] == "*"


def test_the_image_is_pinned_runs_as_nobody_special_and_asks_for_its_health():
    image = r"^ARG PYTHON=python:\d+\.\d+\.\d+-slim-\w+@sha256:[0-9a-f]{64}\nFROM \$\{PYTHON\}$"
    assert re.search(image, DOCKERFILE, re.M)
    assert "--require-hashes" in DOCKERFILE
    least = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    python = re.search(r"python:(\d+\.\d+\.\d+)", DOCKERFILE)[1]
    assert Requirement(f"python{least}").specifier.contains(python)
    assert "USER gatescope" in DOCKERFILE.split("COPY pages")[1]
    assert "/_stcore/health" in DOCKERFILE.split("HEALTHCHECK")[1]
    assert "streamlit run streamlit_app.py" in DOCKERFILE


@pytest.mark.parametrize("base", ["", "gatescope", "/a/b/"])
def test_the_image_asks_for_its_health_where_it_is_served(monkeypatch, base):
    command = json.loads(DOCKERFILE.split("HEALTHCHECK")[1].split("CMD ")[1].splitlines()[0])
    opened = []
    monkeypatch.setattr(urllib.request, "urlopen", lambda url, timeout: opened.append(url))
    monkeypatch.setenv("PORT", "8501")
    monkeypatch.setenv("STREAMLIT_SERVER_BASE_URL_PATH", base)
    assert command[:2] == ["python", "-c"]
    exec(command[2], {})
    path = f"/{base.strip('/')}" if base else ""
    assert opened == [f"http://127.0.0.1:8501{path}/_stcore/health"]


def test_the_proxy_knows_every_replica():
    proxy = COMPOSE["services"]["proxy"]
    port = re.search(r"^EXPOSE (\d+)$", DOCKERFILE, re.M)[1]
    assert proxy["environment"]["REPLICAS"].split() == [f"{name}:{port}" for name in REPLICAS]
    assert set(proxy["depends_on"]) == set(REPLICAS)
    assert re.search(r":\d+\.\d+\.\d+-alpine@sha256:[0-9a-f]{64}$", proxy["image"])
    (caddyfile,) = [v.split(":")[0] for v in proxy["volumes"] if "Caddyfile" in v]
    assert (ROOT / caddyfile).is_file()
    for name in REPLICAS:
        assert "COOKIE_SECRET:?" in str(COMPOSE["services"][name]["environment"])


def test_the_page_for_hosts_names_what_there_is():
    page = (ROOT / "docs" / "hosting.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([\w./]+(?:\.(?:py|toml|lock|yaml|txt)|/\w*))`", page))
    assert {"ui/hosting/bounds/websocket.py", "requirements.lock", "compose.yaml"} <= named
    assert {name for name in named if not (ROOT / name.lstrip("/")).exists()} == {
        "/_stcore/health", "/_stcore/metrics", "/_stcore/stream"
    }  # fmt: skip
    assert "docs/hosting.md" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def behind_caddy(monkeypatch):
    """Two replicas behind the proxy: its address, and the two processes."""
    caddy = shutil.which("caddy")
    if caddy is None:
        pytest.skip("Caddy is not installed")
    ports, own = (free_port(), free_port()), free_port()
    monkeypatch.setenv("STREAMLIT_SERVER_COOKIE_SECRET", "the same in both")
    monkeypatch.setenv("SITE", f"http://127.0.0.1:{own}")
    monkeypatch.setenv("REPLICAS", " ".join(f"127.0.0.1:{port}" for port in ports))
    with ExitStack() as stack:
        servers = [stack.enter_context(serve_at(port)) for port in ports]
        command = [
            caddy,
            "run",
            "--config",
            str(ROOT / "deploy/Caddyfile"),
            "--adapter",
            "caddyfile",
        ]
        proxy = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        stack.callback(lambda: (proxy.terminate(), proxy.wait(10)))
        url = f"http://127.0.0.1:{own}"
        wait_for(url)
        yield url, servers


def wait_for(url: str) -> None:
    end = monotonic() + 20
    while monotonic() < end:
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=2)
            return
        except OSError:
            sleep(0.1)
    raise RuntimeError("the proxy did not come up")


def cookie_of(url: str, sent: str = "") -> str:
    """The replica's cookie that the proxy gives a visitor who sends this one, "" for none."""
    request = urllib.request.Request(url, headers={"Cookie": sent} if sent else {})
    with urllib.request.urlopen(request, timeout=10) as answer:
        made = SimpleCookie(answer.headers.get("Set-Cookie", ""))
    return "; ".join(f"{m.key}={m.value}" for m in made.values() if m.key == "gatescope_replica")


def test_visitors_stick_to_their_replica_and_move_when_it_dies(behind_caddy):
    url, servers = behind_caddy
    health = f"{url}/_stcore/health"
    cookies = set()
    while len(cookies) < 2:
        cookies.add(cookie_of(health))
    assert all(cookie_of(health, cookie) == "" for cookie in cookies)  # the one it has is good

    async def visit() -> None:
        groups = {
            cookie: [Visitor(url, {"Cookie": cookie}) for _ in range(3)] for cookie in cookies
        }
        async with asyncio.timeout(60):
            for tab in chain(*groups.values()):
                await tab.__aenter__()
                assert (await tab.run())["ok"]
            servers[0].kill()
            servers[0].wait()
            alive = {cookie: [await lives(tab) for tab in tabs] for cookie, tabs in groups.items()}
            assert sorted(map(tuple, alive.values())) == [(False,) * 3, (True,) * 3]
            (gone,) = [cookie for cookie, ones in alive.items() if not any(ones)]
            async with Visitor(url, {"Cookie": gone}) as back:
                assert (await back.run())["ok"]
            for tab in chain(*groups.values()):
                await tab.socket.close()

    asyncio.run(visit())


async def lives(tab: Visitor) -> bool:
    try:
        return (await tab.edit("0.5"))["ok"]
    except Exception:
        return False

"""The frame runs, its configuration is the one that serves, each page in the menu is there."""

import ast
import asyncio
import importlib
import re
import tomllib
from pathlib import Path

from streamlit.testing.v1 import AppTest

from ui import PAGES
from ui.frame import shell
from ui.hosting import StaticGzip
from ui.hosting.bounds.message import MOST_BYTES
from ui.hosting.internals import INDEX
from ui.look import theme
from ui.shared.served import FILES, PREFIX
from ui.words import t

ROOT = Path(__file__).resolve().parents[3]
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


def test_the_frame_runs():
    app = AppTest.from_file(ROOT / "ui" / "frame" / "main.py", default_timeout=30).run()
    assert not app.exception
    assert not app.error


def test_every_page_is_in_the_menu_and_every_entry_is_a_page():
    assert {file.stem for file in (ROOT / "pages").glob("*.py")} == set(PAGES)
    assert all(t(f"app.page_{name}") for name in PAGES)


def test_no_folder_of_pages_lies_beside_the_script():
    assert not (ROOT / "ui" / "frame" / "pages").exists()
    launcher = ast.parse((ROOT / "streamlit_app.py").read_text(encoding="utf-8"))
    called = [ast.unparse(node) for node in ast.walk(launcher) if isinstance(node, ast.Call)]
    assert any(call.startswith("st.App(ROOT / 'ui' / 'frame' / 'main.py'") for call in called)


def test_the_configuration_serves():
    assert CONFIG["server"]["headless"] is True
    assert CONFIG["server"]["enableXsrfProtection"] is True
    assert CONFIG["server"]["enableCORS"] is True
    assert CONFIG["server"]["maxUploadSize"] <= 10
    assert CONFIG["server"]["maxWidgetStateSize"] * 1_000_000 == MOST_BYTES
    assert CONFIG["logger"]["hideWelcomeMessage"] is True
    assert CONFIG["browser"]["gatherUsageStats"] is False
    assert CONFIG["client"]["toolbarMode"] == "minimal"
    assert CONFIG["client"]["showErrorDetails"] == "none"
    assert CONFIG["runner"]["postScriptGC"] is False


def test_the_configured_options_exist():
    from streamlit import config

    known = config.get_config_options(force_reparse=False)
    sections = {"light": "theme.light", "dark": "theme.dark"}
    for section, options in CONFIG.items():
        for name, value in options.items():
            if isinstance(value, dict):
                assert all(f"{sections[name]}.{option}" in known for option in value)
            else:
                assert f"{section}.{name}" in known


def test_both_themes_are_those_of_the_figures():
    for dark, mode in enumerate(("light", "dark")):
        colours = CONFIG["theme"][mode]
        assert colours["backgroundColor"] == theme.BACKGROUND[dark]
        assert colours["textColor"] == theme.INK[dark]
        assert colours["borderColor"] == theme.RULE[dark]
        # White stands on primary buttons; on the background the colour is a shape, and where it
        # would be a text, main.css takes the links' colour.
        assert theme.contrast(colours["primaryColor"], "#FFFFFF") >= 4.5
        assert theme.contrast(colours["primaryColor"], colours["backgroundColor"]) >= 3
        assert theme.contrast(colours["linkColor"], colours["backgroundColor"]) >= 4.5


def test_no_font_is_fetched():
    assert "http" not in repr(CONFIG["theme"])
    assert "fontFaces" not in CONFIG["theme"]


class Inner:
    """An ASGI app that answers with one file, compressed or not, and counts how often."""

    def __init__(self, status=200, encoding=b"gzip", cache=b"public, immutable"):
        self.calls = 0
        headers = [(b"content-encoding", encoding), (b"cache-control", cache)]
        self.messages = [
            {"type": "http.response.start", "status": status, "headers": headers},
            {"type": "http.response.body", "body": b"a", "more_body": True},
            {"type": "http.response.body", "body": b"b"},
        ]

    async def __call__(self, scope, receive, send):
        self.calls += 1
        for message in self.messages:
            await asyncio.sleep(0)
            await send(message)


def answers(inner: Inner, count=3, path="/static/js/a.js", method="GET", **headers) -> list[list]:
    """What several visitors get who ask at once."""
    app = StaticGzip(inner)
    sent = {"accept-encoding": "gzip", **headers}
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in sent.items()]
    scope = {"type": "http", "method": method, "path": path, "headers": raw}

    async def visit():
        got = []

        async def send(message):
            got.append(message)

        await app(scope, None, send)
        return got

    async def all_visits():
        return await asyncio.gather(*(visit() for _ in range(count)))

    return asyncio.run(all_visits())


def test_a_static_file_is_compressed_once():
    inner = Inner()
    assert answers(inner) == [inner.messages] * 3
    assert inner.calls == 1


def test_nobody_waits_for_one_who_reads_slowly():
    inner = Inner()
    app = StaticGzip(inner)
    scope = {"type": "http", "method": "GET", "path": "/static/js/a.js",
             "headers": [(b"accept-encoding", b"gzip")]}  # fmt: skip

    async def visits() -> list[dict]:
        got: list[dict] = []

        async def never(message):
            await asyncio.Event().wait()

        async def at_once(message):
            got.append(message)

        slow = asyncio.create_task(app(scope, None, never))
        await asyncio.sleep(0)
        async with asyncio.timeout(5):
            await app(scope, None, at_once)
        slow.cancel()
        return got

    assert asyncio.run(visits()) == inner.messages
    assert inner.calls == 1


def test_what_does_not_last_is_not_kept():
    for inner, request in [
        (Inner(status=404), {}),
        (Inner(encoding=b"identity"), {}),
        (Inner(cache=b"no-cache"), {}),
        (Inner(), {"range": "bytes=0-1"}),
        (Inner(), {"path": "/media/a.js"}),
        (Inner(), {"method": "HEAD"}),
    ]:
        assert answers(inner, **request) == [inner.messages] * 3
        assert inner.calls == 3


def test_who_takes_no_gzip_gets_none_of_the_kept():
    inner = Inner()
    app = StaticGzip(inner)
    assert answers(app, 1) and answers(app, 1, **{"accept-encoding": "identity"})
    assert inner.calls == 2


def test_what_is_fetched_first_is_there():
    importlib.import_module("ui.stage")  # as the launcher has done by then
    links = re.findall(r'<link rel="modulepreload" href="\./([^"]+)">', shell.preloads())
    *theirs, stage = links
    assert [Path(one).name.partition(".")[0] for one in theirs] == list(shell.FIRST)
    assert all((INDEX.parent / one).is_file() for one in theirs)
    assert stage.partition("/")[0] == PREFIX and stage.partition("/")[2] in FILES

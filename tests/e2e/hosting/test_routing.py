"""A link opens its page, also as the very first visit to a server that has just woken up."""

import gzip
import json
import re
import shutil
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.browser import PHONE, PROJECTOR, ROOT, serve, settled

# Text that flashes by is noted too.
WATCH = """
  window.seen = [];
  const look = () => {
    for (const kind of ["stSidebar", "stSidebarNav", "stDialog", "stException"]) {
      if (document.querySelector(`[data-testid=${kind}]`)) window.seen.push(kind);
    }
    if (document.body?.innerText.includes("not found")) window.seen.push("not found");
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
"""


@contextmanager
def own_server(visitors, root: Path = ROOT) -> Iterator[str]:
    """A server nobody has visited yet; who came leaves before it stops, and asks nothing then."""
    with serve(root) as url:
        yield url
        visitors.close()


def visit_watched(visitors, url: str, path: str, size=PROJECTOR):
    page = visitors("/_stcore/health", url=url, size=size, wait=False)
    page.add_init_script(WATCH)
    page.goto(url + path)
    return settled(page)


@pytest.fixture
def two_pages(tmp_path) -> Path:
    """The app with a page more, as it will be, so that there is a link besides "/"."""
    for name in ("sim", "ui", "pages", ".streamlit"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    shutil.copy(ROOT / "streamlit_app.py", tmp_path)
    listed = tmp_path / "ui" / "__init__.py"
    source, count = re.subn(r"PAGES = \((.*?),?\)", r'PAGES = (\1, "second")', listed.read_text())
    assert count == 1
    listed.write_text(source)
    (tmp_path / "pages" / "second.py").write_text(
        'import streamlit as st\n\nst.write(f"The second page, {st.query_params.to_dict()}.")\n'
    )
    catalogue = tmp_path / "ui" / "words" / "en" / "app.json"
    catalogue.write_text(json.dumps({**json.loads(catalogue.read_text()), "page_second": "Second"}))
    return tmp_path


@pytest.mark.sampled(kind="a cold server", count=1)
def test_the_first_visit_to_a_cold_server_is_a_deep_link(visitors, two_pages):
    with own_server(visitors, two_pages) as url:
        for _warmth in ("cold", "warm"):
            page = visit_watched(visitors, url, "/second?a=1")
            page.get_by_text("The second page, {'a': '1'}.").wait_for()
            assert page.evaluate("window.seen") == []
            menu = page.locator("[data-testid=stTopNavLink]")
            entries = [entry.strip() for entry in menu.all_inner_texts()]
            assert entries == ["Step", "Compare", "Gradients", "Second"]
            assert page.locator("[data-testid=stHeaderLogo]").is_visible()


@pytest.mark.sampled(kind="a cold server", count=1)
@pytest.mark.parametrize("path", ["/", "/step?lang=en"])
def test_a_cold_server_opens_the_default_page_under_both_its_names(visitors, path):
    with own_server(visitors) as url:
        page = visit_watched(visitors, url, path)
        assert page.evaluate("window.seen") == []
        led = urlsplit(page.url)
        assert led.path == "/" and ("lang=en" in led.query) == ("lang=en" in path)


@pytest.mark.sampled("dark", "size")
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("size", [PROJECTOR, PHONE])
def test_the_first_view_belongs_to_the_page(visitors, size, dark):
    page = visitors("/", size=size, dark=dark)
    header = page.locator("[data-testid=stHeader]").bounding_box()
    logo = page.locator("[data-testid=stHeaderLogo]").bounding_box()
    first = page.locator(".st-key-top [data-testid=stElementContainer]").first
    assert header["height"] <= 48
    assert logo["x"] <= 40 and logo["y"] >= 0 and logo["y"] + logo["height"] <= header["height"]
    assert header["height"] <= first.bounding_box()["y"] <= 60
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert page.get_by_text("Deploy").count() == 0
    assert page.title() == "Gatescope"
    background = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
    assert page.evaluate(background) == ("rgb(17, 20, 26)" if dark else "rgb(255, 255, 255)")


def test_colours_follow_the_theme_in_the_browser(visitors):
    seen = []
    for dark in (False, True):
        page = visitors("/", dark=dark)
        seen.append(
            page.evaluate("""() => {
              const probe = document.createElement("i");
              probe.style.color = "var(--gs-c)";
              document.querySelector("[data-testid=stMain]").append(probe);
              return getComputedStyle(probe).color;
            }""")
        )
    assert seen == ["rgb(31, 36, 48)", "rgb(242, 244, 248)"]


def test_static_files_come_compressed_and_may_be_kept(app_url, visitors):
    page = visitors("/")
    scripts = page.evaluate("[...document.querySelectorAll('script[src]')].map((s) => s.src)")
    assert scripts
    for url in scripts:
        request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})
        bodies = set()
        for _visit in range(2):
            with urllib.request.urlopen(request, timeout=10) as answer:
                assert answer.headers["Content-Encoding"] == "gzip"
                assert "immutable" in answer.headers["Cache-Control"]
                bodies.add(answer.read())
        with urllib.request.urlopen(url, timeout=10) as plain:
            assert plain.headers["Content-Encoding"] is None
            assert {gzip.decompress(body) for body in bodies} == {plain.read()}

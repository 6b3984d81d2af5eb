"""Fixtures: one server and one Chromium for the whole run, started when a test first asks."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from tests.browser import CHROMIUM_FLAGS, Visitors, chromium_is_demanded, chromium_path, serve
from tests.places import PLACES, place

# On CI the same examples each time: a landing must not hang on luck. Everyday runs go on searching.
# No example is timed: a busy machine is no mistake of the code.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("everyday", deadline=None)
settings.load_profile("ci" if chromium_is_demanded() else "everyday")


MOST_PROCESSES = 4  # each has a server and a Chromium of its own


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """How many processes share the tests; files and tests that were named run in this one."""
    named = config.args_source is pytest.Config.ArgsSource.ARGS
    return 0 if named else min(MOST_PROCESSES, os.cpu_count() or 1)


PLACED = "placed_url"  # every test that asks for it is sampled over the places


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--whole", action="store_true", help="run what the suite samples, all of it")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "sampled(*names, kind='', count=1): so many values of parameters, or tests of one kind;"
        " all of them with --whole",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run the tests in the browser last, where the quick ones have told; sample what is sampled."""
    items.sort(key=lambda item: "e2e" in item.path.parts)
    if config.getoption("whole"):
        return
    groups: dict[tuple, list[pytest.Item]] = {}
    counts: dict[tuple, int] = {}
    for item in items:
        marker = item.get_closest_marker("sampled")
        names = set(marker.args if marker else [PLACED])
        values = dict(item.callspec.params) if hasattr(item, "callspec") else {}
        kind = marker.kwargs.get("kind") if marker else None
        if kind or names & set(values):
            rest = {name: value for name, value in values.items() if name not in names}
            file = item.nodeid.partition("::")[0]
            key = (kind,) if kind else (file, item.originalname, str(rest))
            groups.setdefault(key, []).append(item)
            counts[key] = marker.kwargs.get("count", 1) if marker else 1
    left = set()
    for key, group in groups.items():
        draw = random.Random(str(key))  # all processes draw the same
        left |= set(group) - set(draw.sample(group, min(counts[key], len(group))))
    config.hook.pytest_deselected(items=[item for item in items if item in left])
    items[:] = [item for item in items if item not in left]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = chromium_path()
    if path is None:
        if chromium_is_demanded():
            pytest.fail("CI=true, but Chromium is not installed")
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def app_url(chromium: Browser) -> Iterator[str]:
    """The address of the app, served for the whole run; asks for Chromium first."""
    with serve() as url:
        yield url


@pytest.fixture(scope="session", params=PLACES)
def placed_url(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[str]:
    """The app's address at the root, below a base path, and behind a proxy that takes one off.

    `visitors("/compare", url=placed_url)`; a test that asks for it runs once for each.
    """
    with place(request.param) as url:
        yield url


@pytest.fixture
def visitors(chromium: Browser, app_url: str) -> Iterator[Visitors]:
    """`visitors("/", size=PHONE, dark=True)` opens a page.

    At the end no request may have left the machine and the console must hold no error; a test that
    means to cause one clears the list.
    """
    yield from _watched(chromium, app_url)


@pytest.fixture(scope="module")
def standing(chromium: Browser, app_url: str) -> Iterator[Visitors]:
    """As `visitors`, for pages that the tests of a module take over from each other."""
    yield from _watched(chromium, app_url)


def _watched(chromium: Browser, url: str) -> Iterator[Visitors]:
    visitors = Visitors(chromium, url)
    yield visitors
    visitors.close()
    assert visitors.outside_requests == []
    assert visitors.console_errors == []


@pytest.fixture
def page(visitors: Visitors):
    """The app at "/", settled, at projector size."""
    return visitors()

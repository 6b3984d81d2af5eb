"""Fixtures: one server and one Chromium for the whole run, started when a test first asks."""

from __future__ import annotations

import os
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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests in the browser last: the quick ones tell first."""
    items.sort(key=lambda item: "e2e" in item.path.parts)


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
    visitors = Visitors(chromium, app_url)
    yield visitors
    visitors.close()
    assert visitors.outside_requests == []
    assert visitors.console_errors == []


@pytest.fixture
def page(visitors: Visitors):
    """The app at "/", settled, at projector size."""
    return visitors()

"""The first view stands where it is first seen: no box in a wrong place, nothing that moves."""

from __future__ import annotations

import pytest

from tests.browser import PHONE, PROJECTOR, settled
from ui import PAGES

MOST_SHIFT = 0.05  # of the first view (CLS); 0.1 is called good
SHIFTS = """
window.shifts = [];
window.shiftsSeen = new PerformanceObserver((list) => {
  window.shifts.push(...list.getEntries());
});
window.shiftsSeen.observe({ type: "layout-shift", buffered: true });
"""
# All of them together: no less than CLS, which takes the worst five seconds.
SUM = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => {
  window.shifts.push(...window.shiftsSeen.takeRecords());
  const box = ({ x, y, width, height }) => [x, y, width, height].map(Math.round);
  const where = ({ node, previousRect, currentRect }) =>
    `${node?.className} ${box(previousRect)} -> ${box(currentRect)}`;
  done([window.shifts.reduce((sum, one) => sum + one.value, 0),
    window.shifts.map((one) => one.sources.map(where))]);
})))"""
PLAYED = "[...document.querySelectorAll('*')].map((n) => n.shadowRoot?.querySelector('%s'))"
AT_REST = f"() => {PLAYED % '.gatescope-stage'}.every((n) => n?.dataset.playing !== 'true')"
# At each part that is shown: whether the page's run is going on, and what of the page is shown.
SEEN = """
window.seen = [];
addEventListener("gatescope-seen", () => window.seen.push([
  document.querySelector("[data-testid=stApp]").dataset.testScriptState,
  document.querySelectorAll("[data-testid=stMain] [data-seen]").length,
]));
"""
HIDDEN = "getComputedStyle(document.querySelector('[data-testid=stMain]')).opacity"


def paths() -> list[str]:
    return [f"/{'' if name == PAGES[0] else name}" for name in PAGES]


@pytest.mark.sampled("size")
@pytest.mark.parametrize("size", [PROJECTOR, PHONE], ids=["projector", "phone"])
@pytest.mark.parametrize("path", paths())
def test_nothing_moves_once_it_is_seen(visitors, path, size):
    """Cold and warm: the second time the browser has every script already."""
    page = visitors(path, size=size, script=SHIFTS)
    for visit in ("cold", "warm"):
        page.wait_for_function(AT_REST)
        shift, moved = page.evaluate(SUM)
        assert shift <= MOST_SHIFT, (visit, moved)
        assert page.evaluate(HIDDEN) == "1"
        if visit == "cold":
            page.reload()
            settled(page)


@pytest.mark.sampled("path")
@pytest.mark.parametrize("path", paths())
def test_nothing_is_shown_before_the_last_place_is_filled(visitors, path):
    """What stands at the top comes last: it would push what is seen already."""
    seen = visitors(path, script=SEEN).evaluate("window.seen")
    assert {state for state, parts in seen if parts} == {"notRunning"}


def test_a_page_whose_script_does_not_come_is_shown_all_the_same(visitors):
    page = visitors(wait=False)
    page.route("**/parts/shell-*.js", lambda route: route.abort())
    page.reload()
    settled(page)
    page.wait_for_function(f"() => {HIDDEN} === '1'", timeout=20_000)
    visitors.console_errors.clear()  # of the script


BELOW = "/compare?p=arrive&cells=lstm.gru.elman&large=1"


@pytest.mark.sampled("size", "path")
@pytest.mark.parametrize("size", [PROJECTOR, PHONE], ids=["projector", "phone"])
@pytest.mark.parametrize("path", [*paths(), BELOW])
def test_a_chart_far_below_does_not_hold_the_rest_back(visitors, path, size):
    """It is drawn when somebody scrolls to it: nobody waits for what nobody sees."""

    def without_end(route):
        answer = route.fetch()
        script = answer.text()
        assert script.count("LONGEST = 10000") == 1
        route.fulfill(response=answer, body=script.replace("10000", "1e9"))

    page = visitors(size=size, wait=False)
    page.route("**/parts/shell-*.js", without_end)
    page.goto("about:blank")
    page.goto(visitors.url + path)
    settled(page)

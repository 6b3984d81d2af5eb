"""Charts that follow a slider: in a bare page that answers when it is told to, and in the app."""

import json

import pytest

from tests.browser import settled
from ui.shared.bundle import bundle
from ui.widgets.drag import FOLDER

ADDRESS = "http://drag.test/"
HTML = """<!doctype html><body>
<div class="st-key-gradients_keep"><input id="slider" type="range" value="1"></div>
<div class="st-key-other"><input id="other" type="range" value="1"></div>
<div class="st-key-chart_reach"><div id="chart" class="js-plotly-plot"></div></div>"""
# A painter that notes what is drawn, and a server that answers when told to.
BEFORE = """
window.asked = []; window.shown = []; window.free = 0; window.answers = [];
window.gatescopePainter = {
  follow: (graph, figure) => { window.shown.push([graph.id, figure.value]); return true; },
  letGo: () => { window.free += 1; },
};
window.fetch = (address, { headers, body }) => new Promise((answer) => {
  const { value, setting, page } = JSON.parse(body);
  window.asked.push([page, setting, value, headers["X-Gatescope-Token"]]);
  window.answers.push((status = 200) => answer(new Response(
    JSON.stringify({ chart_reach: { value } }), { status })));
});
window.data = (stamp) => ({
  page: "gradients", sliders: { gradients_keep: "keep" }, stamp,
  path: "parts/drag", token: "secret",
});
window.move = (value, id = "slider") => document.getElementById(id).setAttribute("value", value);
window.give = (stamp) => {
  window.end = window.mountDrag({ data: data(stamp), parentElement: document.body });
};
window.press = (name) => window.dispatchEvent(new Event(name));
"""
AFTER = """
window.give("first");
document.getElementById("slider").focus();
press("pointerdown");
"""
RESTED = "() => new Promise((done) => setTimeout(done, 60))"


@pytest.fixture
def page(chromium):
    context = chromium.new_context()
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.route("**/*", lambda route: route.fulfill(body=HTML, content_type="text/html"))
    page.goto(ADDRESS)
    script = bundle(FOLDER, "main.js")
    script = script.replace("export default function", "window.mountDrag = function")
    page.add_script_tag(content=BEFORE + script + AFTER)
    yield page
    context.close()
    assert errors == []


def values(page, what: str = "asked") -> list[float]:
    """What was asked for or shown, once the page rests."""
    page.evaluate(RESTED)
    return page.evaluate(f"{what}.map((one) => one[{2 if what == 'asked' else 1}])")


def answer(page, status: int = 200) -> None:
    page.evaluate("(status) => answers.shift()(status)", status)


def test_one_value_is_asked_for_at_a_time_and_the_newest_next(page):
    for value in (2, 3, 4):
        page.evaluate("(value) => move(value)", value)
    assert values(page) == [2]
    answer(page)
    assert values(page) == [2, 4] and values(page, "shown") == [2]
    answer(page)
    assert values(page) == [2, 4] and values(page, "shown") == [2, 4]
    assert page.evaluate("asked[0]") == ["gradients", "keep", 2, "secret"]


def test_what_the_server_moves_and_other_sliders_are_not_asked_for(page):
    page.evaluate("document.getElementById('other').focus()")
    page.evaluate("{ move(5); move(6, 'other'); }")
    assert values(page) == []


def test_what_stands_beside_pales_until_the_page_has_run(page):
    page.evaluate("move(2)")
    assert values(page) == [2]
    answer(page)
    assert values(page, "shown") == [2]
    assert page.evaluate("document.body.dataset.dragged") == "gradients"
    page.evaluate("{ press('pointerup'); give('second'); }")
    assert page.evaluate("[document.body.dataset.dragged ?? '', free]") == ["", 1]
    assert values(page) == [2]


def test_an_answer_that_the_page_has_overtaken_is_not_shown(page):
    page.evaluate("move(2)")
    assert values(page) == [2]
    page.evaluate("{ press('pointerup'); give('second'); }")
    answer(page)
    assert values(page, "shown") == [] and values(page) == [2]


def test_a_slider_held_on_while_the_page_runs_is_asked_for_anew(page):
    page.evaluate("move(2)")
    assert values(page) == [2]
    page.evaluate("give('second')")
    answer(page)
    assert values(page) == [2, 2]
    answer(page)
    assert values(page, "shown") == [2]


def test_a_busy_server_is_asked_again_and_one_that_refuses_only_after_the_page_ran(page):
    page.evaluate("move(2)")
    values(page)
    answer(page, 429)
    page.wait_for_function("asked.length === 2")
    answer(page, 413)
    page.evaluate(RESTED)
    page.evaluate("move(3)")
    assert values(page) == [2, 2]
    page.evaluate("{ give('second'); move(4); }")
    page.wait_for_function("asked.length === 3")
    assert values(page)[-1] in (3, 4)


def test_a_chart_that_cannot_be_drawn_once_follows_the_next_value(page):
    page.evaluate("""() => { const { follow } = gatescopePainter; let first = true;
      gatescopePainter.follow = (...given) => {
        if (!first) return follow(...given);
        first = false;
        throw new Error("it is being rebuilt");
      }; }""")
    for value in (2, 3):
        page.evaluate("(value) => move(value)", value)
        assert values(page)[-1] == value
        answer(page)
    assert values(page, "shown") == [3]


def test_a_page_that_is_left_asks_for_nothing(page):
    page.evaluate("{ end(); move(2); }")
    assert values(page) == []


FIRST_VALUE = """() => {
  const plot = document.querySelector(".st-key-chart_reach .js-plotly-plot");
  return plot?.data?.find(({ name }) => name === "LSTM")?.customdata[0] ?? null;
}"""


def test_a_curve_follows_the_pointer_and_stays_when_it_is_let_go(visitors):
    page = visitors("/gradients")
    page.wait_for_selector(".st-key-chart_reach .js-plotly-plot .xtick")
    before = page.evaluate(FIRST_VALUE)
    runs = []
    page.on("request", lambda request: runs.append(json.loads(request.post_data)["value"])
            if request.url.endswith("/parts/drag") else None)  # fmt: skip
    thumb = page.locator(".st-key-gradients_keep input").locator("xpath=../..").bounding_box()
    x, y = thumb["x"] + thumb["width"] / 2, thumb["y"] + thumb["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y, steps=4)
    page.wait_for_function(f"() => ({FIRST_VALUE})() !== '{before}'")
    page.wait_for_function("() => document.body.dataset.dragged === 'gradients'")
    value = page.locator(".st-key-gradients_keep input").input_value()
    page.wait_for_timeout(300)
    assert runs[-1] == float(value)
    during = page.evaluate(FIRST_VALUE)
    page.mouse.up()
    page.wait_for_function("() => !document.body.dataset.dragged")
    settled(page)
    assert page.evaluate(FIRST_VALUE) == during != before

"""When charts are drawn: in a bare page with a Plotly that only notes what it is asked for."""

import pytest

from ui.shared.bundle import bundle
from ui.widgets.painter import FOLDER

HTML = """<!doctype html><body style="margin: 0">
<div id="near" style="height: 200px"></div>
<div style="height: 3000px"></div>
<div id="far" style="height: 200px"></div>"""
# A Plotly that notes what it draws, in which turn of the browser's.
BEFORE = """
window.calls = [];
let turn = 0;
const idle = window.requestIdleCallback;
window.requestIdleCallback = (work, options) => idle(() => { turn += 1; work(); }, options);
const note = (what, graph, told) => window.calls.push({ what, chart: graph.id, turn, told });
const drawn = (graph, { data, layout, config }) => {
  graph._fullLayout = {};
  graph.classList.add("js-plotly-plot");
  Object.assign(graph, { data, layout, config });
  note("react", graph, data[0].y[0]);
  return Promise.resolve(graph);
};
window.figure = (value, t = 1) => ({
  data: [{ y: [value] }],
  layout: { height: 150, meta: "gatescope-time", shapes: [{ x0: t, x1: t }] },
  config: { buttons: [{ name: "full", click: () => value }] },
});
window.asked = (id, ...given) => Plotly.react(document.getElementById(id), figure(...given));
window.ask = (...given) => { asked(...given); }; // a promise would be waited for
"""
AFTER = """
window.mountPainter();
window.Plotly = {
  react: drawn,
  relayout: (graph, change) => note("relayout", graph, change["shapes[0].x0"]),
  purge: (graph) => note("purge", graph),
};
"""
RESTED = """async () => {
  for (let k = 0; k < 4; k += 1) {
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 20)));
  }
}"""


@pytest.fixture
def page(chromium):
    context = chromium.new_context(viewport={"width": 600, "height": 400})
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_content(HTML)
    script = bundle(FOLDER, "main.js")
    script = script.replace("export default function", "window.mountPainter = function")
    page.add_script_tag(content=BEFORE + script + AFTER)
    yield page
    context.close()
    assert errors == []


def calls(page, what: str = "react") -> list[list]:
    page.evaluate(RESTED)
    found = page.evaluate("calls")
    return [[one["chart"], one["told"]] for one in found if one["what"] == what]


def test_a_chart_out_of_sight_is_drawn_when_somebody_looks_and_then_the_newest_alone(page):
    page.evaluate("{ ask('near', 1); ask('far', 1); }")
    page.wait_for_function("calls.length === 1")
    for value in (2, 3):
        page.evaluate("(value) => { ask('near', value); ask('far', value); }", value)
    page.wait_for_function("calls.at(-1).told === 3")
    assert all(chart == "near" for chart, _ in calls(page))
    assert page.evaluate("document.getElementById('far').style.minHeight") == "150px"
    page.evaluate("document.getElementById('far').scrollIntoView()")
    page.wait_for_function("calls.at(-1).chart === 'far'")
    assert [told for chart, told in calls(page) if chart == "far"] == [3]


def test_who_asks_for_a_chart_that_stands_may_go_on_at_once(page):
    page.evaluate("ask('far', 1)")
    asked = "asked('far', 1).then(() => 'drawn')"
    waits = "Promise.resolve().then(() => 'waits')"
    assert page.evaluate(f"async () => await Promise.race([{asked}, {waits}])") == "waits"
    page.evaluate("document.getElementById('far').scrollIntoView()")
    page.wait_for_function("calls.length === 1")
    page.evaluate("scrollTo(0, 0)")
    page.evaluate(RESTED)
    assert page.evaluate("async () => (await asked('far', 2)).data[0].y[0]") == 2
    assert calls(page) == [["far", 1]]


def test_the_same_figure_is_not_drawn_again_and_a_new_function_is_no_new_config(page):
    page.evaluate("ask('near', 1)")
    page.wait_for_function("calls.length === 1")
    page.evaluate("{ window.config = near.config; ask('near', 1); }")
    page.evaluate("{ const { data, layout } = near; layout.autosize = true;"
                  " Plotly.react(near, { ...figure(9), data, layout }); 0; }")  # fmt: skip
    assert calls(page) == [["near", 1]]
    page.evaluate("ask('near', 2)")
    page.wait_for_function("calls.length === 2")
    assert page.evaluate("near.config === window.config")
    page.evaluate("""{ const one = figure(2); one.config.buttons[0].name = 'small';
                    Plotly.react(near, one); 0; }""")
    page.wait_for_function("calls.length === 3")
    assert page.evaluate("near.config.buttons[0].name") == "small"


def test_charts_wait_for_the_run_of_an_edit_and_are_drawn_one_at_a_time(page):
    page.evaluate("document.getElementById('far').style.cssText = 'position: fixed; top: 0'")
    page.evaluate("{ dispatchEvent(new Event('gatescope-edit')); ask('near', 1); ask('far', 1); }")
    assert calls(page) == []
    page.evaluate("dispatchEvent(new Event('gatescope-shown'))")
    page.wait_for_function("calls.length === 2")
    one, other = page.evaluate("calls.map(({ turn }) => turn)")
    assert one < other


def test_an_edit_whose_run_never_comes_does_not_keep_charts_for_ever(page):
    page.evaluate("{ dispatchEvent(new Event('gatescope-edit')); ask('near', 1); }")
    page.wait_for_function("calls.length === 1")


def test_cursors_follow_in_sight_and_are_right_when_the_others_come_into_it(page):
    page.evaluate("{ ask('near', 1); ask('far', 1); }")
    page.wait_for_function("calls.length === 1")
    page.evaluate("document.getElementById('far').scrollIntoView()")
    page.wait_for_function("calls.length === 2")
    page.evaluate("scrollTo(0, 0)")
    page.evaluate(RESTED)
    page.evaluate("dispatchEvent(new CustomEvent('gatescope-cursor', { detail: { t: 4 } }))")
    page.wait_for_function("calls.length >= 3")
    assert calls(page, "relayout") == [["near", 4]]
    assert page.evaluate("far.layout.shapes[0].x0") == 4
    page.evaluate("document.getElementById('far').scrollIntoView()")
    page.wait_for_function("calls.length === 4")
    assert calls(page, "relayout") == [["near", 4], ["far", 4]]


def test_a_cursor_that_moved_before_a_figure_is_drawn_is_in_it(page):
    page.evaluate("ask('near', 1)")
    page.wait_for_function("calls.length === 1")
    page.evaluate("""{ ask('near', 2);
      dispatchEvent(new CustomEvent('gatescope-cursor', { detail: { t: 4 } })); }""")
    page.wait_for_function("calls.length === 2")
    assert calls(page) == [["near", 1], ["near", 2]]
    assert page.evaluate("near.layout.shapes[0].x0") == 4


def test_a_chart_that_follows_a_drag_takes_the_pages_figures_when_it_is_let_go(page):
    page.evaluate("{ ask('near', 1); ask('far', 1); }")
    page.wait_for_function("calls.length === 1")
    follow = "gatescopePainter.follow({}, figure({}))"
    assert page.evaluate(follow.format("near", 5)) is True
    assert page.evaluate(follow.format("far", 5)) is False
    page.evaluate("ask('near', 2)")
    assert calls(page) == [["near", 1], ["near", 5]]
    page.evaluate("gatescopePainter.letGo(near)")
    page.wait_for_function("calls.length === 3")
    assert calls(page)[-1] == ["near", 2]


def test_a_chart_from_before_the_painter_follows_a_drag_too(page):
    page.evaluate("""{ near.className = "js-plotly-plot"; near._fullLayout = {};
      Object.assign(near, figure(1)); gatescopePainter.adopt(near); }""")
    follow = "gatescopePainter.follow(near, figure(5))"
    page.wait_for_function("gatescopePainter.inSight.has(near)")
    assert page.evaluate(follow) is True and ["near", 5] in calls(page)


def test_who_asked_goes_on_where_a_chart_cannot_be_drawn(page):
    page.evaluate("""{ gatescopePainter.plain.react = () => { throw new Error("no room"); };
      asked("near", 1).then((graph) => { window.wentOn = graph.id; }); }""")
    page.wait_for_function("window.wentOn === 'near'")


def test_a_chart_that_has_left_is_drawn_no_more(page):
    page.evaluate("{ ask('near', 1); Plotly.purge(near); }")
    assert calls(page) == [] and calls(page, "purge") == [["near", None]]


def test_what_is_printed_is_drawn_wherever_it_stands(page):
    page.evaluate("{ ask('near', 1); ask('far', 1); dispatchEvent(new Event('beforeprint')); }")
    assert sorted(calls(page)) == [["far", 1], ["near", 1]]

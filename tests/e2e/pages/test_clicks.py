"""Clicks on charts: in a bare page where charts only note who listens."""

import pytest

from ui.shared.bundle import bundle
from ui.widgets.clicks import FOLDER

HTML = """<!doctype html><body>
<div class="st-key-chart_reach"><div id="chart" class="js-plotly-plot"></div></div>"""
BEFORE = """
window.heard = []; window.told = [];
for (const [where, target] of [["document", document], ["window", window]]) {
  const { addEventListener, removeEventListener } = target;
  target.addEventListener = (name, ...rest) => {
    heard.push(`${where} ${name}`);
    addEventListener.call(target, name, ...rest);
  };
  target.removeEventListener = (name, ...rest) => {
    heard.splice(heard.indexOf(`${where} ${name}`), 1);
    removeEventListener.call(target, name, ...rest);
  };
}
chart.on = (name, act) => { chart.act = act; };
chart.removeListener = () => {};
window.give = (t) => {
  window.end = mountClicks({
    data: { charts: ["chart_reach"], walk: { chart: "chart_reach", t, T: 9 } },
    parentElement: document.body,
    setTriggerValue: (name, click) => told.push([t, click.x, click.y]),
  });
};
window.press = () => chart.dispatchEvent(new Event("pointerdown", { bubbles: true }));
"""


@pytest.fixture
def page(chromium):
    context = chromium.new_context()
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_content(HTML)
    script = bundle(FOLDER, "clicks.js")
    script = script.replace("export default function", "window.mountClicks = function")
    page.add_script_tag(content=script + BEFORE)
    yield page
    context.close()
    assert errors == []


def test_however_often_the_cursor_moves_one_listens_and_tells_the_newest(page):
    page.evaluate("{ heard = []; for (const t of [1, 2, 3, 4]) give(t); }")
    assert sorted(page.evaluate("heard")) == ["document pointerdown", "window keydown"]
    page.evaluate("{ press(); chart.act({ points: [{ x: NaN, y: 1 }, { x: 7, y: 0.5 }] }); }")
    assert page.evaluate("told") == [[4, 7, 0.5]]
    page.evaluate("{ give(5); chart.act({ points: [{ x: 8, y: 1 }] }); }")
    assert page.evaluate("told.at(-1)") == [5, 8, 1]
    page.evaluate("end()")
    assert page.evaluate("heard") == []

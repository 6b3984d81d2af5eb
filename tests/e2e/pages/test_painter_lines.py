"""Lines moved under a drag lie where Plotly draws them, and all is drawn a little later."""

import numpy as np
import pytest

from tests.browser import settled

CHART = ".st-key-compare_chart_h .js-plotly-plot"
# Other values, [[...] a trace], with a gap in the second trace; as texts or as packed arrays.
FOLLOW = """([chart, packed, factor]) => {
  const graph = document.querySelector(chart);
  const pack = (values) => ({ dtype: "f8", bdata: btoa(String.fromCharCode(...new Uint8Array(
    Float64Array.from(values).buffer))) });
  const data = JSON.parse(JSON.stringify(graph.data)).map((one, n) => {
    const y = [...graph._fullData[n].y].map((value, k) => factor * value * (1 - n / 9) + k / 500);
    if (n === 1 && !packed) y[7] = null;
    return { ...one, x: [...graph._fullData[n].x], y: packed ? pack(y) : y };
  });
  return window.gatescopePainter.follow(graph, { data, layout: graph.layout });
}"""
DRAWN = """(chart) => [...document.querySelectorAll(`${chart} .scatterlayer .trace`)].map((one) => [
  [...one.querySelectorAll(".js-line")].map((line) => line.getAttribute("d")).join(""),
  [...one.querySelectorAll(".points > .point")].map((point) => point.getAttribute("transform")),
])"""
RANGE = "(chart) => document.querySelector(chart)._fullLayout.yaxis.range"


def points(path: str) -> list[tuple[float, ...]]:
    """Where a line goes along, gaps left out."""
    pairs = path.replace("M", "L").split("L")[1:]
    return [tuple(float(part) for part in pair.split(",")) for pair in pairs]


def lies_on(place: tuple[float, ...], line: np.ndarray) -> bool:
    """Whether a place lies on a line of straight pieces, to a fifth of a pixel."""
    height = np.interp(place[0], line[:, 0], line[:, 1])
    return abs(height - place[1]) < 0.2


@pytest.fixture
def page(visitors):
    page = visitors("/compare?p=random_lstm", size=(1280, 720))
    page.wait_for_selector(f"{CHART} .trace .point")
    settled(page)
    page.wait_for_function(
        "(chart) => gatescopePainter.inSight.has(document.querySelector(chart))", arg=CHART
    )
    return page


@pytest.mark.sampled("packed")
@pytest.mark.parametrize("packed", [False, True])
def test_moved_lines_lie_where_plotly_draws_them(page, packed):
    before = page.evaluate(DRAWN, CHART)
    reach = page.evaluate(RANGE, CHART)
    assert page.evaluate(FOLLOW, [CHART, packed, 0.5])
    moved = page.evaluate(DRAWN, CHART)
    # Within the reach of the axis: but for the gap nothing else differs when all is drawn.
    assert page.evaluate(RANGE, CHART) == reach and moved != before
    page.evaluate(
        "([chart, range]) => { const graph = document.querySelector(chart);"
        " graph.layout.yaxis = { ...graph.layout.yaxis, range, autorange: false };"
        " window.gatescopePainter.shown.get(graph).asked.layout.yaxis = graph.layout.yaxis; }",
        [CHART, reach],
    )
    page.wait_for_timeout(700)
    whole = page.evaluate(DRAWN, CHART)
    assert len(whole) == len(moved) >= 3
    for n, ((line, dots), (theirs, theirs_dots)) in enumerate(zip(moved, whole, strict=True)):
        ours = np.array(points(line))
        assert len(ours) == (49 if n == 1 and not packed else 50)
        assert line.count("M") == (2 if n == 1 and not packed else 1)
        for place in points(theirs):  # Plotly leaves places out that lie on a straight line
            assert lies_on(place, ours), (n, place)
        assert theirs_dots and len(dots) >= len(theirs_dots)
        for dot in theirs_dots:
            assert any(dot == mine for mine in dots) or min(
                np.abs(np.array(numbers(dot)) - numbers(mine)).max() for mine in dots
            ) < 0.02, (n, dot)  # fmt: skip


def numbers(transform: str) -> list[float]:
    return [float(part) for part in transform[len("translate(") : -1].split(",")]


def test_what_lines_alone_do_not_show_is_drawn_a_little_later(page):
    reach = page.evaluate(RANGE, CHART)
    assert page.evaluate(FOLLOW, [CHART, True, 40.0])
    assert page.evaluate(RANGE, CHART) == reach
    page.wait_for_function(
        "([chart, most]) => document.querySelector(chart)._fullLayout.yaxis.range[1] > 9 * most",
        arg=[CHART, reach[1]],
    )
    # While it goes on the axis follows too.
    reach = page.evaluate(RANGE, CHART)
    for _ in range(12):
        page.evaluate(FOLLOW, [CHART, True, 1.1])
        page.wait_for_timeout(20)
    assert page.evaluate(RANGE, CHART) != reach


def test_a_chart_that_is_let_go_is_drawn_whole(page):
    first = page.evaluate("(chart) => document.querySelector(chart)._fullData[1].y[3]", CHART)
    page.evaluate(FOLLOW, [CHART, False, 0.5])
    page.evaluate("(chart) => gatescopePainter.letGo(document.querySelector(chart))", CHART)
    page.wait_for_function(
        "([chart, first]) => document.querySelector(chart)._fullData[1].y[3] !== first",
        arg=[CHART, first],
    )


def test_other_traces_are_drawn_whole_at_once(page):
    fewer = """(chart) => { const graph = document.querySelector(chart);
      window.gatescopePainter.follow(graph, { data: graph.data.slice(1), layout: graph.layout });
      return graph.querySelectorAll(".scatterlayer .trace").length; }"""
    before = len(page.evaluate(DRAWN, CHART))
    assert page.evaluate(fewer, CHART) == before - 1

"""The Gradients page in Chromium, from the first look to the slider that mends the LSTM."""

import pytest

from tests.browser import PHONE, PROJECTOR, settled

LEFT_END = """() => {
  const plot = document.querySelector(".st-key-chart_reach .js-plotly-plot");
  const curve = plot?.data?.find((one) => one.name === "LSTM");
  return curve ? Number(curve.customdata[0]) : null;
}"""


def test_the_slider_of_the_keeping_bias_moves_the_lstm(visitors):
    page = visitors("/gradients")
    page.wait_for_function(f"() => ({LEFT_END})() !== null")
    before = page.evaluate(LEFT_END)
    thumb = page.locator(".st-key-gradients_keep input")
    for _ in range(8):
        thumb.press("ArrowRight")
    page.wait_for_function(f"() => ({LEFT_END})() > {10 * before}")
    settled(page)
    assert page.get_by_text("not in 100 steps").count() == 2


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("size", [PROJECTOR, PHONE])
def test_the_first_view_holds_chart_and_reading(visitors, size, dark):
    page = visitors("/gradients", size=size, dark=dark)
    page.wait_for_function(f"() => ({LEFT_END})() !== null")
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    chart = page.locator(".st-key-chart_reach").bounding_box()
    assert chart["y"] + chart["height"] <= size[1]
    if size == PROJECTOR:
        for key in ("gradients_keep", "gradients_sigma", "gradients_T", "gradients_H"):
            box = page.locator(f".st-key-{key}").bounding_box()
            assert box["y"] + box["height"] <= size[1], key

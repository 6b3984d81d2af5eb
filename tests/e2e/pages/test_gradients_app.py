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
    assert page.get_by_text("not in 99 steps").count() == 2


@pytest.mark.sampled("dark", "size")
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


def test_a_sweep_is_cancelled_and_a_click_on_its_map_takes_a_setting_over(visitors):
    page = visitors("/gradients")
    for key, presses in (("T", 2), ("H", 1)):  # 200 steps, 32 units: the largest map
        for _ in range(presses):
            page.locator(f".st-key-gradients_{key} input").press("ArrowRight")
            settled(page)
    page.get_by_role("tab", name="Sweep").click()
    page.get_by_text("13 × 13").click()
    settled(page)
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Cancel").click()
    told = page.get_by_text("Stopped after")
    told.wait_for()
    settled(page)
    done = int(told.inner_text().split()[2])
    assert 0 < done < 169
    assert page.get_by_role("button", name="Cancel").count() == 0
    known = page.evaluate(
        """() => document.querySelector(".st-key-chart_sweep .js-plotly-plot")
             .data[0].text.flat().filter((one) => one).length"""
    )
    assert known == done
    field = page.locator(".st-key-chart_sweep .nsewdrag").first
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    field.click(position={"x": box["width"] * 0.04, "y": box["height"] * 0.96})
    page.get_by_text("LSTM: f is 0.018").wait_for()
    shown = [
        page.locator(f".st-key-gradients_{key} input").input_value() for key in ("sigma", "keep")
    ]
    assert [float(value) for value in shown] == [0.0, -4.0]


def test_a_click_on_the_chart_sets_the_step(visitors):
    page = visitors("/gradients")
    page.wait_for_function(f"() => ({LEFT_END})() !== null")
    plot = page.locator(".st-key-chart_reach .nsewdrag").first
    box = plot.bounding_box()
    plot.click(position={"x": box["width"] * 0.295, "y": box["height"] * 0.8})
    page.get_by_text("At step 30, one step back").wait_for()


def test_on_a_phone_the_sliders_stand_right_below_the_chart(visitors):
    page = visitors("/gradients", size=PHONE)
    page.wait_for_function(f"() => ({LEFT_END})() !== null")
    order = [
        page.locator(f".st-key-gradients_{part}").bounding_box()["y"]
        for part in ("header", "chart", "sliders", "reading", "hint")
    ]
    assert order == sorted(order)

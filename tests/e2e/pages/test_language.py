"""The language of a visit: guessed, chosen, kept, and at once in the mounted components."""

from __future__ import annotations

import re

from tests.browser import PHONE, PROJECTOR, settled
from tests.e2e.pages.test_app import STAGE, at_step, new_run, typed

MENU = ".st-key-language_menu button"
GOOD = "input[data-entry='x.1.1']"


def choose(page, name: str) -> None:
    """Open the menu, choose by the language's own name, shut it."""
    page.locator(MENU).first.click()
    page.locator(".st-key-language_chosen label", has_text=name).click()
    settled(page)
    page.keyboard.press("Escape")


def visit(visitors, path: str = "/", **options):
    page = visitors(path, reduced_motion="reduce", **options)
    page.wait_for_selector(f"{STAGE}[data-rev]")
    return page


def test_a_change_of_language_keeps_everything(visitors):
    page = visit(visitors, locale="zh-TW")
    assert "輸入閘" in page.locator(STAGE).inner_text()
    new_run(page, lambda: typed(page, "x.1.1", "5"))
    page.get_by_role("tab", name="權重").click()
    settled(page)
    typed(page, "x.2.1", "2,5")
    page.locator("input[data-entry='x.2.1'][title*='不要用逗號']").wait_for()
    page.locator(STAGE).press("PageDown")
    at_step(page, 2)
    page.get_by_role("button", name="色帶").click()
    choose(page, "简体中文")
    page.wait_for_selector(f"{STAGE}[lang=zh-Hans]")
    assert page.locator(f"{STAGE}[data-t='2']").count() == 1
    assert page.get_by_role("button", name="色带").get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="数字").click()
    assert page.locator(GOOD).input_value() == "5"
    page.locator("input[data-entry='x.2.1'][title*='不要用逗号']").wait_for()
    page.get_by_role("tab", name="权重").and_(page.locator("[aria-selected=true]")).wait_for()
    page.locator(".st-key-editor .editor[lang=zh-Hans]").get_by_text("遗忘门").wait_for()
    page.wait_for_function("document.documentElement.lang === 'zh-Hans'")
    page.wait_for_url(re.compile("lang=zh-Hans"))
    # The stage goes on: it is the same one.
    page.locator(STAGE).press("PageDown")
    at_step(page, 3)
    new_run(page, lambda: typed(page, "x.1.1", "6"))


def test_the_language_outlives_a_change_of_page(visitors):
    page = visit(visitors, "/?lang=zh-CN&names=en")
    page.get_by_text("遗忘门 forget gate").first.wait_for()
    page.get_by_role("link", name="梯度").click()
    page.get_by_text("梯度能传回多远").wait_for()
    page.wait_for_url(re.compile("gradients.*lang=zh-Hans"))
    page.reload()
    page.get_by_text("梯度能传回多远").wait_for()


def test_chinese_fits(visitors):
    for size in (PROJECTOR, PHONE):
        page = visit(visitors, "/?lang=zh-TW&names=en", size=size)
        width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(width) == 0
        cut = page.locator(f"{STAGE} .dg-title", has_text="…")
        assert cut.count() == 0


def test_the_menu_knows_the_language_when_it_is_first_opened_after_a_change(visitors):
    page = visit(visitors, "/?p=memory_exact&lang=zh-Hant")
    new_run(page, lambda: typed(page, "x.1.1", "5"))
    page.get_by_role("tab", name="權重").click()
    settled(page)
    page.locator(MENU).first.click()
    ticked = page.locator(".st-key-language_chosen label:has(input:checked)")
    ticked.wait_for()
    assert ticked.inner_text() == "繁體中文"
    settled(page)
    assert page.locator(f"{STAGE}[lang=zh-Hant]").count() == 1 and "zh-Hant" in page.url

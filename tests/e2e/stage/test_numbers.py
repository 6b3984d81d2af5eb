"""Every number field of every page in Chromium: typed, pasted, stepped, refused, put right."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect

from tests.browser import PHONE, settled
from tests.e2e.pages.test_language import choose
from tests.e2e.stage.test_composing import COMPOSE, ORDERS
from tests.number_views import VIEWS, View
from tests.ui.widgets.test_number_fields import says
from ui import PAGES
from ui.widgets.number import Number
from ui.words import t

FIELD = ".number input"
TYPED = ("0,25", "４", "4.5")
PASTED = ("−0.5", "4,5", "4\n5")
NUMBER = Number(usual=0)
BOX = "node => { const box = node.getBoundingClientRect(); return [box.x, box.y, box.height]; }"


def opened(visitors, view: View, **options):
    """Open a view as someone new."""
    page = visitors(
        f"/{'' if view.page == PAGES[0] else view.page}?{urlencode(view.link)}",
        reduced_motion="reduce", permissions=["clipboard-read", "clipboard-write"], **options,
    )  # fmt: skip
    for key in view.opened:
        page.locator(f".st-key-{key} button").first.click()
        settled(page)
    for key, value in view.chosen.items():
        option = page.get_by_role("option", name=t(f"step.{key}_{value}"), exact=True)
        box = page.locator(f".st-key-{key} [role=combobox]")
        for _ in range(3):  # what is still being laid out shuts a list
            box.click()
            try:
                option.click(timeout=3000)
                break
            except PlaywrightTimeout:
                page.keyboard.press("Tab")
        settled(page)
    for key in view.toggled:
        page.locator(f".st-key-{key} label").click()
        settled(page)
    page.locator(FIELD).first.wait_for()
    return page


def keys(page) -> list[str]:
    """Those of all number fields that can be typed into."""
    classes = page.locator(f"{FIELD}:enabled").evaluate_all(
        "all => all.map(node => node.getRootNode().host.closest('[class*=st-key-]').className)"
    )
    return [next(c for c in names.split() if c.startswith("st-key-"))[7:] for names in classes]


def field(page, key: str):
    return page.locator(f".st-key-{key} {FIELD}")


def settled_field(page, key: str, act) -> None:
    """Do something to a field, and wait for the server's answer."""
    root = page.locator(f".st-key-{key} .number")
    before = root.get_attribute("data-ack")
    act()
    page.wait_for_function(
        "([key, before]) => {"
        " const roots = [...document.querySelectorAll(`.st-key-${key} *`)]"
        ".map((one) => one.shadowRoot?.querySelector('.number')).filter(Boolean);"
        " return roots.length && roots[0].dataset.ack !== before; }",
        arg=[key, before],
    )
    settled(page)


def declared(one) -> Number:
    """The limits that a field tells a screen reader."""
    least, most = (one.get_attribute(f"aria-value{name}") for name in ("min", "max"))
    return Number(
        least and float(least), most and float(most), 0,
        whole=one.get_attribute("inputmode") == "numeric",
    )  # fmt: skip


def write(page, key: str, text: str, how: str) -> None:
    one = field(page, key)
    one.focus()
    one.press("Control+a")
    if how == "typed":
        page.keyboard.type(text)
        if not text:
            page.keyboard.press("Delete")
    else:
        page.evaluate("text => navigator.clipboard.writeText(text)", text)
        page.keyboard.press("Control+v")
    page.keyboard.press("Enter")


WRITTEN = [("typed", text) for text in TYPED] + [("pasted", text) for text in PASTED]


@pytest.mark.sampled("view")
@pytest.mark.parametrize("view", VIEWS)
def test_every_field_typed_and_pasted(visitors, view):
    """A part of everything in every field, each in another; `tests.walks` writes all in all."""
    check_fields(opened(visitors, VIEWS[view]), whole=False, first=list(VIEWS).index(view))


def check_fields(page, whole: bool, first: int = 0) -> None:
    """Write into every field of a view, and see that it takes the number or says why not.

    Args:
        page: as `opened`.
        whole: whether everything is written into every field.
        first: which part goes into the first field.
    """
    found = keys(page)
    assert found
    for place, key in enumerate(found, first):
        some = WRITTEN if whole else WRITTEN[place % 3 :: 3]
        for how, text in some:
            one = field(page, key)
            if not one.count():
                break  # with another size it has no use
            in_force = one.get_attribute("aria-valuenow")
            settled_field(page, key, lambda: write(page, key, text, how))  # noqa: B023
            if one.get_attribute("role") is None:  # Check mine says it itself, below
                assert one.input_value() == text.replace("\n", " "), (key, text)
                refused = page.get_by_text("! ").count()
                assert refused == (says(NUMBER, text) is None), (key, text)
                settled_field(page, key, lambda: write(page, key, "", "typed"))  # noqa: B023
                continue
            wanted = says(declared(one), text)
            now = one.get_attribute("aria-valuenow")
            if wanted is None:
                assert now == in_force, (key, text)
                assert one.get_attribute("aria-invalid") == "true", (key, text)
                assert one.input_value() == text.replace("\n", " ")
                note = page.locator(f".st-key-{key} .note").inner_text()
                assert len(note) > 5, (key, text)
            else:
                assert float(now) == wanted, (key, text)
                assert one.get_attribute("aria-invalid") is None
                assert float(one.input_value().replace("−", "-")) == wanted


@pytest.fixture(scope="module")
def page_with_settings(standing):
    return opened(standing, View("step", {}, ("settings",)))


@pytest.fixture
def settings(page_with_settings):
    """The settings, opened on the first example as it is."""
    page = page_with_settings
    menu = page.locator("[data-testid=stPopoverBody]")
    if menu.count():
        page.locator(".st-key-settings button").first.click()
        menu.wait_for(state="hidden")
    settled(page)
    if page.locator("html").get_attribute("lang") != "en":
        choose(page, "English")
    page.locator(".st-key-reset button").first.click()
    settled(page)
    page.locator(".st-key-settings button").first.click()
    field(page, "size_T").wait_for()
    return settled(page)


def test_limits_are_said_before_and_after_and_nothing_jumps(settings):
    page = settings
    one, note = field(page, "size_H"), page.locator(".st-key-size_H .note")
    boxes = page.locator("[data-testid=stPopoverBody] :is(.number input, [role=combobox])")
    assert not note.is_visible()
    at_rest = boxes.evaluate_all(f"all => all.map({BOX})")
    one.focus()
    assert note.inner_text() == "A whole number, 1 to 64"
    settled_field(page, "size_H", lambda: write(page, "size_H", "65", "typed"))
    assert note.inner_text() == "At most 64, not 65"
    field(page, "size_X").focus()
    assert one.input_value() == "65" and note.is_visible()
    assert boxes.evaluate_all(f"all => all.map({BOX})") == at_rest
    assert page.locator(".st-key-header").get_by_text("H 1 ").count() == 1
    settled_field(page, "size_H", lambda: write(page, "size_H", "64", "typed"))
    page.locator(".st-key-header").get_by_text("H 64 ").wait_for()
    assert one.get_attribute("aria-invalid") is None


def test_a_number_is_stepped_by_keys_and_buttons(settings):
    page = settings
    seed = field(page, "seed")
    for press, value in (("ArrowUp", "1"), ("ArrowUp", "2"), ("ArrowDown", "1"),
                         ("Shift+ArrowUp", "11")):  # fmt: skip
        settled_field(page, "seed", lambda: seed.press(press))  # noqa: B023
        assert seed.input_value() == seed.get_attribute("aria-valuenow") == value
    for _ in range(9):  # quicker than the server answers
        seed.press("ArrowUp")
    expect(seed).to_have_attribute("aria-valuenow", "20", timeout=20_000)
    assert seed.input_value() == "20"
    more = page.locator(".st-key-size_T").get_by_label("steps T: one step more")
    settled_field(page, "size_T", more.click)
    page.locator(".st-key-header").get_by_text("T 6 ").wait_for()
    one = field(page, "size_T")
    settled_field(page, "size_T", lambda: write(page, "size_T", "500", "typed"))
    one.press("ArrowUp")
    assert one.input_value() == "500"
    bias = field(page, "keep_bias")
    settled_field(page, "keep_bias", lambda: bias.press("ArrowDown"))
    assert bias.input_value() == "−0.5" and bias.get_attribute("aria-valuenow") == "-0.5"


def test_steps_are_exact_in_decimals(visitors):
    page = opened(visitors, VIEWS["settings"])
    one = field(page, "offset_f")
    settled_field(page, "offset_f", lambda: write(page, "offset_f", "0.1", "typed"))
    for value in ("0.15", "0.2", "0.25", "0.3", "0.35"):
        settled_field(page, "offset_f", lambda: one.press("ArrowUp"))
        assert one.input_value() == value
    settled_field(page, "offset_f", lambda: write(page, "offset_f", "0,3", "typed"))
    one.press("ArrowUp")
    assert one.input_value() == "0,3", "what is no number is not stepped"


def test_escape_and_undo(settings):
    page = settings
    one = field(page, "size_T")
    one.focus()
    page.keyboard.type("77")
    one.press("Escape")
    assert one.input_value() == "5"
    settled_field(page, "size_T", lambda: write(page, "size_T", "4,5", "typed"))
    settled_field(page, "size_T", lambda: one.press("Escape"))
    assert one.input_value() == "5" and one.get_attribute("aria-invalid") is None
    assert page.locator("[data-testid=stPopoverBody]").is_visible()
    settled_field(page, "size_T", lambda: write(page, "size_T", "7", "typed"))
    one.press("Escape")
    page.locator("[data-testid=stPopoverBody]").wait_for(state="hidden")
    page.locator(".st-key-undo button").first.click()
    settled(page)
    page.locator(".st-key-settings button").first.click()
    expect(one).to_have_value("5")


def test_a_refused_text_outlives_the_menu_and_a_change_of_language(settings):
    page = settings
    settled_field(page, "size_T", lambda: write(page, "size_T", "４，５", "typed"))
    page.keyboard.press("Tab")
    page.locator(".st-key-settings button").first.click()
    page.locator("[data-testid=stPopoverBody]").wait_for(state="hidden")
    choose(page, "简体中文")
    page.locator(".st-key-settings button").first.click()
    one = field(page, "size_T")
    one.wait_for()
    assert one.input_value() == "４，５" and one.get_attribute("aria-invalid") == "true"
    assert "应为整数" in page.locator(".st-key-size_T .note").inner_text()


def test_what_is_typed_is_nobody_elses_short_cut(settings):
    page = settings
    one = field(page, "keep_bias")
    one.focus()
    page.keyboard.type("rc 12.")
    assert one.input_value() == "rc 12."
    assert page.locator("[role=dialog]").count() <= 1
    assert page.locator(".gatescope-stage[data-playing=true]").count() == 0


def test_composing_is_left_alone(settings):
    page = settings
    one = field(page, "size_H")
    one.focus()
    line = page.context.new_cdp_session(page)
    line.send("Input.imeSetComposition", {"text": "３", "selectionStart": 1, "selectionEnd": 1})
    for key in ("Enter", "Escape", "ArrowUp"):
        one.evaluate(
            "(node, key) => node.dispatchEvent(new KeyboardEvent('keydown',"
            " { key, keyCode: 229, bubbles: true, composed: true, cancelable: true }))",
            key,
        )
    assert one.input_value() == "３"
    line.send("Input.insertText", {"text": "３"})
    page.wait_for_timeout(80)
    for order in ORDERS:
        for key in ("Enter", "Escape", "ArrowUp"):
            assert one.evaluate(COMPOSE, [key, order]), f"{key} in {order}: it was taken"
            assert one.input_value() == "３", f"{key} in {order}"
    page.wait_for_timeout(80)
    settled_field(page, "size_H", lambda: one.press("Enter"))
    assert one.input_value() == "3"


def test_a_block_dropped_or_pasted_is_not_joined(settings):
    page = settings
    one = field(page, "size_H")
    one.evaluate(
        "node => { const carried = new DataTransfer(); carried.setData('text/plain', '1\\r\\n2');"
        " node.dispatchEvent(new DragEvent('drop',"
        " { dataTransfer: carried, bubbles: true, cancelable: true })); }"
    )
    settled_field(page, "size_H", lambda: one.press("Enter"))
    assert one.get_attribute("aria-invalid") == "true" and "1 2" in one.input_value()


def test_a_very_long_text_stays_and_is_refused(settings):
    page = settings
    one = field(page, "size_H")
    one.fill("1" * 5000)
    settled_field(page, "size_H", lambda: one.press("Enter"))
    assert one.input_value() == "1" * 5000 and one.get_attribute("aria-invalid") == "true"


def test_a_phone_has_the_keys_that_its_keypad_may_lack(visitors):
    page = opened(visitors, VIEWS["settings"], size=PHONE, has_touch=True, is_mobile=True)
    one = field(page, "offset_f")
    one.tap()
    page.keyboard.press("Control+a")
    page.keyboard.type("0")
    page.locator(".st-key-offset_f").get_by_role("button", name=".", exact=True).tap()
    page.keyboard.type("25")
    page.locator(".st-key-offset_f").get_by_role("button", name="±").tap()
    assert one.input_value() == "−0.25"
    settled_field(page, "offset_f", lambda: one.press("Enter"))
    assert one.get_attribute("aria-valuenow") == "-0.25"
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_nothing_stands_over_a_number_that_is_typed(visitors):
    page = visitors("/?s=mine", reduced_motion="reduce")
    one = page.locator(".st-key-handcheck input").first
    one.focus()
    page.keyboard.type("0.7")
    assert page.get_by_text("Press Enter").locator("visible=true").count() == 0
    assert page.get_by_text("/400").locator("visible=true").count() == 0

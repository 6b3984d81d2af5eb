"""The matrix editor in Chromium: typing, moving, pasting, nudging, and what is wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import PHONE, ROOT, Visitors, serve

APP = Path(__file__).parents[1] / "apps" / "editor_app.py"
WRONG = "U_f Row 1, column 2: write a decimal point, not a comma: 2.5, not 2,5"


@pytest.fixture(scope="module")
def editor_url(chromium, tmp_path_factory):
    root = tmp_path_factory.mktemp("editor")
    shutil.copytree(ROOT / ".streamlit", root / ".streamlit")
    (root / "streamlit_app.py").write_text(f"import runpy\n\nrunpy.run_path({str(APP)!r})\n")
    with serve(root) as url:
        yield url


@pytest.fixture
def visit(visitors: Visitors, editor_url: str):
    def open_editor(query: str = "", **options) -> Page:
        page = visitors(f"/{query}", url=editor_url, **options)
        page.wait_for_selector(".editor[data-rev]")
        return page

    return open_editor


def cell(page: Page, entry: str):
    return page.locator(f'[data-entry="{entry}"]')


def acknowledged(page: Page, seq: int) -> None:
    page.wait_for_selector(f'.editor[data-rev="{seq}"]')


def focused(page: Page) -> str:
    return page.evaluate(
        """() => { let at = document.activeElement;
        while (at?.shadowRoot) at = at.shadowRoot.activeElement;
        return at?.dataset?.entry ?? ""; }"""
    )


def paste(page: Page, entry: str, text: str) -> None:
    cell(page, entry).focus()
    cell(page, entry).evaluate(
        """(input, text) => { const data = new DataTransfer(); data.setData("text/plain", text);
        input.dispatchEvent(new ClipboardEvent("paste",
            {clipboardData: data, bubbles: true, cancelable: true})); }""",
        text,
    )


def texts(page: Page, name: str, rows: int, columns: int) -> list[list[str]]:
    return [
        [cell(page, f"{name}.{r + 1}.{c + 1}").input_value() for c in range(columns)]
        for r in range(rows)
    ]


def test_typing_commits_on_enter_and_on_blur(visit):
    page = visit()
    cell(page, "W_f.1.1").click()
    page.keyboard.type("－1．5")
    page.keyboard.press("Enter")
    acknowledged(page, 1)
    assert focused(page) == "W_f.2.1"
    expect(cell(page, "W_f.1.1")).to_have_value("−1.5")
    page.keyboard.type("2e1")
    page.keyboard.press("Tab")
    acknowledged(page, 2)
    assert focused(page) == "W_f.2.2"
    expect(cell(page, "W_f.2.1")).to_have_value("20")
    expect(page.get_by_text("W_f -1.5 ack 2")).to_be_visible()


def test_what_is_wrong_stays_with_its_message_and_moves_nothing(visit):
    page = visit()
    wrong = cell(page, "U_f.1.2")
    places = """() => [...document.querySelectorAll(
        ".stBidiComponent, [data-testid=stCaptionContainer]")]
        .map(node => JSON.stringify(node.getBoundingClientRect()))"""
    good, before = wrong.input_value(), page.evaluate(places)
    wrong.click()
    page.keyboard.type("2,5")
    page.keyboard.press("Tab")
    acknowledged(page, 1)
    expect(wrong).to_have_value("2,5")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".reason").first).to_have_text(WRONG.replace("_", ""))
    assert page.evaluate(places) == before
    wrong.focus()
    expect(page.locator(".field-note")).to_be_visible()
    page.keyboard.press("Escape")
    acknowledged(page, 2)
    expect(wrong).not_to_have_attribute("aria-invalid", "true")
    page.keyboard.press("Tab")
    expect(wrong).to_have_value(good)
    expect(page.locator(".reason").first).to_have_text("")


def test_escape_restores_what_was_typed_over(visit):
    page = visit()
    cell(page, "b_f.1").click()
    page.keyboard.type("99")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(cell(page, "b_f.1")).to_have_value("1")
    expect(page.locator(".editor")).to_have_attribute("data-rev", "0")


def test_arrows_move_cells_and_carets(visit):
    page = visit()
    cell(page, "W_f.1.2").click()
    for key, there in (
        ("ArrowRight", "W_f.1.3"),
        ("ArrowRight", "U_f.1.1"),
        ("ArrowDown", "U_f.2.1"),
        ("ArrowLeft", "W_f.2.3"),
        ("ArrowUp", "W_f.1.3"),
        ("ArrowUp", "W_f.1.3"),
    ):
        page.keyboard.press(key)
        assert focused(page) == there, key
    page.keyboard.type("12")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("5")
    assert focused(page) == "W_f.1.3"
    expect(cell(page, "W_f.1.3")).to_have_value("152")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert focused(page) == "U_f.1.1"
    acknowledged(page, 1)
    expect(cell(page, "W_f.1.3")).to_have_value("152")


def test_f2_puts_the_caret_into_the_text(visit):
    page = visit()
    cell(page, "b_f.2").click()
    page.keyboard.press("F2")
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    acknowledged(page, 1)
    expect(cell(page, "b_f.2")).to_have_value("15")


@pytest.mark.sampled("text", count=2)
@pytest.mark.parametrize("text", ["1\t2\n3\t4", "[[1, 2], [3, 4]]", "1 2; 3 4", "(1,2), (3,4)"])
def test_a_block_is_pasted(visit, text):
    page = visit()
    paste(page, "U_i.1.1", text=text)
    acknowledged(page, 1)
    page.keyboard.press("Tab")
    assert texts(page, "U_i", 2, 2) == [["1", "2"], ["3", "4"]]


def test_a_block_that_does_not_fit_is_refused_whole(visit):
    page = visit()
    before = texts(page, "U_i", 2, 2)
    paste(page, "U_i.2.2", text="1\t2")
    acknowledged(page, 1)
    expect(page.locator(".reason").nth(1)).to_contain_text("2 columns, 1 fit from here")
    assert texts(page, "U_i", 2, 2)[0] == before[0]
    assert texts(page, "U_i", 2, 2)[1][0] == before[1][0]


def test_typing_goes_on_while_an_answer_arrives(visit):
    page = visit("?delay=0.4")
    cell(page, "W_f.1.1").click()
    page.keyboard.type("abc")
    page.keyboard.press("Tab")
    page.keyboard.type("12")
    page.keyboard.press("ArrowLeft")
    acknowledged(page, 1)
    expect(cell(page, "W_f.1.1")).to_have_attribute("aria-invalid", "true")
    page.keyboard.type("5")
    assert focused(page) == "W_f.1.2"
    expect(cell(page, "W_f.1.2")).to_have_value("152")


def test_edits_made_while_one_is_on_its_way_all_arrive(visit):
    page = visit("?delay=0.3")
    cell(page, "W_f.1.1").click()
    for number in ("1", "2", "3"):
        page.keyboard.type(number)
        page.keyboard.press("Tab")
    acknowledged(page, 3)
    assert texts(page, "W_f", 1, 3) == [["1", "2", "3"]]


def test_nudging_by_keys_is_decimal(visit):
    page = visit()
    cell(page, "b_f.1").click()
    page.keyboard.type("0")
    for key in ["Alt+ArrowUp"] * 3:
        page.keyboard.press(key)
    acknowledged(page, 4)
    expect(cell(page, "b_f.1")).to_have_value("0.3")
    page.keyboard.press("Alt+Shift+ArrowDown")
    acknowledged(page, 5)
    expect(cell(page, "b_f.1")).to_have_value("−0.7")


@pytest.mark.parametrize("alt", [False, True])
def test_dragging_nudges(visit, alt):
    page = visit()
    target = cell(page, "b_f.1")
    if alt:
        page.keyboard.down("Alt")
    else:
        target.click()
    box = (target if alt else page.locator(".knob")).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 20, y, steps=4)
    page.mouse.move(x + 41, y, steps=4)
    page.mouse.up()
    page.keyboard.up("Alt")
    expect(target).to_have_value("1.5")
    assert focused(page) == "b_f.1"


def test_large_matrices_scroll_under_their_labels(visit):
    page = visit("?H=32&X=16")
    corner = page.locator('[data-name="U_f"] .box')
    cell(page, "U_f.32.32").focus()
    label = page.locator('[data-name="U_f"] th[scope=col]').nth(31)
    box, head, last = (part.bounding_box() for part in (corner, label, cell(page, "U_f.32.32")))
    assert abs(head["y"] - box["y"]) < 2
    assert last["y"] + last["height"] <= box["y"] + box["height"] + 1
    page.keyboard.press("ArrowUp")
    assert focused(page) == "U_f.31.32"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_read_only_shows_and_does_not_change(visit):
    page = visit("?read_only=1")
    cell(page, "b_f.1").click()
    page.keyboard.type("9")
    page.keyboard.press("Alt+ArrowUp")
    paste(page, "b_f.1", text="5;6")
    page.keyboard.press("Tab")
    expect(cell(page, "b_f.1")).to_have_value("1")
    expect(page.locator(".editor")).to_have_attribute("data-rev", "0")
    expect(page.locator(".knob")).to_be_hidden()


def test_a_phone_has_a_sign_key_and_keeps_its_keypad(visit):
    page = visit(size=PHONE, has_touch=True, is_mobile=True)
    cell(page, "b_f.1").tap()
    page.locator(".field-sign").tap()
    assert focused(page) == "b_f.1"
    expect(cell(page, "b_f.1")).to_have_value("−1")
    page.keyboard.press("Enter")
    acknowledged(page, 1)
    expect(cell(page, "b_f.1")).to_have_value("−1")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.sampled("dark")
@pytest.mark.parametrize("dark", [False, True])
def test_text_is_legible_on_every_value(visit, dark):
    page = visit(dark=dark)
    cell(page, "W_f.1.1").click()
    for number in ("1e3", "-1e3", "1"):
        page.keyboard.type(number)
        page.keyboard.press("Tab")
    acknowledged(page, 3)
    colours = page.locator(".field").evaluate_all(
        """fields => fields.map(field => {
            const paint = document.createElement("canvas").getContext("2d");
            const read = colour => { paint.fillStyle = colour; paint.fillRect(0, 0, 1, 1);
                return [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3); };
            const style = getComputedStyle(field);
            return [read(style.color), read(style.backgroundColor)]; })"""
    )
    ratios = [contrast(*pair) for pair in colours]
    assert min(ratios) >= 4.5
    assert len({tuple(back) for _, back in colours}) > 3


def contrast(a: list[int], b: list[int]) -> float:
    def luminance(rgb):
        linear = [
            v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4
            for v in (c / 255 for c in rgb)
        ]
        return sum(share * v for share, v in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def test_other_words_build_it_anew_and_lose_nothing(visit):
    page = visit()
    cell(page, "U_f.1.2").fill("2,5")
    cell(page, "U_f.1.2").press("Enter")
    expect(page.locator(".reason").first).to_have_text(WRONG.replace("_", ""))
    page.get_by_text("other words").click()
    page.locator(".grid .note", has_text="FROM THE INPUTS").first.wait_for()
    expect(cell(page, "U_f.1.2")).to_have_value("2,5")
    cell(page, "W_f.1.1").fill("7")
    cell(page, "W_f.1.1").press("Enter")
    page.get_by_text("W_f 7.0").wait_for()


def test_an_entry_without_a_weight_takes_nothing(visit):
    page = visit("?mask=1&H=3")
    absent = cell(page, "U_f.2.1")
    expect(absent).to_have_value("")
    expect(absent).to_have_attribute("readonly", "")
    assert absent.get_attribute("aria-description").startswith("No weight here")
    absent.click()
    page.keyboard.type("5")
    expect(absent).to_have_value("")
    page.keyboard.press("ArrowRight")
    assert focused(page) == "U_f.2.2"
    shown = texts(page, "U_f", 3, 3)
    assert [[text == "" for text in row] for row in shown] == [
        [False, False, False], [True, False, False], [True, True, False]
    ]  # fmt: skip

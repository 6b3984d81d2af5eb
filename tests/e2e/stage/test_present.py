"""The stage before a class: legible from the back of the room, and covered until revealed."""

from __future__ import annotations

import re
from itertools import combinations

import numpy as np
import pytest
from playwright.sync_api import Page

from sim.presets import PRESETS, Expected
from tests.browser import PROJECTOR, Visitors
from tests.e2e.bare import Stage, bare_stage, drawn, payload
from tests.e2e.stage.test_stage import CASES
from tests.present.seen import LIKE_THE_APP, SIZES, check_page, check_stage, every_case
from tests.walks.seen import check_labels, overlap
from ui.session.view import View

LARGE = {"large": True, "covered": False}
COVERED = {"large": False, "covered": True}
LEAST = 18  # px

# Of the Gradients page, what is in view, none over another.
APART = [
    ".st-key-present_page button", ".st-key-gradients_header h4", ".st-key-gradients_cells",
    ".st-key-gradients_quantity", ".st-key-gradients_source [role=radiogroup]",
    ".st-key-chart_reach", ".st-key-gradients_reading table:last-of-type",
    ".st-key-gradients_hint [data-testid=stText]",
]  # fmt: skip

# Every visible text with its size on screen; those cut by an ellipsis or by their box.
TEXTS = """() => {
  const small = [], cut = [];
  const visit = (root) => {
    for (const node of root.querySelectorAll("*")) {
      if (node.shadowRoot) visit(node.shadowRoot);
      const words = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
      const field = node.matches("input[type=text], input:not([type]), select, textarea");
      if (!words && !field) continue;
      const box = node.getBoundingClientRect();
      const seen = node.checkVisibility({ opacityProperty: true, visibilityProperty: true });
      if (!seen || box.width < 2 || box.height < 2 || box.bottom < 0 || box.right < 0) continue;
      let size = parseFloat(getComputedStyle(node).fontSize);
      if (node instanceof SVGElement) size *= Math.abs(node.getScreenCTM().d);
      const text = (node.value || node.textContent).trim();
      // Of a matrix in KaTeX, spaces without width.
      if (size < 17.99 && text !== "\\u200b") small.push([text, size]);
      const clips = getComputedStyle(node).overflowX !== "visible" && node.clientWidth;
      if (!(node instanceof SVGElement) && clips && node.scrollWidth > clips + 1) cut.push(text);
      const frame = (node.closest(".score-box") ?? document.body).getBoundingClientRect();
      if (box.right > frame.right + 1 && box.left < frame.right - 1) cut.push(text);
    }
  };
  visit(document);
  return { small, cut };
}"""
FITS = """() => {
  const shadows = [...document.querySelectorAll("*")].map((node) => node.shadowRoot);
  const root = shadows.find((one) => one?.querySelector(".dg")).querySelector(".gatescope-stage");
  const inside = [...root.querySelectorAll(".arith, .score")];
  const column = root.querySelector(".score-th.score-now").getBoundingClientRect();
  return { bottom: root.getBoundingClientRect().bottom, now: [column.left, column.right],
           hidden: inside.map((node) => node.scrollHeight - node.clientHeight) };
}"""
# All that can be read: texts, what a pointer is told, what is said to a screen reader.
READABLE = """() => {
  const root = document.getElementById("host").shadowRoot;
  const told = ["title", "aria-label", "aria-valuetext", "aria-description"];
  return [...root.querySelectorAll(":not(style)")].flatMap((node) => [
    ...[...node.childNodes].filter((child) => child.nodeType === 3).map((child) => child.data),
    ...told.map((name) => node.getAttribute?.(name)), node.value,
  ]).filter(Boolean).join("\\n");
}"""


def check_legible(stage: Stage, where: str) -> None:
    seen = stage.page.evaluate(TEXTS)
    assert seen["small"] == [], where
    assert seen["cut"] == [], where
    check_labels(stage.page, where)


@pytest.mark.sampled("dark")
@pytest.mark.parametrize("dark", [False, True])
def test_no_text_is_small_or_cut_in_presenter_mode(chromium, dark):
    skipped = "largest sizes, long names"  # its names are cut by design
    cases = {
        "memory": lambda: PRESETS["memory_cell"].scenario,
        "long": lambda: drawn("lstm", 3, 8, 200, Y=3),
        **{name: make for name, make in CASES.items() if name != skipped},
    }
    with bare_stage(chromium, dark=dark) as stage:
        for name, make in list(cases.items())[:: 1 if dark else 3]:
            stage.give(payload(make(), screen=LARGE)).press("Home")
            check_legible(stage, f"{name}, t = 1")
            stage.press("End")
            check_legible(stage, f"{name}, last step")
            stage.page.evaluate("store.setGrain('inside')")
            check_legible(stage, f"{name}, inside the step")
            stage.page.evaluate("store.setGrain('step')")


# Of every kind that `python -m tests.present` looks at: a lecture's rows, a long hint, outputs
# beside and between the states, equations of six products and of more, peepholes, strips.
KINDS = {
    "memory_cell in lstm", "nine_steps in lstm", "dinner in elman", "dinner in lstm",
    "arrive in lstm_peephole", "gru_after in gru_reset_after", "random_lstm in lstm",
    "coupled in lstm_coupled", "all_ones in gru",
}  # fmt: skip


@pytest.mark.sampled("size")
@pytest.mark.parametrize("size", SIZES)
def test_a_class_sees_every_result(chromium, size):
    cases = [case for case in every_case() if case.name in KINDS]
    assert len(cases) == len(KINDS)
    with bare_stage(chromium, size) as stage:
        stage.page.evaluate(LIKE_THE_APP)
        for case in cases:
            stage.give(case.data)
            for key in ("Home", "ArrowRight", "End"):
                check_stage(stage.press(key), case, f"{case.name}, {size[0]} px, {key}")
            # A new run lays all of it out from the roomiest on.
            check_stage(stage.give(case.data), case, f"{case.name}, {size[0]} px, again")


@pytest.mark.parametrize(("inputs", "folds"), [(4, []), (5, ["… + 5 products"])])
def test_an_equation_of_six_products_stands_whole(chromium, inputs, folds):
    with bare_stage(chromium) as stage:
        stage.give(payload(drawn("elman", inputs, 2), screen=LARGE))
        assert stage.page.locator(".arith-more").all_inner_texts() == folds
        assert stage.page.locator(".arith-field").count() == (inputs + 2 if not folds else 2) + 1


def test_products_behind_a_bracket_are_counted_by_themselves(chromium):
    with bare_stage(chromium) as stage:
        stage.give(payload(drawn("gru_reset_after", 4, 4), screen=LARGE))
        row = stage.page.locator(".arith-block", has_text="n").locator(".arith-made").last
        texts = stage.page.locator(".arith-more").all_inner_texts()
        assert texts == ["… + 6 products"] * 2 + ["… + 2 products", "… + 4 products"]
        assert row.is_visible()
        stage.page.locator(".arith-more").first.click()
        assert stage.page.locator(".arith-list:visible .arith-product").count() == 8


def readable(stage: Stage) -> str:
    """Everything that can be read or heard, with every popover open."""
    stage.page.evaluate(
        """() => {
          const root = document.getElementById("host").shadowRoot;
          const click = () => new MouseEvent("click", { bubbles: true });
          const many = (selector) => [...root.querySelectorAll(selector)];
          many(".arith-more[aria-expanded=false]").forEach((node) => node.click());
          const items = many(".dg-item:not(.dg-pinned)");
          items.forEach((item) => item.firstChild.dispatchEvent(click()));
        }"""
    )
    return stage.page.evaluate(READABLE)


def values(trace, *steps: int) -> set[float]:
    """What the cell computed in some steps, of every unit, to three decimals."""
    names = ["i", "f", "g", "o", "i_pre", "f_pre", "c", "h"]
    rows = np.concatenate([trace[name][step - 1] for name in names for step in steps])
    return set(rows.round(3))


def read(stage: Stage) -> set[float]:
    """Every number that can be read, to three decimals."""
    texts = re.findall(r"−?\d+\.\d+", readable(stage))
    return {round(float(text.replace("−", "-")), 3) for text in texts}


@pytest.mark.parametrize("strips", [False, True])
def test_nothing_covered_can_be_read(chromium, strips):
    run = drawn("lstm", 2, 6, 4, Y=2)
    trace = run.run()
    with bare_stage(chromium) as stage:
        stage.give(payload(run, View(t=2), screen=COVERED))
        if strips:
            stage.page.get_by_text("strips", exact=True).click()
        given = values(trace, 1) | set(run.inputs.ravel())
        weights = [*run.params.values(), run.output.params["V_y"]]
        # A minus at rest stands outside of its field.
        given |= {
            round(sign * w, 3) for matrix in weights for w in matrix.ravel() for sign in (1, -1)
        }
        assert (values(trace, 2, 3, 4) - given) & read(stage) == set()
        stage.press("Enter")
        shown = read(stage)
        assert stage.t == 2 and round(trace["c"][1, 0], 3) in shown
        assert (values(trace, 3, 4) - values(trace, 2) - given) & shown == set()


def test_a_lectures_numbers_are_covered_too(chromium):
    preset = PRESETS["memory_cell"]
    expected = preset.expected(preset.scenario)
    with bare_stage(chromium) as stage:
        stage.give(payload(preset.scenario, View(t=2), expected, screen=COVERED))
        row = stage.page.locator(".score-expected").first.locator("td")
        seen = [row.nth(k).is_visible() for k in range(5)]
        assert seen == [True, False, False, False, False]


@pytest.mark.parametrize("strips", [False, True])
def test_inside_the_step_nothing_is_told_before_it_is_computed(chromium, strips):
    run = drawn("lstm", 2, 1, 4)
    trace = run.run()
    lectures = [Expected(line, 0, tuple(trace[line][:, 0].round(3))) for line in ("c", "h")]
    with bare_stage(chromium) as stage:
        stage.give(payload(run, View(t=2), lectures))
        if strips:
            stage.page.get_by_text("strips", exact=True).click()
        stage.page.evaluate("store.setGrain('inside')")
        order = [name for name, _ in stage.page.evaluate("store.model.order")]
        others = {round(float(trace[n][s, 0]), 3) for n in "ifgoch" for s in (0, 2, 3)}
        seen = []
        for name in order:
            stage.page.evaluate("phase => store.go({ phase })", len(seen))
            for canvas in stage.page.locator(".score-canvas").all():
                box = canvas.bounding_box()
                stage.page.mouse.move(box["x"] + 1.5 * box["width"] / 4, box["y"] + 4)
            shown = {abs(value) for value in read(stage)}
            seen.append(name)
            waits = {round(float(trace[n][1, 0]), 3) for n in "ifgoch" if n not in seen}
            assert {abs(value) for value in waits - others} & shown == set(), name
        assert set("ifgoch") <= set(seen) and round(abs(float(trace["h"][1, 0])), 3) in shown


def test_a_lectures_number_waits_for_its_operation(chromium):
    preset = PRESETS["memory_cell"]
    with bare_stage(chromium) as stage:
        stage.give(payload(preset.scenario, View(t=2), preset.expected(preset.scenario)))
        stage.press(".")
        theirs = stage.page.locator(".score-expected").first.locator("td")
        texts = []
        for _ in range(stage.page.evaluate("store.model.order.length")):
            texts.append([theirs.nth(k).inner_text() for k in range(3)])
            stage.press("ArrowRight")
        assert texts[0][1] == "" and texts[-1][1].startswith("7 ✓")
        # The steps beside it stand as they did.
        assert all(text[0].startswith("3 ✓") and text[2].startswith("7 ✓") for text in texts)
        # In the next step that one waits, and this one is there again.
        assert [theirs.nth(k).inner_text() == "" for k in range(3)] == [False, False, True]


def test_inputs_are_never_covered_and_nothing_ahead_is_drawn(chromium):
    with bare_stage(chromium) as stage:
        stage.give(payload(drawn("lstm", T=6), View(t=2), screen=COVERED))
        drawn_steps = "['x', 'f', 'c_prev', 'c'].map((name) => store.cover.count(name))"
        assert stage.page.evaluate(drawn_steps) == [6, 1, 2, 1]


def test_forward_reveals_before_it_moves(chromium):
    with bare_stage(chromium) as stage:
        stage.give(payload(drawn("gru", T=4), screen=COVERED, autoplay=True))
        assert stage.data("playing") == "false"
        steps = []
        for key in ("PageDown", "PageDown", "ArrowRight", "Enter"):
            stage.press(key)
            steps.append((stage.t, stage.page.evaluate("store.cover.waits")))
        assert steps == [(1, False), (2, True), (2, False), (3, True)]
        stage.page.get_by_role("button", name="Reveal").click()
        assert not stage.page.evaluate("store.cover.waits")
        # Back is never covered again, and a jump gives what leads up to the place.
        assert not stage.press("Home").page.evaluate("store.cover.waits")
        stage.press("End")
        assert stage.page.evaluate("[store.cover.waits, store.cover.t]") == [True, 4]


def test_operations_are_revealed_one_by_one(chromium):
    run = drawn("lstm", T=3)
    with bare_stage(chromium) as stage:
        stage.give(payload(run, screen=COVERED)).press(".")
        asked, revealed = [], []
        for _ in range(4):
            asked.append(stage.page.locator(".se-text .predict-field").count())
            stage.press("Enter")
            revealed.append(stage.page.locator(".predict-field").count())
            stage.press("Enter")
        assert asked == [1] * 4 and revealed == [0] * 4
        assert stage.view["phase"] == 4


def test_the_switches_ask_the_server(chromium):
    with bare_stage(chromium) as stage:
        stage.give(payload(drawn("lstm"), screen={"large": False, "covered": False}))
        stage.page.get_by_role("button", name="Predict").click()
        stage.press("p")
        sent = stage.page.evaluate("sent.filter(([name]) => name === 'screen').map(([, v]) => v)")
        assert [{k: v for k, v in one.items() if k != "at"} for one in sent] == [
            {"covered": True}, {"large": True},
        ]  # fmt: skip
        # An answer to something older does not undo the click.
        stage.give(payload(drawn("lstm"), screen={"large": True, "covered": False}))
        assert stage.page.evaluate("[store.cover.on, store.screen.large]") == [True, True]
        stage.press("b")
        assert stage.page.locator(".dark-screen").is_visible()
        stage.press("ArrowRight")
        assert stage.page.locator(".dark-screen").count() == 0 and stage.t == 1


def test_presenting_fits_the_projector(visitors: Visitors):
    page = visitors()
    page.locator(".pl-present").click()
    page.wait_for_selector(".gatescope-stage[data-large]")
    page.wait_for_function("() => !document.querySelector('.st-key-header')?.checkVisibility()")
    page.wait_for_timeout(200)
    seen = page.evaluate(TEXTS)
    assert seen["small"] == [] and seen["cut"] == []
    fit = page.evaluate(FITS)
    assert fit["bottom"] <= PROJECTOR[1] and max(fit["hidden"]) <= 1
    assert fit["now"][0] >= 0 and fit["now"][1] <= PROJECTOR[0]
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.wait_for_function("() => innerHeight === 1080")
    page.wait_for_timeout(200)
    assert page.evaluate(FITS)["bottom"] <= 1080
    for name in ("Compare", "Gradients"):
        page.mouse.move(600, 2)
        page.get_by_role("link", name=name).click()
        page.mouse.move(600, 400)
        page.wait_for_selector(".js-plotly-plot .xtick")
        page.wait_for_timeout(300)
        assert page.evaluate(TEXTS)["small"] == [], name
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_function(f"() => innerHeight === {height}")
            page.wait_for_timeout(400)
            check_presented(page, name, f"{name}, {width} px")
    walk_with_a_clicker(page)
    page.locator(".st-key-present_page button").click()
    page.locator(".st-key-language_menu").wait_for()


def check_presented(page: Page, name: str, where: str) -> None:
    """A page of several cells before a class."""
    seen = check_page(page, where)
    if name == "Compare":
        assert seen["equations"] == list("ifgoch") and seen["rows"] == 9 + 7 + 4, where
        page.locator(".st-key-compare_focus_gru button").first.click()
        page.locator(".arith-name", has_text="z").wait_for()
        assert check_page(page, where)["equations"] == list("rznh"), where
        page.locator(".st-key-compare_focus_lstm button").first.click()
        page.locator(".arith-name", has_text="f").wait_for()
        return
    boxes = [page.locator(selector).first.bounding_box() for selector in APART]
    for one, other in combinations(boxes, 2):
        assert not overlap(*([b["x"], b["y"], b["x"] + b["width"], b["y"] + b["height"]]
                             for b in (one, other))), where  # fmt: skip
    assert all(box["y"] >= 0 and box["y"] + box["height"] <= page.viewport_size["height"]
               for box in boxes), where  # fmt: skip
    clear = page.locator(".st-key-gradients_cells button").last.bounding_box()
    for name in ("LSTM", "GRU", "Elman"):
        chip = page.locator(".st-key-gradients_cells").get_by_text(name, exact=True).bounding_box()
        assert chip["x"] + chip["width"] <= clear["x"], where


def walk_with_a_clicker(page: Page) -> None:
    """Page Down and the arrows move the cursor of the gradients, also from a slider."""
    line = "document.querySelector('.st-key-chart_reach .js-plotly-plot')?.layout?.shapes?.[0]?.x0"
    page.wait_for_function(f"() => {line} === 70")
    page.keyboard.press("PageUp")
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(f"() => {line} === 68")
    page.get_by_text("At step 68, one step back").wait_for()
    page.locator(".st-key-gradients_keep input").press("PageDown")
    page.get_by_text("At step 69, one step back").wait_for()
    page.wait_for_function(f"() => {line} === 69")
    assert page.locator(".st-key-gradients_keep input").get_attribute("value") == "2"


def test_what_stands_above_while_a_page_loads_leaves_its_room_to_the_stage(visitors: Visitors):
    """Streamlit's own pieces come and go above the stage, which was once measured below them."""
    page = visitors("/?p=random_lstm&large=1")
    page.wait_for_selector(".dg")
    page.evaluate("""() => {
      const above = document.createElement("div");
      above.id = "above"; above.style.height = "160px";
      document.querySelector("[data-testid=stMainBlockContainer]").prepend(above);
      dispatchEvent(new Event("resize"));
    }""")
    page.locator(".dg").wait_for(state="hidden")
    page.evaluate("() => document.getElementById('above').remove()")
    page.locator(".dg").wait_for(state="visible")
    box = page.locator(".gatescope-stage").bounding_box()
    assert box["y"] + box["height"] <= PROJECTOR[1]


def test_the_tallest_comparison_is_all_in_view(visitors: Visitors):
    """Six inputs, six lines, four outputs and the word on an unusual activation below them."""
    page = visitors("/compare?p=slots_arrive&cells=lstm.gru.elman&large=1")
    seen = check_page(page, "slots_arrive")
    assert len(seen["equations"]) == 6 + 4 and seen["equations"][:6] == list("ifgoch")
    page.locator(".arith-note").wait_for()

"""The pages without a mouse, without eyes, without motion."""

from __future__ import annotations

from tests.browser import Visitors
from tests.e2e.bare import bare_stage, drawn, payload

MOST_TABS = 150
FOCUSED = """() => {
  let node = document.activeElement;
  while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
  if (!node || node === document.body) return null;
  const style = getComputedStyle(node);
  const marked = style.outlineStyle !== "none" || style.boxShadow !== "none";
  return { what: node.dataset.entry ?? node.className?.baseVal ?? node.className,
           role: node.getAttribute("role"), ours: !!node.closest(".gatescope-stage"), marked };
}"""
MOVING = """() => document.getElementById("host").shadowRoot.querySelector(".gatescope-stage")
  .getAnimations({ subtree: true }).map((one) => one.transitionProperty ?? one.animationName)
  .filter((name) => name !== "outline-color")"""


def test_tab_reaches_everything_and_is_never_kept(visitors: Visitors):
    page = visitors(reduced_motion="reduce")
    page.mouse.click(640, 2)
    page.evaluate("document.activeElement.blur()")
    seen = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None or (seen and focused == seen[0] and len(seen) > 20):
            break
        seen.append(focused)
    names = [one["what"] for one in seen]
    for wanted in ("W_i.1.1", "b_o.1", "x.5.3", "c_0.1"):
        assert wanted in names, wanted
    for wanted in ("pl-play", "pl-scrub", "pl-present", "pl-predict", "score-step", "score-grip"):
        assert any(wanted in name for name in names), wanted
    assert "tab" in {one["role"] for one in seen}
    assert [one["what"] for one in seen if one["ours"] and not one["marked"]] == []


def test_charts_are_told_to_a_screen_reader(visitors: Visitors):
    page = visitors(reduced_motion="reduce")
    chart = page.get_by_role("figure", name="Memory and output")
    chart.first.wait_for()
    assert "c memory: starts at 3, ends at" in chart.first.get_attribute("aria-label")


def test_nothing_moves_for_those_who_asked_so(chromium):
    for motion, moves in (("no-preference", True), ("reduce", False)):
        with bare_stage(chromium, reduced_motion=motion) as stage:
            stage.give(payload(drawn("lstm", T=6), autoplay=True))
            assert (stage.data("playing") == "true") == moves
            stage.press("Home", "ArrowRight")
            stage.page.evaluate("() => new Promise((done) => requestAnimationFrame(done))")
            assert bool(stage.page.evaluate(MOVING)) == moves
            beads = stage.page.locator(".dg-beads").first
            assert (beads.evaluate("(node) => getComputedStyle(node).display") != "none") == moves


def test_the_sentence_is_said_politely_and_not_while_playing(chromium):
    with bare_stage(chromium) as stage:
        stage.give(payload(drawn("lstm", T=6)))
        spoken = stage.page.locator("[aria-live=polite].se-spoken")
        stage.press("Home")
        first = spoken.text_content()
        assert first.startswith("Step 1.")
        stage.page.evaluate("store.go({ playing: true, t: 3 })")
        assert spoken.text_content() == first
        stage.page.evaluate("store.go({ playing: false })")
        assert spoken.text_content().startswith("Step 3.")


def test_escape_closes_what_a_click_opened(chromium):
    with bare_stage(chromium) as stage:
        stage.give(payload(drawn("lstm", T=3)))
        stage.page.locator(".dg-item[data-kind=box]").first.click()
        assert stage.page.locator(".po-pinned").count() == 1
        stage.press("Escape")
        assert stage.page.locator(".po-pinned").count() == 0

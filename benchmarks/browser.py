"""Edit to repaint, frames a second, slider to repaint, in Chromium against a server on loopback.

    python -m benchmarks.browser [--edits 40] [--seconds 5]

Edit to repaint: from the Enter key on an input of the score until the stage has drawn the new run
(its revision attribute, then the end of the next frame), both in the browser's own clock. A person
rests between two edits: so does this, for a third of a second. Slider to repaint: from an arrow key
on the first slider of the Gradients page (T = 100, H = 16, three cells) until its curves have
changed and the frame is out. Pieces: of the browser's main thread, as its own observer tells them.
Drag: in how many frames a second the curves in sight move while a slider is dragged (T = 100,
H = 16, three cells, Gradients and Compare).
"""

from __future__ import annotations

import argparse
import itertools
import statistics

from playwright.sync_api import Page, sync_playwright

from tests.browser import CHROMIUM_FLAGS, PROJECTOR, chromium_path, serve, settled

STAGE = ".gatescope-stage"
REPAINT = """async ([row, text]) => {
  const find = (root) => root.querySelector(".gatescope-stage")
    ?? [...root.querySelectorAll("*")].map((e) => e.shadowRoot && find(e.shadowRoot)).find(Boolean);
  const stage = find(document);
  const field = stage.querySelectorAll(".part-score input[data-entry^='x.']")[row];
  field.focus();
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  const rev = stage.dataset.rev;
  const done = new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("no repaint in 10 s")), 10000);
    const watch = new MutationObserver(() => {
      if (stage.dataset.rev === rev) return;
      watch.disconnect();
      requestAnimationFrame(() => {
        const painted = new MessageChannel();  // its message comes right behind the frame
        painted.port1.onmessage = () => resolve(performance.now());
        painted.port2.postMessage(0);
      });
    });
    watch.observe(stage, { attributes: true });
  });
  const start = performance.now();
  field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  return await done - start;
}"""
WATCH_PIECES = """() => {
  window.pieces = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.pieces.push(duration);
  }).observe({ type: "longtask" });
}"""
WATCH_CURVES = """() => {
  window.waits = [];
  document.addEventListener("keydown", () => { window.pressed = performance.now(); }, true);
  const isCurve = ({ target }) => target.closest?.(".scatterlayer");
  new MutationObserver((changes) => {
    const { pressed } = window;
    if (!pressed || !changes.some(isCurve)) return;
    window.pressed = 0;
    requestAnimationFrame(() => {
      const painted = new MessageChannel();
      painted.port1.onmessage = () => window.waits.push(performance.now() - pressed);
      painted.port2.postMessage(0);
    });
  }).observe(document.body, { subtree: true, attributes: true, attributeFilter: ["d"] });
}"""
# A pointer that moves with every frame of the screen; frames of the charts that follow it.
DRAG = """([slider, charts, seconds]) => new Promise((resolve) => {
  const find = (key) => document.querySelector(`.st-key-${key} .js-plotly-plot`);
  const { x, y, width, height } =
    document.querySelector(`.st-key-${slider} [data-testid=stSlider]`).getBoundingClientRect();
  const drawn = charts.map(() => 0);
  const seen = new Set();
  const lines = { subtree: true, attributes: true, attributeFilter: ["d"] };
  charts.forEach((key, k) => new MutationObserver(() => {
    if (seen.has(k)) return;
    seen.add(k);  // once a frame, however many of its lines moved
    drawn[k] += 1;
    requestAnimationFrame(() => seen.delete(k));
  }).observe(find(key).querySelector(".scatterlayer"), lines));
  const begin = performance.now();
  const move = (now) => {
    const to = x + width / 2 + 50 * Math.sin((now - begin) / 200);
    window.dispatchEvent(new PointerEvent("pointermove", {
      bubbles: true, clientX: to, clientY: y + height / 2,
      pointerId: 1, pointerType: "mouse", buttons: 1,
    }));
    if (now < begin + seconds * 1000) requestAnimationFrame(move);
    else resolve(drawn.filter(Boolean).map((times) => times / seconds));
  };
  requestAnimationFrame(move);
})"""
NUMBERS = itertools.count(1)  # an edit to the value that is there would change nothing
FRAMES = """(seconds) => new Promise((resolve) => {
  const gaps = []; let last = performance.now(); const end = last + seconds * 1000;
  const tick = (now) => {
    gaps.push(now - last); last = now;
    if (now < end) requestAnimationFrame(tick); else resolve(gaps.slice(2));
  };
  requestAnimationFrame(tick);
})"""


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the values lie."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def edit_to_repaint(page: Page, edits: int) -> list[float]:
    """Milliseconds from Enter to the drawn run, once for each edit."""
    fresh = (f"{next(NUMBERS) / 64}" for _ in range(edits))
    times = []
    for k, text in enumerate(fresh):
        page.wait_for_timeout(350)
        times.append(page.evaluate(REPAINT, [k % 3, text]))
    return times


def frames(page: Page, seconds: float) -> list[float]:
    """Milliseconds between animation frames while the stage plays."""
    page.locator(STAGE).focus()
    page.keyboard.press("Home")
    page.keyboard.press("Space")
    gaps = page.evaluate(FRAMES, seconds)
    page.keyboard.press("Space")
    return gaps


def slider_to_repaint(page: Page, moves: int) -> list[float]:
    """Milliseconds from a key on the slider to the chart's new curves, once for each move."""
    page.wait_for_selector(".js-plotly-plot")
    page.evaluate(WATCH_CURVES)
    page.get_by_role("slider").first.focus()
    for k in range(moves):
        page.keyboard.press("ArrowRight" if k % 8 < 4 else "ArrowLeft")
        page.wait_for_timeout(500)
    return page.evaluate("window.waits")


def drag(page: Page, slider: str, charts: list[str], seconds: float) -> list[float]:
    """Frames a second of the charts in sight while a slider is dragged."""
    page.wait_for_selector(f".st-key-{charts[0]} .js-plotly-plot .xtick")
    page.wait_for_timeout(1000)
    thumb = page.locator(f".st-key-{slider} input").locator("xpath=../..").bounding_box()
    page.mouse.move(thumb["x"] + thumb["width"] / 2, thumb["y"] + thumb["height"] / 2)
    page.mouse.down()
    rates = page.evaluate(DRAG, [slider, charts, seconds])
    page.mouse.up()
    settled(page)
    return rates


def grow(page: Page, T: int, H: int) -> None:
    """Set T steps and H units by the settings, as a person would."""
    page.get_by_role("button", name="Settings").click()
    for label, size in (("units H", H), ("steps T", T)):
        box = page.get_by_role("spinbutton", name=label)
        box.fill(str(size))
        box.press("Enter")
        settled(page)
    page.get_by_role("button", name="New random weights").click()
    settled(page)
    page.keyboard.press("Escape")
    settled(page)
    page.wait_for_timeout(1000)


def main() -> None:
    """Print a line for each figure."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--edits", type=int, default=40)
    options.add_argument("--seconds", type=float, default=5.0)
    chosen = options.parse_args()
    with serve() as url, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        size = {"width": PROJECTOR[0], "height": PROJECTOR[1]}
        page = browser.new_page(viewport=size)
        page.goto(url)
        page.wait_for_selector(f"{STAGE}[data-rev]")
        settled(page)
        edit_to_repaint(page, 5)
        report("edit to repaint, T=5 H=1", edit_to_repaint(page, chosen.edits))
        grow(page, 200, 16)
        report("frame while playing, T=200 H=16", frames(page, chosen.seconds))
        page.evaluate(WATCH_PIECES)
        report("edit to repaint, T=200 H=16", edit_to_repaint(page, chosen.edits))
        page.wait_for_timeout(1000)
        report_pieces("behind these edits", page.evaluate("pieces"))
        page.goto(f"{url}/gradients")
        settled(page)
        report("slider to repaint, Gradients page", slider_to_repaint(page, chosen.edits)[3:])
        rates = drag(page, "gradients_keep", ["chart_reach"], chosen.seconds)
        print("frames a second in a drag, Gradients:", *(f"{rate:.1f}" for rate in rates))
        page.goto(url)
        settled(page)
        grow(page, 100, 16)
        page.get_by_role("link", name="Compare").click()
        page.locator(".st-key-compare_hold label").click()
        settled(page)
        charts = [f"compare_chart_{name}" for name in ("h", "c", "gates")]
        rates = drag(page, "compare_held", charts, chosen.seconds)
        print("frames a second in a drag, Compare:", *(f"{rate:.1f}" for rate in rates))
        browser.close()


def report(what: str, times: list[float]) -> None:
    """Print median and 95th percentile in milliseconds."""
    median, late = statistics.median(times), percentile(times, 0.95)
    print(f"{what}: median {median:.1f} ms, p95 {late:.1f} ms, {len(times)} taken")


def report_pieces(what: str, pieces: list[float]) -> None:
    """Print the pieces of the browser's main thread that took more than 50 ms."""
    longest = f", the longest {max(pieces):.0f} ms" if pieces else ""
    print(f"{what}: {len(pieces)} pieces over 50 ms{longest}")


if __name__ == "__main__":
    main()

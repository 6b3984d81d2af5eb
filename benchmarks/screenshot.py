"""Make the README's picture from the running app.

python -m benchmarks.screenshot
"""

from __future__ import annotations

from playwright.sync_api import sync_playwright

from tests.browser import CHROMIUM_FLAGS, PROJECTOR, ROOT, chromium_path, serve, settled


def main() -> None:
    """Write docs/step.png: the first view at projector size, step 4 of the lecture's cell."""
    target = ROOT / "docs" / "step.png"
    target.parent.mkdir(exist_ok=True)
    with serve() as url, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        size = {"width": PROJECTOR[0], "height": PROJECTOR[1]}
        page = browser.new_page(viewport=size, reduced_motion="reduce")
        page.goto(url)
        page.wait_for_selector(".gatescope-stage[data-rev]")
        settled(page)
        for _ in range(3):
            page.keyboard.press("PageDown")
        page.wait_for_selector(".gatescope-stage[data-t='4']")
        page.wait_for_timeout(800)
        settled(page)
        page.screenshot(path=target)
        browser.close()


if __name__ == "__main__":
    main()

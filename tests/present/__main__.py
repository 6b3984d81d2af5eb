"""`python -m tests.present [word]`: every example in every cell, and the pages, at both sizes.

With a word, only what has it in its name. Prints what is not in view; ends with 1 if anything is.
"""

from __future__ import annotations

import sys

from playwright.sync_api import Browser, sync_playwright

from sim.presets import OF_ONE_CELL
from tests.browser import CHROMIUM_FLAGS, chromium_path, serve, settled
from tests.e2e.bare import bare_stage
from tests.present.seen import LIKE_THE_APP, SIZES, check_page, check_stage, every_case
from tests.walks.places import pieces

CELLS = ("lstm.gru.elman", "lstm.gru_reset_after.lstm_peephole.lstm_coupled")
SLOW = 120_000  # ms
# Charts below the fold are not drawn: where numbers fill the screen there is none to wait for.
DRAWN = ".arith-name, .js-plotly-plot .xtick"


def main(word: str = "") -> int:
    """Look at all of it; 1 where something is not in view, else 0."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        found = [*stages(browser, word), *pages(browser, word)]
        browser.close()
    print(f"{len(found)} found")
    return int(bool(found))


def stages(browser: Browser, word: str) -> list[str]:
    """The stage of every example in every cell, at every step of a short run."""
    found = []
    for size in SIZES:
        with bare_stage(browser, size) as stage:
            stage.page.evaluate(LIKE_THE_APP)
            for case in every_case():
                if word not in case.name:
                    continue
                stage.give(case.data)
                T = case.scenario.sizes["T"]
                for t in range(1, T + 1) if T <= 10 else (1, T // 2, T):
                    stage.go(t=t)
                    where = f"{case.name}, t = {t}, {size[0]} px"
                    _try(found, where, check_stage, stage, case, where)
            print(f"{size[0]} px: {len(found)} found on the stage", flush=True)
    return found


def pages(browser: Browser, word: str) -> list[str]:
    """The pages of the app that have no stage of their own."""
    views = [f"/compare?p={key}&cells={cells}&" for key in OF_ONE_CELL for cells in CELLS]
    views += [f"{one.path}&" for piece, visits in pieces().items() for one in visits
              if one.part and piece.startswith("compare/")]  # fmt: skip
    views += ["/gradients?", "/gradients?p=random_lstm&gof=scenario&"]
    found = []
    with serve() as url:
        for view in [one for one in views if word in one]:
            for width, height in SIZES:
                page = browser.new_page(viewport={"width": width, "height": height})
                page.goto(f"{url}{view}large=1")
                page.wait_for_selector(DRAWN, timeout=SLOW)
                settled(page, SLOW / 1000).wait_for_timeout(500)
                _try(found, f"{view}, {width} px", check_page, page, f"{view}, {width} px")
                page.close()
    print(f"{len(found)} found on pages", flush=True)
    return found


def _try(found: list[str], where: str, check, *what: object) -> None:
    try:
        check(*what)
    except AssertionError as error:
        found.append(where)
        print(f"  {where}: {str(error)[:600]}", flush=True)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))

"""`python -m tests.other_browsers [firefox] [webkit]`: the walk, step by step, in each of them."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.browser import serve
from tests.other_browsers.firefox import firefox
from tests.other_browsers.walk import Walk
from tests.other_browsers.webkit import webkit

BROWSERS = {"firefox": firefox, "webkit": webkit}


def main(names: list[str]) -> int:
    """Walk in the browsers of these names, all if there are none; 1 if a step failed, else 0."""
    failed = 0
    with serve() as url, TemporaryDirectory() as folder:
        for name in names or BROWSERS:
            with BROWSERS[name]() as browser:
                if browser is None:
                    print(f"{name}: not installed (CONTRIBUTING.md)")
                    failed += bool(names)
                    continue
                print(browser.version)
                walk = Walk(browser, url)
                steps = {
                    "every page": walk.every_page, "keys": walk.keys, "edit": walk.an_edit,
                    "paste": walk.a_paste, "compose": walk.a_composition, "link": walk.a_link,
                    "file": lambda walk=walk: walk.a_file(Path(folder)), "Present": walk.present,
                }  # fmt: skip
                failed += sum(not _passes(what, step) for what, step in steps.items())
    return int(failed > 0)


def _passes(what: str, step) -> bool:
    try:
        step()
    except (AssertionError, OSError):
        print(f"  {what}: failed\n{traceback.format_exc()}", flush=True)
        return False
    print(f"  {what}: ok", flush=True)
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

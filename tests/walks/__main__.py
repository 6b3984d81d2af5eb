"""`python -m tests.walks [piece ...]`: every combination; `--sample SEED`: every kind once.

A piece is a page and an example, such as compare/dinner, numbers/settings for every text in every
number field of a view, sampled/pages for tests of which the suite runs a part, or the first word
alone; `--list` names all.
Two processes share the whole walk. Prints what is wrong where; ends with 1 if anything is.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import CHROMIUM_FLAGS, Visitors, chromium_path, serve, settled
from tests.e2e.stage.test_numbers import check_fields, opened
from tests.number_views import VIEWS
from tests.parts import parts_of
from tests.verdicts.__main__ import judged
from tests.walks.places import LOOKS, Look, Visit, pieces, sample
from tests.walks.seen import check
from ui.gradients.settings import Settings
from ui.words import LANGUAGES

PROCESSES = 2
NUMBERS = [f"numbers/{view}" for view in VIEWS]
SAMPLED = {  # what the suite samples by a marker
    "sampled/hosting": ("tests/e2e/hosting",),
    "sampled/pages": ("-m", "sampled", "tests/e2e/pages"),
    "sampled/stage": ("-m", "sampled", "tests/e2e/stage"),
}
SHOWN = """(scheme) => getComputedStyle(
  document.querySelector("[data-testid=stApp]")).colorScheme === scheme"""
STAGE = ".gatescope-stage[data-rev]"


class Walk:
    """A browser that goes from place to place on a server and notes what is wrong.

    Args:
        browser: Chromium; url: of the server.
    """

    def __init__(self, browser: Browser, url: str) -> None:
        self.visitors = Visitors(browser, url)
        self.found: list[str] = []
        self.seen = 0

    def visit(self, visit: Visit, looks: Iterable[Look]) -> None:
        """Look at a page in some ways; a language is a link of its own."""
        looks = list(looks)
        for lang in [one for one in LANGUAGES if any(look.lang == one for look in looks)]:
            mine = [look for look in looks if look.lang == lang]
            try:
                self._visit(visit, lang, mine)
            except Exception as error:
                self._note(f"{visit}, {lang}: {error}")
            self.visitors.close()

    def _visit(self, visit: Visit, lang: str, looks: list[Look]) -> None:
        first = looks[0]
        page = self.visitors(
            f"{visit.path}&lang={lang}", size=first.size, dark=first.theme == "dark",
            reduced_motion="reduce",
        )  # fmt: skip
        page.wait_for_function(f"() => document.documentElement.lang === '{lang}'")
        for look in sorted(looks, key=lambda one: (one.theme != first.theme, one.size)):
            self._look(page, look)
            self.seen += 1
            try:
                check(page, f"{visit}, {look}", lang)
            except AssertionError as error:
                self._note(str(error))
        for one in (*self.visitors.console_errors, *self.visitors.outside_requests):
            self._note(f"{visit}, {lang}: {one}")
        self.visitors.console_errors.clear()
        self.visitors.outside_requests.clear()

    def _look(self, page: Page, look: Look) -> None:
        page.emulate_media(color_scheme=look.theme, reduced_motion="reduce")
        page.set_viewport_size({"width": look.size[0], "height": look.size[1]})
        page.wait_for_function(SHOWN, arg=look.theme)
        settled(page)

    def fields(self, view: str) -> None:
        """Write everything into every number field of a view."""
        try:
            check_fields(opened(self.visitors, VIEWS[view]), whole=True)
        except Exception as error:
            self._note(f"number fields of {view}: {error}")
        self.visitors.close()

    def tests(self, which: tuple[str, ...]) -> None:
        """Run tests whole that the suite samples."""
        command = [sys.executable, "-m", "pytest", "--whole", "-q", *which]
        if subprocess.run(command).returncode:
            self._note(f"{which[-1]}: see above")

    def _note(self, text: str) -> None:
        self.found.append(text)
        print(f"  {text[:700]}", flush=True)


def judge(example: str) -> None:
    """What the Gradients page says of an example is true of its arrays."""
    parts = [one for one in parts_of(example).values() if one.chosen_cell.states]
    judged([(Settings(source="scenario"), one) for one in parts], 1)


def walk(steps: Iterable[tuple[str, list[tuple[Visit, list[Look]]]]]) -> int:
    """Go through named pieces; 1 where something is wrong, else 0."""
    begun = time.monotonic()
    with sync_playwright() as playwright, serve() as url:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        going = Walk(browser, url)
        for name, visits in steps:
            if name in NUMBERS:
                going.fields(name.partition("/")[2])
            if name in SAMPLED:
                going.tests(SAMPLED[name])
            for visit, looks in visits:
                going.visit(visit, looks)
            print(f"{name}: {going.seen} seen, {time.monotonic() - begun:.0f} s", flush=True)
        browser.close()
    print(f"{going.seen} seen, {len(going.found)} found")
    return int(bool(going.found))


def whole(names: Iterable[str]) -> Iterator[tuple[str, list[tuple[Visit, list[Look]]]]]:
    """Pieces by their names, every visit in every look."""
    known = pieces()
    for name in names:
        page, _, example = name.partition("/")
        if page == "gradients":
            judge(example)
        yield name, [(visit, list(LOOKS)) for visit in known.get(name, ())]


def chosen(names: list[str]) -> list[str]:
    """The pieces that are meant: all of a page by its name alone, all of all by none."""
    found = [
        piece
        for piece in (*pieces(), *NUMBERS, *SAMPLED)
        if not names or {piece, piece.partition("/")[0]} & set(names)
    ]
    if not found:
        raise SystemExit(f"no such piece: {' '.join(names)}; --list names them")
    return found


def shared(names: list[str]) -> int:
    """Several processes walk a part of the pieces each; 1 where something is wrong."""
    command = [sys.executable, "-m", "tests.walks", "--alone"]
    parts = [names[place::PROCESSES] for place in range(PROCESSES)]
    going = [subprocess.Popen([*command, *part]) for part in parts if part]
    return max(one.wait() for one in going)


def main(arguments: list[str]) -> int:
    """See above."""
    first, rest = (arguments or [""])[0], arguments[1:]
    if first == "--list":
        print(*pieces(), *NUMBERS, *SAMPLED, sep="\n")
        return 0
    if first == "--sample":
        seed = int(rest[0]) if rest else random.SystemRandom().randrange(2**32)
        print(f"seed {seed}", flush=True)
        drawn = [(visit, [look]) for visit, look in sample(seed)]
        return walk([("the sample", drawn)])
    if first == "--alone":
        return walk(whole(chosen(rest)))
    names = chosen(arguments)
    return shared(names) if len(names) > 1 else walk(whole(names))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`python -m tests.verdicts [count] [seed]`: 2,000 settings unless told; prints its seed."""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterable

from tests.verdicts import compare, curves, draw, tabs
from tests.verdicts.draw import Case
from tests.verdicts.page import Page

WHOLE = (1000, 128)  # steps and units, up to


def judged(cases: Iterable[Case], tabs_every: int) -> Counter:
    """Judge the Gradients page at every case; how often each predicate was asked.

    Args:
        cases: settings with a scenario.
        tabs_every: every n-th is judged with its tabs.

    Raises:
        AssertionError: something that is said is not true; its note names the settings.
    """
    told: Counter = Counter()
    for place, case in enumerate(cases):
        try:
            page = Page(*case)
            told.update(curves.check(page))
            tabs.check(page)
            if place % tabs_every == 0:
                tabs.check_tabs(page)
        except Exception as error:
            error.add_note(f"{case[0]}, scenario: {case[1].cell}")
            raise
    return told


def main(count: int = 2000, seed: int | None = None) -> None:
    """Judge both pages at the ends of every control and at `count` random settings."""
    seed = random.SystemRandom().randrange(2**32) if seed is None else seed
    print(f"seed {seed}", flush=True)
    ends = list(draw.ends(*WHOLE))
    print(f"ends: {len(ends)}", *judged(ends, 10).most_common(), flush=True)
    rng = random.Random(seed)
    for begun in range(0, count, 100):
        some = [draw.at_random(rng, *WHOLE) for _ in range(min(100, count - begun))]
        print(f"{begun + len(some)}:", *judged(some, 10).most_common(), flush=True)
    for _ in range(count):
        compare.check(rng)
    print(f"Compare: {count}", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))

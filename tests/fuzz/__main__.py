"""`python -m tests.fuzz [count] [seed]`: 100,000 of each kind unless told; prints its seed."""

from __future__ import annotations

import random
import sys

from tests.fuzz import blocks, documents, links, networks, numbers

KINDS = {
    "numbers": numbers,
    "blocks": blocks,
    "documents": documents,
    "links": links,
    "networks": networks,
}


def main(count: int = 100_000, seed: int | None = None) -> None:
    """Try `count` of each kind; raises AssertionError with the text that was misread."""
    seed = random.SystemRandom().randrange(2**32) if seed is None else seed
    print(f"seed {seed}", flush=True)
    for name, kind in KINDS.items():
        read = kind.check(random.Random(seed), count)
        print(f"{name}: {count} tried, {read} of them read", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))

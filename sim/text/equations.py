"""How many decimals an equation needs so that it is true as it is printed.

The numbers of one level (what goes in, the sum, the result) are written with the same decimals.
Tried are first as few as possible; the result never has more than what it is made of. Where no
decimals make it true, "≈" has to stand for "=".
`ui/stage/arithmetic/equations.js` decides the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from itertools import product

import numpy as np

from sim.text.write import unit_of

MOST = 6
NEARLY = 1 - 1e-6  # of half a unit: a tie is rounded up by some, down by others


def most_decimals(least: int) -> int:
    """The most decimals that are tried where at least `least` were asked for."""
    return max(MOST, least + 2)


@cache
def choices(levels: int, least: int) -> tuple[tuple[int, ...], ...]:
    """Decimals of each level, from the fewest digits on.

    Args:
        levels: from what goes in to the result.
        least: the fewest decimals, from 0.
    """
    several = product(range(least, most_decimals(least) + 1), repeat=levels)
    falling = [one for one in several if list(one) == sorted(one, reverse=True)]
    return tuple(sorted(falling, key=lambda one: (sum(one), one)))


def settle(
    levels: int, least: int, judge: Callable[[tuple[int, ...]], Sequence[bool]]
) -> tuple[tuple[int, ...], tuple[bool, ...]]:
    """The decimals of each level, and which equal signs hold with them.

    Args:
        levels: from what goes in to the result.
        least: the fewest decimals, from 0.
        judge: decimals of each level -> whether each equal sign holds as printed.
    """
    best: tuple[tuple[int, ...], tuple[bool, ...]] | None = None
    for decimals in choices(levels, least):
        holds = tuple(judge(decimals))
        if all(holds):
            return decimals, holds
        if best is None or sum(holds) > sum(best[1]):
            best = decimals, holds
    return best


def is_near(computed: float, text: str, decimals: int) -> bool:
    """Whether a number that was computed from printed ones is rounded to the printed result.

    Args:
        computed: from the printed numbers.
        text: the result, as `fixed` or `brief` wrote it.
        decimals: with which it was written.
    """
    shown = float(text)
    if not (np.isfinite(computed) and np.isfinite(shown)):
        return bool(computed == shown or (np.isnan(computed) and np.isnan(shown)))
    return bool(abs(computed - shown) < unit_of(text, decimals) / 2 * NEARLY)

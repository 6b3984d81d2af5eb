"""Sizes of the long products ∂s_T/∂s_t of some runs, computed in pieces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from sim.adjoint.jacobians import blocks
from sim.adjoint.products import Norms, elman_bound, norms_of, products
from sim.lab.reach import Curve
from sim.lab.runs import Run
from sim.text.errors import InputError

MOST_POINTS = 100  # norms a run; the products between them are all multiplied


@dataclass
class LongProducts:
    """The norms of some runs as far as they are known.

    Args:
        runs: what they belong to, by name.
        every: from one known norm to the next, in steps.
        found: name -> norms from the last step back.
    """

    runs: Mapping[str, Run]
    every: int = 1
    found: dict[str, list[Norms]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many pieces there are."""
        return sum(run.trace.T + 1 for run in self.runs.values())

    def pieces(self) -> Iterator[None]:
        """Work them out from the start; each product is a piece, so that none takes long.

        >>> from sim import lab
        >>> made = lab.LongProducts(lab.laboratory(T=3, H=2, cells=("elman",)))
        >>> for _ in made.pieces(): pass
        >>> made.curves()["elman"].at.tolist(), made.curves()["elman"].texts[-1]
        ([1, 2, 3], '1')
        """
        self.found = {name: [] for name in self.runs}
        for name in self.runs:
            trace = self.runs[name].trace
            parts, T = blocks(trace), trace.T
            for product in products(trace):
                if (T - product.k) % self.every == 0 or product.k <= 1:
                    self.found[name].append(norms_of(product, parts))
                yield

    def curves(self, part: str = "") -> dict[str, Curve]:
        """Name -> its curve so far.

        Args:
            part: "" for the whole state, "h" or "c" for that state's own block.
        """
        found = {}
        for name, listed in self.found.items():
            known = [n for n in reversed(listed) if n.k and (not part or part in n.by_state)]
            if known:
                logs = [n.by_state[part] if part else n.full for n in known]
                whole = listed[-1].k == 0
                found[name] = Curve(np.array([n.k for n in known]), np.array(logs), whole)
        return found


def every_for(T: int) -> int:
    """From one norm to the next, in steps, so that there are at most MOST_POINTS.

    Args:
        T: timesteps of the runs.
    """
    return max(1, -(-T // MOST_POINTS))


def work(runs: Mapping[str, Run]) -> float:
    """About how many multiplications the products of the runs take.

    Args:
        runs: name -> run of one sequence.
    """
    return float(sum(
        run.trace.T * sum(run.trace[name].shape[1] for name in run.cell.states) ** 3
        for run in runs.values()
    ))  # fmt: skip


def bounds(runs: Mapping[str, Run]) -> dict[str, Curve]:
    """Name -> (γ·σ_max(U)) ** (T−t), for the runs that have that bound.

    Args:
        runs: name -> run of one sequence.
    """
    found = {}
    for name, run in runs.items():
        try:
            found[name] = Curve(np.arange(1, run.trace.T + 1), elman_bound(run.trace)[1:])
        except InputError:
            continue
    return found

"""Products of Jacobians over many steps: how much of a state's change is left much later."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from sim.adjoint.chain import structure_of
from sim.adjoint.jacobians import blocks, check_single, jacobians, pieces
from sim.run.trace import Trace
from sim.text.errors import InputError, shown


@dataclass(frozen=True, eq=False)
class Product:
    """d state_T / d state_k, as matrix * 2 ** exponent: scaled by powers of two, nothing rounds.

    Args:
        k: timestep whose state it is the derivative by, from 0 (the initial state) to T.
        matrix: (S, S), its largest entry between 1 and 2 in size (or all zeros).
        exponent: of the factor taken out.
    """

    k: int
    matrix: np.ndarray
    exponent: int

    @property
    def value(self) -> np.ndarray:
        """The product itself; what leaves the range of float64 is 0 or infinite."""
        with np.errstate(over="ignore", under="ignore"):
            return np.ldexp(self.matrix, self.exponent)


def products(run: np.ndarray | Trace, every: int = 1) -> Iterator[Product]:
    """Derivative of state_T by state_k, from k = T down to 0, one at a time.

    A generator: whoever reads it can show progress (k of T) and stop. It rescales while it
    multiplies.

    Args:
        run: (T, S, S) from `jacobians`, or a run of one sequence, whose Jacobians are then
            never all in memory at once.
        every: n yields every n-th k only, counted from T, and 0.

    Raises:
        InputError: `every` is no whole number from 1, or the run is a batch.
    """
    if isinstance(every, bool) or not isinstance(every, int) or every < 1:
        raise InputError("thinning",
                         every=shown(every))  # fmt: skip
    if isinstance(run, Trace):
        check_single(run)
        size = sum(run[name].shape[1] for name in run.cell.states)
        chain = (jacobians(part) for part, _ in pieces(run, size))
        return _products(run.T, size, chain, every)
    return _products(len(run), run.shape[1], [run], every)


def _products(T: int, size: int, chain: Iterable[np.ndarray], every: int) -> Iterator[Product]:
    matrix, exponent, k = np.eye(size), 0, T
    yield Product(T, matrix, exponent)
    for J in (J for piece in chain for J in piece[::-1]):
        k -= 1
        with np.errstate(over="ignore", invalid="ignore"):
            step, by = _scaled(J)
            matrix, again = _scaled(matrix @ step)
        exponent += by + again
        if (T - k) % every == 0 or k == 0:
            yield Product(k, matrix, exponent)


def _scaled(matrix: np.ndarray) -> tuple[np.ndarray, int]:
    """(matrix with its largest entry between 1 and 2 in size, power of two taken out)."""
    largest = float(np.max(np.abs(matrix)))
    if not 0 < largest < np.inf:
        return matrix, 0
    exponent = math.frexp(largest)[1] - 1
    return np.ldexp(matrix, -exponent), exponent


@dataclass(frozen=True)
class Norms:
    """Spectral norms of d state_T / d state_k, as base-10 logarithms; -inf for an exact 0.

    Args:
        k: timestep, from 0 to T.
        full: of the whole matrix.
        by_state: of each state's own block, "h" and "c".
    """

    k: int
    full: float
    by_state: Mapping[str, float]


def spectral_norms(trace: Trace, every: int = 1) -> Iterator[Norms]:
    """Spectral norms of d state_T / d state_k from k = T down to 0, one at a time.

    Singular values of long products of large matrices take seconds, so this is a generator, and
    `every` thins it out; the products themselves are all multiplied.

    Args:
        trace: a run of one sequence.
        every: as for `products`.

    Raises:
        InputError: the run is a batch, or `every` is no whole number from 1.
    """
    parts = blocks(trace)
    return (norms_of(product, parts) for product in products(trace, every))


def norms_of(product: Product, parts: Mapping[str, slice]) -> Norms:
    """Spectral norms of one product.

    Args:
        product: of a run.
        parts: state -> its rows in the product, as `blocks` of the run tells them.
    """
    own = {name: _log10(product, product.matrix[at, at]) for name, at in parts.items()}
    full = next(iter(own.values())) if len(own) == 1 else _log10(product, product.matrix)
    return Norms(product.k, full, own)


def _log10(product: Product, matrix: np.ndarray) -> float:
    if not np.isfinite(matrix).all():
        return float("nan")
    scaled, by = _scaled(matrix)
    if not scaled.any():
        return float("-inf")
    largest = np.linalg.eigvalsh(scaled.T @ scaled)[-1]  # half the time of its singular values
    return float(np.log10(largest) / 2 + (product.exponent + by) * math.log10(2))


def singular_values(J: np.ndarray) -> np.ndarray:
    """Singular values of one step's Jacobian, largest first: (S,), NaN where it is not finite.

    Args:
        J: (S, S), one row of `jacobians`.
    """
    if not np.isfinite(J).all():
        return np.full(len(J), np.nan)
    return np.linalg.svd(J, compute_uv=False)


def elman_bound(trace: Trace) -> np.ndarray:
    """Base-10 logarithm of (gamma * sigma_max(U)) ** (T - k) for k = 0 .. T: (T + 1,).

    No ||dh_T/dh_k|| of an Elman cell is larger; gamma is the steepest slope of its activation.
    Source: Pascanu, Mikolov, Bengio, 2013, arXiv:1211.5063.

    Args:
        trace: a run of a cell whose state is h = act(U h_prev + what knows no state).

    Raises:
        InputError: the cell is another one.
    """
    cell, structure = trace.cell, structure_of(trace.cell)
    pre = cell.graph.pres.get("h")
    recurrent = structure.of_sum.get(id(pre))
    products = [(p.args[0].name, p.args[1].name) for p in recurrent.products] if recurrent else []
    if products != [("U_h", "h_prev")] or recurrent.others or len(structure.sums) > 1:
        raise InputError("no_bound")
    gamma = cell.activations["h"].steepest
    with np.errstate(divide="ignore", invalid="ignore"):
        step = np.log10(gamma * np.linalg.norm(trace.params["U_h"], 2))
        return np.append(np.arange(trace.T, 0, -1) * step, 0.0)

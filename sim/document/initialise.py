"""Initial parameters from a visible seed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from sim.graph.letters import LETTERS, letter_of
from sim.text.errors import InputError

Array = NDArray[np.float64]
Mask = Callable[[str, tuple[int, ...]], Array | None]
Scheme = Callable[[tuple[int, ...], int, np.random.Generator], Array]


def zeros(shape: tuple[int, ...], hidden: int, rng: np.random.Generator) -> Array:
    """All zeros.

    Args:
        shape: of the parameter, (rows,) or (rows, columns).
        hidden: H, not used.
        rng: not used; every scheme takes the same arguments.
    """
    return np.zeros(shape)


def uniform(shape: tuple[int, ...], hidden: int, rng: np.random.Generator) -> Array:
    """U(-1/sqrt(H), 1/sqrt(H)), the default of PyTorch's `nn.LSTM`, `nn.GRU` and `nn.RNN`.

    Args:
        shape: of the parameter, (rows,) or (rows, columns).
        hidden: H, the units of the cell, which set the bound whatever the shape.
        rng: source of the random numbers, of this parameter alone.
    """
    bound = 1 / math.sqrt(hidden)
    return bound * (2 * rng.random(shape) - 1)


def glorot(shape: tuple[int, ...], hidden: int, rng: np.random.Generator) -> Array:
    """U(-k, k), k = sqrt(6 / (fan_in + fan_out)).

    Source: Glorot & Bengio 2010, "Understanding the difficulty of training deep feedforward
    neural networks", equation 16.

    Args:
        shape: of the matrix, (fan_out, fan_in).
        hidden: H, not used.
        rng: source of the random numbers, of this parameter alone.
    """
    return math.sqrt(6 / sum(shape)) * (2 * rng.random(shape) - 1)


def orthogonal(shape: tuple[int, ...], hidden: int, rng: np.random.Generator) -> Array:
    """Orthonormal columns (tall) or rows (wide), uniform over all such matrices (Haar).

    The signs of R's diagonal are moved into Q; without that, QR favours some matrices.
    Source: Saxe, McClelland & Ganguli 2014, arXiv 1312.6120; the sign fix: Mezzadri 2007,
    arXiv math-ph/0609050.

    Args:
        shape: of the matrix, (rows, columns).
        hidden: H, not used.
        rng: source of the random numbers, of this parameter alone.
    """
    rows, columns = shape
    tall = rng.standard_normal((max(rows, columns), min(rows, columns)))
    q, r = np.linalg.qr(tall)
    q = q * np.where(np.diagonal(r) < 0, -1.0, 1.0)
    return np.ascontiguousarray(q if rows >= columns else q.T)


def identity(shape: tuple[int, ...], hidden: int, rng: np.random.Generator) -> Array:
    """Ones on the diagonal, zeros elsewhere.

    Source: Le, Jaitly & Hinton 2015, arXiv 1504.00941.

    Args:
        shape: of the matrix, (rows, columns), which need not be equal.
        hidden: H, not used.
        rng: not used.
    """
    return np.eye(*shape)


MATRIX_SCHEMES: dict[str, Scheme] = {
    "zeros": zeros,
    "uniform": uniform,
    "glorot": glorot,
    "orthogonal": orthogonal,
    "identity": identity,
}
VECTOR_SCHEMES: dict[str, Scheme] = {"zeros": zeros, "uniform": uniform}
# What is drawn by a scheme of its own, and from which.
SCHEMES = {"input": MATRIX_SCHEMES, "recurrent": MATRIX_SCHEMES, "bias": VECTOR_SCHEMES}
USUAL_SCHEME = "uniform"
SCALES = ("sigma_max", "spectral_radius")  # what of each U can be set
MAX_SEED = 2**63 - 1
LEAK = 0.5  # of a unit that keeps a share of its state: half of it


def initialise(
    shapes: Mapping[str, tuple[int, ...]],
    *,
    input: str = USUAL_SCHEME,
    recurrent: str = USUAL_SCHEME,
    bias: str = USUAL_SCHEME,
    sigma_max: float | None = None,
    spectral_radius: float | None = None,
    keep_bias: Mapping[str, float] | None = None,
    mask: Mask | None = None,
    seed: int,
) -> dict[str, Array]:
    """Draw every parameter; its numbers depend on the seed, its own name, its shape and H only.

    Args:
        shapes: parameter name -> shape, such as {"W_i": (H, X), "U_i": (H, H), "b_i": (H,)}.
        input: scheme of every matrix but U: zeros, uniform, glorot, orthogonal or identity.
        recurrent: scheme of U: one of the same.
        bias: scheme of all vectors: zeros or uniform; a leak is 0.5 at any seed.
        sigma_max: scale each U to this largest singular value (>= 0), or leave it.
        spectral_radius: scale each U to this largest |eigenvalue| (>= 0), or leave it.
        keep_bias: parameter name -> the one value of all its entries. {"b_f": 1.0} starts with the
            memory kept (Jozefowicz, Zaremba & Sutskever 2015, "An empirical exploration of
            recurrent network architectures").
        mask: which entries there are, as `Cell.mask` tells; the others are 0, and no scale counts
            them.
        seed: 0 .. 2**63 - 1.

    Raises:
        InputError: an unknown scheme or name, a bad shape, number or seed.
    """
    matrix = {
        "input": _scheme("input", input, MATRIX_SCHEMES),
        "recurrent": _scheme("recurrent", recurrent, MATRIX_SCHEMES),
    }
    vector = _scheme("bias", bias, VECTOR_SCHEMES)
    scale = _scaling(sigma_max, spectral_radius)
    kept = _kept(keep_bias or {}, shapes)
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= MAX_SEED:
        raise InputError("seed", most=MAX_SEED)

    dims = {name: _shape(name, shape) for name, shape in shapes.items()}
    hidden = _hidden(dims)
    drawn: dict[str, Array] = {}
    for name, shape in dims.items():
        matrix_scheme = matrix["recurrent" if letter_of(name).role == "recurrent" else "input"]
        if name in kept:
            drawn[name] = np.full(shape, kept[name])
            continue
        if letter_of(name).role == "leak":  # a share: of numbers around 0 nothing would be kept
            drawn[name] = np.full(shape, LEAK)
            continue
        if 0 in shape:
            drawn[name] = np.zeros(shape)
            continue
        scheme = matrix_scheme if letter_of(name).rank == 2 else vector
        values = scheme(shape, hidden, _generator(seed, name))
        there = mask(name, shape) if mask else None
        values = values if there is None else np.where(there, values, 0.0)
        drawn[name] = scale(name, values) if letter_of(name).role == "recurrent" else values
    return drawn


def _generator(seed: int, name: str) -> np.random.Generator:
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=tuple(name.encode())))


def _hidden(shapes: Mapping[str, tuple[int, ...]]) -> int:
    """H, which sets the bound of `uniform`: the columns of V, else the rows of the rest."""
    for group, axis in (("V", 1), ("U", 0), ("W", 0), ("b", 0), ("p", 0)):
        for name, shape in shapes.items():
            if name.partition("_")[0] == group:
                return shape[axis]
    return next(iter(shapes.values()))[0] if shapes else 1


def _shape(name: str, shape: tuple[int, ...]) -> tuple[int, ...]:
    if not isinstance(name, str) or name.partition("_")[0] not in LETTERS:
        raise InputError("unknown_parameter", name=name)
    shape = tuple(shape)
    # What reads nothing has weights for none of it.
    least = (1, 0) if letter_of(name).role == "input" else (1, 1)
    whole = all(
        isinstance(n, int) and not isinstance(n, bool) and n >= few
        for n, few in zip(shape, least, strict=False)
    )
    if len(shape) != letter_of(name).rank or not whole:
        raise InputError("parameter_shape", name=name, shape=shape)
    return shape


def _scheme(part: str, name: str, schemes: Mapping[str, Scheme]) -> Scheme:
    if not isinstance(name, str) or name not in schemes:
        raise InputError(
            "unknown_scheme",
            part=part,
            choices=", ".join(schemes),
            name=name,
        )
    return schemes[name]


def _number(part: str, value: float, least: float = -math.inf) -> float:
    number = isinstance(value, (int, float, np.integer, np.floating))
    if isinstance(value, bool) or not number or not math.isfinite(value) or value < least:
        if least == -math.inf:
            raise InputError(
                "initial_number",
                part=part, value=value,
            )  # fmt: skip
        raise InputError(
            "initial_number_least",
            part=part,
            least=least,
            value=value,
        )
    return float(value)


def _kept(values: Mapping[str, float], shapes: Mapping[str, tuple[int, ...]]) -> dict[str, float]:
    for name in values:
        if name not in shapes or letter_of(name).rank != 1:
            raise InputError("unknown_bias", name=name)
    return {name: _number(name, value) for name, value in values.items()}


def _scaling(
    sigma_max: float | None, spectral_radius: float | None
) -> Callable[[str, Array], Array]:
    if sigma_max is not None and spectral_radius is not None:
        raise InputError("two_scales")
    if sigma_max is None and spectral_radius is None:
        return lambda name, values: values
    if sigma_max is not None:
        part, target = "sigma_max", _number("sigma_max", sigma_max, 0)
    else:
        part, target = "spectral_radius", _number("spectral_radius", spectral_radius, 0)

    def scale(name: str, values: Array) -> Array:
        if sigma_max is not None:
            size = float(np.linalg.norm(values, 2))
        elif values.shape[0] == values.shape[1]:
            size = float(np.abs(np.linalg.eigvals(values)).max())
        else:
            raise InputError("no_radius", name=name)
        if target == 0:
            return np.zeros_like(values)
        if size == 0:
            raise InputError(
                "cannot_scale",
                name=name,
                part=part,
                target=target,
            )
        return values * (target / size)

    return scale

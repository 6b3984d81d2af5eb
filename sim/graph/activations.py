"""The activation functions and their slopes, accurate over the whole range of float64."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sim.text.checks import is_finite
from sim.text.errors import InputError, shown


def sigmoid(z: ArrayLike) -> np.ndarray:
    """Logistic function of z, elementwise, accurate to a few units in the last place.

    With e = exp(-|z|) nothing overflows, and the small tail keeps its relative accuracy.

    Args:
        z: array of any shape, or a number.
    """
    e = np.exp(-np.abs(z))
    return np.where(np.asarray(z) >= 0, 1.0, e) / (1.0 + e)


def sigmoid_slope(z: ArrayLike) -> np.ndarray:
    """Derivative of the sigmoid at z, elementwise; never a rounded y(1 - y).

    Args:
        z: pre-activation, array of any shape.
    """
    return _bell(np.abs(z))


def tanh_slope(z: ArrayLike) -> np.ndarray:
    """Derivative of tanh at z, elementwise, true down to the smallest floats.

    Args:
        z: pre-activation, array of any shape.
    """
    size = np.minimum(np.abs(z), 1e3)  # beyond, the slope is 0; twice 1e308 would overflow
    return 4.0 * _bell(2.0 * size)


def _bell(size):
    """Value of e / (1 + e)² with e = exp(-size)."""
    e = np.exp(-size)
    below = 1.0 + e
    below *= below
    return e / below


@dataclass(frozen=True)
class Activation:
    """One choice for one `act` of a cell.

    Args:
        name: a key of `NAMES`.
        slope: of the hard sigmoid, clip(slope * z + offset, 0, 1), above 0; elsewhere unused.
        offset: of the hard sigmoid, its value at 0; elsewhere unused.
    """

    name: str
    slope: float = 0.2
    offset: float = 0.5

    def __post_init__(self) -> None:
        if self.name not in NAMES:
            raise InputError(
                "activation",
                name=shown(self.name),
                known=", ".join(NAMES),
            )
        for part in (self.slope, self.offset):
            if not is_finite(part):
                raise InputError(
                    "activation_number",
                    name=self.name,
                    part=shown(part),
                )
        if self.slope <= 0:
            raise InputError(
                "activation_slope",
                name=self.name,
                slope=self.slope,
            )
        # NumPy's own floats are written otherwise where a run is put together as text.
        for name in ("slope", "offset"):
            object.__setattr__(self, name, float(getattr(self, name)))

    @classmethod
    def read(cls, option: str | Mapping | Activation) -> Activation:
        """The activation that an option names.

        Args:
            option: "tanh", or {"name": "hard_sigmoid", "slope": 0.25}, or an activation already.

        Raises:
            InputError: unknown name or field, or a slope that is no positive number.
        """
        if isinstance(option, Activation):
            return option
        if isinstance(option, str):
            return cls(option)
        if isinstance(option, Mapping) and isinstance(option.get("name"), str):
            known = {"name", "slope", "offset"} if option["name"] == "hard_sigmoid" else {"name"}
            if option.keys() <= known:
                return cls(**option)
        raise InputError(
            "activation_form",
            option=shown(option),
        )

    def write(self) -> str | dict:
        """The plain form that `read` takes."""
        if self.name != "hard_sigmoid":
            return self.name
        return {"name": self.name, "slope": self.slope, "offset": self.offset}

    def __call__(self, z: ArrayLike) -> np.ndarray:
        """Value at z, elementwise."""
        return NAMES[self.name][0](self, z)

    def derivative(self, z: ArrayLike) -> np.ndarray:
        """Slope at the pre-activation `z`, elementwise (0 at a kink of relu and hard sigmoid)."""
        return NAMES[self.name][1](self, z)

    def slope_at(self, z, y):
        """`derivative(z)`, by less work where its value y tells it as exactly.

        1 - y loses digits as y nears 1: with 0.95 as the limit, 4e-15 of the result at most.

        Args:
            z: pre-activation, array of any shape.
            y: the value at z, of the same shape.
        """
        if self.name == "sigmoid" and y.max() < NEAR_ONE:
            return y * (1.0 - y)
        if self.name == "tanh" and y.max() < NEAR_ONE and y.min() > -NEAR_ONE:
            return (1.0 - y) * (1.0 + y)
        return self.derivative(z)

    @property
    def symbol(self) -> str:
        """How a formula writes it: σ, tanh, relu, σ̂; empty for the identity."""
        return NAMES[self.name][2]

    @property
    def latex(self) -> str:
        """How LaTeX writes it; empty for the identity."""
        return NAMES[self.name][3]

    @property
    def bounds(self) -> tuple[float, float]:
        """Least and greatest value it can take."""
        return NAMES[self.name][4]

    @property
    def steepest(self) -> float:
        """Its greatest slope, the γ of the vanishing-gradient bound (arXiv 1211.5063)."""
        return {"sigmoid": 0.25, "hard_sigmoid": self.slope}.get(self.name, 1.0)


def _line(activation: Activation, z):
    with np.errstate(over="ignore"):  # a steep slope may leave the range: shut or open all the same
        return activation.slope * np.asarray(z) + activation.offset


def _hard(activation: Activation, z):
    return np.clip(_line(activation, z), 0.0, 1.0)


def _hard_slope(activation: Activation, z):
    line = _line(activation, z)
    return np.where((line > 0) & (line < 1), activation.slope, 0.0)


@dataclass(frozen=True)
class Softmax:
    """Where a line may have it, an option in an activation's place: it joins all entries.

    Args:
        name: how an option says it.
    """

    name: str = "softmax"

    @classmethod
    def is_meant(cls, option: object) -> bool:
        """Whether an option says softmax.

        Args:
            option: "softmax", {"name": "softmax"}, a `Softmax`, or anything else.
        """
        if isinstance(option, Mapping) and len(option) == 1:
            option = option.get("name")
        return isinstance(option, cls) or (isinstance(option, str) and option == cls.name)

    def write(self) -> str:
        """The plain form that `Cell.with_options` takes."""
        return self.name


INF = float("inf")
NEAR_ONE = 0.95
NAMES: dict[str, tuple[Callable, Callable, str, str, tuple[float, float]]] = {
    "tanh": (
        lambda _, z: np.tanh(z),
        lambda _, z: tanh_slope(z),
        "tanh",
        r"\tanh",
        (-1.0, 1.0),
    ),
    "sigmoid": (
        lambda _, z: sigmoid(z),
        lambda _, z: sigmoid_slope(z),
        "σ",
        r"\sigma",
        (0.0, 1.0),
    ),
    "relu": (
        lambda _, z: np.maximum(z, 0.0),
        lambda _, z: np.where(np.asarray(z) > 0, 1.0, 0.0),
        "relu",
        r"\operatorname{relu}",
        (0.0, INF),
    ),
    "identity": (
        lambda _, z: np.array(z, dtype=float),
        lambda _, z: np.ones_like(z, dtype=float),
        "",
        "",
        (-INF, INF),
    ),
    "hard_sigmoid": (_hard, _hard_slope, "σ̂", r"\hat{\sigma}", (0.0, 1.0)),
}

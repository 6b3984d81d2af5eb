"""A readout fitted by least squares, all the rest of a network left as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from sim.cells.dense import DENSE
from sim.graph.letters import letter_of
from sim.network.network import Network
from sim.network.parts import Part, check_part
from sim.text.checks import as_floats, check_shapes
from sim.text.errors import InputError, shown

V, D, Y = "V_y", "d_y", "y"  # weights, bias and line of a dense part


@dataclass(frozen=True)
class Fit:
    """What a fit has done.

    Args:
        trained: address of a parameter, "out.V_y" -> how many of its numbers were fitted.
        fixed: likewise, of all others that there are. A leak is no weight and is not counted.
        rmse: root of the mean squared error, over all steps that counted.
        steps: how many counted, of all sequences together.
    """

    trained: Mapping[str, int]
    fixed: Mapping[str, int]
    rmse: float
    steps: int


def fit_readout(
    network: Network, part: str, targets: np.ndarray, dropped: int = 0, rcond: float = 1e-12
) -> tuple[Network, Fit]:
    """The network with a dense part fitted to what it should say.

    What the part reads must not depend on what it says: where it hears itself, a teacher stands in
    that wire's place (`exchanged`). Numbers that are frozen or masked stay as they are.

    Sources: Jaeger, 2001, doi:10.24406/publica-fhg-291111; lecture C 6.13.4.

    Args:
        network: with the part.
        part: name of a dense part without activation.
        targets: (T, Y) or (T, Y, B), as the part's y.
        dropped: steps at the start that do not count, from 0, fewer than T.
        rcond: singular values below this share of the largest count as 0, from 0 to 1.

    Raises:
        InputError: no such part, one that is not dense or has an activation, stands in a loop or
            has nothing to fit; targets of another shape; or no step left.

    y = 2 x + 1, the first step left out:

    >>> from sim import Network, Part, lab
    >>> out = Part("out", "dense", {"V_y": [[0.0]], "d_y": [0.0]})
    >>> net = Network((out,), {"x": [[5.0], [0.0], [1.0], [2.0]]})
    >>> fitted, fit = lab.fit_readout(net, "out", [[0.0], [1.0], [3.0], [5.0]], dropped=1)
    >>> fitted.part["out"].params["V_y"].round(9).tolist(), fit.trained, fit.rmse < 1e-12
    ([[2.0]], {'out.V_y': 1, 'out.d_y': 1}, True)
    """
    one = _readout(network, part)
    trace = network.run()[part]
    targets = as_floats("targets", targets)
    check_shapes({"targets": targets}, {"targets": trace[Y].shape})
    if not isinstance(dropped, int) or not 0 <= dropped < trace.T:
        raise InputError("fit_dropped", most=trace.T - 1, read=shown(dropped))
    read = np.concatenate([trace["x"], np.ones((trace.T, 1, *trace["x"].shape[2:]))], axis=1)
    A, b = _rows(read[dropped:]), _rows(targets[dropped:])
    free = np.column_stack([one.trained()[V], one.trained()[D]])
    weights = np.column_stack([trace.params[V], trace.params[D]])
    for row, free_here in enumerate(free):
        rest = b[:, row] - A[:, ~free_here] @ weights[row, ~free_here]
        weights[row, free_here] = np.linalg.lstsq(A[:, free_here], rest, rcond=rcond)[0]
    fitted = replace(one, params={**one.params, V: weights[:, :-1], D: weights[:, -1]})
    parts = tuple(fitted if p is one else p for p in network.parts)
    trained = {f"{part}.{name}": int(one.trained()[name].sum()) for name in (V, D)}
    error = A @ weights.T - b
    rmse = float(np.sqrt(np.mean(error**2)))
    return Network(parts, network.inputs), Fit(trained, _fixed(network, trained), rmse, len(A))


def _readout(network: Network, name: str) -> Part:
    """The part, if it can be fitted."""
    one = network.part[check_part(name, network.part)]
    activation = one.built.activations.get(Y)
    if one.built.key != DENSE.key or activation is None or activation.name != "identity":
        raise InputError("fit_part", part=name)
    if name in network.looped:
        raise InputError("fit_loop", part=name)
    if not any(free.any() for free in one.trained().values()):
        raise InputError("fit_nothing", part=name)
    return one


def _rows(value: np.ndarray) -> np.ndarray:
    """(T, R) as it is, (T, R, B) as the rows of all sequences below each other."""
    return np.moveaxis(value, 1, -1).reshape(-1, value.shape[1])


def _fixed(network: Network, trained: Mapping[str, int]) -> dict[str, int]:
    """How many numbers of each parameter there are beside those fitted."""
    found = {}
    for part in network.parts:
        for name, there in replace(part, frozen=()).trained().items():
            address = f"{part.name}.{name}"
            count = int(there.sum()) - trained.get(address, 0)
            if count and letter_of(name).role != "leak":
                found[address] = count
    return found

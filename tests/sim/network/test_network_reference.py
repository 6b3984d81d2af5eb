"""Every architecture against PyTorch: forward to 1e-10, and every gradient to 1e-8."""

from __future__ import annotations

import numpy as np
import pytest

from sim.network.network import Network
from sim.network.runs import Backs
from tests.networks import NETWORKS, SIZES, blank, filled
from tests.reference.load import NetworkCase, networks

CASES = list(networks("torch_networks"))


def network_of(case: NetworkCase) -> Network:
    return filled(blank(case.name, SIZES[case.sizes]), case.numbers)


def slope(backs: Backs, name: str) -> np.ndarray:
    """The derivative by one of the numbers of `tests.networks.numbers_of`."""
    part, _, rest = name.partition(".")
    if not rest:
        return backs.inputs[part]
    grads = backs[part]
    return grads.initial[rest[:-2]] if rest.endswith("_0") else grads.params[rest]


def at_most(found: np.ndarray, wanted: np.ndarray, relative: float, name: str) -> None:
    assert found.shape == wanted.shape, name
    scale = np.abs(wanted).max()
    np.testing.assert_allclose(found, wanted, rtol=0, atol=relative * max(scale, 1e-3),
                               err_msg=name)  # fmt: skip


def test_every_architecture_is_there():
    assert {(case.name, case.sizes) for case in CASES} == {
        (name, k) for name in NETWORKS for k in range(len(SIZES))
    }


@pytest.mark.parametrize("plain", [False, True], ids=["fast", "plain"])
@pytest.mark.parametrize("case", CASES, ids=str)
def test_forward(case, plain):
    runs = network_of(case).run(plain)
    for name, wanted in case.lines.items():
        part, line = name.split(".")
        at_most(runs[part][line], wanted, 1e-10, name)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_backward(case):
    runs = network_of(case).run()
    backs = runs.backward({tuple(n.split(".")): seed for n, seed in case.seeds.items()})
    for name, wanted in case.slopes.items():
        at_most(slope(backs, name), wanted, 1e-8, name)
        assert wanted.any() or name.endswith("_0"), f"{name}: nothing to compare"

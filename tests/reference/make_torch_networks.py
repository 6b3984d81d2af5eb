"""Make torch_networks.npz: the networks of tests/networks.py in PyTorch, float64, with gradients.

Numbers have names: "dec.W_f", "x", "dec.h_0", and lines too: "dec.h". The loss is the sum of seeds
times lines. Time is axis 0, rows axis 1, the batch last.
"""

from __future__ import annotations

import numpy as np
import torch

from tests.networks import NETWORKS, SIZES, Sizes, blank, numbers_of
from tests.reference.load import NetworkCase, write_networks
from tests.reference.make_torch import ours
from tests.reference.torch_networks import twin


def case(name: str, sizes: Sizes, rng: np.random.Generator) -> NetworkCase:
    """Run one network on random numbers, and go back from a loss on all its lines."""
    network = blank(name, sizes)
    known = numbers_of(network, (sizes.B,) if sizes.B else ())
    numbers = {n: rng.normal(0.0, 0.6, np.shape(value)) for n, value in known.items()}
    outside = {n for n in numbers if n.endswith("_0") or "." not in n}  # with a batch
    leaves = {}
    for n, value in numbers.items():
        if n in outside:
            value = np.swapaxes(value, -1, -2) if sizes.B else value[..., None, :]
        leaves[n] = torch.tensor(value.copy(), requires_grad=True)
    lines = twin(name)({**leaves, "M": torch.tensor(float(sizes.M))})
    seeds = {n: torch.tensor(rng.normal(size=value.shape)) for n, value in lines.items()}
    sum((lines[n] * seed).sum() for n, seed in seeds.items()).backward()
    slopes = {n: leaf.grad for n, leaf in leaves.items()}
    return NetworkCase(
        name, SIZES.index(sizes), numbers,
        {n: ours(value) for n, value in lines.items()},
        {n: ours(value) for n, value in seeds.items()},
        {n: ours(g) if n in outside else g.numpy() for n, g in slopes.items()},
    )  # fmt: skip


if __name__ == "__main__":
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    drawn = np.random.default_rng(12)
    runs = (case(name, sizes, drawn) for name in NETWORKS for sizes in SIZES)
    write_networks("torch_networks", runs)

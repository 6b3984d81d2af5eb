"""Make torch_layers.npz: PyTorch's layers on top of each other and in both directions, float64.

Names of parameters and states carry their layer and direction: "0.W_i", and "0b.W_i" of the run
from the end. `lines["h"]` are the outputs of the top layer, `seeds["h"]` dL/dh by the direct path.
"""

from __future__ import annotations

import torch

from tests.reference.load import Case, write
from tests.reference.make_torch import KINDS, TOLERANCE, our_params, ours, randomised

SIZES = [(6, 3, 4, 1), (5, 2, 2, 2)]
# kind, layers, both directions
NETWORKS = [
    ("rnn-tanh", 3, False), ("rnn-tanh", 1, True), ("lstm", 2, False), ("lstm", 2, True),
    ("gru", 2, False), ("gru", 2, True),
]  # fmt: skip


def case(kind: str, count: int, both: bool, size: tuple[int, ...], generator) -> Case:
    """Run one network of `count` layers on random numbers, back from a random loss."""
    layer_type, _, keywords, name, options, gates = KINDS[kind]
    steps, width, hidden, batch = size
    net = layer_type(width, hidden, count, bidirectional=both, **keywords)
    randomised(net, generator, 1.5 / hidden**0.5)
    ways = [(k, way) for k in range(count) for way in (("", "b") if both else ("",))]
    x = torch.randn(steps, batch, width, generator=generator, requires_grad=True)
    states = [
        torch.randn(len(ways), batch, hidden, generator=generator, requires_grad=True)
        for _ in range(1 + (kind == "lstm"))
    ]
    outputs = net(x, tuple(states) if len(states) > 1 else states[0])[0]
    weights = torch.randn(outputs.shape, generator=generator)
    (outputs * weights).sum().backward()
    params, slopes, state, state_slopes = {}, {}, {}, {}
    for place, (k, way) in enumerate(ways):
        end = f"_l{k}{'_reverse' if way else ''}"
        of = {n.removesuffix(end): v for n, v in net.named_parameters() if n.endswith(end)}
        cut = our_params(of, gates)
        back = our_params({n: v.grad for n, v in of.items()}, gates, lambda one, _: one)
        params |= {f"{k}{way}.{n}": v for n, v in cut.items()}
        slopes |= {f"{k}{way}.{n}": v for n, v in back.items()}
        for letter, value in zip("hc", states, strict=False):
            state[f"{k}{way}.{letter}"] = ours(value[place])
            state_slopes[f"{k}{way}.{letter}"] = ours(value.grad[place])
    return Case(
        name=f"torch/{kind}/{count}{'-both' if both else ''}/T{steps}-X{width}-H{hidden}-B{batch}",
        cell=name, options=options, tolerance=TOLERANCE, inputs=ours(x), params=params,
        state=state, lines={"h": ours(outputs)}, seeds={"h": ours(weights)},
        grads={"x": ours(x.grad)}, param_grads=slopes, state_grads=state_slopes,
    )  # fmt: skip


if __name__ == "__main__":
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    numbers = torch.Generator().manual_seed(21)
    write("torch_layers", [case(*network, size, numbers) for network in NETWORKS for size in SIZES])

"""Make torch_readouts.json: PyTorch's losses of what is read out of an nn.RNN, with gradients.

float64; targets are shares, half of them one-hot. In "sure" the readout is 40 times as large: its
shares are 0 or 1 to the last digit, which cross_entropy takes by their logarithms.
"""

from __future__ import annotations

import json

import torch
from torch.nn import functional as F

from tests.reference.load import HERE

T, X, H, Y = 5, 2, 4, 3
CASES = {"linear": 1.0, "softmax": 1.0, "softmax_h": 1.0, "softmax, sure": 40.0}


def case(name: str, scale: float, generator: torch.Generator) -> dict[str, object]:
    """One loss and its derivatives by every number."""
    shapes = {"W_h": (H, X), "U_h": (H, H), "b_h": (H,), "V_y": (Y, H), "d_y": (Y,), "x": (T, X)}
    p = {n: torch.randn(shape, generator=generator) for n, shape in shapes.items()}
    p["V_y"] = p["V_y"] * scale
    for value in p.values():
        value.requires_grad_()
    outputs = H if name == "softmax_h" else Y
    targets = torch.rand(T, outputs, generator=generator)
    targets[::2] = torch.eye(outputs)[torch.arange(0, T, 2) % outputs]
    weights = [p["W_h"], p["U_h"], p["b_h"], torch.zeros(H)]
    h = torch.rnn_tanh(p["x"][:, None], torch.zeros(1, 1, H), weights, True, 1, 0.0, False, False,
                       False)[0][:, 0]  # fmt: skip
    pre = h if name == "softmax_h" else F.linear(h, p["V_y"], p["d_y"])
    if name == "linear":
        loss = 0.5 * F.mse_loss(pre, targets, reduction="sum")
    else:
        loss = F.cross_entropy(pre, targets, reduction="sum")
    loss.backward()
    numbers = {n: value.detach().tolist() for n, value in p.items()}
    grads = {n: value.grad.tolist() for n, value in p.items() if value.grad is not None}
    return {"kind": name.partition(",")[0], "numbers": numbers, "targets": targets.tolist(),
            "loss": loss.item(), "grads": grads}  # fmt: skip


if __name__ == "__main__":
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    numbers = torch.Generator().manual_seed(12)
    made = {name: case(name, scale, numbers) for name, scale in CASES.items()}
    (HERE / "torch_readouts.json").write_text(json.dumps(made, indent=1) + "\n")

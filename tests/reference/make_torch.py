"""Make torch.npz: PyTorch's recurrent layers and cells in float64, in our names and layout."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping

import numpy as np
import torch
from torch import nn

from tests.reference.load import Case, write

TOLERANCE = 1e-10
# B = H = X in the second: a bias (H,) that meets a batch (H, B) as a row goes unnoticed by shape.
SIZES = [(7, 3, 4, 1), (5, 2, 2, 2), (30, 5, 8, 3)]
# name: layer, cell loop, keyword arguments, our cell, our options, PyTorch's order of gates
KINDS = {
    "rnn-tanh": (nn.RNN, nn.RNNCell, {"nonlinearity": "tanh"}, "elman", {}, "h"),
    "rnn-relu": (nn.RNN, nn.RNNCell, {"nonlinearity": "relu"}, "elman", {"h": "relu"}, "h"),
    "lstm": (nn.LSTM, nn.LSTMCell, {}, "lstm", {}, "ifgo"),
    "gru": (nn.GRU, nn.GRUCell, {}, "gru_reset_after", {}, "rzn"),
}


def our_params(
    weights: Mapping[str, torch.Tensor], gates: str, join: Callable = operator.add
) -> dict[str, np.ndarray]:
    """Cut PyTorch's stacked tensors into our parameters.

    Args:
        weights: weight_ih (G*H, X), weight_hh (G*H, H), bias_ih, bias_hh (G*H,); or gradients.
        gates: our names of the G gates, in PyTorch's order.
        join: makes our one bias of PyTorch's two.
    """
    cut = {
        name: dict(zip(gates, np.split(tensor.detach().numpy().copy(), len(gates)), strict=True))
        for name, tensor in weights.items()
    }
    params = {}
    for gate in gates:
        params[f"W_{gate}"] = cut["weight_ih"][gate]
        params[f"U_{gate}"] = cut["weight_hh"][gate]
        if gate == "n":  # its recurrent bias stands inside the reset
            params["b_n"], params["bu_n"] = cut["bias_ih"]["n"], cut["bias_hh"]["n"]
        else:
            params[f"b_{gate}"] = join(cut["bias_ih"][gate], cut["bias_hh"][gate])
    return params


def randomised(module: nn.Module, generator: torch.Generator, scale: float = 1.0) -> nn.Module:
    """Fill a module's parameters from N(0, scale²) and return it."""
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.normal_(0.0, scale, generator=generator)
    return module


def layer_run(layer: nn.Module, x: torch.Tensor, states: list[torch.Tensor]) -> torch.Tensor:
    """Return h (T, B, H) of a whole layer; x (T, B, X), states [h] or [h, c], each (B, H)."""
    first = tuple(s[None] for s in states)
    return layer(x, first if len(first) > 1 else first[0])[0]


def cell_run(cell: nn.Module, x: torch.Tensor, states: list[torch.Tensor]) -> list[torch.Tensor]:
    """Return [h] or [h, c], each (T, B, H), of a loop over a cell; arguments as in layer_run."""
    steps = []
    for row in x:
        out = cell(row, tuple(states) if len(states) > 1 else states[0])
        states = list(out) if isinstance(out, tuple) else [out]
        steps.append(states)
    return [torch.stack(line) for line in zip(*steps, strict=True)]


def ours(value: torch.Tensor) -> np.ndarray:
    """Turn (..., B, rows) into (..., rows, B), or (..., rows) where B = 1."""
    array = value.detach().numpy()
    return array[..., 0, :].copy() if array.shape[-2] == 1 else np.swapaxes(array, -1, -2).copy()


def case(kind: str, size: tuple[int, int, int, int], generator: torch.Generator) -> Case:
    """Run layer and cell loop on the same random numbers and record them as one case."""
    layer_type, cell_type, keywords, name, options, gates = KINDS[kind]
    steps, width, hidden, batch = size
    layer = randomised(layer_type(width, hidden, **keywords), generator, 1.5 / hidden**0.5)
    cell = cell_type(width, hidden, **keywords)
    weights = {k.removesuffix("_l0"): v for k, v in layer.named_parameters()}
    cell.load_state_dict(weights)
    x = torch.randn(steps, batch, width, generator=generator)
    states = [torch.randn(batch, hidden, generator=generator) for _ in range(1 + (kind == "lstm"))]
    lines = cell_run(cell, x, states)
    torch.testing.assert_close(layer_run(layer, x, states), lines[0], rtol=1e-13, atol=1e-13)
    return Case(
        name=f"torch/{kind}/T{steps}-X{width}-H{hidden}-B{batch}",
        cell=name,
        options=options,
        tolerance=TOLERANCE,
        inputs=ours(x),
        params=our_params(weights, gates),
        state={k: ours(v) for k, v in zip("hc", states, strict=False)},
        lines={k: ours(v) for k, v in zip("hc", lines, strict=False)},
    )


if __name__ == "__main__":
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    numbers = torch.Generator().manual_seed(20)
    write("torch", [case(kind, size, numbers) for kind in KINDS for size in SIZES])

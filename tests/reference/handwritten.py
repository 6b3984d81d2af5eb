"""The cells written out in torch, one step each, so that autograd sees every line."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch

Lines = dict[str, torch.Tensor]


ACTIVATIONS = {
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "relu": torch.relu,
    "identity": lambda z: z,
    "hard_sigmoid": lambda z, slope, offset: torch.clamp(slope * z + offset, 0.0, 1.0),
}


class Step:
    """What one step needs: parameters, this step's input, the chosen activations.

    Args:
        p: our parameters as tensors.
        x: (X, B).
        options: activations by line.
    """

    def __init__(self, p: Mapping[str, torch.Tensor], x: torch.Tensor, options: Mapping) -> None:
        self.p, self.x, self.options = p, x, options
        self.lines: Lines = {}

    def act(self, line: str, z: torch.Tensor, default: str) -> torch.Tensor:
        """Apply the activation of a line."""
        option = self.options.get(line, default)
        if isinstance(option, str):
            return ACTIVATIONS[option](z)
        numbers = dict(option)
        return ACTIVATIONS[numbers.pop("name")](z, **numbers)

    def gate(self, line: str, z: torch.Tensor, default: str = "sigmoid") -> torch.Tensor:
        """Record pre-activation and value of a line, and return the value."""
        self.lines[f"{line}_pre"] = z
        self.lines[line] = self.act(line, z, default)
        return self.lines[line]

    def affine(self, line: str, h: torch.Tensor, peephole: torch.Tensor | None = None):
        """Return W x + U h + b (+ p * c) of a line."""
        p = self.p
        z = p[f"W_{line}"] @ self.x + p[f"U_{line}"] @ h + p[f"b_{line}"][:, None]
        return z if peephole is None else z + p[f"p_{line}"][:, None] * peephole


def elman(s: Step, h: torch.Tensor) -> None:
    s.gate("h", s.affine("h", h), "tanh")


def lstm(s: Step, h: torch.Tensor, c: torch.Tensor, peephole: bool = False, coupled: bool = False):
    f = s.gate("f", s.affine("f", h, c if peephole else None))
    if coupled:
        s.lines["i"] = 1 - f
    else:
        s.gate("i", s.affine("i", h, c if peephole else None))
    g = s.gate("g", s.affine("g", h), "tanh")
    s.lines["c"] = f * c + s.lines["i"] * g
    o = s.gate("o", s.affine("o", h, s.lines["c"] if peephole else None))
    s.lines["h"] = o * s.act("h", s.lines["c"], "tanh")


def gru(s: Step, h: torch.Tensor, reset_after: bool = False) -> None:
    r, z = s.gate("r", s.affine("r", h)), s.gate("z", s.affine("z", h))
    p = s.p
    recurrent = r * (p["U_n"] @ h + p["bu_n"][:, None]) if reset_after else p["U_n"] @ (r * h)
    n = s.gate("n", p["W_n"] @ s.x + p["b_n"][:, None] + recurrent, "tanh")
    s.lines["h"] = (1 - z) * n + z * h


STEPS: dict[str, Callable] = {
    "elman": elman,
    "lstm": lstm,
    "lstm_peephole": lambda s, h, c: lstm(s, h, c, peephole=True),
    "lstm_coupled": lambda s, h, c: lstm(s, h, c, coupled=True),
    "gru": gru,
    "gru_reset_after": lambda s, h: gru(s, h, reset_after=True),
}


def run(
    cell: str,
    p: Mapping[str, torch.Tensor],
    x: torch.Tensor,
    state: Mapping[str, torch.Tensor],
    options: Mapping,
) -> list[Lines]:
    """Return the lines of every step, each (rows, B).

    Args:
        cell: our name.
        p: parameters by our names.
        x: (T, X, B).
        state: initial "h", and "c" for an LSTM, each (H, B).
        options: activations by line.
    """
    steps = []
    for row in x:
        s = Step(p, row, options)
        STEPS[cell](s, *state.values())
        state = {name: s.lines[name] for name in state}
        steps.append(s.lines)
    return steps

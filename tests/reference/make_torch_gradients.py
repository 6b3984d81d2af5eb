"""Make torch_gradients.npz: float64 autograd through PyTorch's cells and through written-out ones.

The library cells show h, c, x and the parameters; the written-out cells (handwritten.py), checked
here against the library where it has the cell, show every gate and pre-activation too.
"""

from __future__ import annotations

import numpy as np
import torch

from tests.reference import draw, handwritten
from tests.reference.load import Case, write
from tests.reference.make_torch import KINDS, TOLERANCE, our_params, ours, randomised

# Beyond these PyTorch's own slopes, 1 - y² and y(1 - y), lose too many digits.
LARGEST = 10.0  # of a pre-activation
LARGEST_MEMORY = 5.0  # of c, whose tanh is shown: at 12 the gradients are wrong in the 7th digit
LENGTHS = (5, 50, 300)
X, H = 3, 4
HARD = {"name": "hard_sigmoid", "slope": 0.2, "offset": 0.5}
# cell, options: sizes (5, X, H, 1) and (5, 2, 2, 2) each
WRITTEN_OUT = [
    ("elman", {}),
    ("lstm", {}),
    ("lstm", {"g": "identity", "h": "identity"}),
    ("lstm", dict.fromkeys("ifo", HARD)),
    ("lstm_peephole", {}),
    ("lstm_coupled", {}),
    ("gru", {}),
    ("gru_reset_after", {}),
]


def grad(leaf: torch.Tensor) -> torch.Tensor:
    """Return the gradient kept on a tensor, zeros where no path led to it."""
    return torch.zeros_like(leaf) if leaf.grad is None else leaf.grad


def seed_weights(shape: tuple[int, ...], loss: str, rng: np.random.Generator) -> np.ndarray:
    """Return dL/dh_t by the direct path, for a loss on "all" steps or on the "last" one."""
    weights = rng.normal(size=shape)
    if loss == "last":
        weights[:-1] = 0.0
    return weights


def written_out(case: Case) -> Case:
    """Run a case's numbers through the written-out cell; return it with every line and gradient."""
    batched = case.inputs.ndim == 3

    def tensor(array: np.ndarray) -> torch.Tensor:
        columns = array if batched else array[..., None]
        return torch.tensor(columns, requires_grad=True)

    x = tensor(case.inputs)
    state = {name: tensor(value) for name, value in case.state.items()}
    params = {k: torch.tensor(v, requires_grad=True) for k, v in case.params.items()}
    steps = handwritten.run(case.cell, params, x, state, case.options)
    for lines in steps:
        for value in lines.values():
            value.retain_grad()
    largest = max(v.abs().max().item() for s in steps for k, v in s.items() if k.endswith("_pre"))
    if largest > LARGEST:
        raise ValueError(f"{case.name}: pre-activation {largest:.1f} is beyond {LARGEST}")
    memory = max((s["c"].abs().max().item() for s in steps if "c" in s), default=0.0)
    if case.options.get("h") != "identity" and memory > LARGEST_MEMORY:
        raise ValueError(f"{case.name}: memory {memory:.1f} is beyond {LARGEST_MEMORY}")
    seed = tensor(case.seeds["h"]).detach()
    sum((s["h"] * w).sum() for s, w in zip(steps, seed, strict=True)).backward()

    def array(value: torch.Tensor) -> np.ndarray:
        return value.detach().numpy() if batched else value.detach().numpy()[..., 0]

    return Case(
        name=case.name,
        cell=case.cell,
        options=case.options,
        tolerance=case.tolerance,
        inputs=case.inputs,
        params=case.params,
        state=case.state,
        seeds=case.seeds,
        lines={k: array(torch.stack([s[k] for s in steps])) for k in steps[0]},
        grads={k: array(torch.stack([grad(s[k]) for s in steps])) for k in steps[0]}
        | {"x": array(grad(x))},
        param_grads={k: grad(v).numpy() for k, v in params.items()},
        state_grads={k: array(grad(v)) for k, v in state.items()},
    )


def written_out_case(number: int, cell: str, options: dict, size: tuple[int, ...]) -> Case:
    """Draw one written-out case; size is (T, X, H, B)."""
    rng = np.random.default_rng([3, number])
    steps, width, hidden, batch = size
    inputs = draw.inputs(steps, width, batch, rng)
    shape = (steps, hidden, *inputs.shape[2:])
    chosen = "".join(
        f"-{line}-{option if isinstance(option, str) else option['name']}"
        for line, option in options.items()
    )
    return written_out(
        Case(
            name=f"autograd/{cell}{chosen}/T{steps}-X{width}-H{hidden}-B{batch}",
            cell=cell,
            options=options,
            tolerance=TOLERANCE,
            inputs=inputs,
            params=draw.params(cell, width, hidden, rng),
            state=draw.state(cell, hidden, batch, rng),
            seeds={"h": seed_weights(shape, "all", rng)},
            lines={},
        )
    )


def library_case(kind: str, steps: int, loss: str) -> Case:
    """Run PyTorch's cell in a loop, keep the gradient of every h_t and c_t, check it, record it."""
    _, cell_type, keywords, name, options, gates = KINDS[kind]
    numbers = torch.Generator().manual_seed(steps)
    cell = randomised(cell_type(X, H, **keywords), numbers, 0.4)
    with torch.no_grad():
        if name == "elman":  # norm-preserving U: the gradient reaches the first of 300 steps
            cell.weight_hh.copy_(torch.linalg.qr(torch.randn(H, H, generator=numbers)).Q)
            if kind == "rnn-relu":  # alive, so that not every gradient is 0, and not exploding
                cell.weight_hh *= 0.8
                cell.bias_ih += 0.9
        else:  # gates that keep: f of an LSTM, z of a GRU
            cell.bias_ih[H : 2 * H] += 2.5
        if name == "lstm":  # candidates that do not pile up
            for weights in cell.parameters():
                weights[2 * H : 3 * H] *= 0.4
    x = (0.5 * torch.randn(steps, 1, X, generator=numbers)).requires_grad_()
    initial = [
        torch.randn(1, H, generator=numbers).requires_grad_() for _ in range(1 + (kind == "lstm"))
    ]
    seeds = seed_weights((steps, H), loss, np.random.default_rng(steps))
    lines: list[tuple[torch.Tensor, ...]] = []
    states = tuple(initial)
    for row in x:
        out = cell(row, states if len(states) > 1 else states[0])
        states = out if isinstance(out, tuple) else (out,)
        for value in states:
            value.retain_grad()
        lines.append(states)
    sum((s[0][0] * torch.tensor(w)).sum() for s, w in zip(lines, seeds, strict=True)).backward()
    columns = dict(zip("hc", zip(*lines, strict=True), strict=False))
    parameters = dict(cell.named_parameters())
    case = Case(
        name=f"torch/{kind}/T{steps}-loss-{loss}",
        cell=name,
        options=options,
        tolerance=TOLERANCE,
        inputs=ours(x),
        params=our_params(parameters, gates),
        state={k: ours(v) for k, v in zip("hc", initial, strict=False)},
        seeds={"h": seeds},
        lines={k: ours(torch.stack(v)) for k, v in columns.items()},
        grads={k: ours(torch.stack([grad(s) for s in v])) for k, v in columns.items()}
        | {"x": ours(grad(x))},
        param_grads=our_params(
            {k: grad(v) for k, v in parameters.items()}, gates, join=lambda b_ih, _: b_ih
        ),
        state_grads={k: ours(grad(v)) for k, v in zip("hc", initial, strict=False)},
    )
    check(case, written_out(case))
    return case


def check(case: Case, again: Case) -> None:
    """Raise AssertionError unless library and written-out cell agree; pre-activations checked."""
    for group in ("lines", "grads", "param_grads", "state_grads"):
        for key, value in getattr(case, group).items():
            other = getattr(again, group)[key]
            scale = np.abs(value).max(axis=1, keepdims=True) if value.ndim == 2 else 1.0
            if (np.abs(other - value) > 1e-10 * scale).any():
                raise AssertionError(f"{case.name}: {group} {key}: library and written-out differ")


if __name__ == "__main__":
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    sizes = [(5, X, H, 1), (5, 2, 2, 2)]
    runs = [
        written_out_case(number, cell, options, size)
        for number, (cell, options) in enumerate(WRITTEN_OUT)
        for size in sizes
    ]
    runs += [
        library_case(kind, steps, loss)
        for kind in KINDS
        for steps in LENGTHS
        for loss in ("all", "last")
    ]
    write("torch_gradients", runs)

"""Gradients of an LSTM beside PyTorch's autograd, in one process, in turn.

    python -m benchmarks.backward [--repeats 15] [--quick]

Prints Markdown. First every h_t's gradient (PyTorch: a loop over LSTMCell with `retain_grad` on
each h_t), then a training step (all parameter gradients; PyTorch: nn.LSTM).
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

import numpy as np

import sim
from benchmarks.forward import CELL, Run, X, drawn, machine, medians, milliseconds, table
from sim.run.trace import Trace

try:
    import torch
except ImportError:
    torch = None

THREADS = sorted({1, torch.get_num_threads()}) if torch else []
LOOPS = [(50, 8, 1), (200, 32, 1), (1000, 64, 1)]
TRAINING = [(100, 64, 64)]


def fresh(trace: Trace) -> Trace:
    """Return a trace over the same arrays that has worked nothing out on demand yet."""
    return trace.part(0, trace.T)


def gradients(trace: Trace) -> sim.Gradients:
    """Return the gradients of L = sum of all h_t, every h_t's and c_t's ready to be read."""
    grads = sim.backward(trace, {"h": np.ones(trace["h"].shape)})
    for name in ("h", "c"):
        grads[name]
    return grads


class Torch:
    """The same numbers in PyTorch, float64.

    Args:
        params: ours; inputs: (T, X) or (T, X, B); threads: to run with.
    """

    def __init__(self, params, inputs: np.ndarray, threads: int):
        batch = inputs[..., None] if inputs.ndim == 2 else inputs
        self.x = torch.tensor(np.swapaxes(batch, 1, 2).copy())
        self.threads, hidden = threads, len(params["b_i"])
        self.cell = torch.nn.LSTMCell(X, hidden).double()
        self.layer = torch.nn.LSTM(X, hidden).double()
        with torch.no_grad():
            for part, suffix in ((self.cell, ""), (self.layer, "_l0")):
                for ours, theirs in (("W", "weight_ih"), ("U", "weight_hh"), ("b", "bias_ih")):
                    stacked = np.concatenate([params[f"{ours}_{gate}"] for gate in "ifgo"])
                    getattr(part, theirs + suffix).copy_(torch.tensor(stacked))
                getattr(part, f"bias_hh{suffix}").zero_()

    def limited(self, run: Callable, *arguments) -> Run:
        """Return the run with this number of threads."""

        def timed():
            torch.set_num_threads(self.threads)
            return run(*arguments)

        return timed

    def steps(self) -> list:
        """Run the cell's loop; return every h_t, each of which keeps its gradient."""
        self.cell.zero_grad()
        state, found = None, []
        for row in self.x:
            state = self.cell(row, state)
            state[0].retain_grad()
            found.append(state[0])
        return found

    def back(self, steps: list) -> np.ndarray:
        """Send the gradient of the sum of all h_t back; return dL/dh_t, (T, B, H)."""
        sum(h.sum() for h in steps).backward()
        return torch.stack([h.grad for h in steps]).numpy()

    def train(self) -> dict[str, np.ndarray]:
        """Run nn.LSTM forward and backward; return its parameter gradients."""
        self.layer.zero_grad()
        self.layer(self.x)[0].sum().backward()
        return {name: p.grad.numpy() for name, p in self.layer.named_parameters()}


def prepared(names: dict[str, tuple[Callable, Callable]], repeats: int) -> dict[str, float]:
    """Return median seconds of runs that each need something made again outside the clock.

    Args:
        names: name -> (what makes it, the run that takes it).
        repeats: rounds.
    """
    made: dict[str, object] = {}
    runs: dict[str, Run] = {}
    for name, (make, run) in names.items():
        runs[f"make {name}"] = lambda name=name, make=make: made.__setitem__(name, make())
        runs[name] = lambda name=name, run=run: run(made[name])
    return {name: value for name, value in medians(runs, repeats).items() if name in names}


def every_h(repeats: int) -> None:
    """Print forward and backward, and backward alone, for each of LOOPS."""
    print(f"### Every h_t's gradient beside autograd (LSTM, X = {X}, float64, ms)\n")
    rows = []
    for T, H, B in LOOPS:
        params, inputs = drawn(H, T, B)
        trace = sim.forward(CELL, params, inputs)
        both: dict[str, Run] = {
            "ours": lambda p=params, x=inputs: gradients(sim.forward(CELL, p, x))
        }
        alone = {"ours": (lambda trace=trace: fresh(trace), gradients)}
        for count in THREADS:
            torch_run = Torch(params, inputs, count)
            both[f"{count}"] = torch_run.limited(lambda t=torch_run: t.back(t.steps()))
            alone[f"{count}"] = (
                torch_run.limited(torch_run.steps),
                lambda steps, t=torch_run: t.back(steps),
            )
        whole, back = medians(both, repeats), prepared(alone, repeats)
        row = [f"({T}, {H}, {B})"]
        for times in (whole, back):
            row += map(milliseconds, times.values())
            fastest = min((v for name, v in times.items() if name != "ours"), default=None)
            row.append(f"{times['ours'] / fastest:.2f}" if fastest else "")
        if torch:
            theirs = both[f"{THREADS[0]}"]()[:, 0]
            ours = gradients(trace)["h"]
            row.append(f"{np.abs(ours - theirs).max() / np.abs(theirs).max():.0e}")
        rows.append(row)
    labels = ["ours", *(f"PyTorch, {n} thread{'s' * (n > 1)}" for n in THREADS), "ours / fastest"]
    head = ["(T, H, B)", *(f"both: {n}" for n in labels), *(f"backward: {n}" for n in labels)]
    table([*head, *(["largest difference"] if torch else [])], rows)


def training(repeats: int) -> None:
    """Print forward and backward with all parameter gradients for each of TRAINING."""
    print(f"### A training step beside nn.LSTM (X = {X}, float64, ms)\n")
    rows = []
    for T, H, B in TRAINING:
        params, inputs = drawn(H, T, B)
        seeds = {"h": np.ones((T, H, B))}

        def ours(p=params, x=inputs, seeds=seeds):
            return sim.backward(sim.forward(CELL, p, x), seeds).params

        runs: dict[str, Run] = {"ours": ours}
        for count in THREADS:
            torch_run = Torch(params, inputs, count)
            runs[f"{count}"] = torch_run.limited(torch_run.train)
        times = medians(runs, repeats)
        row = [f"({T}, {H}, {B})", *map(milliseconds, times.values())]
        if torch:
            row += [f"{times['ours'] / times[f'{count}']:.2f}" for count in THREADS]
            found, theirs = ours(), runs[f"{THREADS[0]}"]()["weight_hh_l0"]
            stacked = np.concatenate([found[f"U_{gate}"] for gate in "ifgo"])
            row.append(f"{np.abs(stacked - theirs).max() / np.abs(theirs).max():.0e}")
        rows.append(row)
    labels = [f"PyTorch, {n} thread{'s' * (n > 1)}" for n in THREADS]
    head = ["(T, H, B)", "ours", *labels, *(f"ours / {label}" for label in labels)]
    table([*head, *(["largest difference of U"] if torch else [])], rows)


def main() -> None:
    """Measure and print everything."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=15, help="rounds a median is taken of")
    parser.add_argument("--quick", action="store_true", help="3 rounds")
    arguments = parser.parse_args()
    repeats = 3 if arguments.quick else arguments.repeats
    machine()
    if torch is None:
        print("PyTorch is not installed: our times alone.\n")
    every_h(repeats)
    training(repeats)


if __name__ == "__main__":
    main()

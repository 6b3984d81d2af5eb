"""Forward and backward of networks beside PyTorch, in one process, in turn, one thread each.

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.networks [--repeats 21] [--quick]

Prints Markdown. Both sides give every step's gradient of every layer and all parameters'. A time is
the median of the process's CPU over the rounds, the best wall time stands beside it.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Mapping

import numpy as np

import sim
from benchmarks.forward import Run, machine, milliseconds, table

try:
    import torch
except ImportError:
    torch = None

X = 8
# name, layers, both directions, T, H, most of an LSTMCell loop, most of nn.LSTM
STACKS = [
    ("2 layers, both directions", 2, True, 100, 32, 0.20, 0.35),
    ("6 layers", 6, False, 50, 16, 0.30, 0.40),
]
FREE = {"T": 100, "H": 32, "Y": 16}
FREE_MOST = 40.0  # ms of CPU, forward and backward, best of 20
Times = dict[str, tuple[float, float]]


def measured(contenders: Mapping[str, Run], repeats: int) -> dict[str, tuple[list, list]]:
    """Return CPU and wall seconds of every round but an unmeasured first one."""
    found: dict[str, tuple[list, list]] = {name: ([], []) for name in contenders}
    for round_ in range(repeats + 1):
        for name, run in contenders.items():
            wall, cpu = time.perf_counter(), time.process_time()
            run()
            if round_:
                found[name][0].append(time.process_time() - cpu)
                found[name][1].append(time.perf_counter() - wall)
    return found


def params_of(cell: sim.Cell, rng: np.random.Generator, **sizes: int) -> dict[str, np.ndarray]:
    """Return numbers as PyTorch draws them."""
    bound = 1 / sizes["H"] ** 0.5
    return {n: rng.uniform(-bound, bound, s) for n, s in cell.shapes(**{"X": 0} | sizes).items()}


def stack(layers: int, both: bool, T: int, H: int) -> sim.Network:
    """Return LSTMs on top of each other."""
    rng, lstm = np.random.default_rng(1), sim.CELLS["lstm"]
    parts: list[sim.Part] = []
    reads, width = (sim.Wire("x"),), X
    for k in range(layers):
        turned = tuple(sim.Wire(w.source, taps="" if w.taps else "back") for w in reads)
        for name, heard in [(f"f{k}", reads), (f"b{k}", turned)][: 1 + both]:
            parts.append(sim.Part(name, "lstm", params_of(lstm, rng, X=width, H=H), heard))
        reads = (sim.Wire(f"f{k}"), sim.Wire(f"b{k}", taps="back"))[: 1 + both]
        width = H * (1 + both)
    return sim.Network(tuple(parts), {"x": rng.normal(size=(T, X))})


def ours(network: sim.Network, top: tuple[str, ...], line: str = "h") -> dict[str, np.ndarray]:
    """Run and go back from the sum of the top's outputs; return every part's step gradients."""
    runs = network.run()
    backs = runs.backward({(name, line): np.ones(runs[name][line].shape) for name in top})
    found = {}
    for name, grads in backs.items():
        grads.params  # noqa: B018 - is worked out when it is asked for
        found[name] = grads[runs[name].cell.output]
    return found


class Theirs:
    """The same stack in PyTorch, float64: `nn.LSTM`, and a loop over cells that keeps gradients."""

    def __init__(self, network: sim.Network, layers: int, both: bool, H: int):
        self.x = torch.tensor(network.inputs["x"])[:, None]
        self.both, self.layers = both, layers
        self.layer = torch.nn.LSTM(X, H, layers, bidirectional=both).double()
        self.cells = {}
        for name, part in network.part.items():
            end = f"_l{name[1:]}{'_reverse' if name[0] == 'b' else ''}"
            width = part.params["W_i"].shape[1]
            cell = self.cells[name] = torch.nn.LSTMCell(width, H).double()
            with torch.no_grad():
                for one, tail in ((self.layer, end), (cell, "")):
                    for letter, theirs in zip("WUb", ("weight_ih", "weight_hh", "bias_ih"),
                                              strict=True):  # fmt: skip
                        rows = np.concatenate([part.params[f"{letter}_{g}"] for g in "ifgo"])
                        getattr(one, theirs + tail).copy_(torch.tensor(rows))
                    getattr(one, f"bias_hh{tail}").zero_()

    def whole(self) -> None:
        """nn.LSTM, all parameters' gradients."""
        self.layer.zero_grad()
        self.layer(self.x)[0].sum().backward()

    def loop(self) -> dict[str, np.ndarray]:
        """A loop over LSTMCells; return every h_t's gradient."""
        found, rows = {}, list(self.x)
        for cell in self.cells.values():
            cell.zero_grad()
        for k in range(self.layers):
            made = []
            for way in "fb"[: 1 + self.both]:
                state, steps = None, []
                for row in rows if way == "f" else reversed(rows):
                    state = self.cells[f"{way}{k}"](row, state)
                    state[0].retain_grad()
                    steps.append(state[0])
                found[f"{way}{k}"] = steps
                made.append(steps if way == "f" else steps[::-1])
            rows = [torch.cat(both, dim=1) for both in zip(*made, strict=True)]
        sum(row.sum() for row in rows).backward()
        return {n: torch.stack([h.grad for h in steps])[:, 0].numpy()
                for n, steps in found.items()}  # fmt: skip


def stacks(repeats: int) -> None:
    """Print stacks beside PyTorch."""
    print(f"### LSTMs on top of each other (X = {X}, B = 1, float64, ms of CPU; best wall)\n")
    rows = []
    for name, layers, both, T, H, of_loop, of_layer in STACKS:
        network = stack(layers, both, T, H)
        top = tuple(p.name for p in network.parts[-1 - both :])
        contenders: dict[str, Callable] = {"ours": lambda n=network, top=top: ours(n, top)}
        if torch:
            theirs = Theirs(network, layers, both, H)
            contenders |= {"loop": theirs.loop, "layer": theirs.whole}
            mine, other = ours(network, top), theirs.loop()
            worst = max(np.abs(mine[n] - other[n]).max() / np.abs(other[n]).max() for n in mine)
        times = measured(contenders, repeats)
        cpu = {n: statistics.median(v) for n, (v, _) in times.items()}
        row = [f"{name}, T {T}, H {H}"]
        row += [f"{milliseconds(cpu[n])}; {milliseconds(min(times[n][1]))}" for n in contenders]
        if torch:
            for them, most in (("loop", of_loop), ("layer", of_layer)):
                row.append(f"{cpu['ours'] / cpu[them]:.3f} (most {most})")
            row.append(f"{worst:.0e}")
        rows.append(row)
    head = ["network", "ours"]
    more = ["LSTMCell loop, gradients kept", "nn.LSTM", "ours / loop", "ours / nn.LSTM",
            "largest difference"]  # fmt: skip
    table(head + (more if torch else []), rows)


def attention(T: int = 20, H: int = 16, N: int = 20) -> sim.Network:
    """Return a GRU decoder that looks at N rows by the state before."""
    rng = np.random.default_rng(2)
    dec = params_of(sim.CELLS["gru"], rng, X=X + H, H=H)
    parts = (
        sim.Part(
            "att", "look_dot", {}, (sim.Wire("dec", "h_prev"),), memory={"M": sim.Wire("looked")}
        ),
        sim.Part("dec", "gru", dec, (sim.Wire("x"), sim.Wire("att"))),
    )
    inputs = {"looked": (N, H), "x": (T, X)}
    return sim.Network(parts, {n: rng.normal(size=s) for n, s in inputs.items()})


def free_running(T: int, H: int, Y: int) -> tuple[sim.Network, sim.Network]:
    """Return an LSTM that hears its own softmax, and the same told what it put out."""
    rng = np.random.default_rng(3)
    lstm, dense = sim.CELLS["lstm"], sim.CELLS["dense"]
    dec = params_of(lstm, rng, X=Y, H=H)
    out = sim.Part("out", "dense", params_of(dense, rng, X=H, H=H, Y=Y), (sim.Wire("dec"),),
                   options={"y": "softmax"})  # fmt: skip
    own = sim.Part("dec", "lstm", dec, (sim.Wire("out", taps="shift"),), steps=T)
    free = sim.Network((own, out))
    told = sim.Part("dec", "lstm", dec, (sim.Wire("y", taps="shift"),))
    return free, sim.Network((told, out), {"y": free.run()["out"]["y"]})


def loops(repeats: int) -> None:
    """Print networks whose parts are stepped together."""
    print("### Stepped together (float64, ms of CPU: median, best of 20; best wall)\n")
    free, told = free_running(**FREE)
    looking = attention()
    contenders: dict[str, Run] = {
        "free running, T {T}, H {H}, Y {Y}".format(**FREE): lambda: ours(free, ("out",), "y"),
        "the same, told": lambda: ours(told, ("out",), "y"),
        "GRU, dot attention, T 20, H 16, N 20": lambda: ours(looking, ("dec",)),
    }
    times = measured(contenders, max(repeats, 20))
    rows = []
    for name, (cpu, wall) in times.items():
        rows.append([name, milliseconds(statistics.median(cpu)), milliseconds(min(cpu[:20])),
                     milliseconds(min(wall))])  # fmt: skip
    table(["network", "median", "best of 20", "best wall"], rows)
    (a, _), (b, _) = list(times.values())[:2]
    ratio = statistics.median(a) / statistics.median(b)
    print(
        f"Free running: at most {FREE_MOST:.0f} ms are allowed; {ratio:.1f} times the told run.\n"
    )


def main() -> None:
    """Measure and print everything."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=21, help="rounds a median is taken of")
    parser.add_argument("--quick", action="store_true", help="3 rounds")
    arguments = parser.parse_args()
    repeats = 3 if arguments.quick else arguments.repeats
    machine()
    if torch is None:
        print("PyTorch is not installed: our times alone.\n")
    else:
        torch.set_num_threads(1)
    stacks(repeats)
    loops(repeats)


if __name__ == "__main__":
    main()

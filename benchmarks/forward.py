"""Forward time of a full LSTM trace: beside PyTorch, against T and against H.

    python -m benchmarks.forward [--repeats 15] [--quick]

Prints Markdown. Within one table every contender runs once a round, in turn, so that a busy moment
of the machine hits all of them; a cell is the median over the rounds.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterable, Mapping

import numpy as np

import sim

try:
    import torch
except ImportError:
    torch = None

SIZES = [(50, 8, 1), (200, 32, 1), (1000, 64, 1), (100, 64, 64)]
LENGTHS = [100, 300, 1_000, 3_000, 10_000, 30_000, 100_000]
WIDTHS = [1, 2, 4, 8, 16, 32, 64, 128, 256]
X = 8
CELL = "lstm"

Run = Callable[[], object]


def drawn(H: int, T: int, B: int = 1) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Return random parameters as PyTorch draws them, and inputs (T, X) or (T, X, B)."""
    rng = np.random.default_rng(1)
    bound = 1 / H**0.5
    shapes = sim.CELLS[CELL].shapes(X, H)
    params = {name: rng.uniform(-bound, bound, shape) for name, shape in shapes.items()}
    return params, rng.normal(size=(T, X) if B == 1 else (T, X, B))


def medians(contenders: Mapping[str, Run], repeats: int) -> dict[str, float]:
    """Return each contender's median seconds over interleaved rounds, after one unmeasured."""
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for measured in [False] + [True] * repeats:
        for name, run in contenders.items():
            start = time.perf_counter()
            run()
            if measured:
                seconds[name].append(time.perf_counter() - start)
    return {name: statistics.median(values) for name, values in seconds.items()}


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Print a Markdown table."""
    head = list(head)
    for row in [head, ["---:"] * len(head), *rows]:
        print("| " + " | ".join(row) + " |", flush=True)
    print()


def milliseconds(seconds: float) -> str:
    """Return a time in ms with three significant digits."""
    return f"{seconds * 1e3:#.3g}".rstrip(".")


def torch_runs(
    params: Mapping[str, np.ndarray], inputs: np.ndarray, threads: Iterable[int]
) -> dict[str, Run]:
    """Return the same run in PyTorch, without autograd: LSTMCell in a loop and nn.LSTM.

    Args:
        params: ours; PyTorch gets the same numbers.
        inputs: (T, X) or (T, X, B).
        threads: numbers of threads to run with.
    """
    hidden = len(params["b_i"])
    batch = inputs[..., None] if inputs.ndim == 2 else inputs
    kinds = [("float64", torch.float64, count) for count in threads]
    kinds.append(("float32", torch.float32, 1))
    runs: dict[str, Run] = {}
    for label, dtype, count in kinds:
        x = torch.tensor(np.swapaxes(batch, 1, 2).copy(), dtype=dtype)
        cell = torch.nn.LSTMCell(X, hidden).to(dtype)
        layer = torch.nn.LSTM(X, hidden).to(dtype)
        with torch.no_grad():
            for part, suffix in ((cell, ""), (layer, "_l0")):
                for ours, theirs in (("W", "weight_ih"), ("U", "weight_hh"), ("b", "bias_ih")):
                    stacked = np.concatenate([params[f"{ours}_{gate}"] for gate in "ifgo"])
                    getattr(part, theirs + suffix).copy_(torch.tensor(stacked))
                getattr(part, f"bias_hh{suffix}").zero_()
        name = f"{label}, {count} thread{'s' if count > 1 else ''}"
        runs[f"LSTMCell loop, {name}"] = _with_threads(count, _loop, cell, x)
        runs[f"nn.LSTM, {name}"] = _with_threads(count, lambda layer, x: layer(x)[0], layer, x)
    return runs


def _loop(cell, x):
    state, steps = None, []
    for row in x:
        state = cell(row, state)
        steps.append(state)
    return torch.stack([h for h, _ in steps])


def _with_threads(count: int, run: Callable, *arguments) -> Run:
    def limited():
        torch.set_num_threads(count)
        with torch.inference_mode():
            return run(*arguments)

    return limited


def beside_torch(repeats: int) -> None:
    """Print our time beside PyTorch's for each of SIZES, and how far the results differ."""
    print(f"### A full trace beside PyTorch (LSTM, X = {X}, ms)\n")
    if torch is None:
        print("PyTorch is not installed: our times alone. `pip install torch` adds its columns.\n")
    threads = sorted({1, torch.get_num_threads()}) if torch else []
    rows, head = [], []
    for T, H, B in SIZES:
        params, inputs = drawn(H, T, B)
        ours = "Gatescope, float64"
        contenders: dict[str, Run] = {ours: lambda p=params, x=inputs: sim.forward(CELL, p, x)}
        if torch:
            contenders |= torch_runs(params, inputs, threads)
        times = medians(contenders, repeats)
        row = [f"({T}, {H}, {B})", *map(milliseconds, times.values())]
        head = ["(T, H, B)", *times]
        if torch:
            h = sim.forward(CELL, params, inputs)["h"]
            reference = np.swapaxes(contenders["nn.LSTM, float64, 1 thread"]().numpy(), 1, 2)
            difference = np.abs(h.reshape(reference.shape) - reference).max()
            loop, layer = (times[f"{k}, float64, 1 thread"] for k in ("LSTMCell loop", "nn.LSTM"))
            row += [f"{times[ours] / loop:.2f}", f"{times[ours] / layer:.2f}", f"{difference:.0e}"]
            head += ["ours / loop", "ours / nn.LSTM", "largest difference of h"]
        rows.append(row)
    table(head, rows)
    print(
        "Ours keeps every gate and pre-activation; PyTorch keeps h and c (loop) or h alone, without"
        " autograd. Ratios are to float64 on 1 thread.\n"
    )


def held_bytes(trace: sim.Trace) -> int:
    """Return the bytes of the arrays a trace keeps, each once however many views it has."""
    owners = {}
    for value in [*trace.values(), *trace.params.values(), *trace.initial.values()]:
        while isinstance(value.base, np.ndarray):
            value = value.base
        owners[id(value)] = value.nbytes
    return sum(owners.values())


def peak_bytes(run: Run) -> int:
    """Return the most memory a run had allocated at once, by tracemalloc."""
    tracemalloc.start()
    run()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def slope(sizes: list[int], values: list[float]) -> float:
    """Return the exponent k of the fit values ~ sizes^k."""
    return float(np.polyfit(np.log(sizes), np.log(values), 1)[0])


def growth(letter: str, fixed: str, sizes: list[tuple[int, int]], repeats: int) -> None:
    """Print time and memory of (T, H) sizes that differ in one letter, and log-log slopes."""
    print(f"### Cost against {letter} (LSTM, X = {X}, {fixed}, B = 1)\n")
    runs, held, peak = {}, [], []
    for T, H in sizes:
        params, inputs = drawn(H, T)
        runs[f"{T} {H}"] = lambda p=params, x=inputs: sim.forward(CELL, p, x)
        held.append(held_bytes(runs[f"{T} {H}"]()))
        peak.append(peak_bytes(runs[f"{T} {H}"]))
    seconds = list(medians(runs, repeats).values())
    varied = [T if letter == "T" else H for T, H in sizes]
    steps = [T for T, _ in sizes]
    rows = zip(varied, steps, seconds, held, peak, strict=True)
    table(
        [letter, "ms", "µs a step", "kept, MB", "peak, MB", "kept, bytes a step"],
        [
            [f"{n:,}", milliseconds(s), f"{s / T * 1e6:.2f}", f"{k / 1e6:.3f}", f"{p / 1e6:.3f}",
             f"{k / T:,.0f}"]
            for n, T, s, k, p in rows
        ],
    )  # fmt: skip
    print(
        f"Log-log slope: time {slope(varied, seconds):.2f}, kept {slope(varied, held):.2f},"
        f" peak {slope(varied, peak):.2f}.\n"
    )


def machine() -> None:
    """Print what the figures were measured on."""
    blas = os.environ.get("OPENBLAS_NUM_THREADS", "default")
    theirs = "no PyTorch"
    if torch:
        theirs = f"PyTorch {torch.__version__} ({torch.get_num_threads()} threads by default)"
    print(
        f"Python {platform.python_version()}, NumPy {np.__version__} (BLAS threads: {blas}),"
        f" {theirs}, {os.cpu_count()} cores, {platform.machine()}.\n"
    )


def main() -> None:
    """Measure and print everything."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=15, help="rounds a median is taken of")
    parser.add_argument("--quick", action="store_true", help="3 rounds, T up to 10,000")
    arguments = parser.parse_args()
    repeats = 3 if arguments.quick else arguments.repeats
    lengths = [T for T in LENGTHS if T <= 10_000 or not arguments.quick]
    machine()
    beside_torch(repeats)
    growth("T", "H = 8", [(T, 8) for T in lengths], min(repeats, 5))
    growth("H", "T = 200", [(200, H) for H in WIDTHS], repeats)


if __name__ == "__main__":
    main()

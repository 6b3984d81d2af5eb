"""Reader and writer of the reference cases: runs of other libraries in our names and layout."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
GROUPS = ("params", "state", "lines", "seeds", "grads", "param_grads", "state_grads")


@dataclass(frozen=True)
class Case:
    """One run of one cell by another library; see README.md for the conventions.

    Args:
        name: unique, says what made it, e.g. "torch/lstm/T7-X3-H4-B1".
        cell: a key of `sim.CELLS`.
        options: activations by line, as `Cell.with_options` takes them.
        tolerance: how far, absolutely, our float64 may lie from the stored lines.
        inputs: (T, X) or (T, X, B).
        params: flat mapping "W_i" -> array.
        state: initial states, (H,) or (H, B).
        lines: what the library showed, (T, H) or (T, H, B); "h" always among them.
        seeds: dL/dh_t by the direct path alone; empty in forward cases.
        grads: total derivatives dL/d(line) in the shape of the line, "x" among them.
        param_grads, state_grads: total derivatives of parameters and initial states.
    """

    name: str
    cell: str
    tolerance: float
    inputs: np.ndarray
    params: Mapping[str, np.ndarray]
    state: Mapping[str, np.ndarray]
    lines: Mapping[str, np.ndarray]
    options: Mapping[str, object] = field(default_factory=dict)
    seeds: Mapping[str, np.ndarray] = field(default_factory=dict)
    grads: Mapping[str, np.ndarray] = field(default_factory=dict)
    param_grads: Mapping[str, np.ndarray] = field(default_factory=dict)
    state_grads: Mapping[str, np.ndarray] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name


def cases(*stems: str) -> Iterator[Case]:
    """Yield the stored cases, file by file.

    Args:
        stems: file names without ".npz"; every file of single cells when none is given.

    Raises:
        FileNotFoundError: when a named file is missing, or none is there at all.
    """
    single = (
        path
        for path in sorted(HERE.glob("*.npz"))
        if not path.stem.endswith(("_layers", "_networks"))
    )
    paths = [HERE / f"{stem}.npz" for stem in stems] or list(single)
    if not paths:
        raise FileNotFoundError(f"no reference values in {HERE}")
    for path in paths:
        with np.load(path, allow_pickle=False) as stored:
            for number, head in enumerate(json.loads(str(stored["heads"]))):
                groups: dict[str, dict[str, np.ndarray]] = {group: {} for group in GROUPS}
                for key in (k for k in stored.files if k.startswith(f"{number}/")):
                    _, group, *name = key.split("/")
                    if name:
                        groups[group][name[0]] = stored[key].astype(np.float64)
                yield Case(**head, inputs=stored[f"{number}/inputs"].astype(np.float64), **groups)


def write(stem: str, runs: Iterable[Case]) -> None:
    """Store cases in `<stem>.npz`, without pickle, beside this file.

    Args:
        stem: file name without ".npz".
        runs: the cases; float32 arrays stay float32 in the file.
    """
    heads, arrays = [], {}
    for number, case in enumerate(runs):
        heads.append({k: getattr(case, k) for k in ("name", "cell", "options", "tolerance")})
        arrays[f"{number}/inputs"] = case.inputs
        for group in GROUPS:
            for name, value in getattr(case, group).items():
                arrays[f"{number}/{group}/{name}"] = np.asarray(value)
    np.savez_compressed(HERE / f"{stem}.npz", heads=json.dumps(heads), **arrays)


@dataclass(frozen=True)
class NetworkCase:
    """One run of one network by another library, all arrays by "part.name".

    Args:
        name: of the network in tests/networks.py; sizes: which of its SIZES.
        numbers: all that can be set; lines: what came out; seeds: dL/dline by the direct path.
        slopes: total derivatives by each of the numbers, in its shape.
    """

    name: str
    sizes: int
    numbers: Mapping[str, np.ndarray]
    lines: Mapping[str, np.ndarray]
    seeds: Mapping[str, np.ndarray]
    slopes: Mapping[str, np.ndarray]

    def __str__(self) -> str:
        return f"{self.name} {self.sizes}"


PLACES = ("numbers", "lines", "seeds", "slopes")


def write_networks(stem: str, runs: Iterable[NetworkCase]) -> None:
    """Store networks in `<stem>.npz`: all numbers in one row, as there are thousands of arrays."""
    heads, rows = [], []
    for case in runs:
        groups = {place: getattr(case, place) for place in PLACES}
        shapes = {g: {n: np.shape(v) for n, v in arrays.items()} for g, arrays in groups.items()}
        heads.append({"name": case.name, "sizes": case.sizes, "shapes": shapes})
        rows += [np.ravel(value) for arrays in groups.values() for value in arrays.values()]
    np.savez_compressed(HERE / f"{stem}.npz", heads=json.dumps(heads), row=np.concatenate(rows))


def networks(stem: str) -> Iterator[NetworkCase]:
    """Yield the networks that `write_networks` stored."""
    with np.load(HERE / f"{stem}.npz", allow_pickle=False) as stored:
        row, at = stored["row"], 0
        for head in json.loads(str(stored["heads"])):
            groups: dict[str, dict[str, np.ndarray]] = {}
            for place, shapes in head.pop("shapes").items():
                groups[place] = {}
                for name, shape in shapes.items():
                    stop = at + math.prod(shape)
                    groups[place][name] = row[at:stop].reshape(shape)
                    at = stop
            yield NetworkCase(**head, **groups)


def scalars() -> list[dict[str, float]]:
    """Return points z with "sigmoid", "sigmoid_slope", "tanh", "tanh_slope", correctly rounded."""
    rows = json.loads((HERE / "scalars.json").read_text())
    return [{name: float(digits) for name, digits in row.items()} for row in rows]

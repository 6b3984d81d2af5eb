"""One timestep by a cell's plain function, wired once for all the steps of a run."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType, SimpleNamespace

import numpy as np

from sim.graph.cell import Cell
from sim.graph.letters import LETTERS
from sim.graph.operations import softmax

Arrays = Mapping[str, np.ndarray]
NONE: Arrays = MappingProxyType({})


def columns(params: Arrays, batched: bool) -> dict[str, np.ndarray]:
    """The parameters with vectors as columns, so that (H,) meets a batch (H, B) row by row.

    Args:
        params: by name, vectors (H,) and matrices.
        batched: whether there is a batch; else they stay as they are.
    """
    if not batched:
        return dict(params)
    return {name: p[:, None] if p.ndim == 1 else p for name, p in params.items()}


class Stepper:
    """A cell with its numbers, ready to step.

    Args:
        cell: with its options.
        params: flat, vectors (H,) and matrices.
        batch: () for one sequence, (B,) for several.
        held: gate -> (whether it is held (T,), at which value (T,)).
        signals: name -> (T, H), of a batch (T, H, 1 or B).
        data: name -> (D, N), of a batch (D, N, 1 or B).
    """

    def __init__(
        self, cell: Cell, params: Arrays, batch: tuple[int, ...] = (),
        held: Mapping[str, tuple[np.ndarray, np.ndarray]] = NONE, signals: Arrays = NONE,
        data: Arrays = NONE,
    ):  # fmt: skip
        self._cell, self._batch, self._held = cell, batch, held
        self._signals, self._data = signals, data
        # Of a batch, a product with data would join what belongs to different sequences.
        self._alone = bool(batch) and cell.graph.mixes
        self._now: dict[str, float] = {}  # activation -> the value that it is held at, this step
        self._seen: list[tuple[np.ndarray, np.ndarray]] = []
        self._equations = cell.equations
        code = self._equations.__code__
        arguments = code.co_varnames[: code.co_argcount]
        params = columns(params, bool(batch) and not self._alone)
        self._fixed: dict[str, object] = {}
        for name in arguments:
            if name in LETTERS:
                start = f"{name}_"
                members = {n[len(start) :]: v for n, v in params.items() if n.startswith(start)}
                self._fixed[name] = SimpleNamespace(**members)
            elif name == "act":
                acts = {key: self._recorder(key, act) for key, act in cell.activations.items()}
                self._fixed[name] = SimpleNamespace(**acts)
            elif name == "softmax":
                self._fixed[name] = softmax
        self._varying = [name for name in arguments if name not in self._fixed]

    def _recorder(self, key: str, activation):
        def act(z):
            y = np.full_like(z, self._now[key]) if key in self._now else activation(z)
            self._seen.append((y, z))
            return y

        return act

    def __call__(self, t: int, x: np.ndarray, state: Arrays) -> dict[str, np.ndarray]:
        """Every line and pre-activation of one timestep.

        Args:
            t: which, from 0: it says where signals and held gates stand.
            x: (X,) or (X, B).
            state: before the step, (H,) or (H, B) each.
        """
        leaves = {"x": x, **self._data}
        for name, value in self._signals.items():
            leaves[name] = value[t]
        for name, value in state.items():
            leaves[f"{name}_prev"] = value
        lines = self._cell.graph.lines
        self._now = {lines[n].name: to[t] for n, (on, to) in self._held.items() if on[t]}
        if not self._alone:
            return self._call(leaves)
        parts = []
        for k in range(*self._batch):
            one = {name: v[..., min(k, v.shape[-1] - 1)] for name, v in leaves.items()}
            parts.append(self._call(one))
        return {name: np.stack([part[name] for part in parts], axis=-1) for name in parts[0]}

    def _call(self, leaves: Arrays) -> dict[str, np.ndarray]:
        self._seen.clear()
        varying = {name: leaves[name] for name in self._varying}
        lines = dict(self._equations(**varying, **self._fixed))
        pres = {id(value): z for value, z in self._seen}
        for line in self._cell.graph.pres:
            lines[f"{line}_pre"] = pres[id(lines[line])]
        return lines

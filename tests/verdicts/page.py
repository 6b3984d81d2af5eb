"""The Gradients page at some settings: what it says in English, and the arrays that it is about."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

import sim
from sim.document.seen import PartScenario
from sim.lab import laboratory, reach_of, scenario_runs
from tests.verdicts.numbers import Fall, log_products, log_sizes
from ui.gradients import sections
from ui.gradients.said import hint
from ui.gradients.settings import PRODUCTS, Settings
from ui.words import t

KEEPS = {"f", "z"}  # what multiplies the old memory, in every cell that has it


@dataclass
class Page:
    """The page at some settings.

    Args:
        settings: of it; scenario: of the Step page.
    """

    settings: Settings
    scenario: PartScenario

    def __post_init__(self) -> None:
        self.runs = self.settings.runs(self.scenario)
        self.settings.fit(self.runs)
        self.T, self.H = next(iter(self.runs.values())).trace["h"].shape
        curves = self.settings.curves(self.runs)
        self.readings = {cell: reach_of(curve) for cell, curve in curves.items() if curve.whole}
        self.step = min(self.settings.t, self.T)

    @cached_property
    def hints(self) -> list[str]:
        """The sentences under the curves."""
        found = hint.said(self.settings, self.scenario, self.runs, self.readings)
        return [hint.worded(one) for one in found]

    @cached_property
    def tables(self) -> tuple[list[list[str]], list[list[str]], list[list[str]]]:
        """The rows beside the curves: of the curves, of the step, of the ways back."""
        html = [sections.reading(self.readings)]
        html += sections.at_step(self.settings, self.runs, self.step).split("</table>")
        curves, at_step, ways = (_rows(part) for part in [*html, ""][:3])
        return curves[1:], at_step[1:], ways[1:]

    def cell(self, title: str) -> str:
        """The key of the cell of that name."""
        (key,) = [key for key in self.runs if t(f"cells.{key}") == title]
        return key

    def fall(self, cell: str) -> Fall:
        """The curve of a cell, from its run."""
        return fall(self.runs[cell], self.settings.quantity)

    def gate(self, cell: str) -> np.ndarray | None:
        """The gate that keeps the memory of a cell, (T, H)."""
        trace = self.runs[cell].trace
        name = "f" if cell.startswith("lstm") else "z" if cell.startswith("gru") else None
        return None if name is None else trace[name]

    def ways(self, cell: str, step: int, last: int) -> tuple[float, float]:
        """Norms of dL/dmemory at a step: over all ways, along the memory line alone."""
        run, state = self.runs[cell], "c" if cell.startswith("lstm") else "h"
        end = run.grads[state][last - 1]
        gates = self.gate(cell)[step:last]
        with np.errstate(all="ignore"):
            alone = end * np.prod(gates, axis=0)
        whole = run.grads.state(state)[step - 1] if step < last else end
        return tuple(float(10 ** log_sizes(rows[None])[0]) for rows in (whole, alone))

    @property
    def looks(self) -> list[int]:
        """The steps that the loss reads itself, from its seeds' places."""
        kind, T = self.settings.loss, self.T
        if kind == "every_step":
            return list(range(1, T + 1))
        if kind == "one_value":
            return [min(self.settings.loss_t, T)]
        if kind == "last_step":
            return [T]
        rows = self.settings.targets.count(";") + 1
        return list(range(max(1, T - rows + 1), T + 1))

    def again(self, cell: str, **change: object) -> Fall:
        """The curve of a cell after a control was moved."""
        moved = replace(self.settings, cells=[cell], _made=(), _kept={}, **change)
        hold = moved.held if moved.hold else None
        if moved.source == "scenario":
            loss = moved.choice.made(moved.seed, self.scenario.output)
            runs = scenario_runs(self.scenario, loss, hold, (cell,))
        else:
            runs = laboratory(
                T=moved.T, H=moved.H, sigma=moved.sigma, keep=moved.keep, seed=moved.seed,
                activation=moved.activation, loss=moved.choice.made(moved.seed), hold=hold,
                cells=(cell,), scale=moved.scale,
            )  # fmt: skip
        return fall(runs[cell], moved.quantity)


def fall(run, quantity: str) -> Fall:
    """A curve of a run, from its arrays."""
    trace, states = run.trace, run.trace.cell.states
    if quantity in PRODUCTS:
        starts = np.cumsum([0, *(trace[name].shape[1] for name in states)])
        at = {name: slice(*starts[k : k + 2]) for k, name in enumerate(states)}
        part = at.get(PRODUCTS[quantity], slice(None))
        return Fall.of(log_products(sim.jacobians(trace), part), -(-trace.T // 100))
    rows = (
        np.concatenate([run.grads.state(name) for name in states], axis=1)
        if quantity == "s"
        else run.grads[quantity]
    )
    return Fall.of(log_sizes(rows))


def _rows(html: str) -> list[list[str]]:
    return [
        [re.sub(r"<[^>]*>", "", field) for field in re.findall(r"<t[hd]>(.*?)</t[hd]>|<td/>", row)]
        for row in re.findall(r"<tr>(.*?)</tr>", html)
    ]

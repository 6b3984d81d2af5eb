"""What the Gradients page is set to; it outlives a visit to another page."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from sim import CELLS
from sim.cells import LISTED_CELLS
from sim.document.seen import PartScenario
from sim.lab import (
    GRIDS,
    LOSSES,
    SCALES,
    USUAL_CELLS,
    Curve,
    LossChoice,
    Reach,
    Run,
    keeping,
    laboratory,
    reach_of,
    read_targets,
    scenario_runs,
)
from sim.lab.runs import Share
from sim.lab.survey import KEEP, SIGMA
from sim.lab.targets import TYPED
from sim.text.errors import InputError
from sim.text.limits import BROWSER
from ui.gradients.products import Products
from ui.gradients.said.advice import Control
from ui.memory.work import shared, weight_of
from ui.reruns.bound import bound
from ui.reruns.paint import Painted
from ui.session.edits import message
from ui.shared.setting import Flag, OneOf, Rows, Several, redraw_key, setting, settings
from ui.widgets.number import Number, whole

if TYPE_CHECKING:
    from ui.gradients.survey import Sweep

STEPS = (3, 5, 10, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000)
UNITS = (1, 2, 4, 8, 16, 32, 64, 128)
SOURCES = ("laboratory", "scenario")
ELMAN_ACTIVATIONS = ("tanh", "relu", "sigmoid", "identity")
LEAST, MOST = 1, 4
# How much of ∂s_T/∂s_t: all of it, or a state's own block.
PRODUCTS = {"products": "", "products_h": "h", "products_c": "c"}
QUANTITIES = tuple(
    dict.fromkeys(
        ("s", "x", *PRODUCTS, *(line.name for key in LISTED_CELLS for line in CELLS[key].lines))
    )
)
PARAMETERS = tuple(dict.fromkeys(name for key in LISTED_CELLS for name in CELLS[key].graph.shapes))
MOST_ENTRY = max(BROWSER.X, BROWSER.H)  # rows or columns of a matrix
TABS = ("read", "remedies", "sweep", "jacobian", "terms", "expansion", "slopes", "check")


@dataclass
class Settings:
    """Every setting of the page.

    Args:
        source: one of SOURCES.
        sigma: size of every U, from 0.
        scale: its largest singular value or spectral radius.
        keep: bias of the gate that keeps the memory, an LSTM's b_f and a GRU's b_z alike.
        T, H: timesteps and units.
        seed: of inputs and weights.
        activation: of the Elman cell.
        loss: one of LOSSES.
        loss_t, loss_unit: where "one_value" looks.
        targets: as typed.
        cells: as picked.
        hold: whether the keeping gates are held.
        held: at which value, 0 to 1.
        quantity: "s" for the whole state, else a line, or one of PRODUCTS.
        t: the step under the cursor, from 1.
        section: the tab that was open last.
        looked_at, parameter: of which cell and matrix a tab tells, "" for the first on screen.
        truncate: whether the terms end some steps back.
        truncate_after: how many.
        by_hand, by_hand_of, by_hand_row, by_hand_column: the entry that is written out.
        map_of, map_grid: the cell whose map is asked for, one of GRIDS.
        clip: the largest norm.
    """

    source: str = setting("gof", OneOf(SOURCES), redraws="runs")
    sigma: float = setting("gsigma", Number(*SIGMA, usual=1.0, step=0.05), redraws="runs")
    keep: float = setting("gkeep", Number(*KEEP, usual=2.0, step=0.25), redraws="runs")
    T: int = setting("gT", OneOf(STEPS), usual=100, redraws="runs")
    H: int = setting("gH", OneOf(UNITS), usual=16, redraws="runs")
    seed: int = setting("gseed", whole(0, 99999, usual=3), redraws="runs")
    activation: str = setting("gact", OneOf(ELMAN_ACTIVATIONS), redraws="runs")
    loss: str = setting("gloss", OneOf(LOSSES), redraws="runs", by="choice")
    loss_t: int = setting("glt", whole(1, STEPS[-1], usual=50), redraws="runs", by="choice")
    loss_unit: int = setting("glu", whole(1, UNITS[-1]), redraws="runs", by="choice")
    targets: str = setting("gy", Rows("1 0"), redraws="runs", by="choice")
    cells: list[str] = setting(
        "gcells", Several(LISTED_CELLS, most=MOST),
        usual=list(USUAL_CELLS), redraws="runs", by="shown",
    )  # fmt: skip
    scale: str = setting("gscale", OneOf(SCALES), redraws="runs")
    hold: bool = setting("ghold", Flag(), redraws="runs")
    held: float = setting("gheld", Number(0.0, 1.0, usual=0.5, step=0.05), redraws="runs")
    quantity: str = setting("gq", OneOf(QUANTITIES))
    t: int = setting("gt", whole(1, STEPS[-1], usual=70))
    section: str = setting("gtab", OneOf(TABS))
    looked_at: str = setting("glook", OneOf(LISTED_CELLS), usual="")
    parameter: str = setting("gpar", OneOf(PARAMETERS), usual="")
    truncate: bool = setting("gcut", Flag())
    truncate_after: int = setting("gback", whole(1, STEPS[-1], usual=20))
    by_hand: str = setting("gecell", OneOf(LISTED_CELLS), usual="")
    by_hand_of: str = setting("gepar", OneOf(PARAMETERS), usual="")
    by_hand_row: int = setting("gerow", whole(1, MOST_ENTRY))
    by_hand_column: int = setting("gecol", whole(1, MOST_ENTRY))
    map_of: str = setting("gmcell", OneOf(LISTED_CELLS), usual="")
    map_grid: str = setting("gmgrid", OneOf(GRIDS))
    clip: float = setting("gclip", Number(1e-6, usual=1.0, step=0.5))
    _shown: tuple[str, ...] = field(default=USUAL_CELLS, repr=False)
    _choice: LossChoice = field(default_factory=LossChoice, repr=False)
    _sweep: Sweep | None = field(default=None, repr=False)
    _products: Products | None = field(default=None, repr=False)
    _kept: dict = field(default_factory=dict, repr=False)
    _made: tuple = field(default=(), repr=False)
    _painted: Painted = field(default_factory=lambda: Painted(()), repr=False)

    @property
    def shown(self) -> tuple[str, ...]:
        """The last pick of LEAST to MOST cells."""
        if LEAST <= len(self.cells) <= MOST:
            self._shown = tuple(self.cells)
        return self._shown

    @property
    def refused(self) -> str:
        """Why the loss asked for cannot be made, "" where it can."""
        if self.loss in TYPED:
            try:
                read_targets(self.loss, self.targets)
            except InputError as error:
                return message(error)
        return ""

    @property
    def choice(self) -> LossChoice:
        """The last loss that could be made."""
        if not self.refused:
            self._choice = LossChoice(self.loss, self.loss_t, self.loss_unit, self.targets)
        return self._choice

    @property
    def sweep(self) -> Sweep | None:
        """The last map asked for."""
        return self._sweep

    @sweep.setter
    def sweep(self, sweep: Sweep) -> None:
        self._sweep = sweep

    def runs(self, scenario: PartScenario) -> Mapping[str, Run]:
        """The runs of these settings, by cell; the same mapping until one that matters changes.

        Args:
            scenario: of the Step page, for its source; a part of a network is looked at alone.
        """
        wanted = redraw_key(self, "runs")
        if self.source == "scenario":
            wanted += (scenario,)
        if not self._made or self._made[0] != wanted:
            self._made = (wanted, self._make(scenario))
        return self._made[1]

    def _make(self, scenario: PartScenario) -> Mapping[str, Run]:
        hold = self.held if self.hold else None
        if self.source == "scenario":
            scenario = scenario.alone()
            loss = self.choice.made(self.seed, scenario.output)
            share = sharing((self.choice, self.seed, scenario.output_digest))
            return scenario_runs(scenario, loss, hold, self.shown, share)
        loss = self.choice.made(self.seed)
        return laboratory(loss=loss, hold=hold, share=sharing(self.choice), **self.laboratory())

    def laboratory(self) -> dict:
        """What `laboratory` takes of these settings, but for loss and held gates."""
        return {
            "T": self.T, "H": self.H, "sigma": self.sigma, "keep": self.keep, "seed": self.seed,
            "activation": self.activation, "cells": self.shown, "scale": self.scale,
        }  # fmt: skip

    def curves(self, runs: Mapping[str, Run]) -> dict[str, Curve]:
        """What is drawn: cell -> its curve, where the cell has the quantity and it is known.

        Args:
            runs: by cell.
        """
        if self.quantity in PRODUCTS:
            return self.products(runs).curves(PRODUCTS[self.quantity])
        found = {cell: run.rows(self.quantity) for cell, run in runs.items()}
        return {cell: Curve.of_rows(rows) for cell, rows in found.items() if rows is not None}

    def products(self, runs: Mapping[str, Run]) -> Products:
        """The norms of ∂s_T/∂s_t of these runs, as far as they are known.

        Args:
            runs: by cell.
        """
        if self._products is None or self._products.runs is not runs:
            self._products = Products.of(runs)
        return self._products

    def controls(self, cell: str) -> dict[str, Control]:
        """What can be moved now and changes the curve of a cell.

        Args:
            cell: key in CELLS.
        """
        names, gates = [], keeping(CELLS[cell])
        if self.source == "laboratory":
            names += ["sigma"] + ["keep"] * bool(gates and not self.hold)
        if self.hold and gates:
            names.append("held")
        return {
            name: Control(name, getattr(self, name), number.least, number.most, number.step)
            for name, number in NUMBERS.items()
            if name in names
        }

    def tried(self, scenario: PartScenario, cell: str, change: Mapping[str, object]) -> Reach:
        """The curve of a cell in numbers, with other settings than these.

        Args:
            scenario: of the Step page.
            cell: key in CELLS.
            change: settings by name.
        """
        other = replace(self, cells=[cell], _shown=(cell,), **change)
        hold, loss = other.held if other.hold else None, other.choice.made
        if self.source == "scenario":
            scenario = scenario.alone()
            made = loss(other.seed, scenario.output)
            runs = scenario_runs(scenario, made, hold, (cell,))
        else:
            runs = laboratory(loss=loss(other.seed), hold=hold, **other.laboratory())
        return reach_of(runs[cell].curve(self.quantity))

    def fit(self, runs: Mapping[str, Run]) -> None:
        """Go back to the whole state where no run on screen has the chosen quantity.

        Args:
            runs: by cell.
        """
        if self.quantity not in quantities(runs):
            self.quantity = "s"

    def go(self, step: int, T: int) -> None:
        """Put the cursor on a step.

        Args:
            step: asked for, from 1.
            T: timesteps of the runs on screen.
        """
        self.t = min(max(1, step), T)

    def kept(self, name: str, key: object, make: Callable[[], object]) -> object:
        """What `make` made for the `key`, made once and forgotten with the next key of that `name`.

        The key holds all that it depends on.
        """
        if name not in self._kept or self._kept[name][0] != key:
            self._kept[name] = (key, make())
        return self._kept[name][1]

    def let_paint(self) -> None:
        """Where the curves are new, give the browser the time to paint them."""
        self._painted.wait(self._made[0])

    def bound(self, name: str, most: int | None = None) -> dict:
        """Key and callback of the widget of a setting.

        Args:
            name: a field.
            most: the largest value that fits these runs, a new widget for each.
        """
        key, value = f"gradients_{name}", getattr(self, name)
        if most is not None:
            key, value = f"{key}_{most}", min(value, most)
        return bound(key, value, partial(setattr, self, name), in_words=True)

    def field(self, name: str, most: int | None = None) -> dict:
        """What `number_field` takes for a setting.

        Args:
            name: in NUMBERS.
            most: the largest value that fits these runs, a field for each.
        """
        number, value, key = NUMBERS[name], getattr(self, name), f"gradients_{name}"
        if most is not None:
            number, value, key = replace(number, most=most), min(value, most), f"{key}_{most}"
        take = partial(setattr, self, name)
        return {"number": number, "key": key, "value": value, "take": take}

    def picked(self, name: str, options: Sequence[str]) -> str:
        """What a setting says while that is on screen, else the first of what is.

        Args:
            name: a field, "" for none.
            options: on screen, at least one.
        """
        return value if (value := getattr(self, name)) in options else options[0]

    def pick(self, name: str, options: Sequence[str], key: str) -> dict:
        """Options, `key` and callback of a widget; `name` and `options` as for `picked`."""
        take = partial(setattr, self, name)
        return {"options": options} | bound(key, self.picked(name, options), take, in_words=True)

    def slider(self, name: str) -> dict:
        """Range, key and callback of the slider of a setting.

        Args:
            name: in NUMBERS.
        """
        number = NUMBERS[name]
        bounds = {"min_value": number.least, "max_value": number.most, "step": number.step}
        return bounds | self.bound(name)


# What a number may be, by its setting.
NUMBERS = {
    name: one.values for name, one in settings(Settings).items() if isinstance(one.values, Number)
}


def sharing(loss: Hashable) -> Share:
    """Runs with this loss, of the store that all visitors have.

    Args:
        loss: all that it depends on besides the run.
    """
    return lambda one: shared((one.what, loss), one.make, weight_of(one.cell, one.T, one.H))


def current() -> Settings:
    """The visitor's settings."""
    if "gradients" not in st.session_state:
        st.session_state["gradients"] = Settings()
    return st.session_state["gradients"]


def quantities(runs: Mapping[str, Run]) -> list[str]:
    """The whole state, the long products, the states, the input, every other line on screen.

    Args:
        runs: by cell.
    """
    lines = [line.name for run in runs.values() for line in run.trace.cell.lines]
    states = {name for run in runs.values() for name in run.trace.cell.states}
    products = [name for name, part in PRODUCTS.items() if not part or part in states]
    found = ["s", *products, "h", *(n for n in lines if n == "c"), "x", *lines]
    return list(dict.fromkeys(found))

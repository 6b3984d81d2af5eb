"""What the Gradients page is set to; it outlives a visit to another page."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import streamlit as st

from sim.scenario import Scenario
from ui.gradients_runs import Run, laboratory, scenario_runs
from ui.state import PAINT_SECONDS
from ui.turns import away

STEPS = (10, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000)
UNITS = (1, 2, 4, 8, 16, 32, 64, 128)
LOSSES = ("last_step", "every_step")
SOURCES = ("laboratory", "scenario")
ELMAN_ACTIVATIONS = ("tanh", "relu", "sigmoid", "identity")
# What changes the runs; the rest only changes how they are looked at.
OF_A_RUN = ("source", "sigma", "keep", "T", "H", "seed", "activation", "loss", "hold", "held")


@dataclass
class Settings:
    """Every setting of the page.

    Args:
        source: one of SOURCES.
        sigma: largest singular value of every U, from 0.
        keep: bias of the gate that keeps the memory, an LSTM's b_f and a GRU's b_z alike.
        T, H: timesteps and units; seed: of inputs and weights.
        activation: of the Elman cell; loss: one of LOSSES.
        hold: whether the keeping gates are held; held: at which value, 0 to 1.
        quantity: "s" for the whole state, else a line; t: the step under the cursor, from 1.
    """

    source: str = "laboratory"
    sigma: float = 1.0
    keep: float = 2.0
    T: int = 100
    H: int = 16
    seed: int = 3
    activation: str = "tanh"
    loss: str = "last_step"
    hold: bool = False
    held: float = 0.5
    quantity: str = "s"
    t: int = 70
    _made: tuple = field(default=(), repr=False)
    _painted: tuple = field(default=(), repr=False)

    def runs(self, scenario: Scenario) -> Mapping[str, Run]:
        """The runs of these settings, by cell; kept until one that matters changes.

        Args:
            scenario: of the Step page, for its source.
        """
        wanted = tuple(getattr(self, name) for name in OF_A_RUN)
        if self.source == "scenario":
            wanted += (scenario,)
        if not self._made or self._made[0] != wanted:
            self._made = (wanted, self._make(scenario))
        return self._made[1]

    def _make(self, scenario: Scenario) -> Mapping[str, Run]:
        hold = self.held if self.hold else None
        if self.source == "scenario":
            return scenario_runs(scenario, self.loss, hold)
        return laboratory(
            T=self.T, H=self.H, sigma=self.sigma, keep=self.keep, seed=self.seed,
            activation=self.activation, loss=self.loss, hold=hold,
        )  # fmt: skip

    def let_paint(self) -> None:
        """Where the curves are new, give the browser the time to paint them."""
        if self._painted is not self._made:
            self._painted = self._made
            with away():
                time.sleep(PAINT_SECONDS)

    def key(self, name: str) -> str:
        """The widget key of a setting, with its value put in where the widget is new.

        Only then: a slider that is set anew at every rerun jumps back under the finger.
        """
        key = f"gradients_{name}"
        if key not in st.session_state:
            st.session_state[key] = getattr(self, name)
        return key

    def take(self, name: str) -> None:
        """Read a setting from its widget, for its callback."""
        setattr(self, name, st.session_state[f"gradients_{name}"])


def current() -> Settings:
    """The visitor's settings."""
    if "gradients" not in st.session_state:
        st.session_state["gradients"] = Settings()
    return st.session_state["gradients"]

"""The charts of the Compare page while its slider is dragged."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from sim.lab import Side
from ui.compare import sections
from ui.compare.settings import HELD, CompareSettings
from ui.session.state import Session
from ui.widgets import drag
from ui.widgets.number import Unfit


def drawn(
    session: Session, choice: CompareSettings, runs: Mapping[str, Side], value: float, dark: bool
) -> dict[str, dict]:
    """The figures of a value at which all that keeps a memory is held; none where it is covered.

    Args:
        session: of the visitor, not changed.
        choice: settings of the page, not changed.
        runs: on screen, by name.
        value: of the slider, not trusted.
        dark: the background.

    Raises:
        Unfit: there is no such value.
        drag.TooMuch: the runs are too large.
    """
    if session.screen.covered or session.screen.locked:
        return {}
    if HELD.within(value) != value:
        raise Unfit("number.any")
    scenario = session.scenario.alone()
    most = {size: max(one.scenario.sizes[size] for one in runs.values()) for size in "TH"}
    drag.fits((one.cell for one in runs.values()), most["T"], most["H"])
    clamps = {key: one.clamps for key, one in runs.items()} | choice.keeping_at(runs, value)
    own = clamps.get(choice.own(scenario))
    if own is not None:
        scenario = scenario.changed(clamps=own)
    held = choice.sides(scenario, clamps)
    figures = sections.figures(session, choice, held, dark)
    return {f"compare_chart_{what}": figure for what, figure in figures.items()}


def offer(session: Session, choice: CompareSettings, runs: Mapping[str, Side]) -> None:
    """Let the charts follow the slider.

    Args:
        session: of the visitor.
        choice: settings of the page.
        runs: on screen, by name.
    """
    dark = st.context.theme.type == "dark"
    stamp = [(key, one.scenario.digest) for key, one in runs.items()]
    drag.drag(
        session, "compare", {"compare_held": "held"},
        lambda setting, value: drawn(session, choice, runs, value, dark),
        (session.view.rev, session.view.place, dark, choice.gates, *stamp),
    )  # fmt: skip

"""Which matrices of a scenario the editor shows, and in what order."""

from __future__ import annotations

from collections.abc import Sequence

from sim.document.scenario import Scenario
from ui.editor import Matrix
from ui.words import t
from ui.words.lines import SUBSCRIPT, labels, title


def matrices(scenario: Scenario) -> list[Matrix]:
    """Every weight, bias and initial state, grouped by the line that it belongs to.

    Args:
        scenario: what is on screen.
    """
    cell, sizes = scenario.chosen_cell, scenario.sizes
    units = [str(k + 1) for k in range(sizes["H"])]
    inputs = _named("x", sizes["X"], labels(scenario, "x"))
    states = _named("h", sizes["H"])
    shown = []
    for name, value in scenario.params.items():
        group, _, line = name.partition("_")
        columns = inputs if group == "W" else states if value.ndim == 2 else [""]
        heading = f"{line} · {title(cell, line)}"
        shown.append(
            Matrix(
                ("params", name), value, name, units, columns,
                note=t(f"step.matrix_{group}"), group=heading, line=line,
            )
        )  # fmt: skip
    for name, value in scenario.initial.items():
        shown.append(
            Matrix(("initial", name), value, f"{name}_0", units, note=t("step.matrix_initial"),
                   group=t("step.matrix_states"), line=name)
        )  # fmt: skip
    readout = scenario.readout
    if readout is not None and readout.V is not None:
        rows = _named("y", sizes["Y"], labels(scenario, "y"))
        group = f"y · {t('cells.line_y')}"
        for name, columns in (("V", states), ("d", [""])):
            shown.append(
                Matrix(("readout", name), getattr(readout, name), name, rows, columns,
                       note=t(f"step.matrix_{name}"), group=group, line="y")
            )  # fmt: skip
    return shown


def _named(symbol: str, size: int, names: Sequence[str] = ()) -> list[str]:
    """x₁, x₂ ..., or the names that the scenario gives them."""
    given = [*names, *[""] * size][:size]
    return [name or f"{symbol}{str(k + 1).translate(SUBSCRIPT)}" for k, name in enumerate(given)]

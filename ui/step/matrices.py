"""Which matrices of a scenario the editor shows, and in what order."""

from __future__ import annotations

from collections.abc import Sequence

from sim.document.arrays import BEFORE, arrays, fields_of
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
    outputs = _named("y", sizes.get("Y", 0), labels(scenario, "y"))
    fields = fields_of(scenario)
    for name, value in arrays(scenario, "params", "initial", "readout").items():
        if fields[name] == "params":
            letter, _, line = name.partition("_")
            heading, rows = f"{line} · {title(cell, line)}", units
            columns = inputs if letter == "W" else states if value.ndim == 2 else [""]
        elif fields[name] == "initial":
            letter, line = "initial", name.removesuffix(BEFORE)
            heading, rows, columns = t("step.matrix_states"), units, ()
        else:
            letter, line = name, "y"
            heading, rows = f"y · {t('cells.line_y')}", outputs
            columns = states if value.ndim == 2 else [""]
        note = t(f"step.matrix_{letter}")
        shown.append(Matrix(name, value, name, rows, columns, note, heading, line))
    return shown


def _named(symbol: str, size: int, names: Sequence[str] = ()) -> list[str]:
    """x₁, x₂ ..., or the names that the scenario gives them."""
    given = [*names, *[""] * size][:size]
    return [name or f"{symbol}{str(k + 1).translate(SUBSCRIPT)}" for k, name in enumerate(given)]

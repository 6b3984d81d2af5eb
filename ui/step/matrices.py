"""Which matrices of a scenario the editor shows, and in what order."""

from __future__ import annotations

from collections.abc import Sequence

from sim.document.arrays import BEFORE, arrays, fields_of
from sim.document.seen import PartScenario
from sim.graph.cell import Cell
from sim.graph.letters import letter_of
from ui.editor import Matrix
from ui.words import has, t
from ui.words.lines import SUBSCRIPT, labels, title
from ui.words.lines import columns as columns_of


def matrices(scenario: PartScenario) -> list[Matrix]:
    """Every weight, bias and initial state, grouped by the line that it belongs to.

    Args:
        scenario: what is on screen.
    """
    cell, sizes = scenario.chosen_cell, scenario.sizes
    names = {
        "X": _named("x", sizes["X"], labels(scenario, "x") or columns_of(scenario)),
        "H": _named("h", sizes["H"]),
        "Y": _named("y", sizes["Y"], labels(scenario, "y")),
        "D": _named("m", sizes.get("D", 0)),
    }
    rows = {size: [str(k + 1) for k in range(count)] for size, count in sizes.items()}
    rows["Y"] = names["Y"]
    shown = []
    fields = fields_of(scenario)
    for name, value in arrays(scenario, "params", "initial", "readout").items():
        columns, mask = [""], None
        if fields[name] == "params":
            line = cell.owners[name]
            height, *width = cell.graph.shapes[name]
            heading, own, letter = f"{line} · {title(cell, line)}", rows[height], _note(cell, name)
            columns = names[width[0]] if width else columns
            mask = cell.mask(name, value.shape)
        elif fields[name] == "initial":
            letter, line = "initial", name.removesuffix(BEFORE)
            heading, own, columns = t("step.matrix_states"), rows[cell.rows(line)], ()
        else:
            letter, line = name, "y"
            heading, own = f"y · {t('cells.line_y')}", names["Y"]
            columns = names["H"] if value.ndim == 2 else columns
        note = t(f"step.matrix_{letter}")
        shown.append(Matrix(name, value, name, own, columns, note, heading, line, mask))
    return shown


def _note(cell: Cell, name: str) -> str:
    """Which text says what a parameter is: by what a matrix multiplies, by a vector's letter."""
    if name not in cell.graph.reads or letter_of(name).role == "score":
        return name.partition("_")[0]
    read = cell.graph.reads[name]
    if not read.endswith("_prev"):
        return "W" if read == "x" else "V"
    own = f"before_{read.rpartition(' ')[2].removesuffix('_prev')}"
    return own if has(f"step.matrix_{own}") else "U"


def _named(symbol: str, size: int, names: Sequence[str] = ()) -> list[str]:
    """x₁, x₂ ..., or the names that the scenario gives them."""
    given = [*names, *[""] * size][:size]
    return [name or f"{symbol}{str(k + 1).translate(SUBSCRIPT)}" for k, name in enumerate(given)]

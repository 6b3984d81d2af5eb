"""A run as a table: a row a timestep, a column a quantity and unit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import streamlit as st

from sim.document.seen import PartScenario
from sim.network.outputs import sums
from sim.run.trace import Trace
from ui.memory.work import run_of
from ui.session.state import Session
from ui.words import t
from ui.words.lines import columns as columns_of
from ui.words.lines import positions

Names = Mapping[str, Sequence[str]]  # quantity, or "t" -> a name for each of its numbers
BYTE_ORDER_MARK = "\ufeff"  # tells a spreadsheet that the text is UTF-8
# How numbers stand in a file: what parts them, and the decimal mark.
FORMS = {"1.5, 2.5": (",", "."), "1.5; 2.5": (";", "."), "1,5; 2,5": (";", ",")}
# The beginning of a formula, full-width too, behind blanks, quotes, and what cannot be seen.
_FORMULA = "[\\s\"'\u200b-\u200f\u2060\ufeff]*[=+@\uff1d\uff0b\uff0d\uff20-]"
_BEGINS = re.compile(f"{_FORMULA}|[\\t\\r]")
# A spreadsheet may part a line elsewhere than it was meant.
_BEHIND = re.compile(f"([;,|\\t\\r\\n])(?={_FORMULA})")


def trace_table(scenario: PartScenario, trace: Trace) -> pd.DataFrame:
    """Inputs, states before, pre-activations, lines and outputs of every timestep, exact.

    Args:
        scenario: for the readout.
        trace: a run of one sequence.
    """
    graph = trace.cell.graph
    columns: dict[str, np.ndarray] = {}
    before = [f"{state}_prev" for state in trace.cell.states]
    computed = [name for name in graph.quantities if name in trace]
    for name in ["x", *before, *computed]:
        if (under := _under(trace, name)) is not None:
            _spread(columns, f"{name}_pre", under)
        _spread(columns, name, trace[name])
    out = scenario.read_out(trace)
    if out is not None:
        if scenario.output_kind == "softmax":
            _spread(columns, "y_pre", sums(out))
        _spread(columns, "y", out["y"])
    table = pd.DataFrame(columns, index=pd.RangeIndex(1, trace.T + 1, name="t"))
    return table


def _under(trace: Trace, name: str) -> np.ndarray | None:
    """The sums under a softmax, where they are no line of their own."""
    graph = trace.cell.graph
    node = graph.lines.get(name)
    if node is None or node.is_activation or node.operation.form != "call":
        return None
    inner = node.args[0]
    return None if inner.is_leaf or graph.line_of(inner) else trace.operand(inner)


def trace_csv(
    scenario: PartScenario, trace: Trace, form: str = "1.5, 2.5", names: Names | None = None
) -> str:
    """`trace_table` as a file with every digit, and names where there are any.

    The heads are those of the table, with the name of an input or output behind a blank; names of
    timesteps are a column of their own, "name". An apostrophe stands before what a spreadsheet
    would take for a formula, also behind a mark at which it may part the line. UTF-8 with a byte
    order mark; NaN, inf and -inf as such.

    Args:
        scenario: for the readout and the names.
        trace: its run.
        form: one of FORMS.
        names: as `names_of` gives them, in the visitor's language; None for those of the document.
    """
    names = scenario.labels if names is None else names
    separator, decimal = FORMS[form]
    table = trace_table(scenario, trace)
    table.columns = [_head(column, names) for column in table.columns]
    if any(steps := names.get("t", ())):
        table.insert(0, "name", [_tame(name) for name in steps])
    return BYTE_ORDER_MARK + table.to_csv(
        sep=separator, decimal=decimal, na_rep="NaN", lineterminator="\r\n"
    )  # fmt: skip


def names_of(scenario: PartScenario) -> Names:
    """What stands behind the heads of a file: names of inputs, outputs, timesteps and positions.

    Args:
        scenario: what is on screen.
    """
    cell = scenario.chosen_cell
    looked = {line: positions(scenario) for line in cell.graph.lines if cell.rows(line) == "N"}
    sent = columns_of(scenario)
    return {**scenario.labels, **looked, **({"x": sent} if any(sent) else {})}


def _spread(columns: dict[str, np.ndarray], name: str, values: np.ndarray) -> None:
    for k in range(values.shape[1]):
        columns[f"{name}[{k + 1}]"] = values[:, k]


def _head(column: str, known: Names) -> str:
    """x[2], or x[2] pizza."""
    quantity, _, place = column.rstrip("]").partition("[")
    names = known.get(quantity.removesuffix("_pre"), ())
    return _tame(f"{column} {names[int(place) - 1] if names else ''}".strip())


def _tame(name: str) -> str:
    name = _BEHIND.sub(r"\1'", name)
    return f"'{name}" if _BEGINS.match(name) else name


def csv_button(session: Session, key: str) -> None:
    """The button that gives the whole run as CSV, and how its numbers are written.

    Args:
        session: of the visitor.
        key: of the widget.
    """
    scenario = session.scenario
    form = st.segmented_control(
        t("step.table_form"), list(FORMS), key="csv_form", required=True, default=next(iter(FORMS)),
        persist_state="session", help=t("step.table_form_help"),
    ) or next(iter(FORMS))  # fmt: skip
    names = names_of(scenario)  # a file is made where nobody knows of a language any more
    st.download_button(
        t("step.table_download"), lambda: trace_csv(scenario, run_of(scenario), form, names),
        "gatescope-trace.csv", "text/csv", key=key, on_click="ignore", icon=":material/table:",
    )  # fmt: skip

"""What stands under the stage: charts, weights, the trace as a table, formulas, the code."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import streamlit as st

from sim.document.seen import PartScenario
from sim.lab.measures import change
from sim.run.trace import Trace
from sim.written.formulas import joined, numbers, symbols
from ui.editor import matrix_editor
from ui.figures import FEW, changes, curves, heat_map
from ui.session.screen import SECTIONS
from ui.session.state import Session
from ui.step.matrices import matrices
from ui.step.table import csv_button, trace_table
from ui.widgets.chart import chart
from ui.widgets.tabs import tabs as made
from ui.words import t
from ui.words.lines import is_share, labels, title

SLIDE = {"width": 960, "height": 420}  # of a chart's picture, twice as many pixels
LINE = 90  # letters of an equation on one line
_SIGNS = re.compile(r" (?:=|\\approx) ")
_MARKS = re.compile(r"\\(?:left|right|operatorname|,)|[\\{}]")  # what takes no room in LaTeX
TABLE_NUMBER = "%.6g"  # else a gate of 1e-39 is written out in 40 zeros


def follow(session: Session) -> None:
    """Know which section is open before the stage is shown: Check mine covers its answers.

    Args:
        session: of the visitor.
    """
    screen = session.screen
    if not screen.large and screen.shows("sections"):
        titles = {t(f"step.tab_{name}"): name for name in SECTIONS}
        session.section = titles.get(st.session_state.get("section"), session.section)
    screen.check(session.section == "mine" and not screen.large and screen.shows("sections"))


def tabs(session: Session, show: Mapping[str, Callable[[], None]]) -> None:
    """The sections under the stage, of which one is open.

    Args:
        session: knows which.
        show: draws a section, by its key in the order of the tabs.
    """
    titles = {key: t(f"step.tab_{key}") for key in show}
    session.section = made("section", titles, show, session.section)


def charts(session: Session, trace: Trace) -> None:
    """c_t and h_t, the gates, and how far each state moves."""
    scenario, step = session.scenario, session.view.t
    dark = st.context.theme.type == "dark"
    names = labels(scenario, "t")
    titles = {line.name: title(trace.cell, line.name) for line in trace.cell.lines}
    look = {"dark": dark, "names": names}
    states = {name: trace[name] for name in reversed(trace.cell.states)}
    put_out = states or {trace.cell.output: trace[trace.cell.output]}
    before = session.former.trace if session.former else None
    gates = {n.name: trace[n.name] for n in trace.cell.lines if n.role == "gate"}
    # Two columns for all of them: every element costs time with every edit.
    left, right = st.columns(2, gap="medium")
    with left:
        word = "step.chart_states_one" if len(states) == 1 else "step.chart_states"
        word = word if states else "step.chart_put_out"
        _draw("states", word, put_out, scenario, step, titles, look, before=before)
    if gates:
        with right:
            word = "step.chart_gates" if states else "step.chart_looks"
            shares = [name for name in gates if is_share(trace.cell, name)]
            _draw("gates", word, gates, scenario, step, titles, look, shares)
    if states:
        with left if gates else right:
            _heading("step.chart_changes", help=t("step.chart_changes_text"))
            moved = {name: change(trace, name) for name in states}
            figure = changes(moved, step, titles=titles, dark=dark)
            _chart("changes", t("step.chart_changes"), figure, scenario)
    if scenario.output:
        with right if gates else left:
            y = {"y": scenario.read_out(trace)["y"]}
            named = {"y": t("cells.line_y")}
            _draw("outputs", "step.chart_outputs", y, scenario, step, named, look)


def _heading(word: str, beside: str = "", **options: object) -> None:
    more = f" :small[:gray[{beside}]]" if beside else ""
    st.markdown(f"**{t(word)}**{more}", **options)


def _draw(
    key: str, word: str, series, scenario: PartScenario, step: int, titles, look, shares=(),
    before: Trace | None = None,
) -> None:  # fmt: skip
    """Curves or heat maps; `word`: of the heading, `shares`: the lines between 0 and 1.

    `before`: the run before the inputs were changed, laid under curves as far as there are steps.
    """
    units = next(iter(series.values())).shape[1]
    _heading(word, t("step.chart_former_said") if before and units <= FEW else "")
    if units <= FEW:
        old = {name: before[name][: scenario.sizes["T"]] for name in series} if before else {}
        figure = curves(
            series, step, titles=titles, unit_range=set(series) <= set(shares), **look,
            former=old, former_name=lambda name: t("step.chart_former", curve=name),
        )  # fmt: skip
        _chart(key, t(word), figure, scenario)
        return
    for line, values in series.items():
        named = f"{line} · {titles[line]}"
        st.caption(named)
        figure = heat_map(line, values, step, gate=line in shares, **look)
        _chart(f"{key}_{line}", named, figure, scenario)


def _chart(key: str, what: str, figure: dict, scenario: PartScenario) -> None:
    alt = t("step.chart_alt", what=what, T=scenario.sizes["T"])
    chart(figure, f"chart_{key}", alt, filename=f"gatescope-{scenario.cell}-{key}", **SLIDE)


def weights(session: Session) -> None:
    """Every weight, bias and initial state as matrices to type in."""
    matrix_editor(
        "editor", matrices(session.scenario), session.view.rejected, session.editor_ack,
        on_edits=lambda edits: session.edit(edits, "editor"), rev=session.view.rev,
        place=session.view.place, read_only="params" in session.view.locked,
    )  # fmt: skip


def table(session: Session, trace: Trace) -> None:
    """The whole run as numbers, to read and to take away."""
    frame = trace_table(session.scenario, trace)
    left, right = st.columns([3, 2], vertical_alignment="bottom", gap="medium")
    left.caption(t("step.table_text" if trace.cell.states else "step.table_text_no_state"))
    row = {"horizontal": True, "vertical_alignment": "bottom", "horizontal_alignment": "right"}
    with right, st.container(key="csv", **row):
        csv_button(session, "trace_csv")
    short = st.column_config.NumberColumn(format=TABLE_NUMBER)
    st.dataframe(
        frame, key="trace_table", height=min(38 + 35 * trace.T, 420),
        column_config=dict.fromkeys(frame.columns, short),
    )  # fmt: skip


def formulas(session: Session, trace: Trace) -> None:
    """The equations: with symbols, joined, and with the numbers of the chosen unit and step."""
    view = session.view
    left, right = st.columns(2, gap="medium")
    with left:
        _heading("step.formulas_symbols")
        _latex(symbols(trace.cell))
    if (together := joined(trace.cell)) != symbols(trace.cell):  # else there is nothing to join
        with right:
            _heading("step.formulas_joined")
            _latex(together)
        st.caption(t("step.formulas_joined_text"))
    for note in trace.cell.notes:
        st.caption(t(f"step.formulas_{note}"))
    if not session.screen.covers:
        st.markdown(f"**{t('step.formulas_numbers', t=view.t, unit=view.unit)}**")
        _latex({k: broken(text) for k, text in numbers(trace, view.t, view.unit).items()})
        if any(on[view.t - 1] for on in trace.held.values()):
            st.caption(t("held.in_formulas"))
    st.caption(t("step.source", source=trace.cell.source))


def _latex(equations: dict[str, str]) -> None:
    rows = r" \\ ".join(text.replace("=", "&=", 1) for text in equations.values())
    st.latex(rf"\begin{{aligned}} {rows} \end{{aligned}}")


def broken(equation: str) -> str:
    """An equation in LaTeX, on a second line from its second step on where it is too long for one.

    Args:
        equation: name = how it is made = its value, or with a step in between.
    """
    signs = list(_SIGNS.finditer(equation))
    if len(signs) < 3 or len(_MARKS.sub("", equation)) <= LINE:
        return equation
    begins = signs[1].start()
    return rf"{equation[:begins]} \\ &{equation[begins:].strip()}"


def code(trace: Trace) -> None:
    """The cell's function as it runs."""
    st.caption(t("step.code_text"))
    st.code(trace.cell.code, language="python")

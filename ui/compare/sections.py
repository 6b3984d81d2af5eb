"""What stands on the Compare page."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import numpy as np
import streamlit as st

from sim import CELLS
from sim.lab import Side, counts, equations
from sim.text.write import significant
from ui.compare.settings import GATES, Choice
from ui.figures import curves
from ui.figures.curve import cell_colour
from ui.session.carried import come
from ui.session.state import Session
from ui.stage import stage
from ui.widgets.chart import chart
from ui.words import sentences, t
from ui.words.lines import labels

Runs = Mapping[str, Side]
# Colour is never the only sign: every cell has a mark, every gate of a cell a dash of its own.
# Later marks are smaller, so that curves that coincide can be told.
MARKS = ("circle", "square", "diamond", "triangle-up")
GATE_DASHES = {"i": "solid", "o": "dot", "r": "solid", "f": "solid", "z": "solid"}
PARTS = {"stages": ["diagram", "sentence"], "numbers": ["score"]}
TINT = ("#FBE7BD", "#5A430C")


def player(session: Session, runs: Runs) -> None:
    """The one clock that all stages and charts follow."""
    stage_of(session, next(iter(runs.values())), "compare_player", ["player"])


def stages(session: Session, choice: Choice, runs: Runs) -> None:
    """A cell in play, or its numbers, below the other; each with what became of the weights."""
    with st.container(key="compare_stages", gap=None):
        for key, one in runs.items():
            _name(key, come(one.origin, session.scenario.cell, one.scenario) or t("compare.own"))
            stage_of(session, one, f"compare_{choice.view}_{key}", PARTS[choice.view])


def _name(key: str, said: str = "") -> None:
    st.html(
        f'<p class="gs-reading gs-stage-head"><b class="gs-{escape(key)}">'
        f"{escape(t(f'cells.{key}'))}</b> <span>{escape(said)}</span></p>"
    )


def stage_of(session: Session, one: Side, key: str, parts: list[str]) -> None:
    """Some parts of a cell's stage, which follow the player.

    Args:
        session: of the visitor; one: the cell's run; key: of the element; parts: as `stage` names.
    """
    stage(
        one.scenario, one.trace, session.view, key=key, parts=parts,
        on_edits=lambda edits: None, on_view=session.look, read_only=True,
        screen=session.screen, on_screen=session.arrange,
    )  # fmt: skip


def charts(session: Session, choice: Choice, runs: Runs) -> None:
    """h and c of the chosen unit laid over each other, and the gates beside."""
    unit = session.view.unit
    dark = st.context.theme.type == "dark"
    drawn = figures(session, choice, runs, dark)
    for what in ("h", "c"):
        if what in drawn:
            heading = t(f"compare.chart_{what}", unit=unit)
            st.markdown(f"**{heading}**")
            _show(what, heading, drawn[what], session)
    with st.container(horizontal=True, vertical_alignment="center"):
        heading = t("compare.chart_gates", unit=unit)
        st.markdown(f"**{heading}**", width="content")
        st.space("stretch")
        st.segmented_control(
            t("compare.gates"), GATES, required=True, label_visibility="collapsed",
            format_func=lambda name: t(f"compare.gates_{name}"), **choice.bound("gates"),
        )  # fmt: skip
    if "gates" in drawn:
        _show("gates", heading, drawn["gates"], session)
    else:
        st.caption(t("compare.no_gates"))


def figures(session: Session, choice: Choice, runs: Runs, dark: bool) -> dict[str, dict]:
    """The figures of the charts, of those that have a curve: "h", "c", "gates".

    Args:
        session: of which unit, at which step; choice: which gates; runs: by cell.
        dark: on the dark background.
    """
    found = {}
    for state in ("h", "c"):
        having = {key: (state,) for key, one in runs.items() if state in one.trace.cell.states}
        if having:
            found[state] = _figure(session, having, runs, dark)
    gates = {key: _gates(one, choice.gates) for key, one in runs.items()}
    if any(gates.values()):
        found["gates"] = _figure(session, gates, runs, dark, unit_range=True)
    return found


def _gates(one: Side, which: str) -> tuple[str, ...]:
    cell, keep = one.trace.cell, one.keeping
    gates = [line.name for line in cell.lines if line.role == "gate"]
    return tuple(g for g in gates if (g == keep) == (which == "keeping"))


def _show(what: str, heading: str, figure: dict, session: Session) -> None:
    alt = t("compare.chart_alt", what=heading, T=session.scenario.sizes["T"])
    chart(figure, f"compare_chart_{what}", alt)


def _figure(
    session: Session, lines: Mapping[str, tuple[str, ...]], runs: Runs, dark: bool, **look: object
) -> dict:
    """One chart: the lines of each cell, and as a dashed ghost what they were before a clamp."""
    k, scenario = session.view.unit - 1, session.scenario
    series: dict[str, np.ndarray] = {}
    styles: dict[str, dict] = {}
    few = scenario.sizes["T"] <= 60
    for place, key in enumerate(runs):
        one, colour = runs[key], cell_colour(key, dark)
        for line in lines.get(key, ()):
            name = t("compare.curve", cell=t(f"cells.{key}"), line=line)
            word = "compare.curve_before" if one.clamps else "compare.curve_former"
            if one.ghost is not None:
                series[f"{key} {line} before"] = one.ghost[line][: one.trace.T, [k]]
                styles[f"{key} {line} before"] = {
                    "name": t(word, curve=name), "opacity": 0.6,
                    "line": {"color": colour, "width": 1.6, "dash": "dash"}, "mode": "lines",
                    "showlegend": False,
                }  # fmt: skip
            series[f"{key} {line}"] = one.trace[line][:, [k]]
            styles[f"{key} {line}"] = {
                "name": name, "marker": {"size": 11 - 2 * place, "symbol": MARKS[place]},
                "line": {"color": colour, "width": 2.2 if few else 1.4,
                         "dash": GATE_DASHES.get(line, "solid")},
                "mode": "lines+markers" if few else "lines",
            }  # fmt: skip
    figure = curves(
        series, session.view.t, titles=dict.fromkeys(series, ""), dark=dark, styles=styles,
        names=labels(scenario, "t"), height=180, **look,
    )  # fmt: skip
    figure["layout"]["showlegend"] = True  # also of a single curve: whose it is must be seen
    return figure


def formulas(runs: Runs) -> None:
    """The equations beside each other; a line with another formula elsewhere is tinted."""
    st.markdown(f"**{t('compare.equations')}**")
    st.caption(t("compare.equations_text"))
    tint = TINT[st.context.theme.type == "dark"]
    with st.container(key="compare_equations", horizontal=True, gap="medium"):
        for key, lines in equations(runs).items():
            rows = [_marked(text, tint) if differs else text for text, differs in lines.values()]
            together = r" \\[2pt] ".join(rows)
            with st.container(width="content", gap="small"):
                _name(key)
                st.latex(rf"\begin{{array}}{{l}} {together} \end{{array}}")


def conventions(runs: Runs) -> None:
    """Where texts and libraries differ about the GRU."""
    if any(key.startswith("gru") for key in runs):
        st.markdown(f"**{t('compare.gru_title')}**")
        st.caption(t("compare.gru"))


def _marked(text: str, tint: str) -> str:
    return rf"\colorbox{{{tint}}}{{${text}$}}"


def parameters(runs: Runs) -> None:
    """How many parameters each cell has, with what is counted."""
    sizes = next(iter(runs.values())).scenario.sizes
    X, H = sizes["X"], sizes["H"]
    st.markdown(f"**{t('compare.parameters')}**")
    st.caption(t("compare.counted", X=X, H=H))
    one_gate = CELLS["elman"].count(X, H)
    rows = "".join(
        f'<tr><td><b class="gs-{escape(key)}">{escape(t(f"cells.{key}"))}</b></td>'
        + "".join(f"<td>{number:,}</td>" for number in found.values())
        + f"<td>{significant(found['all'] / one_gate, 3)}</td></tr>"
        for key, found in counts(tuple(runs), X, H).items()
    )
    heads = ("cell", "W", "U", "vectors", "all", "ratio")
    top = "".join(f"<th>{escape(t(f'compare.head_{name}'))}</th>" for name in heads)
    st.html(f'<table class="gs-reading gs-counts"><tr>{top}</tr>{rows}</table>')
    st.caption(sentences(proportions(tuple(runs), X, H)))


def proportions(keys: tuple[str, ...], X: int, H: int) -> list[str]:
    """Sentences on how the counts of the cells on screen stand to each other.

    Args:
        keys: of the cells; X, H: sizes.
    """
    n = {key: CELLS[key].count(X, H) for key in CELLS}
    said = []
    if {"lstm", "elman"} <= set(keys):
        said.append(t("compare.lstm_elman", times=f"{n['lstm'] / n['elman']:g}"))
    if {"gru", "elman"} <= set(keys):
        said.append(t("compare.gru_elman", times=f"{n['gru'] / n['elman']:g}"))
    if {"gru", "lstm"} <= set(keys):
        said.append(t("compare.gru_lstm", percent=f"{100 * (1 - n['gru'] / n['lstm']):g}"))
    if "gru_reset_after" in keys:
        said.append(t("compare.reset_after", more=n["gru_reset_after"] - n["gru"]))
    return said

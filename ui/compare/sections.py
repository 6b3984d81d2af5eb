"""What stands on the Compare page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import zip_longest

import numpy as np
import streamlit as st

from sim.cells import CELLS, LISTED_CELLS
from sim.lab import Side, counts, equations, keeping, proportions, yardstick
from sim.text.write import significant
from ui.compare.header import name_of
from ui.compare.other import BESIDE, HERE, title_of
from ui.compare.settings import GATES, CompareSettings
from ui.figures import curves
from ui.look.cells import cell_colour
from ui.look.theme import text_colour
from ui.session.carried import come
from ui.session.state import Session
from ui.session.view import View
from ui.stage import stage
from ui.widgets.chart import chart
from ui.widgets.html import html
from ui.words import listed, sentences, t
from ui.words.lines import labels
from ui.words.markup import Markup, tag

Runs = Mapping[str, Side]
# Colour is never the only sign: every cell has a mark, every gate of a cell a dash of its own.
# Later marks are smaller, so that curves that coincide can be told.
MARKS = ("circle", "square", "diamond", "triangle-up")
GATE_DASHES = ("solid", "dot", "dash", "dashdot")
HUES = {HERE: "c", BESIDE: "i"}  # of two scenarios, which may be in one cell
FEW_STEPS = 6  # of which two names a step can stand side by side
PARTS = {"stages": ["diagram", "sentence"], "numbers": ["score"]}
TINT = ("#FBE7BD", "#5A430C")


def player(session: Session, choice: CompareSettings, runs: Runs) -> None:
    """The one clock that all stages and charts follow, as long as the longest of them."""
    sizes = [one.scenario.sizes for one in runs.values()]
    most = {name: max(each[name] for each in sizes) for name in "TH"}
    first = next(iter(runs))
    stage_of(session, choice, first, runs[first], "player", ["player"], most)


def stages(session: Session, choice: CompareSettings, runs: Runs) -> None:
    """A run in play, or its numbers, below the other; each with where its weights are from."""
    with st.container(key="compare_stages", gap=None):
        for key, one in runs.items():
            _name(key, one, said_of(session, choice, key, one))
            stage_of(session, choice, key, one, choice.view, PARTS[choice.view])


def said_of(session: Session, choice: CompareSettings, key: str, one: Side) -> str:
    """What is said of a run beside its name.

    Args:
        session: of the visitor.
        choice: settings of the page.
        key: name of the run.
        one: the run.
    """
    if key not in HUES:
        return come(one.origin, session.scenario.cell, one.scenario) or t("compare.own")
    what, sizes = _what(session, choice, key), one.scenario.sizes
    return t("compare.whose", title=what, cell=t(f"cells.{one.cell.key}"),
             X=sizes["X"], H=sizes["H"], T=sizes["T"])  # fmt: skip


def title(session: Session, choice: CompareSettings, key: str) -> str:
    """A run's name and, of two scenarios, what it is.

    Args:
        session: of the visitor.
        choice: settings of the page.
        key: name of the run.
    """
    if key not in HUES:
        return name_of(key)
    return t("joins.named", name=name_of(key), text=_what(session, choice, key))


def _what(session: Session, choice: CompareSettings, key: str) -> str:
    return choice.other.title if key == BESIDE else title_of(session.preset, session.scenario)


def _name(key: str, one: Side, said: str = "", name: str = "") -> None:
    mark = one.cell.key if name or key not in HUES else key
    named = coloured(name or name_of(key), mark)
    html(tag("p", named, " ", tag("span", said), class_="gs-reading gs-stage-head"))


def coloured(name: str, mark: str) -> Markup:
    """The name of a run in its colour.

    Args:
        name: for people.
        mark: key in CELLS or in HUES.
    """
    return tag("b", name, class_=f"gs-{mark}")


def stage_of(
    session: Session, choice: CompareSettings, key: str, one: Side, what: str, parts: list[str],
    most: Mapping[str, int] | None = None,
) -> None:  # fmt: skip
    """Some parts of a run's stage, which follow the player.

    Args:
        session: of the visitor.
        choice: settings of the page.
        key: name of the run.
        one: the run.
        what: is shown of it.
        parts: as `stage` names them.
        most: sizes up to which the player goes.
    """
    view, other = choice.other.where(session), choice.other
    name = f"compare_{what}" if parts == ["player"] else f"compare_{what}_{key}"
    if key == BESIDE:  # a stage of its own for each: it begins where the player is
        view = replace(view, mine={}, rejected={})
        name += f"_{other.what}_{other.scenario.digest[:12]}"
    stage(
        one.scenario, one.trace, view, key=name, parts=parts,
        on_edits=lambda edits: None, on_view=lambda place: other.look(session, place),
        read_only=True, screen=session.screen, on_screen=session.arrange, most=most,
    )  # fmt: skip


def charts(session: Session, choice: CompareSettings, runs: Runs) -> None:
    """The states of the chosen unit laid over each other, and the gates below."""
    unit = choice.other.where(session).unit
    dark = st.context.theme.type == "dark"
    drawn = figures(session, choice, runs, dark)
    for what in _states(runs):
        if what in drawn:
            heading = t("compare.chart_state", line=what, unit=unit)
            st.markdown(f"**{heading}**")
            _show(what, heading, drawn[what], runs)
    with st.container(horizontal=True, vertical_alignment="center"):
        heading = t("compare.chart_gates", unit=unit)
        st.markdown(f"**{heading}**", width="content")
        st.space("stretch")
        st.segmented_control(
            t("compare.gates"), GATES, required=True, label_visibility="collapsed",
            format_func=gates_named, **choice.bound("gates"),
        )  # fmt: skip
    if "gates" in drawn:
        _show("gates", heading, drawn["gates"], runs)
    else:
        st.caption(t("compare.no_gates"))


def figures(session: Session, choice: CompareSettings, runs: Runs, dark: bool) -> dict[str, dict]:
    """The figures of the charts, of those that have a curve: "h", "c", "gates".

    Args:
        session: of which unit, at which step.
        choice: which gates.
        runs: by name.
        dark: on the dark background.
    """
    found, view = {}, choice.other.where(session)
    for state in _states(runs):
        having = {key: (state,) for key, one in runs.items() if state in one.cell.states}
        if having:
            found[state] = _figure(view, having, runs, dark)
    gates = {key: _gates(one, choice.gates) for key, one in runs.items()}
    if any(gates.values()):
        found["gates"] = _figure(view, gates, runs, dark, unit_range=True)
    return found


def _states(runs: Runs) -> list[str]:
    """The states that some cell on screen has: h, then c, then others."""
    found = {name for one in runs.values() for name in one.cell.states}
    return [name for name in ("h", "c", *sorted(found - {"h", "c"})) if name in found]


def gates_named(which: str) -> str:
    """Which gates a chart shows: the letters of all cells' gates of that kind.

    Args:
        which: one of GATES.
    """
    cells = [CELLS[key] for key in LISTED_CELLS]
    keep = {gate: None for cell in cells for gate in keeping(cell)}
    gates = {n.name: None for cell in cells for n in cell.lines if n.role == "gate"}
    if which == "keeping":
        return t("compare.gates_keeping", gates=listed(keep))
    return listed(name for name in gates if name not in keep)


def _gates(one: Side, which: str) -> tuple[str, ...]:
    cell, keep = one.cell, one.keeping
    gates = [line.name for line in cell.lines if line.role == "gate"]
    return tuple(g for g in gates if (g == keep) == (which == "keeping"))


def _show(what: str, heading: str, figure: dict, runs: Runs) -> None:
    T = max(one.scenario.sizes["T"] for one in runs.values())
    alt = t("compare.chart_alt_two" if BESIDE in runs else "compare.chart_alt", what=heading, T=T)
    chart(figure, f"compare_chart_{what}", alt)


def _figure(
    view: View, lines: Mapping[str, tuple[str, ...]], runs: Runs, dark: bool, **look: object
) -> dict:
    """One chart: the lines of each run, and as a dashed ghost what they were before a clamp."""
    series: dict[str, np.ndarray] = {}
    styles: dict[str, dict] = {}
    few = max(one.scenario.sizes["T"] for one in runs.values()) <= 60
    for place, key in enumerate(runs):
        one = runs[key]
        hue = HUES.get(key)
        colour = text_colour(hue, dark) if hue else cell_colour(one.cell.key, dark)
        for at, line in enumerate(lines.get(key, ())):
            unit = min(view.unit, one.trace[line].shape[1])
            k = unit - 1
            name = t("compare.curve", cell=name_of(key), line=line)
            if unit != view.unit:
                name = t("compare.curve_unit", curve=name, unit=unit)
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
                         "dash": GATE_DASHES[at % len(GATE_DASHES)]},
                "mode": "lines+markers" if few else "lines",
            }  # fmt: skip
    figure = curves(
        series, view.t, titles=dict.fromkeys(series, ""), dark=dark, styles=styles,
        names=_steps(runs), height=180, **look,
    )  # fmt: skip
    figure["layout"]["showlegend"] = True  # also of a single curve: whose it is must be seen
    return figure


def _steps(runs: Runs) -> list[str]:
    """What each timestep is called; in both scenarios where they differ, if there are few."""
    called = [labels(one.scenario, "t") for one in runs.values()]
    each = [list(filter(None, dict.fromkeys(names))) for names in zip_longest(*called)]
    if len(each) > FEW_STEPS and any(len(names) > 1 for names in each):
        return []
    return [" / ".join(names) for names in each]


def formulas(runs: Runs) -> None:
    """The equations beside each other; a line with another formula elsewhere is tinted."""
    st.markdown(f"**{t('compare.equations')}**")
    st.caption(t("compare.equations_text"))
    tint = TINT[st.context.theme.type == "dark"]
    with st.container(key="compare_equations", horizontal=True, gap="medium"):
        for key, lines in equations(_of_each_cell(runs)).items():
            rows = [_marked(text, tint) if differs else text for text, differs in lines.values()]
            together = r" \\[2pt] ".join(rows)
            with st.container(width="content", gap="small"):
                _name(key, runs[key], name=t(f"cells.{runs[key].cell.key}"))
                st.latex(rf"\begin{{array}}{{l}} {together} \end{{array}}")


def _of_each_cell(runs: Runs) -> dict[str, Side]:
    """Two scenarios in one cell with the same activations have the same equations."""
    found = {}
    for key, one in runs.items():
        found.setdefault((one.cell.key, one.cell.options), (key, one))
    return dict(found.values())


def conventions(runs: Runs) -> None:
    """Where texts and libraries differ about the GRU."""
    if any("gru_conventions" in one.cell.notes for one in runs.values()):
        st.markdown(f"**{t('compare.gru_title')}**")
        st.caption(t("compare.gru"))


def _marked(text: str, tint: str) -> str:
    return rf"\colorbox{{{tint}}}{{${text}$}}"


def parameters(runs: Runs) -> None:
    """How many parameters each run's cell has, with what is counted."""
    sizes = next(iter(runs.values())).scenario.sizes
    X, H = sizes["X"], sizes["H"]
    st.markdown(f"**{t('compare.parameters')}**")
    st.caption(t("compare.counted_two" if BESIDE in runs else "compare.counted", X=X, H=H))
    heads = ("cell", "W", "U", "vectors", "all", "ratio")
    top = tag("tr", *(tag("th", t(f"compare.head_{name}")) for name in heads))
    body = (_counted(key, one) for key, one in runs.items())
    html(tag("table", top, *body, class_="gs-reading gs-counts"))
    if BESIDE not in runs:
        st.caption(sentences(proportions_said(tuple(runs), X, H)))


def _counted(key: str, one: Side) -> Markup:
    """A row of the table: its parameters, and how often an Elman cell of these sizes has them."""
    X, H = one.scenario.sizes["X"], one.scenario.sizes["H"]
    cell, name = one.cell.key, name_of(key)
    if key in HUES:
        name = t("compare.sized", name=name, cell=t(f"cells.{cell}"), X=X, H=H)
    found = counts((cell,), X, H, one.scenario.sizes["Y"])[cell]
    ratio = significant(found["all"] / yardstick(X, H), 3)
    texts = (coloured(name, key), *(f"{number:,}" for number in found.values()), ratio)
    return tag("tr", *(tag("td", text) for text in texts))


def proportions_said(keys: tuple[str, ...], X: int, H: int) -> list[str]:
    """Sentences on how the counts of the cells on screen stand to each other.

    Args:
        keys: of the cells.
        X: inputs.
        H: units.
    """
    return [t(f"compare.count_{code}", **numbers) for code, numbers in proportions(keys, X, H)]

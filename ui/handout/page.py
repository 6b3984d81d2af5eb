"""The worked solution of a run as one page to print: no script, nothing from outside."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from pathlib import Path

from sim.document.arrays import fields_of
from sim.document.seen import PartScenario
from sim.run.trace import Trace
from sim.written.formulas import symbols
from sim.written.notation import mathml
from sim.written.readout import readout_symbols
from ui.editor import Matrix
from ui.handout.choice import LARGE, Choice
from ui.handout.results import results
from ui.handout.steps import steps
from ui.handout.tables import WIDE, indexed, matrix, number, over_time
from ui.handout.texts import Source, Texts
from ui.words.markup import Markup, document, joined, maths, style, tag, typed

MOST_LOOKED = 720  # numbers of a memory that are printed whole
STYLE = (Path(__file__).parent / "sheet.css").read_text(encoding="utf-8")


def handout(
    scenario: PartScenario,
    trace: Trace,
    choice: Choice,
    say: Texts,
    source: Source | None = None,
    link: str = "",
) -> str:
    """The page as HTML.

    Args:
        scenario: the document.
        trace: its run.
        choice: which steps and units, how many decimals, solution or exercise.
        say: the texts, as `texts` gathered them for this scenario.
        source: a lecture's own numbers, shown beside ours.
        link: address of the scenario, printed at the end.
    """
    parts = [
        _head(scenario, choice, say),
        _equations(scenario, trace, say),
        _weights(scenario, choice, say),
    ]
    parts += [_inputs(scenario, trace, choice, say), *_looked_at(trace, choice, say)]
    if choice.exercise:
        parts += _worked(scenario, trace, choice, say, None, blank=True)
        title = tag("h1", say("solution"), " · ", typed(say.title))
        parts.append(tag("div", title, class_="part"))
    parts += _worked(scenario, trace, choice, say, source, blank=False)
    parts.append(_foot(say, link))
    head = tag(
        "head", tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", say.title), style(STYLE),
    )  # fmt: skip
    body = tag("body", tag("main", *parts))
    return document(head, body, say.lang)


def _head(scenario: PartScenario, choice: Choice, say: Texts) -> Markup:
    sizes = {"D": scenario.sizes["X"]} | scenario.sizes  # a query that is multiplied has D itself
    nearly = f"{7:.{choice.decimals}f}"
    said = [*([say.part] if say.part else []), say(_sizes(scenario), **sizes)]
    return tag(
        "header",
        tag("h1", typed(say.title)),
        tag("p", tag("b", say.cell), " · ", " · ".join(said)),
        tag("p", say("rounded", decimals=choice.decimals, nearly=nearly), class_="note"),
    )  # fmt: skip


def _sizes(scenario: PartScenario) -> str:
    """Which text says its sizes."""
    cell = scenario.chosen_cell
    if cell.states:
        return "sizes"
    return (
        "sizes_look" if scenario.own.memory else "sizes_dense" if cell.own_output else "sizes_shown"
    )


def _equations(scenario: PartScenario, trace: Trace, say: Texts) -> Markup:
    rows = [
        tag("tr", tag("td", maths(["".join(pieces)])),
            tag("td", tag("b", say.titles[name])), tag("td", say.reads[name]))
        for name, pieces in symbols(trace.cell, mathml).items()
    ]  # fmt: skip
    readout = readout_symbols(scenario.output.built, mathml) if scenario.output else {}
    rows += [
        tag("tr", tag("td", maths(["".join(pieces)])),
            tag("td", tag("b", say.titles["y"]) if name == "y" else ""))
        for name, pieces in readout.items()
    ]  # fmt: skip
    notes = (tag("p", note, class_="note") for note in say.notes)
    return tag(
        "section", tag("h2", say("equations")), tag("table", *rows, class_="equations"), *notes
    )


def _weights(scenario: PartScenario, choice: Choice, say: Texts) -> Markup:
    shown = [_part(one, scenario, choice) for one in say.matrices]
    groups = [
        _group(heading, list(group), choice)
        for heading, group in groupby(shown, key=lambda one: one.group)
    ]
    held = [
        tag("p", say("held", line=c.line, value=number(c.value, choice.decimals), first=c.first,
                     last=c.last or scenario.sizes["T"]))
        for c in scenario.clamps
    ]  # fmt: skip
    if not groups and not held:
        return joined()
    has_state = bool(scenario.chosen_cell.states)
    heading = say("weights" if has_state else "weights_alone")
    return tag("section", tag("h2", heading), *groups, *held)


def _group(heading: str, group: list[Matrix], choice: Choice) -> Markup:
    """The matrices of one line beside each other, wide ones below each other."""
    wide = max(len(one.columns) for one in group) > WIDE
    parts = (matrix(one, choice.decimals) for one in group)
    body = tag("div", *parts, class_="stack" if wide else "row")
    return tag("div", tag("h4", heading), body, class_=None if wide else "group")


def _part(one: Matrix, scenario: PartScenario, choice: Choice) -> Matrix:
    """Of a large cell the rows of the chosen units: what the arithmetic needs."""
    cell = scenario.chosen_cell
    if fields_of(scenario)[one.array] == "readout":
        return one
    if not cell.states and cell.graph.shapes[one.array][0] != cell.rows(cell.output):
        return one  # its rows are no units
    if (scenario.sizes["H"] or scenario.units) <= LARGE:
        return one
    rows = slice(choice.units[0] - 1, choice.units[1])
    return replace(one, values=one.values[rows], rows=one.rows[rows])


def _inputs(scenario: PartScenario, trace: Trace, choice: Choice, say: Texts) -> Markup:
    listed = choice.listed(trace.T)
    names = say.labels["x"]
    heads = [indexed("x", k + 1, names) for k in range(trace["x"].shape[1])]
    rows = [[number(v, choice.decimals) for v in trace["x"][t - 1]] for t in listed]
    if not heads:
        return joined()
    return tag(
        "section", tag("h2", say("inputs")),
        over_time(_steps(say, listed), heads, rows),
    )  # fmt: skip


def _looked_at(trace: Trace, choice: Choice, say: Texts) -> list[Markup]:
    """The memory of an attention, a column a position."""
    found = []
    for name, value in trace.data.items():
        first, last = (1, len(value)) if value.size <= MOST_LOOKED else choice.units
        rows = range(first, min(last, len(value)) + 1)
        names = say.labels["m"] or ("",) * value.shape[1]
        columns = [f"{k} {word}".strip() for k, word in enumerate(names, 1)]
        heads = [indexed("m", row) for row in rows]
        shown = Matrix(name, value[first - 1 : last], name, heads, columns, say("looked_note"))
        found.append(tag("section", tag("h2", say("looked")), matrix(shown, choice.decimals)))
    return found


def _steps(say: Texts, listed: range) -> list[str]:
    names = say.labels["t"]
    return [f"{t} {names[t - 1] if names else ''}".strip() for t in listed]


def _worked(scenario, trace, choice, say, source, blank) -> list[Markup]:
    title = tag("h2", say("steps"))
    shown = choice.timesteps if blank else choice.listed(trace.T)
    listed = dict(zip(shown, _steps(say, shown), strict=True))
    return [
        tag("section", title, steps(scenario, trace, choice, say, blank)),
        results(scenario, trace, choice, say, source, listed, blank),
    ]


def _foot(say: Texts, link: str) -> Markup:
    parts = [tag("p", say("made"))]
    if link:
        parts.append(tag("p", tag("a", link, href=link)))
    return tag("footer", *parts)

"""The arithmetic of a hand-out, timestep by timestep and unit by unit."""

from __future__ import annotations

from sim.document.seen import PartScenario
from sim.run.trace import Trace
from sim.written.formulas import numbers
from sim.written.notation import Chain, blanked, mathml
from sim.written.readout import readout_numbers
from ui.handout.choice import Choice
from ui.handout.tables import indexed, number
from ui.handout.texts import Texts
from ui.words.markup import Markup, joined, maths, tag, typed


def steps(scenario: PartScenario, trace: Trace, choice: Choice, say: Texts, blank: bool) -> Markup:
    """Every chosen timestep with its arithmetic, or with blanks.

    Args:
        scenario: the document.
        trace: its run.
        choice: which steps and units.
        say: the texts.
        blank: leave the numbers to be filled in.
    """
    return joined(*(_step(scenario, trace, choice, say, blank, t) for t in choice.timesteps))


def _step(scenario, trace, choice, say, blank, t) -> Markup:
    name = say.labels["t"]
    head = [say("step", t=t)] + ([" · ", typed(name[t - 1])] if name and name[t - 1] else [])
    parts = [tag("h3", *head), *_given(trace, choice, say, blank, t)]
    single = scenario.units == 1
    for unit in choice.rows:
        lines = _lines(trace, choice, say, blank, t, unit)
        title = [] if single else [tag("h4", say("unit", unit=unit))]
        parts.append(tag("div", *title, *lines, class_="unit"))
    if scenario.output:
        parts.append(_outputs(scenario, trace, choice, say, blank, t))
    return tag("section", *parts, class_="step")


def _given(trace: Trace, choice: Choice, say: Texts, blank: bool, t: int) -> list[Markup]:
    """What enters the step; the states only where they are no answer to the step before."""
    found = [_vector("x", t, trace["x"][t - 1], choice)]
    for state in trace.cell.states:
        before = trace[f"{state}_prev"][t - 1]
        if not blank or t == choice.steps[0]:
            found.append(_vector(state, t - 1, before, choice))
    return [tag("p", say("enters"), " ", joined(*found, between=", "), class_="enters")]


def _vector(name: str, t: int, values, choice: Choice) -> Markup:
    listed = ", ".join(number(value, choice.decimals) for value in values)
    text = listed if len(values) == 1 else f"({listed})"
    return joined(tag("i", name), tag("sub", str(t)), f" = {text}")


def _lines(trace, choice, say, blank, t, unit) -> list[Markup]:
    written = numbers(trace, t, unit, choice.decimals, _writer(blank), brief=True)
    return [
        tag(
            "div",
            tag("span", *_called(trace, say, name, unit), class_="name"),
            tag("p", maths(pieces)),
            class_="eq",
        )
        for name, pieces in written.items()
    ]


def _called(trace, say, name, unit) -> list[str | Markup]:
    """What a line of a unit is called, and of one without a state the word of what it is about."""
    cell = trace.cell
    axis = "m" if cell.rows(name) == "N" else "y" if name == cell.output else ""
    words = say.labels.get(axis, ()) if not cell.states else ()
    word = words[unit - 1] if unit <= len(words) else ""
    return [say.titles[name], *([" · ", typed(word)] if word else [])]


def _outputs(scenario, trace, choice, say, blank, t) -> Markup:
    out = scenario.read_out(trace)
    written = readout_numbers(out, t, choice.decimals, _writer(blank), brief=True)
    names = say.labels["y"]
    lines = [tag("div", tag("p", maths(pieces)), class_="eq wide") for pieces in written]
    legend = []
    if any(names):
        pairs = [joined(f"{indexed('y', k + 1)}: ", typed(name)) for k, name in enumerate(names)]
        legend = [tag("p", joined(*pairs, between=", "), class_="enters")]
    return tag("div", tag("h4", say.titles["y"]), *legend, *lines, class_="unit")


def _writer(blank: bool):
    def write(chain: Chain) -> list[str]:
        return mathml(blanked(chain) if blank else chain)

    return write

"""Check mine: somebody types what they worked out by hand, and the first slip is pointed out."""

from __future__ import annotations

import re

import streamlit as st

from sim.graph.cell import Cell
from sim.run.trace import Trace
from sim.written import formulas
from sim.written.handcheck import (
    FOLLOWS,
    RIGHT,
    WRONG,
    Finding,
    Worked,
    check_step,
    checkable,
)
from ui.session.state import Session
from ui.session.worked import Place, judge, key_of, read, with_text, without
from ui.widgets.html import html
from ui.widgets.number import AsTyped, number_field
from ui.words import in_this_language, listed, sentences, t
from ui.words.errors import message
from ui.words.lines import title
from ui.words.markup import Markup, tag

SAID = {RIGHT: "handcheck.right", FOLLOWS: "handcheck.follows", WRONG: "handcheck.wrong"}
NO_VERDICT = "\u00a0"
_ACT = re.compile(r"\bact_(\w+)\(")
_LOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def panel(session: Session, trace: Trace) -> None:
    """Fields for the chosen step and unit, what is said of each, and the first slip.

    Args:
        session: of the visitor.
        trace: the run on screen.
    """
    step, unit = session.view.t, session.view.unit
    place = (key_of(session.scenario), step, unit)
    texts = session.view.mine.get(place, {})
    typed, unread = read(texts)
    refused = {name: t("handcheck.refused", reason=message(why)) for name, why in unread.items()}
    findings, worked = check_step(trace, step, unit, typed)
    many = session.scenario.units > 1
    st.text(t("handcheck.ask_unit", t=step, unit=unit) if many else t("handcheck.ask", t=step))
    _progress(session, trace)
    said = st.container(key="handcheck_said")
    first = next((one for one in findings if one.verdict == WRONG), None)
    marks = {one.name: t(SAID[one.verdict]) for one in findings} | refused
    if first:
        marks[first.name] = t("handcheck.first")
    with st.container(key="handcheck"):
        for names in _asked(trace, unit):
            for name in names:
                _field(session, place, name, _label(trace.cell, name, step), marks)
    with said:
        if first:
            _slip(trace.cell, worked, first, findings, (step, unit), set(typed))
        elif findings and not refused:
            st.text(t("handcheck.all_right"))
    st.caption(t("handcheck.rule"))
    st.button(
        t("handcheck.clear"), key="handcheck_clear", disabled=not texts,
        on_click=in_this_language(lambda: session.work(without(session.view.mine, place))),
    )  # fmt: skip


def _asked(trace: Trace, unit: int) -> list[list[str]]:
    """Line by line what can be typed for a unit, of what has such a unit."""
    lines = checkable(trace.cell).values()
    return [[n for n in names if unit <= trace.value(n).shape[1]] for names in lines]


def _progress(session: Session, trace: Trace) -> None:
    """How far one is: of the chosen unit, over all steps."""
    unit, key = session.view.unit, key_of(session.scenario)
    names = {name for ids in _asked(trace, unit) for name in ids}
    rights, wrongs, steps = 0, 0, []
    for step in range(1, trace.T + 1):
        texts = session.view.mine.get((key, step, unit), {})
        judged = judge(trace, (key, step, unit), texts) if texts else {}
        verdicts = [one.verdict for name, one in judged.items() if name in names]
        wrong = sum(verdict not in (RIGHT, FOLLOWS) for verdict in verdicts)
        right = verdicts.count(RIGHT)
        rights, wrongs = rights + right, wrongs + wrong
        steps.append(_step(step, right, wrong, len(names), step == session.view.t))
    many = session.scenario.units > 1
    counts = {"right": rights, "count": len(names) * trace.T, "unit": unit}
    said = [t("handcheck.progress_unit" if many else "handcheck.progress", **counts)]
    if wrongs:
        said.append(t("handcheck.progress_wrong", wrong=wrongs))
    if session.screen.covers:
        said.append(t("handcheck.covers"))
    st.text(sentences(said))
    label = t("handcheck.progress_list")
    html(tag("ol", *steps, class_="gs-progress", tabindex=0, aria_label=label))


def _step(step: int, right: int, wrong: int, count: int, now: bool) -> Markup:
    """One step of the list: its number, and ✓, ✗ or how many of its numbers are right."""
    word = "handcheck.progress_step_wrong" if wrong else "handcheck.progress_step"
    said = t(word, t=step, right=right, wrong=wrong, count=count)
    mark = f"✗ {wrong}" if wrong else "✓" if right == count else f"{right}/{count}"
    state = "wrong" if wrong else "right" if right == count else "some" if right else "none"
    return tag(
        "li", tag("span", said, class_="gs-said"), tag("b", str(step), aria_hidden="true"), " ",
        tag("span", mark, aria_hidden="true"), class_=f"gs-{state}",
        aria_current="step" if now else None, title=said,
    )  # fmt: skip


def _field(session: Session, place: Place, name: str, label: str, marks: dict[str, str]) -> None:
    """A number to type, and below it what is said of it."""
    text = session.view.mine.get(place, {}).get(name, "")

    def keep(typed: str) -> None:
        session.work(with_text(session.view.mine, place, name, typed))

    with st.container():
        number_field(label, AsTyped(), key=f"handcheck {name}", value=text, take=keep)
        st.text(marks.get(name, NO_VERDICT))


def _slip(
    cell: Cell,
    worked: Worked,
    first: Finding,
    findings: tuple[Finding, ...],
    place: tuple[int, int],
    typed: set[str],
) -> None:
    """The operation to do again, with the numbers that go into it but not its result."""
    st.text(t("handcheck.slip", name=_plain(cell, first.name, place[0])))
    symbols = formulas.operation(cell, first.name)
    st.latex(rf"{symbols} \;=\; {formulas.worked(worked, first.name, *place, typed)} \;=\; ?")
    for verdict, word in ((WRONG, "handcheck.slip_more"), (FOLLOWS, "handcheck.slip_follows")):
        names = [_plain(cell, one.name, place[0]) for one in findings if one.verdict == verdict]
        names = [name for name in names if name != _plain(cell, first.name, place[0])]
        if names:
            st.text(t(word, names=listed(names)))


def _label(cell: Cell, name: str, step: int) -> str:
    if name in cell.graph.lines:
        return f"{name} · {title(cell, name)}"
    return _plain(cell, name, step)


def _plain(cell: Cell, name: str, step: int) -> str:
    """A quantity in a few words: "f before σ", "f·c₁", "tanh(c)"."""
    if name.endswith("_pre"):
        line = name.removesuffix("_pre")
        symbol = cell.activations[cell.graph.lines[line].name].symbol
        return t("handcheck.sum", line=line, symbol=symbol)
    for line, node in cell.graph.lines.items():
        is_softmax = not node.is_activation and node.operation.form == "call"
        if is_softmax and name == cell.graph.ids[id(node.args[0])]:
            return t("handcheck.sum", line=line, symbol=node.operation.symbol)
    name = _ACT.sub(lambda found: cell.activations[found[1]].symbol + "(", name)
    before = str(step - 1).translate(_LOW)
    return name.replace(" * ", "·").replace(" - ", " − ").replace("_prev", before)

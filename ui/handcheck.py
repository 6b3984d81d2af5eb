"""Check mine: somebody types what they worked out by hand, and the first slip is pointed out."""

from __future__ import annotations

import re

import streamlit as st

from sim import formulas
from sim.cell import Cell
from sim.errors import InputError
from sim.handcheck import FOLLOWS, RIGHT, WRONG, Finding, Worked, check_step, checkable, read_typed
from sim.trace import Trace
from ui.lines import title
from ui.number import AsTyped, number_field
from ui.state import Session
from ui.words import listed, t
from ui.words.errors import message

MOST_STEPS = 100  # whose numbers are kept
SAID = {RIGHT: "handcheck.right", FOLLOWS: "handcheck.follows", WRONG: "handcheck.wrong"}
NO_VERDICT = "\u00a0"
_ACT = re.compile(r"\bact_(\w+)\(")
_LOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

Texts = dict[str, str]


def panel(session: Session, trace: Trace) -> None:
    """Fields for the chosen step and unit, what is said of each, and the first slip.

    Args:
        session: of the visitor; trace: the run on screen.
    """
    step, unit = session.view.t, session.view.unit
    texts = _texts(trace.cell, step, unit)
    typed, refused = {}, {}
    for name, text in texts.items():
        try:
            typed[name] = read_typed(text)
        except InputError as error:
            refused[name] = t("handcheck.refused", reason=message(error))
    findings, worked = check_step(trace, step, unit, typed)
    many = session.scenario.sizes["H"] > 1
    st.text(t("handcheck.ask_unit", t=step, unit=unit) if many else t("handcheck.ask", t=step))
    said = st.container(key="handcheck_said")
    first = next((one for one in findings if one.verdict == WRONG), None)
    marks = {one.name: t(SAID[one.verdict]) for one in findings} | refused
    if first:
        marks[first.name] = t("handcheck.first")
    with st.container(key="handcheck"):
        for names in checkable(trace.cell).values():
            for name in names:
                _field(name, _label(trace.cell, name, step), texts, marks)
    with said:
        if first:
            _slip(trace.cell, worked, first, findings, (step, unit), set(typed))
        elif findings and not refused:
            st.text(t("handcheck.all_right"))
    st.caption(t("handcheck.rule"))
    st.button(t("handcheck.clear"), key="handcheck_clear", disabled=not texts, on_click=texts.clear)


def _texts(cell: Cell, step: int, unit: int) -> Texts:
    """What was typed for a step and a unit of a cell, by quantity; to be changed in place."""
    kept: dict[tuple, Texts] = st.session_state.setdefault("handcheck_texts", {})
    while len(kept) > MOST_STEPS:
        del kept[next(iter(kept))]
    return kept.setdefault((cell.key, step, unit), {})


def _field(name: str, label: str, texts: Texts, marks: Texts) -> None:
    """A number to type, and below it what is said of it."""
    key = f"handcheck {name}"

    def keep(typed: str) -> None:
        texts.pop(name, None)
        if typed:
            texts[name] = typed

    with st.container():
        number_field(label, AsTyped(), key=key, value=texts.get(name, ""), take=keep)
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
    name = _ACT.sub(lambda found: cell.activations[found[1]].symbol + "(", name)
    before = str(step - 1).translate(_LOW)
    return name.replace(" * ", "·").replace(" - ", " − ").replace("_prev", before)
